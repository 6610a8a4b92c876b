"""Credits in Chinese, Japanese and Korean: a name with a journalist's title («홍길동 기자», «本报记者 王小明»)."""

from __future__ import annotations

import re

from cleancorpus.detect.byline_parts import EMAIL
from cleancorpus.detect.credit_line import Credit, agencies_beside
from cleancorpus.detect.credit_rest import agency_fields, author_fields
from cleancorpus.known.author_strings import read_authors
from cleancorpus.known.stamps import read_stamp

_CJK = r"\u3400-\u9fff\uac00-\ud7a3々"
# «记者 王小明 报道», «记者 王小明 北京报道»: the end of the frame is no name.
_REPORTS = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?:[\u4e00-\u9fff]{2,4})?(?:报道|報道|报导|報導|摄影报道|攝影報導|摄)$")
_CJK_NAME = re.compile(rf"[{_CJK}]{{2,4}}")  # longer ones are written with a dot inside or are words
_CJK_JOB = (
    r"(?:(?:本报|本報|本刊|特约|特約|见习|实习|首席|선임|인턴|수습|객원|전문|편집)?(?:記者|记者|기자|通讯员|編輯|编辑|评论员|評論員|撰稿人)|特派員|特派记者|"
    r"編集委員|論説委員|解説委員|支局長|특파원|논설위원|칼럼니스트|편집위원|통신원|평론가|リポーター|撰文|采写|文字|責任編輯|责任编辑)"
)
# Marks around a credit, inside character classes: before it, behind a place, behind a job, between names, behind it.
_EQUALS = r"=\N{FULLWIDTH EQUALS SIGN}"
_OPEN = r"\s(\N{FULLWIDTH LEFT PARENTHESIS}\[【<〈\N{BLACK SQUARE}\N{BLACK RIGHT-POINTING TRIANGLE}/" + _EQUALS
_PLACED = r"\s\N{MIDDLE DOT}" + _EQUALS + r"/,\N{IDEOGRAPHIC COMMA})\N{FULLWIDTH RIGHT PARENTHESIS}"
_TITLED = r"\s:\N{FULLWIDTH COLON}\N{MIDDLE DOT}\N{KATAKANA MIDDLE DOT}/"
_BETWEEN = r"\N{IDEOGRAPHIC COMMA}\N{FULLWIDTH COMMA},\N{MIDDLE DOT}/"
_CLOSE = r"\s)\N{FULLWIDTH RIGHT PARENTHESIS}\]】>〉/" + _EQUALS + r".\N{IDEOGRAPHIC FULL STOP},"
_JOINED_NAMES = re.compile(r"(?<![\uac00-\ud7a3])(?:[\uac00-\ud7a3]{3}\N{MIDDLE DOT}\s?){1,4}$")
_BUTTON = re.compile(r"(?:编辑|編輯)\s")  # «编辑 锁定 讨论»: «edit», too
_TITLE_FIRST = re.compile(r"기자\s")  # in Korean a name stands before it
# What parts a date from what stands before or behind it.
_GAP = re.compile(
    r"[\s|,\N{FULLWIDTH COMMA}\N{MIDDLE DOT}(\N{FULLWIDTH LEFT PARENTHESIS}\]】)\N{FULLWIDTH RIGHT PARENTHESIS}]+"
)
# The whole line or nothing: a name and a title stand in sentences as well («기자 회견 …»). In Korean a blank parts no
# names, as it parts the words of a sentence, too.
_CJK_CREDIT = re.compile(
    rf"""
    ^[{_OPEN}]*(?:文\s?[/\N{{FULLWIDTH SOLIDUS}}]\s?)?           # 文/记者 王小明
    (?: (?:[{_CJK}A-Za-z]{{1,12}}[{_PLACED}]{{1,3}}){{0,3}}    # place and outlet: «서울=», «순천, 광양»
        (?P<name>[{_CJK}]{{2,4}})\s?{_CJK_JOB}                 # 홍길동 기자
      | [{_CJK}]{{0,10}}?{_CJK_JOB}[{_TITLED}]+                # 本报记者 王小明
        (?P<names>[{_CJK}]{{2,4}}(?:(?:\s?[{_BETWEEN}]\s?|\s(?![\uac00-\ud7a3]))[{_CJK}]{{2,4}}){{0,5}}?)
        (?:\s+{_CJK_JOB}[{_TITLED}]+                           # … 通讯员 李小红
          (?P<more>[{_CJK}]{{2,4}}(?:\s?[{_BETWEEN}]\s?[{_CJK}]{{2,4}}){{0,3}}))?
    )
    [{_CLOSE}]*$
    """,
    re.VERBOSE,
)


def read_cjk(text: str) -> Credit | None:
    """A name with a journalist's title in Chinese, Japanese or Korean, beside a date or time: «홍길동 기자», «本报记者 王小明».

    >>> read_cjk("서울=홍길동 기자 hong@example.com").names, read_cjk("기자 회견 내용") is None
    (('홍길동',), True)
    >>> read_cjk("文/记者 王小明 2024年3月3日 10:15").names, read_cjk("记者 王小明 2024年3月3日采访了市长") is None
    (('王小明',), True)
    """
    bare, stamped = _without_stamp(EMAIL.sub("", text).strip())
    match = _CJK_CREDIT.match(_REPORTS.sub("", bare))
    if match is None:
        return _read_agency_reporter(text)
    names = (
        [*_names_before(bare, match.start("name")), match["name"]]
        if match["name"]
        else re.split(rf"[\s{_BETWEEN}]+", match["names"])
    )
    if (stamped and _TITLE_FIRST.match(bare)) or _BUTTON.match(bare):
        return None  # «기자 회견 3월 3일»: an appointment with reporters
    names += re.split(rf"[\s{_BETWEEN}]+", match["more"] or "")
    return Credit(author_fields(filter(None, names)) + agencies_beside(text), "strong", "name-and-job", stamped)


def _names_before(text: str, end: int) -> list[str]:
    """Korean names joined with the one that begins at `end`: «홍길동·김영희 기자»; most have three syllables, places two."""
    joined = _JOINED_NAMES.search(text, 0, end)
    return re.findall(r"[\uac00-\ud7a3]{3}", joined[0]) if joined else []


def _without_stamp(text: str) -> tuple[str, bool]:
    """`text` without the date or time at its start or end, if blanks or marks part it from the rest; whether one stood there."""
    digits = [index for index, char in enumerate(text) if char.isdigit()]
    if len(digits) < 2:
        return text, False
    for gap in _GAP.finditer(text):
        before, behind = text[: gap.start()], text[gap.end() :]
        if gap.start() <= digits[0] and before and read_stamp(behind).is_bare:
            return before, True
        if gap.end() > digits[-1] and behind and read_stamp(before).is_bare:
            return behind, True
    return text, False


def _read_agency_reporter(text: str) -> Credit | None:
    """An agency's reporter in a row without blanks: «新华社记者王小明». What stands behind another «记者» may be a sentence."""
    if "记者" not in text and "記者" not in text:
        return None
    found = read_authors([text])
    if not found.agencies or not found.people or not all(_CJK_NAME.fullmatch(name) for name in found.people):
        return None
    return Credit(author_fields(found.people) + agency_fields(found.agencies), "strong", "agency-reporter")
