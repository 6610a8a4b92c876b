"""The language of a text: script first, two witnesses where many languages share one, und where nobody knows."""

import os
import pickle
import random
import subprocess
import sys
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langdetect.detector_factory import DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from cleancorpus.config import Language
from cleancorpus.language import witnesses
from cleancorpus.language.detect import ONE_WITNESS, LanguageDetector
from cleancorpus.language.sample import sample_of
from cleancorpus.language.scripts import script_census, without_names
from cleancorpus.language.tables import langid_table
from cleancorpus.language.witnesses import Langdetect, Langid

# The same invented piece of news in many languages.
TEXTS = {
    "en": "The town council decided on Monday to repair the old railway station. It will cost twelve million euros, the mayor said.",
    "de": "Der Stadtrat hat am Montag beschlossen, den alten Bahnhof zu sanieren. Das kostet zwölf Millionen Euro, sagte die Bürgermeisterin.",
    "fr": "Le conseil municipal a décidé lundi de rénover l'ancienne gare. Les travaux coûteront douze millions d'euros, a dit la maire.",
    "es": "El ayuntamiento decidió el lunes reformar la antigua estación de tren. Las obras costarán doce millones de euros, dijo la alcaldesa.",
    "it": "Il consiglio comunale ha deciso lunedì di ristrutturare la vecchia stazione. I lavori costeranno dodici milioni di euro, ha detto la sindaca.",
    "pt": "A câmara municipal decidiu na segunda-feira renovar a antiga estação. As obras custarão doze milhões de euros, disse a presidente.",
    "nl": "De gemeenteraad heeft maandag besloten het oude station op te knappen. Dat kost twaalf miljoen euro, zei de burgemeester.",
    "pl": "Rada miasta postanowiła w poniedziałek wyremontować stary dworzec kolejowy. Prace będą kosztować dwanaście milionów euro.",
    "tr": "Belediye meclisi pazartesi günü eski tren istasyonunu onarmaya karar verdi. Başkan, işin on iki milyon avro tutacağını söyledi.",
    "sv": "Kommunfullmäktige beslutade på måndagen att rusta upp den gamla järnvägsstationen. Det kostar tolv miljoner euro, sade ordföranden.",
    "fi": "Kaupunginvaltuusto päätti maanantaina kunnostaa vanhan rautatieaseman. Työ maksaa kaksitoista miljoonaa euroa, pormestari sanoi.",
    "ru": "Городской совет в понедельник решил отремонтировать старый железнодорожный вокзал. Работы обойдутся в двенадцать миллионов евро.",
    "uk": "Міська рада в понеділок вирішила відремонтувати старий залізничний вокзал. Роботи коштуватимуть дванадцять мільйонів євро.",
    "ar": "قرر مجلس المدينة يوم الاثنين ترميم محطة القطار القديمة وستكلف الأعمال اثني عشر مليون يورو كما قالت رئيسة البلدية.",
    "fa": "شورای شهر روز دوشنبه تصمیم گرفت ایستگاه قدیمی راه‌آهن را بازسازی کند. شهردار گفت این کار دوازده میلیون یورو هزینه دارد.",
    "hi": "नगर परिषद ने सोमवार को पुराने रेलवे स्टेशन की मरम्मत करने का फैसला किया। महापौर ने कहा कि इस पर बारह मिलियन यूरो खर्च होंगे।",
    "bn": "নগর পরিষদ সোমবার পুরোনো রেল স্টেশন মেরামতের সিদ্ধান্ত নিয়েছে। মেয়র বলেছেন এতে বারো মিলিয়ন ইউরো খরচ হবে।",
    "he": "מועצת העיר החליטה ביום שני לשפץ את תחנת הרכבת הישנה. העבודות יעלו שנים עשר מיליון אירו, אמרה ראש העיר.",
    "el": "Το δημοτικό συμβούλιο αποφάσισε τη Δευτέρα να επισκευάσει τον παλιό σιδηροδρομικό σταθμό, είπε η δήμαρχος.",
    "zh": "市议会周一决定翻修旧火车站。市长说，工程将耗资一千二百万欧元，预计明年春天动工。",
    "ja": "市議会は月曜日、古い駅舎を改修することを決めた。工事には千二百万ユーロがかかると市長は述べた。",
    "ko": "시의회는 월요일에 낡은 기차역을 수리하기로 결정했다. 공사에는 천이백만 유로가 든다고 시장이 말했다.",
    "th": "สภาเมืองมีมติเมื่อวันจันทร์ให้ซ่อมแซมสถานีรถไฟเก่า นายกเทศมนตรีกล่าวว่าจะใช้งบสิบสองล้านยูโร",
    "ta": "பழைய ரயில் நிலையத்தைப் பழுதுபார்க்க நகர சபை திங்களன்று முடிவு செய்தது என்று மேயர் கூறினார்.",
}
# No profile knows these; the script tells.
BY_SCRIPT = {
    "ka": "საქალაქო საბჭომ ორშაბათს გადაწყვიტა ძველი რკინიგზის სადგურის შეკეთება, განაცხადა მერმა.",
    "hy": "Քաղաքային խորհուրդը երկուշաբթի որոշեց վերանորոգել հին երկաթուղային կայարանը, ասաց քաղաքապետը:",
    "km": "ក្រុមប្រឹក្សាក្រុងបានសម្រេចនៅថ្ងៃច័ន្ទជួសជុលស្ថានីយ៍រថភ្លើងចាស់",
    "lo": "ສະພາເມືອງຕັດສິນໃຈໃນວັນຈັນສ້ອມແປງສະຖານີລົດໄຟເກົ່າ",
    "my": "မြို့တော်ကောင်စီသည် တနင်္လာနေ့တွင် ဘူတာရုံဟောင်းကို ပြုပြင်ရန် ဆုံးဖြတ်ခဲ့သည်။",
    "si": "නගර සභාව සඳුදා පැරණි දුම්රිය ස්ථානය අලුත්වැඩියා කිරීමට තීරණය කළේය.",
    "or": "ନଗର ପରିଷଦ ସୋମବାର ପୁରୁଣା ରେଳ ଷ୍ଟେସନ ମରାମତି କରିବାକୁ ନିଷ୍ପତ୍ତି ନେଲା।",
    "dv": "ސިޓީ ކައުންސިލުން ހޯމަ ދުވަހު މުސްކުޅި ސްޓޭޝަން މަރާމާތުކުރަން ނިންމިއެވެ",
}
# Languages that langid alone knows.
ONE_KNOWS = {
    "sr": "Градско веће је у понедељак одлучило да обнови стару железничку станицу, рекла је градоначелница, а грађани ће плаћати.",
    "be": "Гарадскі савет у панядзелак вырашыў адрамантаваць стары чыгуначны вакзал, паведаміла мэр горада.",
    "kk": "Қалалық кеңес дүйсенбі күні ескі теміржол вокзалын жөндеу туралы шешім қабылдады, деді әкім.",
    "mn": "Хотын зөвлөл даваа гарагт хуучин төмөр замын буудлыг засварлахаар шийдвэрлэв гэж хотын дарга мэдэгдэв.",
    "ps": "د ښار شورا د دوشنبې په ورځ پرېکړه وکړه چې د اورګاډي زوړ تمځای بیا ورغوي، ښاروال وویل.",
    "is": "Borgarstjórn ákvað á mánudag að gera upp gömlu járnbrautarstöðina. Það kostar tólf milljónir evra, sagði borgarstjórinn þar.",
    "az": "Şəhər şurası bazar ertəsi köhnə dəmir yolu vağzalını təmir etmək qərarına gəldi, şəhər meri belə dedi.",
    "mt": "Il-kunsill tal-belt iddeċieda nhar it-Tnejn li jsewwi l-istazzjon antik tal-ferrovija, qalet is-sindku, u dan jiswa ħafna flus.",
    "gl": "O concello decidiu o luns reformar a vella estación de tren. As obras custarán doce millóns de euros, dixo a alcaldesa.",
    "eu": "Udalak astelehenean erabaki zuen tren geltoki zaharra konpontzea. Hamabi milioi euro kostatuko da, esan zuen alkateak.",
    "ga": "Chinn comhairle an bhaile Dé Luain an seanstáisiún traenach a dheisiú. Cosnóidh sé dhá mhilliún déag euro, a dúirt an méara.",
    "ms": "Majlis bandar raya pada hari Isnin memutuskan untuk membaiki stesen kereta api lama itu. Kosnya dua belas juta euro, kata datuk bandar.",
    "ku": "Encûmena bajêr duşemê biryar da ku îstasyona kevn a trênê were nûkirin. Şaredarê got ku ew ê bi qasî donzdeh milyon euro be.",
}
# Scripts of several languages, which nothing here tells apart.
UNTOLD = {
    "am": "የከተማው ምክር ቤት ሰኞ ዕለት የድሮውን የባቡር ጣቢያ ለማደስ ወሰነ ሲሉ ከንቲባዋ ተናግረዋል።",
    "bo": "གྲོང་ཁྱེར་ལྷན་ཚོགས་ཀྱིས་གཟའ་ཟླ་བར་མེ་འཁོར་འབབ་ཚུགས་རྙིང་པ་ཉམས་གསོ་བྱེད་རྒྱུ་ཐག་བཅད།",
}


