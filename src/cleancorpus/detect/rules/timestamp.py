"""Dates, times and reading times that stand alone: when an article was published or updated."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import Field

from cleancorpus.detect.byline_neighbours import in_data_rows
from cleancorpus.detect.date_series import SAID_WORDS, between_sentences, dates_of_the_article, goes_with_word, is_told
from cleancorpus.detect.example_articles import FIRST, SECOND, TITLE, head, tail
from cleancorpus.detect.layout import Layout
from cleancorpus.detect.line import Line
from cleancorpus.detect.own_rows import table_runs
from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.detect.stamp_reasons import (
    DIGIT,
    STRONG,
    Around,
    has_reading_word,
    is_event,
    is_fact,
    is_statement,
    names_reading,
    reason_of_time,
    reason_with_words,
)
from cleancorpus.detect.view import View
from cleancorpus.known.date_labels import has_label, label_kind
from cleancorpus.known.published import FIRST_SHOWN, LAST_SHOWN, order_of
from cleancorpus.known.stamps import Stamp, read_stamp
from cleancorpus.model import Finding
from cleancorpus.text import COLONS

_NUMBERS = re.compile(r"\d[/-]\d{1,2}[/-]\d{4}")


class Timestamp(Rule):
    """Removes lines that say when an article was published, updated or how long it takes to read.

    What it removes: «Updated: 3 March 2024, 14:05», «Stand: 12.03.2024, 14:05 Uhr», «3 hours ago», «5 min read», a place
    or section with a full date under the headline.
    Why: such a line is data about the article; as text it is a date without a statement.
    How: every word of the line must belong to the vocabulary of dates (months and weekdays of Unicode CLDR, labels of
    over sixty languages), around a date, time or reading time. It must stand at the head of the text or at its end.
    What stays: dates inside a list or table (tour dates, results, three days in a row), the days of a timeline (text
    between three or more), the times of a live blog (four or more in the run of the text), sentences, a date that a word
    goes with («Opens 3 May 2024», «Since 3 May»), a day before the web, a date between sentences of the text.
    Known limits: the day of an event right under the headline goes if nothing says so; «March 2024» alone stays; a day
    without a year stays unless it is labelled or stands right under the headline. The date goes to `published` only where
    the line leaves no doubt which day is meant.
    """

    id, version, category = "timestamp", 7, "timestamp"
    reasons = {
        "labelled-date": "a date with a label",
        "labelled-time": "a day or time with a label",
        "date": "a full date",
        "date-and-place": "a full date with a place or section",
        "reading-time": "a reading time",
        "time-under-headline": "a day or time under the headline",
        "time-beside-date": "a clock time beside a date",
        "relative-time": "a relative time at the end",
        "weekday-beside-date": "a weekday beside a date",
        "date-label": "the label of the date below",
    }

    class Options(RuleOptions):
        # Labels, two dates with their times, and a reading time fit in. On 276 texts 60 leaves four such lines, and
        # five lose their date of publication.
        max_chars: int = Field(120, ge=20, le=300, description="longer lines are text")
        # Three may be «published», «updated» and a reading time. On 216 labelled texts 2 leaves a date, 8 takes four
        # lines more and none of an article.
        live_blog_stamps: int = Field(
            4, ge=2, description="as many stamps among the paragraphs make a live blog or calendar, whose times stay"
        )
        reading_times: bool = Field(True, description="also remove reading times and word counts")

    removes = (
        head("[-Online since 3 May 2024-]"),
        head("[-Jane Doe 3 March 2024-]", note="two words are a name"),
        head("[-Sport 3 March 2024-]", fields=(("published", "2024-03-03"),), note="a section"),
        head("[-Wirtschaft 3. März 2024-]", language="de", fields=(("published", "2024-03-03"),)),
        Example(
            f"{TITLE}\n[-Velden 3 March 2024-]\n{FIRST}\n{SECOND}\nThe ferry in Velden runs on.",
            title=TITLE,
            fields=(("published", "2024-03-03"),),
            note="a place that the text names",
        ),
        head("[-Updated 3 hours ago-]"),
        head(
            "[-Published: Nov. 19, 2023, 6:18 p.m. Updated: Nov. 19, 2023, 7:10 p.m.-]",
            fields=(("published", "2023-11-19"),),
        ),
        head("[-5 min read-]"),
        head("[-March 3, 2024-]", fields=(("published", "2024-03-03"),)),
        head("[-Harbourtown, 3 March 2024-]"),
        head("[-Published:-]\n[-3 March 2024-]"),
        tail("[-Last updated on 12/25/2023-]"),
        head("[-Stand: 12.03.2024, 14:05 Uhr-]", language="de"),
        head("[-Stand: 07:41 Uhr | Lesedauer: 6 Minuten-]", language="de"),
        head("[-Zuletzt geändert am 3. März 2024-]", language="de"),
        head("[-Publié le 3 mars 2024 à 14h05 - Mis à jour le 4 mars 2024-]", language="fr"),
        head("[-Temps de lecture : 5 minutes-]", language="fr"),
        head("[-Actualizado el 17/09/2023 11:52 p.m.-]", language="es"),
        head("[-hace 3 horas-]", language="es"),
        head("[-9 de junho de 2023, 07:12 h Atualizado em 9 de junho de 2023, 07:58-]", language="pt"),
        head("[-Pubblicato il 19 febbraio 2024-]", language="it"),
        head("[-Laatst bijgewerkt op 3 maart 2024, 14.05 uur-]", language="nl"),
        head("[-Publicerad 23 okt 2024 kl 10.23-]", language="sv"),
        head("[-Dodano: 30 kwietnia 2024, 11:55-]", language="pl"),
        head("[-Опубликовано 15 августа 2023, 13:43-]", language="ru"),
        head("[-Son güncelleme: 30.04.2024 - 16:49-]", language="tr"),
        head("[-公開日：2024/01/31 11:30 更新日：2024/01/31 12:30-]", language="ja"),
        head("[-2024年3月3日 12:00-]", language="zh"),
        head("[-기사입력 2024-08-25 15:24-]", language="ko"),
        head("[-تاريخ النشر: 12.03.2024-]", language="ar"),
        head("[-Τελευταία ενημέρωση: 3 Μαρτίου 2024-]", language="el"),
        head("[-अपडेट: 3 मार्च 2024, 10:30-]", language="hi"),
        head("[-3 March 2024-]\n[-14:05-]"),
        head("[-Sunday-]\n[-3 March 2024-]"),
        tail("[-Updated 5 March 2024-]\n[-3 hours ago-]"),
        head("[-Updated 9 March 2024-]", fields=(("published", "2024-03-09"),), note="nothing else says when"),
        head("[-Updated 9 March 2024, published 3 February 2024-]", fields=(("published", "2024-02-03"),)),
        head(
            "[-Updated:-]\n[-9 March 2024-]\n[-Published:-]\n[-3 February 2024-]", fields=(("published", "2024-02-03"),)
        ),
        head("[-Geplaatst op 03/04/2024-]", language="nl", fields=(("published", "2024-04-03"),)),
        head("[-۱۴ اسفند ۱۴۰۲-]", language="ar", fields=(("published", "2024-03-04"),), note="Iran"),
        head("[-פורסם: כ״ד באדר א׳ תשפ״ד-]", language="ar", fields=(("published", "2024-03-04"),)),
        head("[-令和6年3月4日-]", language="ja", fields=(("published", "2024-03-04"),)),
    )
    keeps = (
        Example("Age | Wait\n5 years | 3 months\n8 years | 6 months\n3 days | 2 weeks", note="a table"),
        Example("Die Frist hängt ab.\nDauer | Frist\nbis 5 Jahre | 3 Monate\nüber 5 Jahre | 6 Monate", language="de"),
        head("Held in the Village Hall on 14 March 2023 at 7.30 pm", note="of minutes"),
        head("Saturday 11 May 2024, 8 pm, Old Barn", note="an event: its hour has no minutes"),
        Example(f"Monday, 4 May 2020\n{FIRST}\nTuesday, 5 May 2020\n{SECOND}", note="a diary"),
        head("Since 3 May"),
        head("Opens 3 May 2024"),
        head("Release 3 May 2024"),
        head("Öffnet 3. Mai 2024", language="de"),
        head("Eröffnung 3. Mai 2024", language="de"),
        head("Dal 3 maggio 2024", language="it"),
        head("Ab 3. Mai 2024", language="de"),
        head("С 3 мая 2024", language="ru"),
        head("2024年5月3日から", language="ja"),
        head("2024년 5월 3일부터", language="ko"),
        head("3 May 1917"),
        head("Today"),
        head("Ten minutes to midnight"),
        Example(
            f"{TITLE}\nThe mill had stood still for forty years.\nThe children had never seen it turn.\n3 May 2014\n"
            "Then the wind came from the east.\nIt blew for nine days.",
            title=TITLE,
            note="between sentences",
        ),
        Example(
            f"{TITLE}\nHe had told his life to the paper for a week.\n850 words\nThat was all they gave him.",
            title=TITLE,
        ),
        head("Director: Jane Doe\nMusic: John Roe\nDurée : 94 minutes", note="facts about a film"),
        head("1 See the minutes of 3 May 1911."),
        head("In March 2024"),
        head("Storm of 3 March 2024 damaged roofs"),
        head("By 2030"),
        head("1984"),
        head("March 2024"),
        head("24 hours in Harbourtown"),
        head("Tuesday"),
        head("The bridge opened on 3 March 1924."),
        head("10 minutes"),
        head("7 of 12"),
        head("Open 9:00 to 17:00 every day of the week"),
        head("May the best harbour win"),
        head("An hour a day"),
        head("Room 12.03"),
        head("For now."),
        head("Not until tomorrow."),
        head("Ten minutes."),
        head("On 3 May."),
        head("Heute.", language="de"),
        head("A week ago."),
        head("Deadline: 3 March 2024"),
        head("When: 3 March 2024, 14:00", note="a fact about an event"),
        head("3 March 2024 – 5 March 2024", note="from one day to another"),
        head("Born: 3 May 1960\nDied: 4 June 2020"),
        head("Anmeldeschluss: 12.03.2024", language="de"),
        head("締切：2024年3月12日", language="ja"),
        head("Date of birth: unknown"),
        Example(
            f"{TITLE}\n{FIRST}\n14:05\nThe first boats arrive at the quay and the crowd cheers; a band plays, and the mayor waits for the speech to begin, which takes a while in the rain.\n14:20\nThe mayor speaks about the bridge for ten minutes and thanks the engineers, the traders and the children who painted the fence along the closed road.\n14:45\nQuestions from the crowd about the detour, the ferry and the costs are answered one by one, though not all of the answers please those who asked.\n15:10\n{SECOND}",
            title=TITLE,
            note="a live blog",
        ),
        Example(
            f"{TITLE}\n{FIRST}\n3 March 2024 – Harbourtown Hall\n5 March 2024 – Old Quay\n9 March 2024 – Bridge Square\n{SECOND}",
            title=TITLE,
            note="tour dates",
        ),
        Example(
            f"{TITLE}\nIt took a century to get here.\n3 May 1911\nThe first boat is launched.\n4 June 1963\nThe second is launched in the rain.\n14 October 2023\nEngineers find that the ribs are soft and tell the board.\n{SECOND}",
            title=TITLE,
            note="a timeline",
        ),
        Example(
            f"{TITLE}\n{FIRST}\nTuesday, 24 September 2013, 14:30\nMonday, 25 November 2013, 15:00\nTuesday, 22 April 2014, 13:00\n{SECOND}",
            title=TITLE,
            note="days of meetings",
        ),
        Example(
            f"{TITLE}\nMen, single sculls\n1. Lind 7:12.4\n2. Doe 7:15.0\n3. Mar 7:19.9\n4. Quay 7:20.2\n{FIRST}\n{SECOND}",
            title=TITLE,
            note="results; a rower is called Mar",
        ),
        head("Begins:\n3 March 2024 11:00\nEnds:\n3 March 2024 18:00", note="facts about an event"),
        head("Prep time: 15 min", note="a recipe"),
        head("Am 3. März 2024 soll sie öffnen.", language="de"),
        head("Im März 2024", language="de"),
        head("Le 3 mars 2024 reste dans les mémoires", language="fr"),
        head("El 3 de mayo de 2024 cambió todo", language="es"),
        head("Dal 3 marzo il ponte chiude", language="it"),
        head("Od 3 marca 2024 objazd", language="pl"),
        head("С 3 марта 2024 года объезд", language="ru"),
        head("2024年の橋の計画", language="ja"),
        head("2024年的计划", language="zh"),
        head("2024년 계획", language="ko"),
        head("3 Mart akşamı köprü kapandı", language="tr"),
        head("Op 3 maart 2024 ging de brug dicht", language="nl"),
    )

    def find(self, view: View) -> Iterator[Finding]:
        place = view.layout
        stamps: dict[int, Stamp] = {}
        order = order_of((line.text for line in view.lines if _has_numbers(line.text)), view.doc.language)
        tables = {row.index for run in table_runs(view.lines) for row in run if not names_reading(row)}
        for line in view.lines:
            if len(line.text) > self.options.max_chars or not _may_be_stamp(line):
                continue
            stamp = read_stamp(line.text, line.folded, order)
            if (
                stamp.anchor
                and len(stamp.residue) <= (0 if stamp.anchor == "weekday" else 4)
                and not stamp.event
                and not is_statement(line, stamp)
                and not is_fact(line, stamp)
                and not (stamp.labelled and not has_label(line.text))
                and not (stamp.anchor == "reading" and (in_data_rows(view, line) or line.index in tables))
            ):
                stamps[line.index] = stamp
        if not stamps:
            return
        articles_own = dates_of_the_article(view, stamps)
        inside = [i for i in stamps if place.first < i and place.paragraphs_after(i) and not stamps[i].residue]
        calendar = len(inside) >= self.options.live_blog_stamps
        reasons = {
            index: reason
            for index, stamp in stamps.items()
            if index not in articles_own
            and (reason := self._reason(view, view.lines[index], stamp, place, stamps, calendar))
        }
        published = _published(view, {index: stamps[index] for index in reasons})
        for index, reason in reasons.items():
            fields = (("published", published[1]),) if published and published[0] == index else ()
            yield self.finding(view.lines[index], reason, fields=fields)
        taken = reasons.keys()
        for line in view.lines:  # «Published:» above its date, «|» between date and reading time
            if line.index in taken or len(line.text) > 40 or line.index + 1 not in taken:
                continue
            if _is_label(line) or (line.index - 1 in taken and not any(char.isalnum() for char in line.text)):
                yield self.finding(line, "date-label", score=0.9)

    def _reason(
        self, view: View, line: Line, stamp: Stamp, place: Layout, stamps: dict[int, Stamp], calendar: bool
    ) -> str:
        """Why the stamp goes, or '' if it belongs to the text."""
        index = line.index
        if is_event(line, stamp) or (stamp.anchor == "reading" and not self.options.reading_times):
            return ""
        head, tail, over = place.in_head(index), place.in_tail(index), index < place.first
        listed = _in_list(view, index, stamps)
        labelled_day = stamp.labelled and stamp.anchor == "full"
        if labelled_day and not stamp.residue and not calendar and not listed:
            return "labelled-date"
        if index and view.lines[index - 1].text.rstrip().endswith(COLONS) and not _is_label(view.lines[index - 1]):
            return ""  # the value of a fact («Begins:»)
        if index == view.lone_line and stamp.anchor == "reading" and stamp.labelled and not stamp.residue:
            return "reading-time" if has_reading_word(line) else ""
        if listed or not (head or tail) or (calendar and not over and not labelled_day):
            return ""
        beside = any(
            i in stamps and not stamps[i].residue and stamps[i].anchor in STRONG
            for i in (index - 1, index + 1, index + 2, index - 2)
        )
        around = Around(over, tail, place.near_title(index, 6), beside, between_sentences(view, index, 1))
        if stamp.residue:
            # «1 See the minutes of 3 May 1911.» is a note; places and sections have no stop behind them.
            said = line.ends_sentence and line.n_words >= SAID_WORDS
            said = said or goes_with_word(view, line, stamp)
            return "" if said and not stamp.labelled else reason_with_words(line, stamp, around)
        if stamp.anchor == "full":
            if tail and not over and stamp.iso is None and not stamp.labelled and line.n_words > 4:
                return ""  # from one day to another: an event's time
            if not stamp.labelled and not beside and is_told(view, index, stamp):
                return ""
            return "date" if over or tail or stamp.labelled or beside else ""
        return reason_of_time(line, stamp, around, stamps)


def _published(view: View, stamps: dict[int, Stamp]) -> tuple[int, str] | None:
    """The line and the date of publication: of the first stamp that says it, else of the first update in the head.

    A date without a label is believed above most of the text, and from 1990 to 2035: a text of the web may tell of an
    earlier day, or call to a later one.
    """
    updated: tuple[int, str] | None = None
    for index, stamp in stamps.items():
        in_head = view.layout.in_head(index) and not view.layout.in_tail(index)
        above = view.lines[index - 1] if index else None
        kind = label_kind(above.text) if above is not None and not stamp.labelled and _is_label(above) else ""
        if stamp.iso and kind != "updated":
            if stamp.labelled or kind == "published" or (in_head and FIRST_SHOWN <= stamp.iso <= LAST_SHOWN):
                return index, stamp.iso
        elif updated is None and in_head and (day := stamp.updated_on or stamp.iso):
            updated = index, day
    return updated


def _has_numbers(text: str) -> bool:
    """Whether a date in numbers stands in a text, which may tell what comes first in others. It is searched for where there are two
    of its marks, which takes a tenth of the time.
    """
    return text.count("/") + text.count("-") > 1 and _NUMBERS.search(text) is not None


def _may_be_stamp(line: Line) -> bool:
    """A cheap first look: a digit, or a short line that may hold «yesterday»."""
    # The longest without a digit is «the day before yesterday».
    return len(line.text) <= 24 or DIGIT.search(line.text) is not None


def _is_label(line: Line) -> bool:
    """Whether the line consists of the words before a date («Published:», «Aktualisiert am»)."""
    stamp = read_stamp(line.text, line.folded)
    return stamp.labelled and not stamp.residue and not stamp.anchor and line.n_words <= 4


def _in_list(view: View, index: int, stamps: dict[int, Stamp]) -> bool:
    """Whether the date is a row of a list: rows around are dated and hold other words too."""
    rows = [
        i
        for i in range(max(0, index - 4), min(len(view.lines), index + 5))
        if i in stamps and stamps[i].residue and stamps[i].anchor in ("full", "day")
    ]
    return len([i for i in rows if i != index]) >= 2
