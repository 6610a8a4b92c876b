"""Dates that an article tells: timelines, results, fixtures, meetings, opening hours, in the languages of the lexicon."""

from __future__ import annotations

import pytest

from cleancorpus import Cleaner

TITLE = "What the lighthouse was and will be"
FIRST = (
    "The harbour board met for four hours on Tuesday and heard what the engineers had found in the stair of the old tower,"
    " which is more than anyone had feared before."
)
SECOND = (
    "Nobody in the hall asked the engineers to repeat it, and the chair thanked those who had come through the rain to hear"
    " what will become of the lamp next year."
)
THIRD = FIRST.replace("four", "three")

TOLD = {
    "timeline en": "May 3, 1911|The first lamp is lit.|May 3, 1963|The oil is replaced by gas.|October 14, 2023|Engineers find cracks.",
    "timeline de": "3. Mai 1911|Die erste Lampe brennt.|3. Mai 1963|Gas ersetzt das Öl.|14. Oktober 2023|Ingenieure finden Risse.",
    "timeline fr": "3 mai 1911|La première lampe est allumée.|3 mai 1963|Le gaz remplace l’huile.|14 octobre 2023|On trouve des fissures.",
    "timeline es": "3 de mayo de 1911|Se enciende la lámpara.|3 de mayo de 1963|El gas sustituye al aceite.|14 de octubre de 2023|Hay grietas.",
    "timeline ru": "3 мая 1911|Зажжена первая лампа.|3 мая 1963|Газ заменил масло.|14 октября 2023|Инженеры нашли трещины.",
    "timeline tr": "3 Mayıs 2011|İlk lamba yakıldı.|3 Haziran 2013|Yağın yerini gaz aldı.|14 Ekim 2023|Çatlaklar bulundu.",
    "timeline ar": "3 مايو 2011|أضيء المصباح الأول.|3 يونيو 2013|حل الغاز محل الزيت.|14 أكتوبر 2023|وجد المهندسون شقوقا.",
    "timeline fa": "۱۴ اسفند ۱۳۸۰|نخستین چراغ روشن شد.|۳ خرداد ۱۳۹۰|گاز جای روغن را گرفت.|۱۴ مهر ۱۴۰۲|مهندسان ترک پیدا کردند.",
    "timeline he": "כ״ד באדר א׳ תשפ״ד|המנורה הראשונה הודלקה.|ה׳ בניסן תשפ״ד|הגז החליף את השמן.|י״ד בסיוון תשפ״ד|נמצאו סדקים.",
    "timeline ja": "2011年5月3日|最初の灯がともる。|2013年6月3日|油がガスに替わる。|2023年10月14日|技師がひびを見つける。",
    "timeline ko": "2011년 5월 3일|첫 등불이 켜졌다.|2013년 6월 3일|기름이 가스로 바뀌었다.|2023년 10월 14일|금이 발견되었다.",
    "two days": "3 May 2011|The first lamp is lit.|4 June 2013|The second is lit in the rain.",
    "diary en": "Monday|We rowed to the rock and saw nobody there.|Tuesday|It rained all day.|Wednesday|The keeper came back.",
    "diary de": "Montag, 3. März|Wir ruderten zum Felsen.|Dienstag, 4. März|Es regnete den ganzen Tag.|Mittwoch, 5. März|Er kam zurück.",
    "diary ja": "3月3日|岩まで漕いだが誰もいなかった。|3月4日|一日中雨が降った。|3月5日|番人が戻ってきた。",
    "results": "1. Lind 7:12.4|2. Doe 7:15.0|3. Mar 7:19.9|4. Quay 7:20.2",
    "results de": "1. Lind 7:12,4|2. Mai 7:15,0|3. Sonntag 7:19,9|4. März 7:20,2",
    "scores": "Harbour 3-1 Quay|Sat 4-0 Sun|Rovers 2-2 United",
    "fixtures en": "Sat, 3 March 2024, 15:00|Harbour – Quay|Sun, 4 March 2024, 17:30|Rovers – United|Sat, 10 March 2024, 15:00|Town – City",
    "fixtures es": "Sábado 3 de marzo|Puerto - Muelle|Domingo 4 de marzo|Villa - Pueblo",
    "fixtures it": "Sabato 3 marzo|Porto - Molo|Domenica 4 marzo|Villa - Paese",
    "meetings fr": "Mardi 24 septembre 2024 à 14h30|Lundi 25 novembre 2024 à 15h|Mardi 22 avril 2025 à 13h",
    "hours en": "Monday 9:00–17:00|Tuesday 9:00–17:00|Saturday 10:00–14:00|Sunday closed",
    "hours de": "Montag bis Freitag: 9 bis 17 Uhr|Samstag: 10 bis 14 Uhr|Sonntag: geschlossen",
    "hours fr": "Lundi : 9h00 - 17h00|Mardi : 9h00 - 17h00|Samedi : 10h00 - 14h00",
    "hours pl": "poniedziałek 9:00–17:00|wtorek 9:00–17:00|sobota 10:00–14:00",
    "hours ja": "月曜日 9:00～17:00|火曜日 9:00～17:00|土曜日 10:00～14:00",
    "programme": "14:00 Doors open|14:30 The mayor speaks|15:00 Music",
    "recipe": "Prep time: 15 min|Cooking time: 40 minutes|Total: 55 min",
    "facts": "When: 3 March 2024, 14:00|Where: Harbour Hall",
    "deadline fr": "Date limite : 12 mars 2024",
    "life": "Born: 3 May 1960|Died: 4 June 2020",
    "span": "3 March 2024 – 5 March 2024",
    "span de": "3. März – 5. März 2024",
    "now": "For now.",
    "heute": "Heute.",
    "hoy": "Hoy no.",
    "demain": "Demain.",
    "now ja": "今。",
    "hours passed": "24 hours.",
    "tuesday": "Tuesday.",
    "a day": "On May 3.",
}