@pytest.fixture(scope="module")
def detector() -> LanguageDetector:
    return LanguageDetector(Language())


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_languages_with_a_profile(detector: LanguageDetector, code: str) -> None:
    found, score = detector.detect(TEXTS[code])
    assert found == code
    assert score > (0.5 if code == "ar" else 0.85)  # written Arabic is near to two spoken ones that langid knows


@pytest.mark.parametrize("code", sorted(BY_SCRIPT))
def test_a_script_of_one_language_names_it(code: str) -> None:
    detector = LanguageDetector(Language(), _Never(), _Never())
    assert detector.detect(BY_SCRIPT[code]) == (code, 1.0)


class _Never:
    def rank(self, text: str) -> list[tuple[str, float]]:
        raise AssertionError(f"a witness must not be asked about {text!r}")


@pytest.mark.parametrize("code", sorted(ONE_KNOWS))
def test_what_only_one_witness_knows_is_never_sure(detector: LanguageDetector, code: str) -> None:
    found, score = detector.detect(ONE_KNOWS[code])
    assert found == code
    assert 0.2 < score <= ONE_WITNESS


@pytest.mark.parametrize("code", sorted(UNTOLD))
def test_unknown_languages_stay_undetermined(detector: LanguageDetector, code: str) -> None:
    assert detector.detect(UNTOLD[code]) == ("und", 0.0)


