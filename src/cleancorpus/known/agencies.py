"""Which news agency does a text name? One table of their names, and one name for each agency whatever the spelling.

The table is `agencies.tsv` beside this module, a row an agency: `name` (the one name that metadata give it), `kind`,
`language` (its own, `*` for many), its further names in three columns (`; ` between them), and `source` (who attests the
row). The agency's own name counts like an alias, unless it stands in one of the other two columns.

- `aliases` mean nothing else and count anywhere.
- `short` are abbreviations that also count bare in a field for authors, written just as in the table.
- `marked` mean something else as well («Beta», «PA», «RSS»). They, and `short` ones outside such fields, count only
  where brackets, a slash or a «©» mark them as an agency's.

Kinds:

- `agency`: a news agency; its reports have no byline.
- `outlet`: a newsroom that others credit like an agency («(BBC)»); it names its reporters.
- `unnamed`: words for agencies in general («Agenturen»).

Where an abbreviation belongs to several agencies (CNA, ACN), it is a row of its own: which one is meant is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from cleancorpus.text import fold, plain

KINDS = ("agency", "outlet", "unnamed")
_MAX_CHARS = 100  # longer texts are no list of agencies
_COLUMNS = 7  # those that the first lines of this module name
_JOINT = " / "  # between agencies in metadata

_LETTERS = re.compile(r"[^\W_]+")
_EDGE = " \t.,;:\N{EN DASH}\N{EM DASH}-|\N{BULLET}*_=\N{FULLWIDTH EQUALS SIGN}"
_MARKS = (
    "([/\N{COPYRIGHT SIGN}\N{FULLWIDTH LEFT PARENTHESIS}\N{LEFT BLACK LENTICULAR BRACKET}"  # before an abbreviation
)
_BRACKETS = (
    "()[]{}\N{FULLWIDTH LEFT PARENTHESIS}\N{FULLWIDTH RIGHT PARENTHESIS}【】《》<>«»\"'"
    "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}"
    "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK} *_"
)
_COPYRIGHT = re.compile(r"^(?:\N{COPYRIGHT SIGN}|\(c\)|copyright)\s*", re.IGNORECASE)
# «© dpa 2024»: the year of a copyright, not a part of the name.
_YEAR = re.compile(r"[\s,]*(?:19|20)\d\d$")
# Between agencies. A dash needs blanks around it, for names hold some («France-Presse»); they also hold «and», so that
# `_pieces` asks for the whole first.
_JOIN = re.compile(
    r"""
    \s*[/+&,\N{MIDDLE DOT}|\N{IDEOGRAPHIC COMMA}]\s*
    | \s+[\N{EN DASH}\N{EM DASH}-]\s+
    | \s+(?:and|und|et|y|e|og|och|i|и|mit|avec|via)\s+
    """,
    re.VERBOSE,
)

_HYPHEN = re.compile(r"(?<=[^\W\d_])[\N{EN DASH}-](?=[A-Z])")  # «TT-AFP»; «France-Presse» only where nothing else helps


class Agency(NamedTuple):
    """A row of the table."""

    name: str
    kind: str
    language: str
    aliases: tuple[str, ...]
    short: tuple[str, ...]
    marked: tuple[str, ...]
    source: str


class _Spelling(NamedTuple):
    """One of an agency's names: the column it stands in, and how the table writes it."""

    agency: Agency
    column: str
    written: str


@lru_cache(maxsize=1)
def read_agencies() -> tuple[Agency, ...]:
    """The rows of `agencies.tsv`, in its order.

    Raises:
        ValueError: a row has another number of columns, or a kind that does not exist.
    """
    rows = []
    lines = files(__package__).joinpath("agencies.tsv").read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines[1:], start=2):
        if not line:
            continue
        cells = line.split("\t")
        if len(cells) != _COLUMNS:
            raise ValueError(f"known/agencies.tsv:{number}: {len(cells)} columns, must be {_COLUMNS}")
        name, kind, language, aliases, short, marked, source = cells
        if kind not in KINDS:
            raise ValueError(f"known/agencies.tsv:{number}: kind '{kind}', must be one of {', '.join(KINDS)}")
        rows.append(Agency(name, kind, language, _listed(aliases), _listed(short), _listed(marked), source))
    return tuple(rows)


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split("; ")))


@lru_cache(maxsize=1)
def _spellings() -> dict[str, _Spelling]:
    """Every name of every agency, as `plain` leaves it.

    Raises:
        ValueError: two rows share a name.
    """
    table: dict[str, _Spelling] = {}
    for agency in read_agencies():
        own = () if agency.name in (*agency.short, *agency.marked) else (agency.name,)
        columns = {"aliases": (*own, *agency.aliases), "short": agency.short, "marked": agency.marked}
        for column, names in columns.items():
            for written in names:
                if plain(written) in table:
                    raise ValueError(f"known/agencies.tsv: '{written}' stands twice")
                table[plain(written)] = _Spelling(agency, column, written)
    return table


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    """Of each name the longest word, with and without its accents: without one of them a text names no agency."""
    longest = {max(_LETTERS.findall(fold(spelling.written)), key=len) for spelling in _spellings().values()}
    return frozenset(longest | {key for key in map(plain, longest) if " " not in key})


