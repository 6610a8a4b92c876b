"""README.md of an export: YAML that `load_dataset` and the Hub read, and a card from measured figures.

The card is made from the manifest alone. What people write between the markers `<!-- write: NAME -->` and
`<!-- end: NAME -->` is carried on to the next version. Nothing is invented: licence and contact come from the config,
or the card says that they are missing. `splits` are left out of `dataset_info`, because they break `filters=`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from cleancorpus.carry.features import feature_yaml
from cleancorpus.errors import ExportError
from cleancorpus.export.card_text import HAND_WRITTEN, body
from cleancorpus.report.side_files import write_whole
from cleancorpus.schema import TABLES, tables_in
from cleancorpus.versions.open import read_utf8, splits_of
from cleancorpus.versions.semver import SemVer

FILE = "README.md"
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_SIZES = (
    1_000,
    10_000,
    100_000,
    1_000_000,
    10_000_000,
    100_000_000,
    1_000_000_000,
    10_000_000_000,
    100_000_000_000,
    10**12,
)
_SIZE_NAMES = ("1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T")
_SECTION = re.compile(r"<!-- write: (?P<name>[\w-]+) -->\n(?P<text>.*?)\n?<!-- end: (?P=name) -->", re.DOTALL)
_JUDGED = re.compile(r"<!-- judged -->\n.*?\n<!-- end judged -->\n*", re.DOTALL)
_BEHIND_JUDGED = (
    "\n<!-- before this: judged -->\n",
    "\n## Known limits\n",
)  # cards of earlier releases have the second alone


def size_category(rows: int) -> str:
    """The Hub's `size_categories` value for a number of rows.

    >>> size_category(999), size_category(1000), size_category(2_500_000)
    ('n<1K', '1K<n<10K', '1M<n<10M')
    """
    if rows < _SIZES[0]:
        return "n<1K"
    for at, limit in enumerate(_SIZES[1:], start=1):
        if rows < limit:
            return f"{_SIZE_NAMES[at - 1]}<n<{_SIZE_NAMES[at]}"
    return "n>1T"


def front_matter(manifest: dict[str, Any]) -> dict[str, Any]:
    """The card's YAML as a dict; a function of the manifest, so that `verify` can compare."""
    card, figures = manifest["card"], manifest["figures"]
    languages = sorted(code for code in figures["languages"] if _LANGUAGE.fullmatch(code) and code != "und")
    # `datasets` reads x.y.z only; the manifest and the tag have the pre-release's full version.
    version = str(SemVer.parse(manifest["version"]).core)
    head: dict[str, Any] = {}
    if card["licence"]:
        head["license"] = card["licence"]
        if card["licence_name"]:
            head["license_name"] = card["licence_name"]
        if card["licence_link"]:
            head["license_link"] = card["licence_link"]
    if languages:
        head["language"] = languages
        head["multilinguality"] = ["multilingual" if len(languages) > 1 else "monolingual"]
    head |= {
        "pretty_name": card["pretty_name"] or manifest["name"],
        "task_categories": ["text-generation"],
        "size_categories": [size_category(manifest["configs"].get("default", 0))],
        "source_datasets": ["original"],
        "language_creators": ["found"],
        "annotations_creators": ["machine-generated"],
        "tags": ["cleancorpus"],
    }
    configs = list(manifest["configs"])
    if configs:
        head["configs"] = [
            {
                "config_name": name,
                **({"default": True} if name == configs[0] else {}),
                "version": version,
                # `datasets` names its cache of a local folder by the folder's last part, the version and what stands
                # here, not by the files: without the hash, 1.0.0 of one dataset is loaded for 1.0.0 of another.
                "description": f"content {manifest['content_hash']}",
                "data_files": data_files(manifest, name),
            }
            for name in configs
        ]
        known = tables_in(manifest)
        head["dataset_info"] = [
            {"config_name": name, "features": [feature_yaml(field) for field in known[name].schema]} for name in configs
        ]
    return head