@pytest.mark.parametrize("code", sorted(UNTOLD | ONE_KNOWS))
def test_the_pages_word_counts(detector: LanguageDetector, code: str) -> None:
    found, score = detector.detect((UNTOLD | ONE_KNOWS)[code], code)
    assert found == code
    assert score >= 0.5


def test_a_wrong_word_of_the_page_is_not_believed(detector: LanguageDetector) -> None:
    assert detector.detect(TEXTS["de"], "en")[0] == "de"
    assert detector.detect(TEXTS["ja"], "en")[0] == "ja"
    assert detector.detect(UNTOLD["am"], "en") == ("und", 0.0)
    assert detector.detect(ONE_KNOWS["is"], "en")[0] == "is"
    assert detector.detect(ONE_KNOWS["kk"], "ru")[0] == "kk"
    assert detector.detect(TEXTS["en"], "eu")[0] == "en"


def test_a_language_that_nobody_knows_is_believed_if_declared(detector: LanguageDetector) -> None:
    asturian = (
        "El conceyu decidió'l llunes reformar la vieya estación del tren. Les obres van costar doce millones d'euros."
    )
    assert detector.detect(asturian)[1] < 0.9
    assert detector.detect(asturian, "ast") == ("ast", 0.5)
    assert detector.detect(TEXTS["en"], "ast")[0] == "en"
    assert detector.detect(ONE_KNOWS["ps"], "sd") == ("sd", 0.5)
    assert detector.detect(TEXTS["fa"], "sd")[0] == "fa"


@pytest.mark.parametrize(
    "text", ["", "   \n", "12345 67890 12345 67890", "Hallo Welt", "!!! ??? ... ---", "東京", "\u200b" * 50]
)
def test_too_little_text_is_undetermined(detector: LanguageDetector, text: str) -> None:
    assert detector.detect(text, "de") == ("und", 0.0)


def test_no_script_in_the_majority_is_undetermined(detector: LanguageDetector) -> None:
    assert detector.detect("Привет всем друзьям мира. Hello friends everyone. გამარჯობა მეგობრებო ყველას.") == (
        "und",
        0.0,
    )