def may_name_agency(folded: str) -> bool:
    """A cheap first look: whether a word of some agency's name stands in a folded text."""
    return not _words().isdisjoint(_LETTERS.findall(folded))


def agencies_in(text: str, *, marked: bool = False, field: bool = False) -> tuple[str, ...]:
    """The agencies that `text` consists of, each under its one name, in order and none twice; or ().

    `marked` says that the place marks abbreviations as an agency's, `field` that the text is a part of a field for
    authors. Beside an agency may stand a reporter's sign.

    >>> agencies_in("(dpa/rtr)"), agencies_in("Agence France-Presse"), agencies_in("PA"), agencies_in("(PA)")
    (('dpa',), ('AFP',), (), ('PA Media',))
    >>> agencies_in("sid/dpa"), agencies_in("SID"), agencies_in("SID", field=True), agencies_in("Jane, dpa", field=True)
    (('SID', 'dpa'), (), ('SID',), ())
    """
    if len(text) > _MAX_CHARS or not may_name_agency(fold(text)):
        return ()
    core = text.strip(_EDGE)
    marked = marked or core[:1] in _MARKS or core[:3].lower() == "(c)"
    core = _YEAR.sub("", _COPYRIGHT.sub("", core).strip(_BRACKETS + "/."))
    if not core:
        return ()
    found = [(piece, _spelling(piece)) for piece in _pieces(core)]
    if not field:
        marked = marked or len(found) > 1
    elif "/" in core:
        marked = marked or any(_counts(piece, spelling, field=True) for piece, spelling in found)
    names: dict[str, None] = {}
    for piece, spelling in found:
        if spelling is not None and (marked or _counts(piece, spelling, field=field)):
            names[spelling.agency.name] = None
        elif not _is_sign(piece, core, field=field):
            return ()
    return tuple(names)


def _pieces(text: str) -> list[str]:
    """`text` cut at what stands between agencies, but for names that hold such a thing themselves."""
    if (whole := _spelling(text)) and whole.column == "aliases":
        return [text]
    pieces = [piece.strip() for piece in _JOIN.split(text) if piece.strip()]
    return [part for piece in pieces for part in ([piece] if _spelling(piece) else _HYPHEN.split(piece))]


def _spelling(text: str) -> _Spelling | None:
    key = plain(text)
    return _spellings().get(key) or _spellings().get(key.removeprefix("the "))


def _counts(piece: str, spelling: _Spelling | None, *, field: bool) -> bool:
    """Whether a name counts without a mark."""
    if spelling is None:
        return False
    return spelling.column == "aliases" or (field and spelling.column == "short" and piece == spelling.written)


def _is_sign(piece: str, core: str, *, field: bool) -> bool:
    """Whether `piece` may be a reporter's sign, as it stands beside an agency («dpa/rtr»).

    In a field for authors it stands behind a slash and in small letters, as logins and given names stand there, too.
    """
    # Signs have two to five letters («lni», «rtr»); from six on a word beside an agency is a place or a name.
    return len(piece) <= 5 and " " not in piece and (not field or (piece.islower() and f"/{piece}" in core))


_NOBODY = frozenset("none null nil nan na n a unknown undefined other".split()) | {"n a", ""}  # what stands for nothing


def given_agencies(fields: Iterable[str]) -> tuple[str, ...]:
    """The agencies in what a source has in its field for them: each under its one name, one not in the table as it stands.

    >>> given_agencies(["Agence France-Presse / PA", "Harbour Wire"]), given_agencies(["n/a"])
    (('AFP', 'PA Media', 'Harbour Wire'), ())
    """
    names: dict[str, None] = {}
    for value in fields:
        text = " ".join(value.split())
        if len(text) <= _MAX_CHARS and plain(text) not in _NOBODY:
            names.update(dict.fromkeys(agencies_in(text, marked=True) or (text,)))
    return tuple(names)


def kind_of(name: str) -> str:
    """The kind of the agency that has `name` for its one name: agency, outlet or unnamed.

    >>> kind_of("AFP"), kind_of("BBC"), kind_of("agencies")
    ('agency', 'outlet', 'unnamed')
    """
    return _kinds()[name]


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    return {agency.name: agency.kind for agency in read_agencies()}


def without_employers(names: Iterable[str], people: Iterable[str]) -> tuple[str, ...]:
    """Agencies in order, each once, and without outlets where people are named: these then work for them.

    >>> without_employers(["BBC", "dpa"], []), without_employers(["BBC", "dpa"], ["Jane Doe"])
    (('BBC', 'dpa'), ('dpa',))
    """
    named = any(people)
    return tuple(name for name in dict.fromkeys(names) if not named or kind_of(name) != "outlet")


def join_agencies(names: Iterable[str]) -> str | None:
    """Agencies as one value of metadata, in order and none twice; None if there are none.

    >>> join_agencies(("dpa", "AFP", "dpa"))
    'dpa / AFP'
    """
    return _JOINT.join(dict.fromkeys(names)) or None


def split_agencies(value: str | None) -> tuple[str, ...]:
    """What `join_agencies` joined."""
    return tuple(value.split(_JOINT)) if value else ()