def cut(lines: list[str]) -> list[str]:
    doc = Cleaner("news").clean("\n".join(lines), kind="text")
    return [removal.text.strip() for removal in doc.removals if removal.findings[0].rule == "timestamp"]


@pytest.mark.parametrize("name", TOLD)
def test_dates_that_the_article_tells_stay(name: str) -> None:
    told = TOLD[name].split("|")
    assert cut([TITLE, *told, FIRST, SECOND, THIRD]) == []
    assert cut([TITLE, FIRST, *told, SECOND, THIRD]) == []
    assert cut([TITLE, FIRST, SECOND, THIRD, *told]) == []


@pytest.mark.parametrize(
    "told",
    [
        "Tuesday, 24 September 2013, 14:30|Monday, 25 November 2013, 15:00",
        "Martedì 24 settembre 2024, ore 14.30|Lunedì 25 novembre 2024, ore 15",
    ],
)
def test_two_days_in_a_row_stay_below_the_first_paragraph(told: str) -> None:
    assert cut([TITLE, FIRST, *told.split("|"), SECOND, THIRD]) == []
    assert cut([TITLE, FIRST, SECOND, THIRD, *told.split("|")]) == []


@pytest.mark.parametrize(
    ("lines", "published"),
    [
        (["3 March 2024"], "2024-03-03"),
        (["Updated 9 March 2024", "3 March 2024"], "2024-03-03"),
        (["Updated 9 March 2024"], "2024-03-09"),
        (["Updated:", "9 March 2024", "Published:", "3 March 2024"], "2024-03-03"),
        (["9. März 2024, 14:05 Uhr"], "2024-03-09"),
        (["14 August 1935"], None),
        (["6 July 2038"], None),
        (["Open until 3 May 2031"], None),
        (["Published 14 August 1935"], "1935-08-14"),
        (["Deadline: 3 March 2024"], None),
        (["03/04/2024", "Choir sings on 25/04/2024"], "2024-04-03"),
        (["۱۴ اسفند ۱۴۰۲"], "2024-03-04"),
    ],
)
def test_the_date_of_a_text(lines: list[str], published: str | None) -> None:
    doc = Cleaner("news").clean("\n".join([TITLE, *lines, FIRST, SECOND, THIRD]), kind="text")
    assert doc.published == published


def test_the_articles_own_date_over_a_timeline_goes() -> None:
    told = TOLD["timeline en"].split("|")
    assert cut([TITLE, "3 March 2024", FIRST, *told, SECOND, THIRD]) == ["3 March 2024"]
