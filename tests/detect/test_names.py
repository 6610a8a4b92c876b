"""Names of persons in many scripts, and what is none; dates, newsrooms and agencies beside them."""

import pytest

from cleancorpus.detect.byline_parts import furniture_only, is_staff
from cleancorpus.detect.credit_cjk import read_cjk
from cleancorpus.detect.credit_line import read_labelled, read_mixed, read_prefixed
from cleancorpus.known.agencies import agencies_in
from cleancorpus.known.name_reader import read_names, split_names
from cleancorpus.known.people import clean_name, distinct_people, evidence, has_job, name_key
from cleancorpus.lexicon.search import scan_line
from cleancorpus.text import fold


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Jane Doe", ("Jane Doe",)),
        ("JANE DOE", ("Jane Doe",)),
        ("Jane Doe and John Roe", ("Jane Doe", "John Roe")),
        ("Jane Doe, John Roe & Ann Poe", ("Jane Doe", "John Roe", "Ann Poe")),
        ("Anna Beispiel und Bernd Muster", ("Anna Beispiel", "Bernd Muster")),
        ("Ana Muestra, Luis de la Prueba y J. R. Sample", ("Ana Muestra", "Luis de la Prueba", "J. R. Sample")),
        ("Anne Exemple et Luc d'Essai", ("Anne Exemple", "Luc d'Essai")),
        ("Jan van der Voorbeeld", ("Jan van der Voorbeeld",)),
        ("Dr. Anna von Beispiel", ("Dr. Anna von Beispiel",)),
        ("Jean-Paul O’Neill", ("Jean-Paul O’Neill",)),
        ("R.C. Sampler", ("R.C. Sampler",)),
        ("Jane M. Doe, PhD", ("Jane M. Doe",)),
        ("Ahmed bin Mithal al-Namudhaj", ("Ahmed bin Mithal al-Namudhaj",)),
        ("Иван Петрович Примеров", ("Иван Петрович Примеров",)),
        ("Иван Примеров, Анна Образцова", ("Иван Примеров", "Анна Образцова")),
        ("Анна Образцова Иван Примеров", ("Анна Образцова", "Иван Примеров")),
        ("Γιώργος Παραδείγματος", ("Γιώργος Παραδείγματος",)),
        ("Lê Mẫu", ("Lê Mẫu",)),
    ],
)
def test_split_names_reads_one_or_more_names(text, names):
    assert split_names(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Key Findings",
        "Read More",
        "New York Times",
        "Doe said",
        "Tuesday",
        "the old bridge",
        "Jane Doe said no",
        "Jane Doe's account",
        "Der Rat",
        "Getty Images",
        "42",
        "",
        "Jane",
        "山田太郎",
        "أحمد المثال",
    ],
)
def test_split_names_takes_no_other_text_for_names(text):
    assert split_names(text) == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("山田太郎", ("山田太郎",)),
        ("山田 太郎、鈴木 花子", ("山田 太郎", "鈴木 花子")),
        ("王小明", ("王小明",)),
        ("ジェーン・ドウ", ("ジェーン・ドウ",)),
        ("홍길동", ("홍길동",)),
        ("أحمد المثال", ("أحمد المثال",)),
        ("राहुल नमूना", ("राहुल नमूना",)),
        ("דוד לדוגמה", ("דוד לדוגמה",)),
        ("Jane", ("Jane",)),
    ],
)
def test_a_label_lets_scripts_without_capitals_and_single_words_count(text, names):
    assert split_names(text, labelled=True) == names


def test_reading_stops_before_a_date_and_gives_its_place():
    found = read_names("Jane Doe 11 February 2024")
    assert found is not None
    assert (found.names, found.end) == (("Jane Doe",), 8)


def test_job_title_is_no_part_of_the_name():
    found = read_names("Jane Doe Political Correspondent")
    assert found is not None
    assert found.names == ("Jane Doe",)


