"""What a line says of dates and times: is it a stamp («Updated: 3 March 2024, 14:05 • 5 min read») and nothing else?

`read_stamp` reads a short line word by word against the lexicon's months, weekdays, units and labels, in all
languages at once: a line all of whose words are the vocabulary of dates, around a date or time, is a stamp whatever
its order. Words it does not know are returned as the residue, for the caller to judge.

>>> stamp = read_stamp("Veröffentlicht am 3. März 2024 um 14:05 Uhr")
>>> stamp.anchor, stamp.iso, stamp.residue
('full', '2024-03-03', ())
>>> read_stamp("Storm of 3 March 2024 damaged roofs").residue
('Storm', 'damaged', 'roofs')
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from cleancorpus.known.date_labels import UNSPACED_SCRIPT, Part, ranked_parts
from cleancorpus.known.dates import (
    CJK_DATE,
    YEAR_FIRST,
    YEAR_LAST,
    Order,
    ascii_digits,
    full_year,
    iso_date,
    read_numbers,
    read_words,
    with_plain_dates,
)
from cleancorpus.known.months import WORD, Month, month_of, months, months_after_dot
from cleancorpus.lexicon import phrases
from cleancorpus.text import fold

Anchor = Literal["full", "day", "time", "relative", "reading", "month", "weekday", ""]

# Words around dates that are too common to be phrases of the lexicon: prepositions, articles, «o'clock», clock parts.
_GLUE = frozenset(
    """
    at on for för the of in from by to and am pm a.m p.m a p m noon midnight o clock st nd rd th est edt cst cdt mst mdt pst
    pdt et ct mt pt gmt utc bst ist jst hkt cet cest mez mesz eet eest msk sgt aest aedt nzst nzdt wib wita wit sast
    wat eat kst pkt bdt local time hrs hr utc+0 z t gmt+1 gmt+2 aev est5edt ast aet uhr um vom von bis den der dem
    seit h std ca le la les du de à en aujourd hui vers lundi l d il y el del las los horas hs hora às as do da em
    dos das e alle ore della dello dalle lo op om uur van kl klockan på i och og klo o'clock kello w godz godzina
    godzinie r roku dnia v ve ob ur dne hod kor órakor óra ora pe в о на от г года год час ч мин сек мск у року рік
    р ст στις στη την το της ώρα πμ μμ π μ του saat tarihinde günü في على الساعة بتوقيت م ص صباحا مساء مساءً صباحاً
    هـ الموافق غرينتش و من در ساعت ب.ظ ق.ظ صبح عصر ב בשעה שעה ה को बजे में पर पूर्वाह्न अपराह्न pada pukul jam lúc
    vào hồi sáng chiều tối gmt+7 เวลา น พ.ศ 오전 오후 년 월 일 시 분 초 ni na
    """.split()
)
# Scripts without spaces have no words to look up: these patterns take dates, times, «… ago» and reading times out of
# the line, and what is then left is the residue.
_CJK_DAY = re.compile(r"\d{1,2}\s*[月월]\s*\d{1,2}\s*[日号일]")
_CJK_TIME = re.compile(
    r"(?:午前|午後|上午|下午|凌晨|晚上|早上|中午|오전|오후)?\s*\d{1,2}\s*[时時点點시]\s*(?:\d{1,2}\s*[分분])?(?:\s*\d{1,2}\s*[秒초])?"
)
# Weekdays and parts of the day, which say no date but leave no residue either.
_CJK_SMALL = re.compile(
    r"[\N{FULLWIDTH LEFT PARENTHESIS}(][日月火水木金土一二三四五六월화수목금토일][)\N{FULLWIDTH RIGHT PARENTHESIS}]"
    r"|星期[一二三四五六日天]|周[一二三四五六日]|[日月火水木金土]曜日?"
    r"|午前|午後|上午|下午|凌晨|晚上|约|約|分钟前|分鐘前|小时前|小時前|分前|時間前|日前|天前"
)
_CJK_AGO = re.compile(
    r"\d+\s*(?:分钟|分鐘|小时|小時|时间|時間|日|天|分|週間|周|か月|个月|個月)\s*前|(?:분|시간|일|주|개월)\s*전"
)
_CJK_READING = re.compile(r"\d+\s*(?:分钟|分鐘|分|분)")  # minutes, of reading only beside a word that says so
# «850 words», which blogs print for a reading time.
_WORD_COUNT = re.compile(r"word ?count|\bwords\b|wörter|zeichen|字数|字數|文字|글자")
_MONEY = re.compile(r"[$€£¥₹₽₺%]")  # «9.50 €» and «4.5 %» look like days and times
_DIGIT = re.compile(r"\d")
# A day without a year, or a decimal: `take_numbers` and `take_months` tell.
_DM = re.compile(r"(?<!\d)(?P<d>\d{1,2})[./](?P<m>\d{1,2})\.?(?!\d)")
# Hours and minutes («14:05», «14.05», French «14h05», Dutch «14u05», 24 for midnight), or an hour with a word that says
# so.
_CLOCK = re.compile(
    r"(?<!\d)(?:[01]?\d|2[0-4])\s?(?::|\.|h|u)\s?[0-5]\d(?::[0-5]\d)?(?!\d)"
    r"|(?<!\d)\d{1,2}\s?(?:[ap]\.?m\b|uhr|h\b|時|时|點|点|시)"
)
# Where scrapers lost the blank between two elements: «3March2024», «12024», «March3».
_FUSED = re.compile(r"(?<=\d)(?=(?:19|20)\d\d(?!\d))|(?<=\d\d\d\d)(?=\d)|(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")


# «3 fevrier 2024», «fevrier 3, 2024»: between these numbers a month may lack its accents, elsewhere «Marco» is a name.
_BETWEEN_NUMBERS = re.compile(
    r"\d\.?\s(?:de\s)?(?P<inner>[^\W\d_]{3,})\.?,?\s(?:del?\s)?\d{4}(?!\d)|(?<!\w)(?P<first>[^\W\d_]{3,})\.?\s\d{1,2},?\s\d{4}(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a line says of dates.

    `anchor` is the strongest of: a day with its year (`full`), without (`day`), «3 hours ago» (`relative`), a reading
    time, a time of day, month and year, a weekday. `iso` is the date of publication where the line leaves no doubt,
    `updated_on` that of an update where it names no other. `residue` are the words that do not belong to dates, as
    written. `labelled` says that «published», «updated» or their like stand there, `updated` that only the latter do,
    `event` that a label makes the date that of something else («Deadline: 3 March 2024»), `several` that it names two
    days or more.
    """

    anchor: Anchor
    iso: str | None
    residue: tuple[str, ...]
    labelled: bool
    updated: bool
    updated_on: str | None = None
    event: bool = False
    several: bool = False

    @property
    def is_bare(self) -> bool:
        """Whether the line is a date or time and nothing else."""
        return bool(self.anchor) and not self.residue


