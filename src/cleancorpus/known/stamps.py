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

import datetime
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

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
_WORD = re.compile(r"\d+|[^\s\d.,:;|/•·–—\-()\[\]{}<>«»\"'’“”‘*+_~=!?&@#،。，：（）【】・｜…]+")
_CJK_DATE = re.compile(
    r"(?P<y>\d{4})\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日号일]?"
)  # fmt: skip
_CJK_DAY = re.compile(r"\d{1,2}\s*[月월]\s*\d{1,2}\s*[日号일]")
_CJK_TIME = re.compile(
    r"(?:午前|午後|上午|下午|凌晨|晚上|早上|中午|오전|오후)?\s*\d{1,2}\s*[时時点點시]\s*(?:\d{1,2}\s*[分분])?(?:\s*\d{1,2}\s*[秒초])?"
)
_CJK_SMALL = re.compile(
    r"[（(][日月火水木金土一二三四五六월화수목금토일][)）]|星期[一二三四五六日天]|周[一二三四五六日]|[日月火水木金土]曜日?|午前|午後|上午|下午|凌晨|晚上|约|約|分钟前|分鐘前|小时前|小時前|分前|時間前|日前|天前"
)
_CJK_AGO = re.compile(
    r"\d+\s*(?:分钟|分鐘|小时|小時|时间|時間|日|天|分|週間|周|か月|个月|個月)\s*前|(?:분|시간|일|주|개월)\s*전"
)
_CJK_READING = re.compile(r"\d+\s*(?:分钟|分鐘|分|분)")
_WORD_COUNT = re.compile(r"word ?count|\bwords\b|wörter|zeichen|字数|字數|文字|글자")
_MONEY = re.compile(r"[$€£¥₹₽₺%]")
_DIGIT = re.compile(r"\d")
_ISO = re.compile(r"(?<!\d)(?P<y>(?:19|20|25)\d\d)\s?[-./]\s?(?P<m>\d{1,2})\s?[-./]\s?(?P<d>\d{1,2})(?!\d)")
_DMY = re.compile(
    r"(?<!\d)(?P<a>\d{1,2})\s?(?P<sep>[-./])\s?(?P<b>\d{1,2})\s?(?P=sep)\s?(?P<y>(?:19|20|25)\d\d|\d\d)(?!\d)"
)
_DM = re.compile(r"(?<!\d)(?P<d>\d{1,2})[./](?P<m>\d{1,2})\.?(?!\d)")
_CLOCK = re.compile(
    r"(?<!\d)(?:[01]?\d|2[0-4])\s?(?::|\.|h|u)\s?[0-5]\d(?!\d)|(?<!\d)\d{1,2}\s?(?:[ap]\.?m\b|uhr|h\b|時|时|點|点|시)"
)
_FUSED = re.compile(r"(?<=\d)(?=(?:19|20)\d\d(?!\d))|(?<=\d\d\d\d)(?=\d)|(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")
_UNSPACED_SCRIPT = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a line says of dates.

    `anchor` is the strongest of: a day with its year (`full`), without (`day`), «3 hours ago» (`relative`), a reading
    time, a time of day, month and year, a weekday. `iso` is the date of publication where the line leaves no doubt.
    `residue` are the words that do not belong to dates, as written. `labelled` says that «published», «updated» or
    their like stand there, `updated` that only the latter do.
    """

    anchor: Anchor
    iso: str | None
    residue: tuple[str, ...]
    labelled: bool
    updated: bool


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    return {
        text.rstrip("."): number for number in range(12, 0, -1) for text in phrases(f"timestamp.word-month-{number}")
    }


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

    plain_words = _GLUE | _units() | _months().keys() | _weekdays()

    def words(kind: str) -> frozenset[str]:
        return frozenset(
            word for text in phrases(kind) for word in _WORD.findall(text) if len(word) > 2 and word not in plain_words
        )

    return (
        words("timestamp.word-published"),
        words("timestamp.word-updated"),
        words("timestamp.word-reading"),
        frozenset(word for text in phrases("timestamp.word-ago") for word in _WORD.findall(text) if word not in _GLUE),
    )


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    """All words that a stamp may consist of."""
    return frozenset().union(_GLUE, _units(), _weekdays(), _months().keys(), *_labels())


@lru_cache(maxsize=1)
def _unspaced_labels() -> re.Pattern[str]:
    found = [
        t
        for k in ("published", "updated", "reading", "ago")
        for t in phrases(f"timestamp.word-{k}")
        if _UNSPACED_SCRIPT.search(t) and len(t) > 1
    ]
    return re.compile("|".join(re.escape(text) for text in sorted(found, key=len, reverse=True)))


def reading_words() -> frozenset[str]:
    """The words of reading times («read», «Lesezeit», «lectura»), folded."""
    return _labels()[2]


def _date(year: str, month: int, day: int) -> str | None:
    number = int(year)
    if number < 100:
        number += 2000 if number < 70 else 1900
    if 2500 < number < 2600:  # Buddhist era (Thailand)
        number -= 543
    try:
        return datetime.date(number, month, day).isoformat() if 1900 <= number <= 2099 else None
    except ValueError:
        return None


def _ascii_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(char, char)) if char.isdigit() and not char.isascii() else char for char in text
    )


_NOTHING = Stamp("", None, (), False, False)
_MOST_STRANGERS = 8  # a line with more words that no stamp has is text, whatever dates it holds


@lru_cache(maxsize=1024)
def read_stamp(text: str, folded: str | None = None) -> Stamp:
    """What `text` (one short line) says of dates and times. `folded` spares folding it again.

    A line with more than eight words foreign to dates, or without a digit and with any, is told apart at once: its
    stamp has no anchor and names no residue.
    """
    low = _ascii_digits(fold(text) if folded is None else folded)
    vocabulary = _vocabulary()
    strangers = sum(1 for word in _WORD.findall(low) if not word.isdigit() and word not in vocabulary)
    numbered = _DIGIT.search(low) is not None
    if _MONEY.search(low):
        return _NOTHING
    if (strangers > _MOST_STRANGERS or (strangers and not numbered)) and _UNSPACED_SCRIPT.search(low) is None:
        return _NOTHING
    dates: list[str | None] = []
    best: Anchor = ""
    shadow = list(low)  # what is understood is blanked out

    def take(pattern: re.Pattern[str]) -> list[re.Match[str]]:
        matches = list(pattern.finditer("".join(shadow)))
        for match in matches:
            for i in range(match.start(), match.end()):
                shadow[i] = " "
        return matches

    labelled = updated = published = False
    unspaced = not low.isascii() and _UNSPACED_SCRIPT.search(low) is not None
    reading = False
    if unspaced:
        for match in take(_unspaced_labels()):
            word = match[0]
            labelled = True
            updated |= word in phrases("timestamp.word-updated")
            published |= word in phrases("timestamp.word-published")
            reading |= word in phrases("timestamp.word-reading")
        for match in take(_CJK_DATE):
            dates.append(_date(match["y"], int(match["m"]), int(match["d"])))
            best = "full"
        if take(_CJK_AGO):
            best = best or "relative"
        if take(_CJK_DAY):
            best = best or "day"
        if take(_CJK_TIME):
            best = best or "time"
        if reading and take(_CJK_READING):
            best = best or "reading"
        take(_CJK_SMALL)
    for match in take(_ISO):
        dates.append(_date(match["y"], int(match["m"]), int(match["d"])))
        best = "full"
    for match in take(_DMY):
        a, b = int(match["a"]), int(match["b"])
        day, month = (a, b) if match["sep"] == "." or a > 12 else (b, a) if b > 12 else (0, 0)
        dates.append(_date(match["y"], month, day) if day else None)
        best = "full"
    clock = bool(take(_CLOCK))
    decimals = take(_DM)
    if any(1 <= int(m["d"]) <= 31 and 1 <= int(m["m"]) <= 12 for m in decimals) and not best:
        best = "day"
    rest = "".join(shadow)
    rest = _FUSED.sub(" ", rest)
    months, weekdays, units = _months(), _weekdays(), _units()
    publish_words, update_words, reading_words, ago_words = _labels()
    tokens: list[str | int] = []  # numbers, "month:3" and ""
    residue: list[str] = []
    unit = weekday = ago = False
    for word in _WORD.findall(rest):
        if word.isdecimal():
            if len(word) <= 4:
                tokens.append(int(word))
            elif not (len(word) == 6 and clock):  # microseconds
                residue.append(word)
            continue
        known = word in _GLUE or (len(word) == 1 and word.isascii())
        if word in units:
            unit = known = True
        if word in publish_words:
            labelled = published = known = True
        if word in update_words:
            labelled = updated = known = True
        if word in reading_words:
            reading = known = True
        if word in ago_words:
            ago = known = True
        if word in weekdays:
            weekday = known = True
        if (number := months.get(word)) is not None:
            tokens.append(f"month:{number}")
            known = True
        if not known:
            residue.append(word)
    numbers = [token for token in tokens if isinstance(token, int)]
    if not (best or (unit and ago)):
        named = _named_dates(tokens)
        dates += [date for anchor, date in named if anchor == "full"]
        best = next((anchor for anchor in ("full", "day", "month") for found, _ in named if found == anchor), "")
    elif best != "full":
        named = [(anchor, date) for anchor, date in _named_dates(tokens) if anchor == "full"]
        dates += [date for _, date in named]
        best = "full" if named else best
    if unit and decimals and best in ("", "day") and not any(isinstance(token, str) for token in tokens):
        best = "reading"  # «4.5 minutes»
    if not best:
        if unit and (ago or "il y a" in low) and (numbers or clock):
            best = "relative"
        elif (unit and (numbers or (reading and not residue))) or (numbers and _WORD_COUNT.search(low)):
            best = "reading"
        elif clock:
            best = "time"
        elif weekday and not numbers:
            best = "weekday"
        elif ago and not numbers:
            best = "relative"
    first = _WORD.search(low)
    starts_updated = updated and first is not None and first[0] in update_words and first[0] not in publish_words
    iso = dates[0] if dates and not starts_updated and (len(set(dates)) == 1 or published or updated) else None
    if residue:
        residue = _as_written(text, residue)
    return Stamp(best, iso, tuple(residue), labelled or reading, updated and not published)


def _named_dates(tokens: list[str | int]) -> list[tuple[Anchor, str | None]]:
    """Dates with a month's name, read from numbers and months in their order: day and year stand beside the month."""
    found: list[tuple[Anchor, str | None]] = []
    for i, token in enumerate(tokens):
        if not isinstance(token, str):
            continue
        before = tokens[i - 1] if i else ""
        after = [number for number in tokens[i + 1 : i + 3] if isinstance(number, int)]
        month = int(token[6:])
        if isinstance(before, int) and 1 <= before <= 31:
            day, year = before, after[0] if after and after[0] > 99 else None
        elif after and 1 <= after[0] <= 31:
            day = after[0]
            year = (
                after[1]
                if len(after) > 1 and after[1] > 99
                else before
                if isinstance(before, int) and before > 99
                else None
            )
        else:
            if after and after[0] > 99:
                found.append(("month", None))
            continue
        plausible = year is not None and (1900 <= year <= 2099 or 2500 < year < 2600)
        found.append(("full", _date(str(year), month, day)) if plausible else ("day", None))
    return found


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