def data_files(manifest: dict[str, Any], config: str) -> list[dict[str, str]]:
    """Where `datasets` finds the files of each split of a config."""
    return [{"split": split, "path": f"{TABLES[config].folder}/{split}-*"} for split in splits_of(manifest, config)]


def read_front_matter(text: str) -> dict[str, Any]:
    """The YAML at the head of a card; empty where there is none that can be read, or it is no mapping."""
    match = re.match(r"---\r?\n(.*?)\r?\n---\s*(?:\n|\Z)", text, re.DOTALL)
    if match is None:
        return {}
    try:
        found = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError, RecursionError):  # ValueError: a date with a 13th month
        return {}
    return found if isinstance(found, dict) else {}


def read_sections(folder: Path | None) -> dict[str, str]:
    """What people wrote into the card of an earlier version, by the name of the section.

    Raises:
        ExportError: the card is not UTF-8.
    """
    if folder is None or not (folder / FILE).is_file():
        return {}
    text = read_utf8(folder / FILE)
    return {match["name"]: match["text"].strip() for match in _SECTION.finditer(text) if match["text"].strip()}


def to_do(manifest: dict[str, Any], sections: dict[str, str]) -> list[str]:
    """What a person still has to add to the card, a line each."""
    card = manifest["card"]
    missing = []
    if not card["licence"]:
        missing.append("no licence: set export.licence (publish refuses without one)")
    elif card["licence"] == "other" and not (card["licence_name"] and card["licence_link"]):
        missing.append("licence is other: set export.licence_name and export.licence_link")
    if not card["contact"]:
        missing.append("no address for removal requests: set export.contact")
    if not card["description"]:
        missing.append("no description: set export.description")
    missing += [
        f"card section '{name}' is empty: {what}" for name, (_, what) in HAND_WRITTEN.items() if name not in sections
    ]
    return missing


def write_card(root: Path, manifest: dict[str, Any], sections: dict[str, str], changelog: str) -> None:
    """Write README.md below `root`: front matter, measured body, and the hand-written `sections`."""
    head = yaml.safe_dump(front_matter(manifest), sort_keys=False, allow_unicode=True, width=120)
    text = f"---\n{head}---\n\n{body(manifest, sections, changelog)}"
    (root / FILE).write_text(text, encoding="utf-8", newline="\n")


def put_judged(folder: Path, section: str) -> None:
    """Put a section on how precise the rules are into a version's card, in place of the one that is there; '' takes it out.

    It is of this version alone: `read_sections` does not carry it on. The content hash does not know of the card.

    Raises:
        ExportError: there is no card, it is not UTF-8, or cannot be written.
    """
    path = folder / FILE
    if not path.is_file():
        raise ExportError(str(path), "is missing", "run verify on that version, and restore the file")
    before = read_utf8(path)
    text = _JUDGED.sub(lambda match: match[0] if _is_hand_written(before, match.start()) else "", before)
    if section:
        block = f"<!-- judged -->\n{section}\n<!-- end judged -->\n\n"
        places = (at for mark in _BEHIND_JUDGED for at in _places(text, mark) if not _is_hand_written(text, at))
        at = next(places, None)
        text = f"{text.rstrip()}\n\n{block}" if at is None else f"{text[: at + 1]}{block}{text[at + 1 :]}"
    text = text.rstrip("\n") + "\n"
    if text != before:
        write_whole(path, text)


def _places(text: str, mark: str) -> Iterator[int]:
    """Where a mark stands, the last place first: what the configuration says of the dataset stands above the card's own text."""
    at = text.rfind(mark)
    while at >= 0:
        yield at
        at = text.rfind(mark, 0, at)


def _is_hand_written(text: str, place: int) -> bool:
    """Whether a place is in a section that people write."""
    return any(match.start() <= place < match.end() for match in _SECTION.finditer(text))