def test_modifier_of_a_job_is_no_second_name():
    found = read_names("Jane Doe, Local Transport Reporter")
    assert found is not None
    assert found.names == ("Jane Doe",)


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("JANE DOE", "Jane Doe"),
        ("J. DOE", "J. Doe"),
        ("ANNA MCBRIDE", "Anna McBride"),
        ("LUIS DE LA PRUEBA", "Luis de la Prueba"),
        ("BEN SAMPLE", "Ben Sample"),
        ("JO SAMPLE", "Jo Sample"),
        ("JD SAMPLE", "JD Sample"),
    ],
)
def test_clean_name_takes_capitals_back(written, clean):
    assert clean_name(written) == clean


def test_name_key_joins_spellings_of_one_name():
    assert name_key("ANAÏS  Exemple") == name_key("Anais Exemple")
    assert name_key("Anais Exemple") != name_key("Anais Example")


@pytest.mark.parametrize(
    ("names", "distinct"),
    [
        (("Jane Doe", "JANE DOE", "jane doe"), ("Jane Doe",)),
        (("Anaïs Exemple", "Anais Exemple"), ("Anaïs Exemple",)),
        (("Jane Doe", "Doe Jane", "Doe, Jane", "JaneDoe"), ("Jane Doe",)),
        (("山田 太郎", "山田太郎"), ("山田 太郎",)),
        (("Oyelaran, Temi", "Bo Lind", "Temi Oyelaran"), ("Temi Oyelaran", "Bo Lind")),
        (("jane doe", "Jane Doe"), ("Jane Doe",)),
        (("Jane Doe", "Jane Roe", "John Doe"), ("Jane Doe", "Jane Roe", "John Doe")),
        ((), ()),
    ],
)
def test_a_person_counts_once_and_under_the_better_spelling(names, distinct):
    assert distinct_people(names) == distinct


def test_evidence_grows_with_a_known_given_name():
    assert evidence("Jane Samplewood") == 2
    assert evidence("Андрей Примеров") == 2
    assert evidence("J. Samplewood") == 1
    assert evidence("Golden Retriever") == 0


def test_job_titles_are_known_as_words():
    assert has_job("leitende redakteurin")
    assert has_job("홍길동 기자")
    assert not has_job("editorialised reporters' notes".replace("reporters' ", ""))


def test_agencies_count_bare_only_if_their_name_means_nothing_else():
    assert agencies_in("Reuters") == ("Reuters",)
    assert agencies_in("(dpa/lni)") == ("dpa",)
    assert agencies_in("AFP und dpa") == ("AFP", "dpa")
    assert agencies_in("(PA)") == ("PA Media",)
    assert agencies_in("PA") == ()
    assert agencies_in("MAP") == ()
    assert agencies_in("Reuters said so") == ()


def test_newsrooms_are_authors_without_names():
    assert is_staff("Redaktion")
    assert is_staff("la rédaction")
    assert not is_staff("the river")


def test_furniture_is_what_bylines_hold_beside_names():
    assert furniture_only(" | Harbour Notes | March 3, 2024 | 4 min read")
    assert furniture_only(", Staff Writer")
    assert furniture_only(" jane.doe@example.com (555) 010-0199")
    assert not furniture_only(" wants to close the bridge")


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("By Jane Doe, Reuters", (("authors", "Jane Doe"), ("agency", "Reuters"))),
        ("By Jane Doe, AP Sports Writer", (("authors", "Jane Doe"), ("agency", "Associated Press"))),
        ("By Jane Doe (dpa/lni)", (("authors", "Jane Doe"), ("agency", "dpa"))),
        ("By Agence France-Presse", (("agency", "AFP"),)),
        ("By Jane Doe, BBC News", (("authors", "Jane Doe"),)),
    ],
)
def test_agency_in_a_byline_is_a_field_and_the_reporters_outlet_is_not(line, fields):
    assert read_prefixed(line, 3).fields == fields


def test_agency_beside_a_date_is_no_author():
    line = "Author: PAP | 03-01-2012 12:05"
    assert read_labelled(line, scan_line(fold(line))).fields == (("agency", "PAP"),)
    assert read_mixed("3 March 2024 by The Associated Press").fields == (("agency", "Associated Press"),)