def test_mixed_scripts_of_japanese_and_korean(detector: LanguageDetector) -> None:
    assert detector.detect("東京都議会は月曜日に新駅舎建設計画案を賛成多数で可決した。")[0] == "ja"
    assert detector.detect("大統領은 月曜日에 새로운 鐵道驛 建設 計劃을 發表하였다고 관계자가 말했다.")[0] == "ko"
    assert detector.detect(TEXTS["zh"] + "「ア」")[0] == "zh"


def test_latin_names_in_other_scripts_do_not_change_the_script(detector: LanguageDetector) -> None:
    assert detector.detect(TEXTS["ru"] + " Samsung Galaxy, Microsoft Windows")[0] == "ru"


def test_a_few_foreign_letters_in_names_do_not_void_the_answer(detector: LanguageDetector) -> None:
    assert detector.detect(TEXTS["en"] + " The builder is called Guðrún Þórsdóttir." + TEXTS["en"])[0] == "en"


def test_traditional_and_simplified_chinese_are_one_language(detector: LanguageDetector) -> None:
    traditional = "市議會週一決定翻修舊火車站。市長說，工程將耗資一千二百萬歐元，預計明年春天動工。"
    assert detector.detect(traditional)[0] == "zh"
    assert detector.detect(TEXTS["zh"] + traditional)[0] == "zh"


def test_headlines_and_notices_in_another_language_do_not_mislead(detector: LanguageDetector) -> None:
    notices = "Home\nNews\nSports\nSubscribe to our newsletter\nRead more about it\nShare this article with friends\n"
    assert detector.detect(notices + (TEXTS["fr"] + "\n") * 3)[0] == "fr"


def test_sample_takes_the_longest_lines_in_their_order() -> None:
    lines = ["short", "a" * 90, "b" * 120, "tiny", "c" * 100]
    assert sample_of("\n".join(lines), 400) == "\n".join(["a" * 90, "b" * 120, "c" * 100])
    assert sample_of("\n".join(lines), 200) == "\n".join(["b" * 120, "c" * 100])[:200]
    assert sample_of("one\ntwo\n\nthree", 100) == "one\ntwo\nthree"
    assert len(sample_of("x" * 5000, 1000)) == 1000


def test_census_weighs_letters_by_script() -> None:
    assert script_census("Ab 1! дж 東") == {"Latin": 2, "Cyrillic": 2, "Han": 3}
    assert script_census("é\u0301 ﬁ Ａ ｱ") == {"Latin": 3, "Kana": 2}


def test_product_names_and_code_do_not_outvote_the_prose_around_them(detector: LanguageDetector) -> None:
    korean = "먼저 Node Runner와 Cargo Pilot을 설치한다. 그 다음 node-runner.toml 파일을 열고 target, release, profile을 적는다. node run --release로 실행한다."
    russian = "Сначала ставим Node Runner и Cargo Pilot, затем пишем node-runner.toml с разделами target, release, profile. Запускаем Node Run."
    assert detector.detect(korean)[0] == "ko"
    assert detector.detect(russian)[0] == "ru"
    assert without_names("Пишем x86_64, iPhone и node-runner.toml в target") == "Пишем ,  и  в target"


def test_what_is_quoted_in_another_script_does_not_vote(detector: LanguageDetector) -> None:
    text = "The board above the gate reads 旧火车站将在春天重新开放 and a smaller one says 市长和工程师们星期一在这里签了字 to those who wait."
    assert detector.detect(text)[0] == "en"
    assert detector.detect(TEXTS["zh"] + " The old station opens in spring, says the mayor.")[0] == "zh"


def test_fenced_code_and_addresses_do_not_vote(detector: LanguageDetector) -> None:
    code = "```\nfor the_row in read_the_rows(of_the_file): write(the_row, to_this_place)\n```\n" * 5
    links = "https://courier.example/this/is/the/story/of/the/old/station/and/what/it/costs/us/all " * 3
    assert detector.detect(code + TEXTS["it"] + "\n" + links)[0] == "it"
    assert sample_of("a\n```\nb\n```\nc\n```\nd", 100) == "a\nc\n```\nd"


def test_cantonese_is_told_from_standard_chinese(detector: LanguageDetector) -> None:
    found, score = detector.detect(
        "市長話佢哋星期一先至決定咗要整返個舊火車站，唔係因為冇錢，係因為啲街坊唔鍾意咁樣搞。"
    )
    assert found == "yue"
    assert score <= ONE_WITNESS


