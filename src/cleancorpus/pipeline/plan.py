"""The plan of a run: its stages in their order, and what the result of each depends on.

read, extract, repair, language (`text`) → lines counted by site, if asked for → detect, decide, quality (`judge`) → repeated ids
→ duplicates by address, by text, by words, and near ones → groups for splits and takedowns → settle → export. Where no fold
stands between two map stages they run fused in memory; the text stage's result is written to the work folder only where lines are
counted between the two, or where the user keeps that (`run.keep_work`), so that a change of a rule judges a corpus again
without reading it again.
"""

from __future__ import annotations

import hashlib
import json
import platform
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

from cleancorpus import __version__
from cleancorpus.config import Config
from cleancorpus.dedup.exact import ExactDuplicates, RepeatedIds, SameAddress, SameWords
from cleancorpus.dedup.near import NearRows
from cleancorpus.dedup.paragraphs import ParagraphCounts, ParagraphForm
from cleancorpus.dedup.site_lines import SiteLineCounts
from cleancorpus.detect.rules.ccnet_paragraph import CcnetParagraph
from cleancorpus.engine.links import LinkStage
from cleancorpus.engine.stage import FoldStage, StageKey
from cleancorpus.engine.store import Store
from cleancorpus.export.sketches import Sketched
from cleancorpus.pipeline.judge_stage import JudgeStage
from cleancorpus.quality.checks import CHECKS

Fold = FoldStage | LinkStage


class MadeOf(NamedTuple):
    """What a stage is made of: sections of the configuration, code and data of the package, libraries."""

    sections: tuple[str, ...]
    code: tuple[str, ...]
    libraries: tuple[str, ...]


# How a worker cleans a part: which rows it gives up with which words, and what its files look like.
_WORKER = (
    "pipeline/work.py",
    "pipeline/part_cleaner.py",
    "pipeline/calls.py",
    "pipeline/clock.py",
    "pipeline/count_lines.py",
    "pipeline/gather.py",
    "pipeline/progress.py",
    "engine/local.py",
    "engine/spool.py",
    "engine/store.py",
    "engine/task.py",
    "engine/disk_sort.py",
    "credentials.py",
    "shown.py",
    "licences.py",
    "logs.py",
)
TEXT = MadeOf(
    ("read", "extract", "repair", "language"),
    (
        "read",
        "remote",
        "extract",
        "repair",
        "language",
        "known",
        "lexicon",
        "carry",
        "text.py",
        "url.py",
        "schema.py",
        "model.py",
        "pipeline/core.py",
        "pipeline/reading.py",
        "pipeline/text_stage.py",
        *_WORKER,
    ),
    (
        "pyarrow",
        "zstandard",
        "brotli",
        "feedparser",
        "feedparser-sgmllib",
        "charset-normalizer",
        "lxml",
        "lxml_html_clean",
        "trafilatura",
        "justext",
        "courlan",
        "babel",
        "tld",
        "htmldate",
        "dateparser",
        "python-dateutil",
        "pytz",
        "tzlocal",
        "regex",
        "ftfy",
        "langdetect",
        "numpy",
        "rapidfuzz",
        "ahocorasick_rs",
        "pydantic",
    ),
)
JUDGE = MadeOf(
    ("language", "rules", "own_rules", "plugins", "decide", "quality", "pii"),
    (
        "detect",
        "decide",
        "quality",
        "pii",
        "tokens.py",
        "folded.py",
        "read",
        "remote",
        "known",
        "lexicon",
        "carry",
        "text.py",
        "word_counts.py",
        "url.py",
        "schema.py",
        "model.py",
        "pipeline/core.py",
        "pipeline/outcome.py",
        "pipeline/judge_stage.py",
        *_WORKER,
    ),
    ("pyarrow", "numpy", "rapidfuzz", "ahocorasick_rs", "google-re2", "pydantic", "xxhash", "tld"),
)
SITE_LINES = MadeOf(
    (),
    (
        "dedup/site_lines.py",
        "detect/repeats.py",
        "engine/stage.py",
        "engine/store.py",
        "remote",
        "credentials.py",
        "pipeline/count_lines.py",
        "text.py",
        "url.py",
    ),
    ("pyarrow", "numpy", "xxhash", "tld"),
)
PARAGRAPHS = MadeOf(
    (),
    (
        "dedup/paragraphs.py",
        "detect/paragraphs.py",
        "engine/stage.py",
        "engine/store.py",
        "remote",
        "credentials.py",
        "pipeline/count_lines.py",
    ),
    ("pyarrow", "numpy", "xxhash"),
)
FOLDS = MadeOf(
    (),
    (
        "dedup",
        "carry",
        "engine/stage.py",
        "engine/links.py",
        "engine/store.py",
        "remote",
        "credentials.py",
        "pipeline/against.py",
        "pipeline/link.py",
        "versions/sketches.py",
        "folded.py",
        "schema.py",
        "text.py",
        "url.py",
    ),
    ("pyarrow", "numpy", "xxhash"),
)
SETTLE = MadeOf(
    (),
    (
        "export",
        "versions",
        "dedup",
        "carry",
        "credentials.py",
        "shown.py",
        "digest.py",
        "schema.py",
        "url.py",
        "pipeline/groups.py",
    ),
    ("pyarrow", "numpy", "tld"),
)
# What makes the keys of near duplicates of a text: other code, or other libraries, may give other ones.
SKETCHES = MadeOf((), ("dedup/minhash.py", "dedup/shingles.py", "folded.py", "text.py"), ("pyarrow", "numpy", "xxhash"))
_CODE_ENDINGS = (".py", ".tsv", ".npz", ".arrow", ".json")


