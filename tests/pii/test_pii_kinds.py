"""Each kind of personal data, and what looks like it and is none. All are invented: domains, ranges and numbers kept for examples."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from cleancorpus.config import Pii
from cleancorpus.config.pii import IdCountry
from cleancorpus.pii.cards import find_cards, luhn
from cleancorpus.pii.email import find_emails
from cleancorpus.pii.iban import LENGTHS, find_ibans
from cleancorpus.pii.ip import find_ips
from cleancorpus.pii.masker import Masker

FINDERS = {"email": find_emails, "ip": find_ips, "iban": find_ibans, "card": find_cards}


def marked(kind, text):
    """The text with brackets around what is found in it without them."""
    plain = text.replace("⟦", "").replace("⟧", "")
    parts, at = [], 0
    for start, end in FINDERS[kind](plain):
        parts += [plain[at:start], "⟦", plain[start:end], "⟧"]
        at = end
    return "".join([*parts, plain[at:]])


FOUND = {
    "email": [
        "Write to ⟦jane.doe@example.org⟧.",
        "Write to <⟦jane+news@mail.example.co.uk⟧>, or «⟦o'neil@example.com⟧»!",
        "mailto:⟦desk@example.org⟧?subject=tip",
        "⟦a@example.org⟧,⟦b@example.org⟧;⟦c_d@xn--hfe-sna.example⟧",
        "⟦müller@höfe.example⟧ oder ⟦редакция@пример.example⟧",
        "https://example.org/?mail=⟦jane@example.org⟧&x=1",
        "'⟦jane@example.org⟧'...",
        "Mail: ⟦jane@example.org⟧Write, ⟦JANE@EXAMPLE.ORG⟧",
        "連絡先：⟦desk\N{FULLWIDTH COMMERCIAL AT}example.org⟧",
    ],
    "ip": [
        "It came from ⟦192.0.2.17⟧.",
        "Old firmware let in a man with the address ⟦192.0.2.17⟧. New software is safe. From ⟦192.0.2.18⟧ he came back",
        "⟦198.51.100.4⟧-⟦198.51.100.9⟧, (⟦203.0.113.255⟧)",
        "http://⟦192.0.2.1⟧:8080/a",
        "⟦203.0.113.8⟧/24",
        "IP address: ⟦9.9.9.9⟧ and ping ⟦1.1.1.1⟧",
        "Kyiv ⟦192.0.2.44⟧",
        "⟦2001:db8::8a2e:370:7334⟧ and ⟦2001:0db8:0000:0000:0000:8a2e:0370:7334⟧",
        "[⟦2001:db8::1⟧]:443",
    ],
    "iban": [
        "IBAN: ⟦DE89 3704 0044 0532 0130 00⟧ at the bank",
        "⟦GB82WEST12345698765432⟧, ⟦NO9386011117947⟧.",
        "to ⟦FR14 2004 1010 0505 0001 3M02 606⟧ or AB12 ⟦AT61 1904 3002 3457 3201⟧",
        "iban: ⟦de89370400440532013000⟧, ⟦DE89-3704-0044-0532-0130-00⟧, ⟦fr14 2004 1010 0505 0001 3m02 606⟧",
    ],
    "card": [
        "⟦4111 1111 1111 1111⟧ 12/27",
        "paid by card ⟦5555-5555-5555-4444⟧, then ⟦378282246310005⟧.",
        "⟦3782 822463 10005⟧ and ⟦3056 930902 5904⟧",
        "⟦6011111111111117⟧ ⟦3530111333300000⟧ Visa ⟦4222222222222⟧ ⟦2223003122003222⟧",
        "⟦4111 1111 1111 1111⟧ 123",
        "He paid for the article with ⟦4111 1111 1111 1111⟧, the item by ⟦5555555555554444⟧",
        "His order: card ⟦4111 1111 1111 1111⟧; ticket paid by ⟦4111111111111111⟧",
        "Bestellung: Kreditkarte ⟦4111 1111 1111 1111⟧",
        "in 2024 ⟦4111 1111 1111 1111⟧, 0018 0019 ⟦5555 5555 5555 4444⟧ 2024, 2024 ⟦3782 822463 10005⟧",
        "in this case ⟦4111 1111 1111 1111⟧ was charged",
        "card=⟦4111111111111111⟧ #⟦4111111111111111⟧ No.⟦4111111111111111⟧ Nr.⟦5555555555554444⟧ ?card=⟦4111111111111111⟧",
        "⟦4111111111111111⟧,⟦5555555555554444⟧ jane,⟦4111111111111111⟧,12/27",
    ],
}
NOT_FOUND = {
    "email": [
        "@jane on the network, jane@newsroom, a @ b.example, @example.org",
        "icon@2x.png lodash@4.17.21 x@y.z",
        "The rate was 5 @ 3.50 each; https://example.org/@jane",
        f"{'a' * 65}@example.org",
    ],
    "ip": [
        "version 4.2.0.1, v1.2.3.4, Version: 10.0.19041.1 and firmware 1.10.0.3",
        "The firmware was raised from 12.2.12.4 to 13.3.20.1; version 3.2.1 and 12.3.4.5",
        "Chrome 120.0.60.1 was out; release 20.10.11.12",
        "Section 3.1.2.4 and § 10.11.12.13, clause 1.2.3.4",
        "1.2.3.4 Scope",
        "300.1.1.1, 1.2.3, 1.2.3.4.5, 01.02.03.04, 3.1.2024",
        "192.168.1.10, 10.0.0.1, 127.0.0.1, 169.254.1.1, 224.0.0.1 name nobody",
        "At 12:30:45 std::vector a::b cafe::bed ::1 fe80::1 00:1B:44:11:3A:B7 it was 2:1:0",
    ],
    "iban": [
        "DE88 3704 0044 0532 0130 00 has wrong digits",
        "ZZ89 3704 0044 0532 0130 00; GB82WEST123456987654321; XGB82WEST12345698765432",
        "AB12 CD34 EF56, UP20 MILES",
        "DE89-3704 0044-0532 0130-00, De89370400440532013000",
    ],
    "card": [
        "4111 1111 1111 1112 has a wrong digit, 9111111111111116 no network",
        "ISBN 978-3-16-148410-0, 9783161484100; ISSN 2049-3630",
        "order 4111111111111111, tracking no. 5555555555554444, ticket no.4111111111111111",
        "article 4111111111111111, item #4111111111111111; case no. 4111111111111111",
        "https://example.org/?story=4111111111111111&item_id=4111111111111111; 0,4111111111111111 4111111111111111,50",
        "https://example.org/status/4111111111111111 0.4111111111111111 id=4111111111111111",
        "41111111111111111111 in 1999 2000 2001 2002",
        "the bar code of the milk, 4222222222222, and 4222222222222 of the tea",
        "They won 3-1, 2-0 and 4-4 on 12.05.2024; 1,234,567,890,123",
    ],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in FOUND.items() for text in texts])
def test_is_found(kind, text):
    assert marked(kind, text) == text


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in NOT_FOUND.items() for text in texts])
def test_is_left(kind, text):
    assert marked(kind, text) == text


def test_private_addresses_are_found_where_asked():
    assert len(list(find_ips("192.168.1.10 fe80::1 127.0.0.1", private=True))) == 3


def test_luhn():
    assert luhn("79927398713")
    assert not luhn("79927398710")


def masker(**options):
    return Masker(Pii.model_validate(options))


PHONES = [
    "Call ⟦+1 202-555-0143⟧ or ⟦+44 20 7946 0018⟧.",
    "⟦+12025550143⟧; (⟦+49 30 23125 014⟧)",
    "Tel. ⟦0044 20 7946 0018⟧",
    "⟦(202) 555-0143⟧, ⟦202-555-0143⟧ and ⟦202.555.0143⟧",
    "phone: ⟦2025550143⟧ from 9 to 5",
    "Call us on ⟦020 7946 0018⟧ today",
    "Call ⟦+44 20 7946 0018⟧ 24 hours a day. Or ⟦0044 20 7946 0018⟧ 24/7.",
    "⟦+33 1 42 92 81 00⟧ 2024, ⟦202-555-0143⟧ 2024",
    "Phone: ⟦020 7946 0018⟧ 7 days a week, call ⟦202-555-0143⟧ 24/7",
    "Fax ⟦+44 20 7946 0018⟧ ⟦020 7946 0019⟧",
    "⟦+44 20 7946 0018⟧ 93.184.216.34",
    "call me,⟦+442079460018⟧ tel=⟦+442079460018⟧",
    "https://wa.me/⟦442079460018⟧, wa.me/⟦+442079460018⟧, https://api.whatsapp.example/send?phone=⟦442079460018⟧&text=x",
    "Phone no. ⟦202 555 0143⟧, tel. nr: ⟦2025550144⟧, Fax: ⟦(202) 555-0145⟧",
]
NO_PHONES = [
    "On 2024-05-12, 12.05.2024 and 05/12/2024 at 10:30",
    "1939-1945, 2010-2019, 1914 1918; 3-1 2-0 6-4 7-5",
    "ISBN 978-3-16-148410-0, ISSN 2049-3630, 9783161484100",
    "order 202-555-0143, invoice no. 202 555 0143",
    "It cost $202 555 0143, 1 234 567 890 people, 20255501431234",
    "Serial 2025550143 and 192.168.10.20 and version 2.0.2.5550143",
    "https://example.org/story/2025550143 and +1.5 percent, +1,200",
    "+999 123 456 789",
    "1,+1 234 and x=+3.5, https://wa.me/12 https://example.org/44207946001",
    "202 555 0143 1999 2024 3034, 020 7946 0018 0019",
]


def marked_phones(text, **options):
    found = masker(mask=["phone"], placeholders={"phone": "⟦⟧"}, **options)
    plain = text.replace("⟦", "").replace("⟧", "")
    parts, at = [], 0
    for _, start, end in found.find(plain):
        parts += [plain[at:start], "⟦", plain[start:end], "⟧"]
        at = end
    return "".join([*parts, plain[at:]])


@pytest.mark.parametrize("text", [*PHONES, *NO_PHONES])
def test_phone_numbers(text):
    pytest.importorskip("phonenumbers")
    assert marked_phones(text, phone_regions=["US", "GB"]) == text


def test_numbers_of_a_country_as_it_writes_them():
    pytest.importorskip("phonenumbers")
    text = "Tel.: ⟦030/23125014⟧, Fax ⟦030 23125-015⟧, Konto 030 23125014, 23.12.2014"
    assert marked_phones(text, phone_regions=["DE"]) == text


@pytest.mark.parametrize(
    ("region", "text"),
    [
        (
            "ES",
            "Viven allí 619 754 865 habitantes, 619.754.865 euros, de 619 754 865 a 712 345 678 personas, € 619 754 865",
        ),
        ("ES", "Llame al ⟦619 754 865⟧ de lunes a viernes, ⟦619 754 865⟧. Teléfono: ⟦619.754.865⟧"),
        ("CZ", "Stát dal 607 438 166 korun, tedy 607.438.166 Kč a 607 438 166 Kč; ⟦607 438 166⟧ nebo ⟦607 438 167⟧"),
        ("PL", "Wydano 801 215 049 zł, Springfield, IL 15798-1336, (17 354 93 91 22)"),
        (
            "DK",
            "Krigen 2010-2014, 2004 - 2008 og 2012 - 2016, 2024 2025; 3854 - 2794; 3-1 (25-20 25-22); ring ⟦2794 5689⟧",
        ),
        ("DK", "Den 27 10 1990, 20220719 204313, ⟦27 94 56 89⟧"),
        ("SE", "Öppet 08 30 - 12 00, 09.30-17.45; ⟦08-123 456 78⟧"),
        ("FR", "Tirage : 05 11 23 31 44, puis 06 12 24 36 48. Notaire : ⟦05 61 23 31 44⟧"),
        ("MX", "Ganó 114-69 (33-28 32-30 29-37 35-15)."),
        ("FI", "Vuosina 2004/05 1999/11 ja 2014/08 2020/06"),
        ("US", "They said 2024 10 11 12 times; text 2024 10 11 12; ⟦202-555-0143⟧ and ⟦202 555 0144⟧"),
    ],
)
def test_amounts_years_scores_and_draws_are_no_phone_numbers(region, text):
    pytest.importorskip("phonenumbers")
    assert marked_phones(text, phone_regions=[region]) == text


def test_without_a_country_only_numbers_with_plus_or_zeros_are_phones():
    pytest.importorskip("phonenumbers")
    assert (
        marked_phones("⟦+1 202-555-0143⟧, 202-555-0143, ⟦0044 20 7946 0018⟧")
        == "⟦+1 202-555-0143⟧, 202-555-0143, ⟦0044 20 7946 0018⟧"
    )


# Of the documentation of python-stdnum, or made by its check digits.
IDS = {
    "BE": "85.07.30-033.28", "BG": "ЕГН 7523169263", "BR": "390.533.447-05", "CH": "756.9217.0769.85", "CN": "360426199101010071",
    "CZ": "710319/2745", "DE": "IdNr 36 574 261 809", "DK": "CPR 211062-5629", "ES": "54362315-K", "FI": "131052-308T",
    "FR": "2 95 10 99 126 111 93", "GB": "NHS no. 943-476-5870", "HR": "OIB 33392005961", "IN": "Aadhaar 2341 2341 2346",
    "IT": "RCCMNL83S18D969H", "KR": "971013-9019902", "MX": "BOXW310820HNERXN09", "NL": "BSN 111222333", "NO": "fødselsnummer 15108695088",
    "PL": "PESEL 44051401359", "PT": "NIF 501 964 843", "RO": "CNP 1630615123457", "SE": "880320-0016", "TR": "TCKN 17291716060",
    "US": "536-90-4399",
}  # fmt: skip


def test_national_ids_of_each_country():
    pytest.importorskip("stdnum")
    assert set(IDS) == set(get_args(IdCountry))
    for country, text in IDS.items():
        found = masker(mask=["national-id"], national_ids=[country])
        assert [span.kind for span in found.find(f"({text})")] == ["national-id"], country
        changed = text[:-1] + ("1" if text[-1] != "1" else "2")
        if country not in ("US", "DK"):  # without check digits
            assert found.find(changed) == [], country


ARABIC, WIDE = (str.maketrans("0123456789", digits) for digits in ("٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９"))


@pytest.mark.parametrize("digits", [ARABIC, WIDE])
def test_digits_of_other_scripts_cost_no_record(digits):
    pytest.importorskip("phonenumbers")
    pytest.importorskip("stdnum")
    found = masker(
        mask=["email", "iban", "card", "national-id", "ip", "phone"], phone_regions=["US"], national_ids=list(IDS)
    )
    card, phone = "4111 1111 1111 1111".translate(digits), "+1 202-555-0143".replace("+", "").translate(digits)
    for text in (card, f"+{phone}"):  # read in any script
        assert [span.kind for span in found.find(text)] == ["card" if text is card else "phone"]
    texts = [
        text for texts in (*FOUND.values(), *NOT_FOUND.values(), PHONES, NO_PHONES, IDS.values()) for text in texts
    ]
    for text in texts:
        for written in (
            text.translate(digits),
            *(text[:at] + text[at:].translate(digits) for at in range(0, len(text), 3)),
        ):
            last = 0
            for span in found.find(written):
                assert last <= span.start < span.end <= len(written), written
                last = span.end
    for text in ("192.0.2.17", "DE89 3704 0044 0532 0130 00", "536-90-4399"):
        assert found.find(text)
        assert not [span for span in found.find(text.translate(digits)) if span.kind != "phone"]


def test_a_number_that_the_library_cannot_look_up_is_none():
    """14 17 55 is no place, of which `stdnum.cn.ric` raises a KeyError."""
    pytest.importorskip("stdnum")
    found = masker(mask=["national-id"], national_ids=["CN"])
    assert [(span.start, span.end) for span in found.find("141755259711084289 and 360426199101010071")] == [(23, 41)]


@pytest.mark.parametrize(
    "text", ["44051401359", "in 111222333 cases", "2341 2341 2346", "943-476-5870", "000-12-3456", "2024-05-1234"]
)
def test_figures_alone_are_no_ids_without_their_word(text):
    pytest.importorskip("stdnum")
    assert masker(mask=["national-id"], national_ids=["PL", "NL", "IN", "GB", "US"]).find(text) == []


def test_lengths_of_ibans_are_those_of_python_stdnum():
    numdb = pytest.importorskip("stdnum.numdb")
    iban = numdb.get("iban")
    told = {country: iban.info(country)[0][1].get("bban", "") for country in LENGTHS}
    assert sum(map(bool, told.values())) > 70
    for country, bban in told.items():
        if bban:
            assert LENGTHS[country] == 4 + sum(map(int, re.findall(r"(\d+)!", bban))), country


def test_kinds_do_not_take_from_one_another():
    pytest.importorskip("phonenumbers")
    found = masker(mask=["phone", "ip", "card", "iban", "email"], phone_regions=["US", "DE"])
    text = "DE89 3704 0044 0532 0130 00, 4111 1111 1111 1111, 192.0.2.17, +1 202-555-0143, 49@example.org"
    assert [span.kind for span in found.find(text)] == ["iban", "card", "ip", "phone", "email"]


@pytest.mark.parametrize(
    "part",
    [
        "a@",
        "a.a@b.",
        "1.2.3.4.",
        "192.0.2.1 ",
        "4111 1111 ",
        "1",
        "1 ",
        "DE89 3704 0044 ",
        "AB12",
        "+1 202-555-",
        ":",
        "a:",
        "a.",
        "12-",
        "+44 20 ",
        "020 7946 0018 24 ",
        "00 1 ",
        "?phone=12345678",
        "order card ",
        "4111111111111111,",
    ],
)
def test_time_is_by_the_length_of_the_text(part, assert_linear):
    pytest.importorskip("phonenumbers")
    pytest.importorskip("stdnum")
    everything = masker(
        mask=["email", "phone", "ip", "iban", "card", "national-id"],
        phone_regions=["US"],
        national_ids=["FR", "ES", "US", "CN"],
    )
    assert_linear(lambda n: part * (n // len(part)), everything.find, 20_000)