def test_answers_do_not_depend_on_order_or_instance() -> None:
    texts = [
        *TEXTS.values(),
        *BY_SCRIPT.values(),
        "Vino e pane, pan y vino, vinho e pão: la festa del paese, la fiesta del pueblo.",
    ]
    first = LanguageDetector(Language())
    answers = {text: first.detect(text) for text in texts}
    shuffled = texts * 2
    random.Random(5).shuffle(shuffled)
    second = LanguageDetector(Language())
    assert all(second.detect(text) == answers[text] for text in shuffled)


def test_answers_do_not_depend_on_the_process() -> None:
    program = (
        "from cleancorpus.config import Language; from cleancorpus.language.detect import LanguageDetector;"
        "d = LanguageDetector(Language());"
        "print(d.detect('Vino e pane, pan y vino, vinho e pão: la festa del paese, la fiesta del pueblo.'))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_langdetects_own_state_is_left_alone(detector: LanguageDetector) -> None:
    import langdetect.detector_factory

    detector.detect(TEXTS["de"])
    assert langdetect.detector_factory._factory is None
    assert langdetect.detector_factory.DetectorFactory.seed is None


def test_detector_can_be_pickled() -> None:
    detector = LanguageDetector(Language(max_chars=300))
    detector.detect(TEXTS["de"])
    copied = pickle.loads(pickle.dumps(detector))
    assert copied.detect(TEXTS["fr"]) == detector.detect(TEXTS["fr"])


def test_detector_off_takes_the_sources_word() -> None:
    detector = LanguageDetector(Language(detector="off"))
    assert detector.detect(TEXTS["de"], "fr") == ("fr", 1.0)
    assert detector.detect(TEXTS["de"]) == ("und", 0.0)


class _Says:
    def __init__(self, *ranked: tuple[str, float]) -> None:
        self.ranked, self.asked = list(ranked), 0

    def rank(self, text: str) -> list[tuple[str, float]]:
        assert text
        self.asked += 1
        return self.ranked


def test_two_witnesses_that_agree_give_the_lesser_score() -> None:
    first, second = _Says(("nl", 0.8), ("af", 0.1)), _Says(("nl", 0.6), ("de", 0.4))
    assert LanguageDetector(Language(), first, second).detect(TEXTS["de"]) == ("nl", 0.6)
    assert LanguageDetector(Language(), first, _Says(("nl", 0.9))).detect(TEXTS["de"]) == ("nl", 0.7)


def test_two_witnesses_that_do_not_agree_are_never_sure() -> None:
    detector = LanguageDetector(Language(), _Says(("nl", 0.97), ("af", 0.01)), _Says(("de", 1.0)))
    assert detector.detect(TEXTS["de"]) == ("nl", 0.5)
    assert LanguageDetector(Language(), _Says(("nl", 0.97)), _Says()).detect(TEXTS["de"]) == ("nl", 0.5)


def test_the_second_witness_is_asked_only_where_the_first_is_unsure() -> None:
    second = _Says(("nl", 1.0))
    assert LanguageDetector(Language(), _Says(("nl", 0.999)), second).detect(TEXTS["de"]) == ("nl", 0.999)
    assert not second.asked
    LanguageDetector(Language(), _Says(("nl", 0.9)), second).detect(TEXTS["de"])
    assert second.asked == 1


def test_a_small_language_hardly_before_a_large_one_is_asked_about() -> None:
    first = _Says(("ext", 0.4), ("es", 0.38))
    assert LanguageDetector(Language(), first, _Says(("es", 1.0))).detect(TEXTS["es"]) == ("es", 0.38)
    assert LanguageDetector(Language(), first, _Says(("pt", 1.0))).detect(TEXTS["es"]) == ("ext", 0.02)
    assert LanguageDetector(Language(), _Says(("gl", 0.9), ("es", 0.1)), _Never()).detect(TEXTS["es"]) == ("gl", 0.8)


def test_a_first_language_among_many_is_none() -> None:
    detector = LanguageDetector(Language(), _Says(("nl", 0.15), ("af", 0.1)), _Never())
    assert detector.detect(TEXTS["de"]) == ("und", 0.0)
    assert LanguageDetector(Language(), _Says(("zxx", 0.9)), _Never()).detect(TEXTS["de"]) == ("und", 0.0)
    assert LanguageDetector(Language(), _Says(), _Never()).detect(TEXTS["de"]) == ("und", 0.0)


def test_the_pages_word_decides_close_races() -> None:
    first = _Says(("nl", 0.6), ("af", 0.4))
    detector = LanguageDetector(Language(), first, _Says(("af", 1.0)))
    assert detector.detect(TEXTS["de"], "af")[0] == "af"
    assert detector.detect(TEXTS["de"], "de")[0] == "nl"


@pytest.mark.parametrize("code", ["de", "fr", "tr", "uk", "bn"])
def test_langid_gives_what_py3langid_gives(code: str) -> None:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    theirs = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True).rank(TEXTS[code])[:5]
    ours = Langid().rank(TEXTS[code])[:5]
    assert [name for name, _ in ours[:2]] == [name for name, _ in theirs[:2]]
    assert [share for _, share in ours] == pytest.approx([share for _, share in theirs], abs=2e-3)