@lru_cache(maxsize=1)
def _weekdays() -> frozenset[str]:
    short = """
    mon tue tues wed thu thur thurs fri sat sun mo di mi do fr sa so lun mar mer jeu ven sam dim mié jue vie sáb dom
    seg ter qua qui sex gio sab pon wt śr czw pt sob nd ma ti on to fr lö sö tir ons tor fre lør søn пн вт ср чт пт
    сб вс нд út st čt pá so ne
    """.split()
    return frozenset(phrases("timestamp.word-weekday")) | frozenset(short)


@lru_cache(maxsize=1)
def _units() -> frozenset[str]:
    return phrases("timestamp.word-unit")


@lru_cache(maxsize=1)
def _labels() -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    """Words of the labels: published, updated, reading time, ago (each word for itself)."""
    plain_words = _GLUE | _units() | months().keys() | _weekdays()

    def words(kind: str) -> frozenset[str]:
        return frozenset(
            word for text in phrases(kind) for word in WORD.findall(text) if len(word) > 2 and word not in plain_words
        )

    return (
        words("timestamp.word-published"),
        words("timestamp.word-updated"),
        words("timestamp.word-reading"),
        frozenset(word for text in phrases("timestamp.word-ago") for word in WORD.findall(text) if word not in _GLUE),
    )


# What a word of a stamp is, as bits, for it may be several things: «mar» is a month and a weekday.
_PUBLISHED, _UPDATED, _READING, _AGO, _UNIT, _WEEKDAY, _MONTH, _LABEL = (1 << bit for bit in range(8))


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, int]:
    """All words that a stamp may consist of, with what each is."""
    table = dict.fromkeys(_GLUE, 0)
    bits = (_PUBLISHED, _UPDATED, _READING, _AGO, _UNIT, _WEEKDAY, _MONTH)
    for bit, words in zip(bits, (*_labels(), _units(), _weekdays(), months()), strict=True):
        for word in words:
            table[word] = table.get(word, 0) | bit
    return table


@lru_cache(maxsize=1)
def _unspaced_labels() -> re.Pattern[str]:
    found = [
        t
        for k in ("published", "updated", "reading", "ago")
        for t in phrases(f"timestamp.word-{k}")
        if UNSPACED_SCRIPT.search(t) and len(t) > 1
    ]
    return re.compile("|".join(re.escape(text) for text in sorted(found, key=len, reverse=True)))


