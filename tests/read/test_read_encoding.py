"""Bytes to text, in the encodings pages and files come in."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleancorpus.read import decode
from cleancorpus.read.encoding import looks_binary, unmarked_utf
from cleancorpus.read.labels import codec_of

MIXED = "Zürich – “gut” – 東京\n" * 20
RUSSIAN = "Мэр сообщил, что мост закроют до следующего года.\nРемонт начнется осенью."
CHINESE = "市长宣布，这座桥将关闭到明年夏天。\n据报道，工程师将在秋天开始修理。一切照常。"


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_mark_decides_whatever_was_declared(codec: str) -> None:
    decoded = decode(MIXED.encode(codec), "windows-1252")
    assert (decoded.text, decoded.how) == (MIXED, "bom")


@pytest.mark.parametrize("bom, codec", [(b"\xfe\xff", "utf-16-be"), (b"\x00\x00\xfe\xff", "utf-32-be")])
def test_big_endian_byte_order_mark(bom: bytes, codec: str) -> None:
    decoded = decode(bom + MIXED.encode(codec))
    assert (decoded.text, decoded.encoding, decoded.how) == (MIXED, codec, "bom")


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", [MIXED, RUSSIAN, CHINESE, "Plain words only."])
def test_wide_encodings_without_byte_order_mark(text: str, codec: str) -> None:
    decoded = decode(text.encode(codec))
    assert (decoded.text, decoded.encoding, decoded.how) == (text, codec, "guessed")
    assert not looks_binary(text.encode(codec))


@pytest.mark.parametrize(
    "data", [b"Stray\x00 NUL in a text", "Straße\x00 und Öl".encode(), "caf\xe9\x00 noir du matin".encode("latin1")]
)
def test_stray_nul_does_not_make_a_wide_encoding(data: bytes) -> None:
    assert unmarked_utf(data) is None
    assert "\0" in decode(data).text


@pytest.mark.parametrize(
    "data", [b'{"\x01\x01\x01\n{"\x00\n', b'{"\x00\x01\n{"\x00\n', b'{"\x00\x01\x01\n{"{}\n', b'{"\n{"\x00\t\x00\n']
)
def test_few_bytes_with_controls_and_nul_are_no_wide_encoding(data: bytes) -> None:
    assert unmarked_utf(data) is None
    assert decode(data).text == data.decode("ascii")


def test_last_byte_of_a_cut_wide_text_is_counted_as_replaced() -> None:
    decoded = decode("\ufeffBrücke".encode("utf-16-le")[:-1])
    assert (decoded.text, decoded.how, decoded.n_replaced) == ("Brück\ufffd", "replaced", 1)


@pytest.mark.parametrize("label", ["iso-8859-1", "latin1", "ASCII", " 'us-ascii' ", "ISO_8859-1"])
def test_latin1_on_the_web_is_windows_1252(label: str) -> None:
    assert decode("It’s 5 € – “yes”".encode("cp1252"), label).text == "It’s 5 € – “yes”"


@pytest.mark.parametrize(
    "label, codec",
    [
        ("gb2312", "gb18030"),
        ("GBK", "gb18030"),
        ("ks_c_5601-1987", "cp949"),
        ("euc-kr", "cp949"),
        ("shift_jis", "cp932"),
        ("x-sjis", "cp932"),
        ("big5", "big5hkscs"),
        ("iso-8859-9", "windows-1254"),
        ("tis-620", "cp874"),
        ("utf8", "utf-8"),
        ("cp437", "cp437"),
    ],
)
def test_names_of_encodings_mean_what_they_mean_on_the_web(label: str, codec: str) -> None:
    assert codec_of(label) == codec


@pytest.mark.parametrize("label", ["utf-9", "", "rot13", "hex", "idna", "unicode_escape", "none"])
def test_what_is_no_encoding_of_text_is_not_known(label: str) -> None:
    assert codec_of(label) is None


def test_unknown_declaration_counts_as_none() -> None:
    assert decode("naïve".encode(), "utf-9").how == "utf-8"


@pytest.mark.parametrize(
    "head",
    [
        '<html><head><meta charset="windows-1251"><p>',
        "<meta http-equiv='Content-Type' content='text/html; charset=windows-1251'>",
        '<?xml version="1.0" encoding="windows-1251"?><html>',
        "<!-- <meta charset=koi8-r> --><meta charset=windows-1251>",
    ],
)
def test_declaration_in_a_page_is_used(head: str) -> None:
    decoded = decode(head.encode() + RUSSIAN.encode("cp1251"), is_html=True)
    assert (decoded.text, decoded.encoding, decoded.how) == (head + RUSSIAN, "windows-1251", "declared")


def test_declaration_in_plain_text_is_not_used() -> None:
    text = '<meta charset="koi8-r"> ' + RUSSIAN
    assert decode(text.encode("cp1251")).text == text


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1251", "gb2312", "shift_jis", "utf-16"])
def test_valid_utf8_wins_over_a_wrong_declaration_in_a_page(declared: str) -> None:
    page = f"<meta charset={declared}><p>Übermut — 東京 café</p>"
    assert decode(page.encode(), is_html=True).text == page
    assert decode(page.encode(), declared, is_html=True).text == page


def test_declaration_of_the_caller_wins_for_plain_text() -> None:
    assert decode("Ã©".encode("cp1252"), "windows-1252").text == "Ã©"


def test_page_that_declares_utf8_and_is_windows_1252() -> None:
    decoded = decode("<meta charset=utf-8><p>It’s a café</p>".encode("cp1252"), is_html=True)
    assert decoded.text.endswith("<p>It’s a café</p>")
    assert (decoded.encoding, decoded.how) == ("windows-1252", "guessed")


def test_broken_bytes_in_utf8_are_replaced_and_counted() -> None:
    decoded = decode("Größe und Maß in Köln".encode() + b" \xff und \xe2\x82 mehr, \xef\xbf\xbd")
    assert decoded.text == "Größe und Maß in Köln \ufffd und \ufffd mehr, \ufffd"
    assert (decoded.encoding, decoded.how, decoded.n_replaced) == ("utf-8", "replaced", 2)


def test_wrong_bytes_in_a_declared_encoding_are_replaced() -> None:
    decoded = decode("市长".encode("gb18030") + b"\xff!", "gb2312")
    assert (decoded.text, decoded.how, decoded.n_replaced) == ("市长\ufffd!", "replaced", 1)


def test_bytes_without_a_character_in_windows_1252_stay_controls_for_repair() -> None:
    assert decode(b"\x81 \x9d", "latin1").text == "\x81 \x9d"


def test_lone_surrogates_from_json_escapes_are_read_back_and_halves_of_a_pair_joined() -> None:
    data = "a\ud800b \ud83d\ude00".encode("utf-8", "surrogatepass")
    assert decode(data, "utf-8").text == "a\ud800b 😀"


def test_iso_2022_jp_is_known_by_its_escapes() -> None:
    assert decode("市長は橋を閉鎖".encode("iso2022_jp")).text == "市長は橋を閉鎖"


@pytest.mark.parametrize(
    "text, codec",
    [
        ("It’s a windy day in Millbrook – nobody’s “out”.", "cp1252"),
        ("Le maire a déclaré que le pont serait fermé jusqu’à l’été prochain.", "cp1252"),
        ("Der Bürgermeister kündigte an, dass die Brücke über den Fluss gesperrt wird.", "cp1252"),
        ("El alcalde anunció que el puente cerrará mañana por reparaciones.", "cp1252"),
        ("A câmara decidiu que a ponte não será reaberta até ao verão.", "cp1252"),
        ("Kommunen säger att bron öppnas igen först nästa år.", "cp1252"),
        ("Burmistrz ogłosił, że most zostanie zamknięty, ponieważ wymaga pilnej naprawy środków.", "cp1250"),
        ("Burmistrz ogłosił, że most zostanie zamknięty, ponieważ wymaga pilnej naprawy środków.", "iso8859-2"),
        ("Starosta oznámil, že most bude uzavřen do příštího roku kvůli opravám.", "cp1250"),
        ("Belediye başkanı, köprünün gelecek yıla kadar kapalı kalacağını açıkladı.", "cp1254"),
        ("Meras pranešė, kad tiltas bus uždarytas iki kitų metų, nes jį būtina taisyti.", "cp1257"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        ("Ο δήμαρχος ανακοίνωσε ότι η γέφυρα θα κλείσει.", "cp1253"),
        ("قال رئيس البلدية إن الجسر سيغلق حتى العام المقبل.", "cp1256"),
        ("ראש העיר הודיע כי הגשר ייסגר עד השנה הבאה.", "cp1255"),
        ("นายกเทศมนตรีประกาศว่าสะพานจะปิดจนถึงปีหน้า", "cp874"),
        (CHINESE, "gb18030"),
        ("市長宣布，這座橋將關閉到明年夏天。", "big5hkscs"),
        ("市長は、橋が来年の夏まで閉鎖されると発表した。", "cp932"),
        ("市長は、橋が来年の夏まで閉鎖されると発表した。", "euc_jp"),
        ("시장은 다리가 내년 여름까지 폐쇄된다고 발표했다.", "cp949"),
    ],
)
def test_encoding_nobody_declared_is_guessed(text: str, codec: str) -> None:
    decoded = decode(text.encode(codec))
    assert (decoded.text, decoded.how) == (text, "guessed")
    page = f"<html><script>var x = 'a';</script><body class=x><p>{text}</p>"
    assert decode(page.encode(codec), is_html=True).text == page


@pytest.mark.parametrize(
    "make, size",
    [
        (lambda n: b"word " * n + b"caf\xe9", 200_000),
        (lambda n: b"<" * n + b"\xe9", 500_000),
        (lambda n: b"<!--" * n + b"\xe9", 250_000),
        (lambda n: b"<meta " * n + b"\xe9", 150_000),
        (lambda n: b" " * n + b"\xe9", 1_000_000),
        (lambda n: b"a\xe9" * n, 250_000),
        (lambda n: b"\xe9\n" * n, 250_000),
    ],
)
def test_time_grows_with_the_length_only(
    make: Callable[[int], bytes], size: int, assert_linear: Callable[..., None]
) -> None:
    assert_linear(make, lambda data: (decode(data, is_html=True), decode(data)), size)


def test_compressed_and_compiled_data_looks_binary() -> None:
    for data in (
        random.Random(0).randbytes(4096),
        b"%PDF-1.7\n",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04",
        b"\x7fELF" + bytes(60),
    ):
        assert looks_binary(data)


@pytest.mark.parametrize(
    "text", [RUSSIAN, CHINESE, "tab\tform\x0cfeed \x1b[31mred\x1b[0m and a NUL\0 in many words of text"]
)
def test_text_does_not_look_binary(text: str) -> None:
    for codec in ("utf-8", "utf-8-sig", "utf-16", "gb18030"):
        assert not looks_binary(text.encode(codec))


@given(
    st.binary(max_size=300), st.sampled_from([None, "utf-8", "latin1", "gb2312", "utf-16", "nonsense"]), st.booleans()
)
def test_decode_never_fails(data: bytes, declared: str | None, is_html: bool) -> None:
    decoded = decode(data, declared, is_html)
    assert (decoded.how == "replaced") == (decoded.n_replaced > 0)


@given(st.text(alphabet=st.characters(exclude_characters="\0\ufeff\x1b"), max_size=200))
def test_utf8_is_read_as_it_is(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    assert decode(data, "utf-8").text == decode(data).text == text


@pytest.mark.parametrize(
    "markup",
    [
        "<ul>" + "".join(f"<li>{chr(code)}</li>" for code in range(0xC0, 0xFF)) + "</ul>",
        "".join(f"<p><b>É</b>t number {n} ended late, and the harbour was empty.</p>" for n in range(60)),
    ],
    ids=["list of letters", "drop caps"],
)
def test_a_right_declaration_is_kept_where_letters_stand_alone(markup: str) -> None:
    page = f"<html><head><meta charset='iso-8859-1'></head><body>{markup}</body></html>"
    decoded = decode(page.encode("cp1252"), is_html=True)
    assert (decoded.text, decoded.how) == (page, "declared")


POLISH = "Zażółć gęślą jaźń. Łódź leży nad rzeką, a mosty są zamknięte. " * 9
STORM = "Мост закрыли в понедельник после бури, сообщил совет города. " * 9


@pytest.mark.parametrize(
    ("text", "codec", "header", "in_page", "read_as"),
    [
        (STORM, "cp1251", "windows-1251", "", "windows-1251"),
        (STORM, "cp1251", "windows-1251", "koi8-r", "windows-1251"),  # of two the header, as browsers have it
        (STORM, "cp1251", "iso-8859-1", "windows-1251", "windows-1251"),  # but not against the letters
        (POLISH, "cp1250", "utf-8", "windows-1250", "windows-1250"),
        (POLISH, "cp1250", "nonsense", "windows-1250", "windows-1250"),
        (POLISH, "utf-8", "iso-8859-1", "", "utf-8"),
        (POLISH, "utf-8", "utf-8", "iso-8859-2", "utf-8"),
    ],
)
def test_what_a_header_says_is_a_hint(text: str, codec: str, header: str, in_page: str, read_as: str) -> None:
    meta = f"<meta charset={in_page}>" if in_page else ""
    data = f"<html><head>{meta}</head><body><p>{text}</p></body></html>".encode(codec)
    found = decode(data, is_html=True, hint=header)
    assert text in found.text
    assert found.encoding == read_as


@pytest.mark.parametrize(
    ("codec", "header"), [("cp1251", "windows-1251"), ("utf-8", "windows-1251"), ("cp1251", "utf-8")]
)
def test_what_a_header_says_of_plain_text_is_taken_if_it_can_be_read_so(codec: str, header: str) -> None:
    assert decode(STORM.encode(codec), hint=header).text == STORM