@lru_cache(maxsize=1)
def _factory() -> DetectorFactory:
    """langdetect as it is, with its profiles in sorted order."""
    folder = files("langdetect") / "profiles"
    names = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
    factory = DetectorFactory()
    factory.load_json_profile([(folder / name).read_text(encoding="utf-8") for name in names])
    factory.set_seed(0)
    return factory


# Letters of many scripts, with what witnesses look at: capitals, accents, marks, spaces, halves of surrogate pairs.
_ODD = st.text(
    st.one_of(st.sampled_from("aeinrst AEIN  éüñ.,@’“šž中文जдهあア\u0301\ud800"), st.characters()), max_size=60
)


@settings(max_examples=50, deadline=None)  # the first call reads the tables
@given(_ODD, st.sampled_from(sorted(TEXTS)))
def test_langids_states_are_those_of_py3langids_automaton(odd: str, code: str) -> None:
    from py3langid.langid import visit_counts

    model = langid_table()
    rows, features = model.rows.tolist(), model.features.tolist()
    for text in (odd, TEXTS[code] + odd):
        data = text.encode("utf-8", "surrogatepass")
        theirs = visit_counts(model.moves, rows, features, data) or {}
        visited = witnesses._walk(model, data)
        ours, counts = witnesses._counted(visited) if len(visited) else (visited, visited)
        assert list(zip(ours.tolist(), counts.tolist(), strict=True)) == list(theirs.items())  # in their order


def test_what_leads_to_a_state_is_as_long_as_the_longest_ngram_at_most() -> None:
    model = langid_table()
    moves, rows = model.moves.reshape(-1, 256), model.rows >> 8
    weights = np.random.default_rng(1).integers(1 << 62, size=256, dtype=np.uint64)
    alike = np.arange(
        len(rows), dtype=np.uint64
    )  # states with one number lead to the same by all that so many bytes say
    for _ in range(model.longest):
        keys = (alike[moves] * weights).sum(axis=1, dtype=np.uint64)  # a row's moves in one number
        alike = np.unique(keys, return_inverse=True)[1].astype(np.uint64)[rows]
    assert model.longest == 6
    assert not alike.any()


@settings(max_examples=50, deadline=None)  # the first call reads the tables
@given(_ODD, st.sampled_from(sorted(TEXTS)))
def test_sampling_gives_what_langdetect_gives(odd: str, code: str) -> None:
    for text in (odd, TEXTS[code][:60] + odd, f"{TEXTS[code]}\nhttps://a.example/b jane@a.example {odd}"):
        detector = _factory().create()
        detector.append(text)
        try:
            theirs = {found.lang: found.prob for found in detector.get_probabilities()}
        except LangDetectException:
            theirs = {}
        assert dict(witnesses._sampling().probabilities(text)) == theirs


def test_langdetect_calls_all_chinese_one_language() -> None:
    assert Langdetect().rank(TEXTS["zh"])[0][0] == "zh"
    assert "zh" in witnesses.langdetect_languages()
    assert Langdetect().rank("12345") == []


def test_work_grows_with_the_length_not_faster(detector: LanguageDetector, assert_linear: Callable[..., None]) -> None:
    long = "\n".join([TEXTS["de"]] * 8)
    assert_linear(lambda n: long[:n], lambda text: [detector.detect(text) for _ in range(20)], 500)