@dataclass(frozen=True)
class Plan:
    """The keys of the stages of a configuration, and its folds in order; `site_lines` and `paragraphs` are None where none are
    counted.
    """

    text: StageKey
    site_lines: SiteLineCounts | None
    paragraphs: ParagraphCounts | None
    judge: StageKey
    settle: StageKey
    folds: tuple[Fold, ...]

    @property
    def counters(self) -> tuple[SiteLineCounts | ParagraphCounts, ...]:
        """What is counted over all texts before any is judged."""
        return tuple(counter for counter in (self.site_lines, self.paragraphs) if counter is not None)

    @property
    def stages(self) -> tuple[StageKey, ...]:
        """All stages in the order in which they run."""
        counters = (counter.key for counter in self.counters)
        return (self.text, *counters, self.judge, *(fold.key for fold in self.folds), self.settle)

    def changed_since(self, because: Mapping[str, Mapping[str, str]]) -> list[str]:
        """What differs from another plan, given as what each of its stages depends on; a phrase each.

        That a stage differs because an earlier one does is not said: what the earlier one differs in is.
        """
        stages = {f"{key.name} stage" for key in self.stages}
        found: dict[str, None] = {}
        for key in self.stages:
            for change in key.changed_since(because.get(key.name, {})):
                if change not in stages:
                    found[f"{key.name}: {change}" if change.startswith("code ") else change] = None
        return list(found)


def make_plan(config: Config) -> Plan:
    """The plan of a configuration."""
    # What a check obeys belongs to the judge stage alone, also where the section is one that makes text.
    filters = {option for check in CHECKS for option in check.options}
    text = StageKey("text", _because(config, TEXT, without=filters))
    judging = JudgeStage(config)
    versions = " ".join(judging.versions)
    # Not the section `tokens`: the name of a tokenizer says neither what it does nor that it is the same.
    counted = {} if judging.tokens is None else {"tokenizer": judging.tokens.digest, **_versions("tokenizers")}
    site_lines = make_site_lines(config, text)
    if site_lines is not None:
        counted["site lines"] = site_lines.key.digest
    paragraphs = make_paragraphs(config, text)
    if paragraphs is not None:
        counted["paragraphs"] = paragraphs.key.digest
    masked = _versions(*judging.masker.libraries)
    judge = StageKey(
        "judge",
        {"text stage": text.digest, "rules and checks": versions, **counted, **masked, **_because(config, JUDGE)},
    )
    settle = StageKey("settle", {"judge stage": judge.digest, **_because(config, SETTLE)})
    return Plan(text, site_lines, paragraphs, judge, settle, make_folds(config))


def work_argument(config: Config, store: Store) -> str:
    """What `pipeline.work.make_work` takes, as a string that goes to other processes and machines: the configuration, the place
    of the work folder, and what this process makes its results of.
    """
    because = {key.name: dict(key.because) for key in make_plan(config).stages}
    return json.dumps({"config": config.model_dump(mode="json"), "store": store.root, "because": because})


def make_site_lines(config: Config, text: StageKey) -> SiteLineCounts | None:
    """What counts the lines of sites; None where that is not asked for, or another run has counted them."""
    if config.site_lines is None or config.site_lines.profile is not None:
        return None
    by = config.site_lines.by
    return SiteLineCounts(StageKey("lines", {"text stage": text.digest, "by": by, **_because(config, SITE_LINES)}), by)


