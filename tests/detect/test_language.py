"""The language of a text: script first, langdetect where it knows the languages, und where nobody does."""

import os
import pickle
import random
import subprocess
import sys
import time
from collections.abc import Sequence

import pytest

from cleancorpus.config import Language
from cleancorpus.language import detect as language_module
from cleancorpus.language.detect import LanguageDetector, sample_of, script_census

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
# Scripts or letters of languages that nothing here can tell for certain.
UNTOLD = {
    "am": "የከተማው ምክር ቤት ሰኞ ዕለት የድሮውን የባቡር ጣቢያ ለማደስ ወሰነ ሲሉ ከንቲባዋ ተናግረዋል።",
    "bo": "གྲོང་ཁྱེར་ལྷན་ཚོགས་ཀྱིས་གཟའ་ཟླ་བར་མེ་འཁོར་འབབ་ཚུགས་རྙིང་པ་ཉམས་གསོ་བྱེད་རྒྱུ་ཐག་བཅད།",
    "sr": "Градско веће је у понедељак одлучило да обнови стару железничку станицу, рекла је градоначелница, а грађани ће плаћати.",
    "be": "Гарадскі савет у панядзелак вырашыў адрамантаваць стары чыгуначны вакзал, паведаміла мэр горада.",
    "kk": "Қалалық кеңес дүйсенбі күні ескі теміржол вокзалын жөндеу туралы шешім қабылдады, деді әкім.",
    "mn": "Хотын зөвлөл даваа гарагт хуучин төмөр замын буудлыг засварлахаар шийдвэрлэв гэж хотын дарга мэдэгдэв.",
    "ps": "د ښار شورا د دوشنبې په ورځ پرېکړه وکړه چې د اورګاډي زوړ تمځای بیا ورغوي، ښاروال وویل.",
    "is": "Borgarstjórn ákvað á mánudag að gera upp gömlu járnbrautarstöðina. Það kostar tólf milljónir evra, sagði borgarstjórinn þar.",
    "az": "Şəhər şurası bazar ertəsi köhnə dəmir yolu vağzalını təmir etmək qərarına gəldi, şəhər meri belə dedi.",
    "mt": "Il-kunsill tal-belt iddeċieda nhar it-Tnejn li jsewwi l-istazzjon antik tal-ferrovija, qalet is-sindku, u dan jiswa ħafna flus.",
}


@pytest.fixture(scope="module")
def detector() -> LanguageDetector:
    return LanguageDetector(Language())


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_languages_with_a_profile(detector: LanguageDetector, code: str) -> None:
    found, score = detector.detect(TEXTS[code])
    assert found == code
    assert score > 0.85


@pytest.mark.parametrize("code", sorted(BY_SCRIPT))
def test_a_script_of_one_language_names_it(
    detector: LanguageDetector, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language_module.Langdetect, "probabilities", _never)
    assert detector.detect(BY_SCRIPT[code]) == (code, 1.0)


def _never(*_: object) -> Sequence[tuple[str, float]]:
    raise AssertionError("langdetect has no profile of this script and must not be asked")


@pytest.mark.parametrize("code", sorted(UNTOLD))
def test_unknown_languages_stay_undetermined(detector: LanguageDetector, code: str) -> None:
    assert detector.detect(UNTOLD[code]) == ("und", 0.0)


@pytest.mark.parametrize("code", sorted(UNTOLD))
def test_the_pages_word_decides_on_unknown_languages(detector: LanguageDetector, code: str) -> None:
    found, score = detector.detect(UNTOLD[code], code)
    assert found == code
    assert score >= 0.5


def test_a_wrong_word_of_the_page_is_not_believed(detector: LanguageDetector) -> None:
    assert detector.detect(TEXTS["de"], "en")[0] == "de"
    assert detector.detect(TEXTS["ja"], "en")[0] == "ja"
    assert detector.detect(UNTOLD["am"], "en") == ("und", 0.0)
    assert detector.detect(UNTOLD["is"], "en") == ("und", 0.0)
    assert detector.detect(UNTOLD["kk"], "ru") == ("und", 0.0)
    assert detector.detect(TEXTS["en"], "eu")[0] == "en"


def test_a_relative_without_profile_is_believed_if_declared(detector: LanguageDetector) -> None:
    galician = "O concello decidiu o luns reformar a vella estación de tren. As obras custarán doce millóns de euros, dixo a alcaldesa."
    assert detector.detect(galician)[0] != "gl"
    assert detector.detect(galician, "gl") == ("gl", 0.5)


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


def test_census_counts_letters_by_script() -> None:
    assert script_census("Ab 1! дж 東") == {"Latin": 2, "Cyrillic": 2, "Han": 1}
    assert script_census("é\u0301 ﬁ Ａ ｱ") == {"Latin": 3, "Kana": 1}


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


class _Unsure:
    def probabilities(self, text: str) -> Sequence[tuple[str, float]]:
        assert text
        return ()


class _Sure:
    def probabilities(self, text: str) -> Sequence[tuple[str, float]]:
        assert text
        return (("nl", 0.6), ("af", 0.4))


def test_a_detector_in_front_is_asked_first_and_may_pass() -> None:
    assert LanguageDetector(Language(), (_Unsure(), _Sure())).detect(TEXTS["de"]) == ("nl", 0.6)
    assert LanguageDetector(Language(), (_Unsure(),)).detect(TEXTS["de"]) == ("und", 0.0)


def test_the_pages_word_decides_close_races() -> None:
    detector = LanguageDetector(Language(), (_Sure(),))
    assert detector.detect(TEXTS["de"], "af") == ("af", 0.4)
    assert detector.detect(TEXTS["de"], "de") == ("nl", 0.6)


def test_a_thousand_characters_take_milliseconds(detector: LanguageDetector) -> None:
    text = "\n".join([TEXTS["de"]] * 8)[:1000]
    detector.detect(text)
    start = time.process_time()
    for _ in range(5):
        detector.detect(text)
    assert (time.process_time() - start) / 5 < 0.05  # 4 ms on the machine this was written on; slow ones have room