def reading_words() -> frozenset[str]:
    """The words of reading times («read», «Lesezeit», «lectura»), folded."""
    return _labels()[2]


def is_date_word(word: str) -> bool:
    """Whether a folded word is a month, a weekday or a unit of time."""
    return bool(_vocabulary().get(word, 0) & (_MONTH | _WEEKDAY | _UNIT))


_NOTHING = Stamp("", None, (), False, False)
_MOST_STRANGERS = 8  # a line with more words that no stamp has is text, whatever dates it holds
_FIRST_YEAR = 1900  # a line that names an earlier year tells of it


@lru_cache(maxsize=1024)
def read_stamp(text: str, folded: str | None = None, order: Order = "") -> Stamp:
    """What `text` (one short line) says of dates and times. `folded` spares folding it again.

    A line with more than eight words foreign to dates, or without a digit and with any, is told apart at once: its
    stamp has no anchor and names no residue. `order` tells day and month apart where numbers do not.
    """
    low = _plain(fold(text) if folded is None else folded)
    numbered = _DIGIT.search(low) is not None
    if _is_other_text(low, numbered):
        return _NOTHING
    reading = _Reading(low, order)
    reading.read(numbered)
    anchor = reading.anchor or reading.other_anchor()
    residue = tuple(_as_written(text, reading.residue)) if reading.residue else ()
    labelled = bool(reading.seen & (_PUBLISHED | _UPDATED | _READING | _LABEL))
    iso, part = _date_of(low, reading) if reading.dates else (None, Part(low, ""))
    return Stamp(
        anchor,
        iso if part.kind in ("published", "") else None,
        residue,
        labelled,
        reading.seen & (_UPDATED | _PUBLISHED) == _UPDATED,
        iso if part.kind == "updated" else None,
        part.kind == "event",
        max(len(set(reading.dates)), len(reading.days)) > 1,
    )


def _plain(low: str) -> str:
    """`low` with digits as 0 to 9 and dates of other calendars as ours."""
    return with_plain_dates(ascii_digits(low))


def _date_of(low: str, reading: _Reading) -> tuple[str | None, Part]:
    """The one date of the best part of a line, and that part: None where the part has several or nobody is sure of it."""
    parts = ranked_parts(low)
    if len(parts) == 1:
        return _only(reading.dates), parts[0]
    for part in parts:
        of_part = _Reading(part.text, reading.order)
        of_part.read(numbered=True)
        if of_part.dates:
            return _only(of_part.dates), part
    return _only(reading.dates), Part(low, "")


def _only(dates: Sequence[str | None]) -> str | None:
    return dates[0] if len(set(dates)) == 1 else None


def _is_other_text(low: str, numbered: bool) -> bool:
    """A cheap first look: prices, and too many words that no stamp has."""
    if _MONEY.search(low):
        return True
    if not low.isascii() and UNSPACED_SCRIPT.search(low):
        return False
    vocabulary = _vocabulary()
    strangers = [word for word in WORD.findall(low) if word not in vocabulary and not word.isdigit()]
    return len(strangers) > (_MOST_STRANGERS if numbered else 0)