def make_paragraphs(config: Config, text: StageKey) -> ParagraphCounts | None:
    """What counts paragraphs; None where the rule that asks for that is off."""
    setting = config.rules.get(CcnetParagraph.id, CcnetParagraph.enabled)
    if setting is False:
        return None
    options = CcnetParagraph.Options.model_validate(setting if isinstance(setting, dict) else {})
    limits = config.quality.ccnet
    least = 0 if limits is None else limits.min_chars
    form = ParagraphForm(options.accents, options.punctuation, options.keep == "first", least)
    because = {"text stage": text.digest, "form": json.dumps(asdict(form), sort_keys=True)}
    return ParagraphCounts(StageKey("paragraphs", {**because, **_because(config, PARAGRAPHS)}), form)


def make_folds(config: Config) -> tuple[Fold, ...]:
    """The questions about all rows, in the order in which they are asked and in which their verdicts count."""
    ids = RepeatedIds(_fold_key(config, "ids", ()))
    folds: list[Fold] = [ids]
    # An address first: what goes for it can be the text of another page, which then stays.
    if config.dedup.same_address is not None:
        key = _fold_key(config, "address", folds, config.dedup.digested()["same_address"])
        folds.append(SameAddress(key, ids.key.name, config.dedup.same_address))
    if config.dedup.exact:
        folds.append(ExactDuplicates(_fold_key(config, "exact", folds), ids.key.name))
    if config.dedup.same_words:
        folds.append(SameWords(_fold_key(config, "words", folds), ids.key.name))
    if config.dedup.near is not None:
        folds.append(
            NearRows(_fold_key(config, "near", folds, config.dedup.near.digested()), config.dedup.near, ids.key.name)
        )
    return tuple(folds)


def sketched(config: Config) -> Sketched | None:
    """How documents are sketched; None where near duplicates are not looked for."""
    near = config.dedup.near
    if near is None:
        return None
    made_of = {
        "bands": str(near.bands),
        "rows": str(near.rows),
        "code": code_digest(SKETCHES.code)[:16],
        "Unicode": unicodedata.unidata_version,
        **_versions(*SKETCHES.libraries),
    }
    return Sketched(make_folds(config)[-1].key.folder, near.bands, made_of)


def _fold_key(config: Config, name: str, earlier: Sequence[Fold], options: Any = None) -> StageKey:
    """The key of a fold with these options, which sees the verdicts of those before it."""
    before = {f"{fold.key.name} stage": fold.key.digest for fold in earlier}
    said = {} if options is None else {"options": json.dumps(options, sort_keys=True)}
    return StageKey(name, {**before, **said, **_because(config, FOLDS)})


def _because(config: Config, made_of: MadeOf, without: Collection[str] = ()) -> Mapping[str, str]:
    """What a stage depends on, each thing by name: digests of sections and of code, versions of Python and libraries.

    `without` are keys of the sections (`language.keep`) that it does not depend on.
    """
    found = {
        "cleancorpus": __version__,
        "code": code_digest(made_of.code)[:16],
        # Its tables of Unicode, its reader of CSV, its decompressors and more.
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
    }
    settings = json.loads(config.canonical_json())
    for name in made_of.sections:
        values = {key: value for key, value in settings[name].items() if f"{name}.{key}" not in without}
        found[f"config {name}"] = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
    return {**found, **_versions(*made_of.libraries)}


def _versions(*libraries: str) -> dict[str, str]:
    return {name: library_version(name) for name in libraries}


@lru_cache(maxsize=256)
def library_version(name: str) -> str:
    """The installed version of a library."""
    try:
        return version(name)
    except PackageNotFoundError:  # vendored or renamed by a distribution: what is imported is then all there is to say
        return "unknown"


@lru_cache(maxsize=16)
def code_digest(folders: tuple[str, ...]) -> str:
    """sha256 over the code and data of some folders and files of the package: a changed file redoes what it makes."""
    digest = hashlib.sha256()
    root = files("cleancorpus")
    for folder in folders:
        for name, item in sorted(_files_below(root.joinpath(folder), folder)):
            digest.update(f"{name}\0".encode())
            digest.update(hashlib.sha256(item.read_bytes()).digest())
    return digest.hexdigest()


def _files_below(item: Traversable, name: str) -> list[tuple[str, Traversable]]:
    if item.is_file():
        return [(name, item)] if name.endswith(_CODE_ENDINGS) else []
    return [found for inner in item.iterdir() for found in _files_below(inner, f"{name}/{inner.name}")]
