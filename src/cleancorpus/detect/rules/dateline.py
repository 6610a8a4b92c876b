"""Datelines: the place, date and agency at the start of a report («LONDON (Reuters) —»)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import Field

from cleancorpus.detect.line import Line
from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.detect.view import View
from cleancorpus.known.agencies import agencies_in
from cleancorpus.known.dates import DAY_AND_MONTH
from cleancorpus.known.stamps import read_stamp
from cleancorpus.model import Finding, Span

# Typists use all of these, also two hyphens or «=», and a blank, a full stop or a colon before them.
_DASH = r"[\s.:]{0,3}(?:[-\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}\N{MINUS SIGN}]{1,2}|=)\s*"
# PLACE, date (AGENCY) -   place in any case, since the agency in brackets or slashes is proof enough
_WITH_AGENCY = re.compile(
    rf"""
    ^(?P<place>[^\W\d_][^()\[\]/|:;!?"]{{1,48}}?(?:/[^\W\d_][\w .'\N{{RIGHT SINGLE QUOTATION MARK}}-]{{2,24}})?)?  # WASHINGTON, Berlin/Frankfurt
    (?:[,.]?\s+(?P<date>{DAY_AND_MONTH}(?:,?\s+\d{{4}})?))?  # , 3. März  April 25
    (?:,)?\s*
    [(/](?P<agency>[^()/]{{2,30}}(?:/[^()/]{{2,12}})?)[)/]  # (Reuters) (dpa/lni) /ТАСС/
    (?:{_DASH}|\.\s+|\s+(?=[^\W\d_]))
    """,
    re.VERBOSE,
)
# (AGENCY) - PLACE, date -
_AGENCY_FIRST = re.compile(
    rf"""
    ^\(?(?P<agency>[A-Z][\w .-]{{1,24}})\)?{_DASH}
    (?P<place>[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ '\N{{RIGHT SINGLE QUOTATION MARK}}-]{{2,30}}),\s(?P<date>{DAY_AND_MONTH}){_DASH}
    """,
    re.VERBOSE,
)
# PLACE -   in capitals; PLACE, date -
# A dash with blanks is needed: «NATO-Gipfel». It costs the first words of
# reports that begin with a shout («NO WAY - said …»), so `without_agency` can be switched off.
_CAPITALS = re.compile(
    r"^(?P<place>[^\W\d_a-zß-ÿ][^\W\d_a-zß-ÿ]{2,}(?:[ ,.'\N{RIGHT SINGLE QUOTATION MARK}/-]{1,2}"
    r"[^\W\d_a-zß-ÿ]{2,}\.?){0,3})"
    rf"(?:,\s*(?P<date>{DAY_AND_MONTH}))?\s*\.?\s?"
    rf"[-\N{{EN DASH}}\N{{EM DASH}}\N{{HORIZONTAL BAR}}\N{{MINUS SIGN}}]{{1,2}}\s+(?=\S)"
)
# МОСКВА, 3 янв — РИА Новости.
_RIA = re.compile(
    rf"^(?P<place>[А-ЯЁІЇЄҐ][А-ЯЁІЇЄҐ -]{{2,30}}),\s(?P<date>{DAY_AND_MONTH})\s*"
    rf"[-\N{{EN DASH}}\N{{EM DASH}}.]\s*/?(?P<agency>[А-ЯЁ][\w ]{{2,20}})/?\.\s+"
)
# 【ワシントン共同】  【ソウル=名前】
_JAPANESE = re.compile(
    r"^【(?P<place>[^】]{1,12}?)(?P<agency>共同|時事|AFP|ロイター|AP)?"
    r"(?:[=\N{FULLWIDTH EQUALS SIGN}\N{KATAKANA MIDDLE DOT}][^】]{1,12})?】\s*"
)
# 新华社北京3月3日电（记者王小明）  The agency, the place and the day are all needed: each alone begins sentences.
_CHINESE = re.compile(
    r"^[\N{FULLWIDTH LEFT PARENTHESIS}(]?"
    r"(?P<agency>新华社|新華社|中新社|中新网|中央社|本报|本報|人民网|央视网)(?:记者|記者)?"
    r"[^\N{FULLWIDTH COMMA}\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH LEFT PARENTHESIS}\N{FULLWIDTH RIGHT PARENTHESIS}()]{0,12}?"
    r"(?P<place>[\u4e00-\u9fff]{2,4})\d{1,2}(?:月\d{1,2})?日[電电讯訊]?[\N{FULLWIDTH RIGHT PARENTHESIS})]?"
    r"(?:[\N{FULLWIDTH LEFT PARENTHESIS}(](?:记者|記者|总台记者)"
    r"[^\N{FULLWIDTH LEFT PARENTHESIS}\N{FULLWIDTH RIGHT PARENTHESIS}()]{2,24}"
    r"[\N{FULLWIDTH RIGHT PARENTHESIS})])?\s*"
)
# (서울=연합뉴스) 홍길동 기자 =
_KOREAN = re.compile(
    r"^[(\[](?P<place>[가-힣\N{MIDDLE DOT}]{1,8})\s?[=\N{FULLWIDTH EQUALS SIGN}]\s?(?P<agency>[가-힣\d]{2,8})[)\]]\s*"
    r"(?:[가-힣]{2,4}\s?(?:\N{MIDDLE DOT}\s?[가-힣]{2,4}\s?)*(?:기자|특파원)\s*)?[=\N{FULLWIDTH EQUALS SIGN}]?\s*"
)
# Kickers in capitals that stand before a dash as a place does.
_NOT_PLACES = frozenset(
    "THE AND FOR UPDATE BREAKING LIVE EXCLUSIVE OPINION ANALYSIS WATCH VIDEO NEWS HINTERGRUND KOMMENTAR".split()
)


class Dateline(Rule):
    """Cuts the dateline at the start of a report and keeps its place and agency as metadata.

    What it removes: «LONDON (Reuters) —», «BERLIN, 3. März (dpa) -», «ROMA, 3 MAR -», «【ワシントン共同】» at the start of
    the first paragraphs. The sentence behind it stays.
    Why it is off unless asked for: a dateline is part of the report and says where it was written; who trains on plain
    prose may want it gone, who needs the place keeps it.
    Known limits: a place in small letters counts only with an agency in brackets behind it; only the first paragraphs
    are looked at.
    """

    id, version, category = "dateline", 1, "dateline"
    reasons = {
        "agency-and-place": "an agency, then a place",
        "place-and-agency": "a place with an agency",
        "place-in-capitals": "a place in capitals",
    }
    enabled = False

    class Options(RuleOptions):
        # A standfirst and a summary may come before it; further down a place with a dash begins a list's item.
        paragraphs: int = Field(3, ge=1, le=50, description="how many paragraphs from the first on may begin with one")
        without_agency: bool = Field(True, description="also cut a place in capitals with a dash and no agency")

    removes = (
        Example(
            "[-LONDON (Reuters) — -]Nepalia’s council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.",
            fields=(
                ("place", "London"),
                ("agency", "Reuters"),
            ),
        ),
        Example(
            "[-WASHINGTON, April 25 (AP) - -]Nepalia’s council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers."
        ),
        Example(
            "[-(ANSA) - ROMA, 03 GEN - -]Il consiglio ha deciso lunedì di chiudere il vecchio ponte fino a primavera.",
            language="it",
        ),
        Example(
            "[-PARIS — -]Nepalia’s council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers."
        ),
        Example(
            "[-Berlin/Frankfurt (dpa) - -]Der Rat hat am Montag beschlossen, die alte Brücke bis zum Frühling zu sperren.",
            language="de",
        ),
        Example(
            "[-BERLIN, 3. März (dpa) - -]Der Rat hat am Montag beschlossen, die alte Brücke bis zum Frühling zu sperren.",
            language="de",
        ),
        Example(
            "[-Madrid, 3 ene (EFE).- -]El consejo decidió el lunes cerrar el viejo puente hasta la primavera.",
            language="es",
        ),
        Example(
            "[-Paris (AFP) – -]Le conseil a décidé lundi de fermer le vieux pont jusqu’au printemps.", language="fr"
        ),
        Example(
            "[-São Paulo (Reuters) - -]O conselho decidiu na segunda-feira fechar a velha ponte até a primavera.",
            language="pt",
        ),
        Example(
            "[-Warszawa (PAP) – -]Rada zdecydowała w poniedziałek o zamknięciu starego mostu do wiosny.", language="pl"
        ),
        Example(
            "[-МОСКВА, 3 янв — РИА Новости. -]Совет решил в понедельник закрыть старый мост до весны.", language="ru"
        ),
        Example(
            "[-ZAGREB, 3. siječnja (Hina) - -]Vijeće je u ponedjeljak odlučilo zatvoriti stari most do proljeća.",
            language="hr",
        ),
        Example(
            "[-【ワシントン共同】-]市議会は月曜日、古い橋を春まで閉鎖することを決めた。技術者が二本の橋脚にひびを見つけた。",
            language="ja",
        ),
        Example(
            "[-新华社北京1月3日电（记者王小明）-]市议会星期一决定将旧桥关闭至春天，工程师此前在两个桥墩上发现裂缝，并要求更多时间。",
            language="zh",
        ),
        Example(
            "[-(서울=연합뉴스) 홍길동 기자 = -]시의회는 월요일 오래된 다리를 봄까지 폐쇄하기로 했다. 균열이 발견됐기 때문이다.",
            language="ko",
        ),
        Example(
            "[-القاهرة (رويترز) - -]قرر المجلس يوم الاثنين إغلاق الجسر القديم حتى الربيع بعد أن وجد المهندسون شقوقا.",
            language="ar",
        ),
    )
    keeps = (
        Example(
            "Nepalia’s council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers."
        ),
        Example("The bridge (built in 1924) - a landmark - will close until spring, the council said on Monday."),
        Example("Jane Doe (Labour) — a trader on the quay — said that nobody had asked her before the vote."),
        Example("UPDATE — The council voted on Monday to close the old bridge until spring."),
        Example("A — B is the older of the two roads, and most of the boats still use it."),
        Example("NATO’s harbour – once the largest – closed on Monday, and nobody had been asked."),
        Example("The agency (Reuters) said on Monday that the council would close the bridge."),
        Example("In London (Reuters has an office there) the vote was seen as a sign of haste."),
        Example("Harbourtown – that is where it began, on a Monday, with a crack in a pier."),
        Example("WHO - so the council asked - would pay for it? Nobody answered on that Monday."),
        Example("Berlin (Foto: Muster) ist eine Reise wert, sagten die Händler am Montag im Rathaus.", language="de"),
        Example("Paris – la ville aux trente ponts – ferme lundi le plus vieux de tous.", language="fr"),
        Example("Madrid (España) es la ciudad que más puentes ha cerrado este año, según el consejo.", language="es"),
        Example("Roma - lo dicono tutti - non ha bisogno di un altro ponte, almeno per ora.", language="it"),
        Example("【注意】橋は月曜日から春まで閉鎖されるため、通行する人は回り道をしてください。", language="ja"),
    )

    def find(self, view: View) -> Iterator[Finding]:
        place = view.layout
        checked = 0
        for line in view.lines:
            # Shorter lines are headlines and kickers («LIVE — Storm closes bridge»), and count as no paragraph.
            if len(line.text) < 45 or line.index in place.titles:
                continue
            if checked >= self.options.paragraphs:
                return
            checked += line.index in place.paragraphs
            finding = self._read(line)
            if finding is not None:
                yield finding

    def _read(self, line: Line) -> Finding | None:
        text = line.text
        if text[0].isascii() or text[0].isalpha():
            match = _AGENCY_FIRST.match(text)
            if match and agencies_in(match["agency"], marked=True):
                return self._finding(line, match, "agency-and-place")
            match = _WITH_AGENCY.match(text)
            if match and agencies_in(match["agency"], marked=True) and _is_place(match["place"], match["date"]):
                return self._finding(line, match, "place-and-agency")
            match = _RIA.match(text)
            if match and agencies_in(match["agency"], marked=True):
                return self._finding(line, match, "place-and-agency")
            match = _CAPITALS.match(text) if self.options.without_agency else None
            if (
                match
                and not _NOT_PLACES & set(match["place"].split())
                and (match["date"] or 3 < len(match["place"]) <= 40)
            ):
                return self._finding(line, match, "place-in-capitals")
        for pattern in (_JAPANESE, _CHINESE, _KOREAN):
            match = pattern.match(text)
            if match:
                return self._finding(line, match, "place-and-agency")
        return None

    def _finding(self, line: Line, match: re.Match[str], reason: str) -> Finding | None:
        if len(line.text) - match.end() < 15:  # nothing would be left: the line is a credit or a place and date
            return None
        groups = match.groupdict()
        fields = []
        if groups.get("place"):
            fields.append(("place", _title(groups["place"].strip(" ,."))))
        fields += [("agency", name) for name in agencies_in(groups.get("agency") or "", marked=True)]
        return self.finding(Span(line.start, line.start + match.end()), reason, fields=tuple(fields))


def _is_place(place: str | None, date: str | None) -> bool:
    """Whether what stands before the agency can be a place: few capitalised words, no date left in it."""
    if place is None:
        return True
    words = place.replace("/", " ").split()
    if date is None and any(char.isdigit() for char in place):
        return bool(read_stamp(place).anchor)
    return 0 < len(words) <= 6 and all(not word[0].islower() or len(word) <= 3 for word in words)


def _title(place: str) -> str:
    """A place in capitals as it is written elsewhere."""
    return "".join(
        part.title() if part.isupper() and len(part) > 3 else part
        for part in re.split(r"([\s/'\N{RIGHT SINGLE QUOTATION MARK}-])", place)
    )