@dataclass(slots=True)
class _Reading:
    """What is understood of a line so far; `rest` is the line with that blanked out.

    `dates` are ISO, None for those of which nobody can be sure. `words` are the numbers and months in their order,
    `seen` what the other words are.
    """

    low: str
    order: Order = ""
    rest: str = ""
    anchor: Anchor = ""
    dates: list[str | None] = field(default_factory=list)
    words: list[int | Month | None] = field(default_factory=list)
    residue: list[str] = field(default_factory=list)
    days: set[tuple[int, int | None]] = field(default_factory=set)
    seen: int = 0
    has_clock: bool = False
    has_decimal: bool = False

    def __post_init__(self) -> None:
        self.rest = self.low

    def read(self, numbered: bool) -> None:
        """Takes all that is understood out of the rest."""
        if not self.low.isascii() and UNSPACED_SCRIPT.search(self.low):
            self.take_unspaced()
        if numbered:
            self.take_numbers()
        self.take_words()
        self.take_months()

    def take(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """The matches in the rest, which are blanked out there."""
        matches = list(pattern.finditer(self.rest))
        for match in matches:
            start, end = match.span()
            self.rest = f"{self.rest[:start]}{' ' * (end - start)}{self.rest[end:]}"
        return matches

    def take_unspaced(self) -> None:
        """Labels, dates and times in scripts without spaces between words."""
        for match in self.take(_unspaced_labels()):
            for bit, kind in ((_PUBLISHED, "published"), (_UPDATED, "updated"), (_READING, "reading")):
                if match[0] in phrases(f"timestamp.word-{kind}"):
                    self.seen |= bit
            self.seen |= _LABEL
        for match in self.take(CJK_DATE):
            self.dates.append(iso_date(full_year(match["year"]), int(match["month"]), int(match["day"])))
            self.anchor = "full"
        if self.take(_CJK_AGO):
            self.anchor = self.anchor or "relative"
        if self.take(_CJK_DAY):
            self.anchor = self.anchor or "day"
        if self.take(_CJK_TIME):
            self.anchor = self.anchor or "time"
        if self.seen & _READING and self.take(_CJK_READING):
            self.anchor = self.anchor or "reading"
        self.take(_CJK_SMALL)

    def take_numbers(self) -> None:
        """Dates and times in numbers."""
        for match in self.take(YEAR_FIRST):
            self.dates.append(iso_date(full_year(match["year"]), int(match["month"]), int(match["day"])))
            self.anchor = "full"
        for match in self.take(YEAR_LAST):
            parts = read_numbers(match, self.low, self.order)
            self.dates.append(iso_date(*parts) if parts else None)
            self.anchor = "full"
        self.has_clock = bool(self.take(_CLOCK))
        decimals = self.take(_DM)
        self.has_decimal = bool(decimals)
        if not self.anchor and any(1 <= int(m["d"]) <= 31 and 1 <= int(m["m"]) <= 12 for m in decimals):
            self.anchor = "day"

    def take_words(self) -> None:
        """The words of the rest: months and numbers in their order, what the others are, and those unknown."""
        words = WORD.findall(_FUSED.sub(" ", self.rest))
        self._sort(words)
        if self.residue and not self.anchor and not self.seen & _MONTH:
            between = _BETWEEN_NUMBERS.search(self.rest)
            word = between and (between["inner"] or between["first"])
            if word in self.residue and month_of(word):
                self.words, self.residue = [], []
                self._sort(words, misspelt=word)

    def _sort(self, words: list[str], misspelt: str = "") -> None:
        """Puts each word where it belongs; `misspelt` is a month without its accents."""
        vocabulary = _vocabulary()
        for word in words:
            if word.isdecimal():
                if len(word) <= 4:  # a longer number is no year
                    self.words.append(int(word))
                elif not (len(word) == 6 and self.has_clock):  # microseconds
                    self.residue.append(word)
                continue
            known = vocabulary.get(word)
            if known is None:
                if word != misspelt:
                    if len(word) > 1 or not word.isascii():
                        self.residue.append(word)
                    continue
                known = _MONTH
            self.seen |= known
            if known & _MONTH:
                after_dot = word in months_after_dot() and re.search(rf"\d\.\s?{word}", self.rest) is not None
                self.words.append(month_of(word, after_dot=after_dot))

    def take_months(self) -> None:
        """Dates with a month's name; beside another anchor, or «3 months ago», only those with a year count."""
        if self.anchor == "full":
            return
        if not self.seen & _MONTH:
            if self.has_decimal and self.seen & _UNIT and self.anchor in ("", "day"):
                self.anchor = "reading"  # «4.5 minutes»
            return
        alone = not self.anchor and not (self.seen & _UNIT and self.seen & _AGO)
        named = list(read_words(self.words, _FIRST_YEAR))
        self.days = {(date.month, date.day) for date in named if date.day is not None}
        whole = [date for date in named if date.is_whole]
        self.dates += [date.iso() for date in whole]
        if whole:
            self.anchor = "full"
        elif named and alone:
            self.anchor = "day" if any(date.day is not None for date in named) else "month"

    def other_anchor(self) -> Anchor:
        """The anchor of a line without a day of a month: how long ago, how long to read, a time, a weekday."""
        unit, ago = bool(self.seen & _UNIT), bool(self.seen & _AGO)
        reading = bool(self.seen & _READING)
        numbered = any(isinstance(word, int) for word in self.words)
        if unit and (ago or "il y a" in self.low) and (numbered or self.has_clock):
            return "relative"
        if unit and (numbered or (reading and not self.residue)):
            return "reading"
        if numbered and _WORD_COUNT.search(self.low):
            return "reading"
        if self.has_clock:
            return "time"
        if numbered:
            return ""
        return "weekday" if self.seen & _WEEKDAY else "relative" if ago else ""


def _as_written(text: str, residue: list[str]) -> list[str]:
    """The residue words as `text` writes them (same order)."""
    found, position, low = [], 0, fold(text)
    for word in residue:
        at = low.find(word, position)
        if at < 0:
            found.append(word)
            continue
        found.append(text[at : at + len(word)])
        position = at + len(word)
    return found