def test_weak_label_needs_names_and_furniture_to_the_end():
    assert read_prefixed("By Jane Doe, Staff Writer", 3).names == ("Jane Doe",)
    assert read_prefixed("By Jane Doe wants the bridge closed", 3) is None


def test_names_and_date_in_any_order():
    for line in (
        "3 March 2024 by Jane Doe",
        "Jane Doe / 10:08 am Fri Jul 19, 2013",
        "Jane Doe 4 Febbraio 2025 - 14:41",
    ):
        assert read_mixed(line).names == ("Jane Doe",)
    assert read_mixed("3 March 2024 – Old Harbour Hall") is None


def test_labels_in_one_line_give_their_fields():
    line = "Text: Anna Beispiel. Foto: Bernd Muster. Redaktion: Jan Probe"
    credit = read_labelled(line, scan_line(fold(line)))
    assert credit is not None
    assert credit.fields == (("authors", "Anna Beispiel"), ("photo_credits", "Bernd Muster"), ("editors", "Jan Probe"))


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("Translated by Ann Poe", (("translators", "Ann Poe"),)),
        ("Translated from the Swedish by Ann Poe", (("translators", "Ann Poe"),)),
        ("Übersetzt aus dem Estnischen von Max Muster", (("translators", "Max Muster"),)),
        ("Aus dem Niederländischen von Max Muster", (("translators", "Max Muster"),)),
        ("Übersetzt und bearbeitet von Max Muster", (("translators", "Max Muster"),)),
        ("Traduit du suédois par Anne Exemple", (("translators", "Anne Exemple"),)),
        ("Traducción de Ana Muestra", (("translators", "Ana Muestra"),)),
        ("Traducido y editado por Ana Muestra", (("translators", "Ana Muestra"),)),
        ("Tradotto dall’inglese da Luca Esempio", (("translators", "Luca Esempio"),)),
        ("Oversatt fra engelsk av Kari Eksempel", (("translators", "Kari Eksempel"),)),
        ("Vertaler: Jan Voorbeeld", (("translators", "Jan Voorbeeld"),)),
        ("Tłumaczka: Anna Przykładowska", (("translators", "Anna Przykładowska"),)),
        ("Перекладач: Іван Прикладів", (("translators", "Іван Прикладів"),)),
        ("翻訳：山田太郎", (("translators", "山田太郎"),)),
        ("译者：王小明", (("translators", "王小明"),)),
        ("번역: 홍길동", (("translators", "홍길동"),)),
        ("অনুবাদ: রাহুল নমুনা", (("translators", "রাহুল নমুনা"),)),
        ("Text: Anna Beispiel. Übersetzung: Max Muster", (("authors", "Anna Beispiel"), ("translators", "Max Muster"))),
    ],
)
def test_translators_stand_apart_from_authors(line, fields):
    credit = read_labelled(line, scan_line(fold(line)))
    assert credit is not None
    assert credit.fields == fields


@pytest.mark.parametrize(
    "line",
    [
        "Translated from the Swedish original",
        "Übersetzt aus dem Leben",
        "Traducción de una carta",
        "译者认为旧桥应该保留",
    ],
)
def test_words_for_translation_in_other_lines_credit_nobody(line):
    assert read_labelled(line, scan_line(fold(line))) is None


def test_agency_and_its_reporter_in_a_row_without_blanks():
    assert read_cjk("新华社记者王小明").fields == (("authors", "王小明"), ("agency", "Xinhua"))
    assert read_cjk("年轻记者王小明") is None


def test_cjk_credits_give_the_name_without_job_place_and_address():
    assert read_cjk("서울=홍길동 기자 hong@example.com").names == ("홍길동",)
    assert read_cjk("本报记者 王小明").names == ("王小明",)
    assert read_cjk("（記者・丘野灯子）").names == ("丘野灯子",)
    assert read_cjk("기자 회견 내용을 공개") is None
