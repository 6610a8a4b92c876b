"""From labelled pages to features, cross-validated scores and weights of the line model."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cleancorpus.config import Config
from cleancorpus.decide.apply import cut
from cleancorpus.decide.resolve import resolve
from cleancorpus.detect.detector import Claims, Detector
from cleancorpus.detect.line_model.ensemble import Ensemble
from cleancorpus.detect.line_model.features import Matrix, matrix
from cleancorpus.detect.line_model.guard import guarded
from cleancorpus.detect.line_model.model import ID, VERSION
from cleancorpus.detect.line_model.net import Floats, Net, standardise
from cleancorpus.detect.line_model.signals import Signals, covered_shares, kind_of
from cleancorpus.detect.line_model.table import LineTable
from cleancorpus.detect.view import View, make_views
from cleancorpus.evaluate.line_score import NEUTRAL, Score, score_documents, score_words
from cleancorpus.known.sites import SiteNames
from cleancorpus.known.titles import best_title, guess_headline
from cleancorpus.language.detect import LanguageDetector
from cleancorpus.lexicon import read_phrases
from cleancorpus.model import Document, Finding
from cleancorpus.repair.assemble import assemble_blocks
from cleancorpus.training.lines_data import Page, clean_copy, fold_of
from cleancorpus.training.lines_net import Recipe, TrainPage, train_net
from cleancorpus.url import host_of

log = logging.getLogger(__name__)

Scores = dict[int, NDArray[np.float64]]  # probabilities by a sample's place in the list of samples

SILVER_WEIGHT = 0.05
# Of articles' own texts, in which every line is content. With .6 the lines that are cut from those of other sites are the
# same, and half a hundredth more boilerplate stays.
_GOLD_TEXT_WEIGHT = 0.2
_HEADLINE_WEIGHT = 0.3  # the headline's first line scores nothing, but should stay
_WITHOUT_RULES_WEIGHT = 0.3  # hand-labelled pages are seen once more as if no rule had run
_CLEAN_WEIGHT = 0.5  # copies of pages without their boilerplate, so that clean articles are known too
_NO_SPREAD = 1e-4
_MIN_HITS = 20  # a lexicon kind or category with fewer lines in all pages gets no columns
_NO_CLAIMS = Claims((), (), ())


@dataclass(frozen=True)
class Sample:
    """A page as the model sees it, with what rules claimed, and its features made with its fold's line table."""

    page: Page
    view: View
    claims: Claims
    fold: int
    table: Matrix
    weight: float
    copy: Literal["", "bare", "clean"] = ""  # seen once more, as if no rule had run or without boilerplate

    @property
    def target(self) -> Floats:
        """1 for boilerplate, a value a line."""
        return np.array([label not in ("content", "headline") for label in self.page.labels], np.float32)

    @property
    def line_weight(self) -> Floats:
        """What each line counts in training: the root of its words, 0 where the label is neutral."""
        words = np.sqrt([len(score_words(line)) for line in self.page.lines])
        neutral = NEUTRAL - {"headline"}
        factor = [0.0 if y in neutral else _HEADLINE_WEIGHT if y == "headline" else 1.0 for y in self.page.labels]
        return np.asarray(words * factor * self.weight, np.float32)


def documents_of(pages: Sequence[Page]) -> list[Document]:
    """The pages as a run makes documents of plain text: title from the text unless the page has one, language found."""
    config = Config()
    detector = LanguageDetector(config.language)
    docs = []
    for page in pages:
        title = page.title or guess_headline(page.lines[:40])
        headlines: tuple[str, ...] = ()
        site = host_of(page.url)
        if title:
            best = best_title(title, page.lines[:12], SiteNames.of(site, page.url))
            headlines = (title,) if title != best else ()
            title = best
        language, score = detector.detect("\n".join(page.lines))
        docs.append(
            assemble_blocks(
                [(line, "line", False) for line in page.lines],
                id=page.id,
                url=page.url or None,
                site=site,
                title=title or None,
                headlines=headlines,
                language=language,
                language_score=round(score, 4),
            )
        )
    return docs


def run_rules(docs: Sequence[Document]) -> list[Claims]:
    """What the rules with default options claim of each document."""
    detector = Detector(Config.model_validate({"decide": {"line_model": False}}))
    started, claims = time.monotonic(), []
    for doc in docs:
        claims.append(detector.find(doc))
    log.info("rules ran on %d pages in %.0f s", len(docs), time.monotonic() - started)
    return claims


def choose_signals(docs: Sequence[Document], claims: Sequence[Claims]) -> Signals:
    """The lexicon kinds and finding categories that are common enough in `docs` to get columns."""
    lines: Counter[str] = Counter()
    categories: Counter[str] = Counter()
    if any(True for _ in read_phrases()):
        for view in make_views(docs):
            for hits in view.hits:
                lines.update({kind_of(hit.phrase.kind) for hit in hits})
    for claim in claims:
        categories.update(finding.category for finding in claim.cuts)
    kinds = tuple(sorted(kind for kind, number in lines.items() if number >= _MIN_HITS))
    topics = tuple(sorted({kind.partition(".")[0] for kind in kinds}))
    return Signals(kinds, topics, tuple(sorted(c for c, number in categories.items() if number >= _MIN_HITS)))


def make_samples(
    pages: Sequence[Page],
    docs: Sequence[Document],
    claims: Sequence[Claims],
    tables: Sequence[LineTable],
    signals: Signals,
    folds: int,
) -> list[Sample]:
    """Samples of all pages that teach something; hand-labelled ones a second time without claims where rules ran."""
    samples = []
    with_rules = any(claim.cuts for claim in claims)
    copies = [
        copy
        for page in pages
        if page.weight and not page.id.endswith(("#main", "#p", "#gold")) and (copy := clean_copy(page))
    ]
    for copy, doc in zip(copies, documents_of(copies), strict=True):
        fold = fold_of(copy.site, folds)
        weight = copy.weight * _CLEAN_WEIGHT * (1.0 if copy.gold else SILVER_WEIGHT)
        view = View(doc)
        table = _small(matrix(view, (), signals, tables[fold]))
        samples.append(Sample(copy, view, _NO_CLAIMS, fold, table, weight, "clean"))
    for page, doc, claim in zip(pages, docs, claims, strict=True):
        if not page.weight:
            continue
        fold = fold_of(page.site, folds)
        weight = page.weight * (1.0 if page.gold else _GOLD_TEXT_WEIGHT if page.clean else SILVER_WEIGHT)
        view = View(doc)
        table = _small(matrix(view, claim.cuts, signals, tables[fold]))
        samples.append(Sample(page, view, claim, fold, table, weight))
        if page.gold and with_rules:
            bare = _small(matrix(view, (), signals, tables[fold]))
            samples.append(Sample(page, view, _NO_CLAIMS, fold, bare, _WITHOUT_RULES_WEIGHT, "bare"))
    return samples


def _small(table: Matrix) -> Matrix:
    return Matrix(table.names, table.values.astype(np.float32), table.same_site, table.facts)


def scaling(samples: Sequence[Sample]) -> tuple[Floats, Floats]:
    """Mean and deviation of each feature over hand-labelled lines; features that never vary get an infinite one."""
    rows = np.concatenate([s.table.values[s.line_weight > 0] for s in samples if s.page.gold and s.copy != "clean"])
    mean = np.nan_to_num(np.nanmean(rows, axis=0, dtype=np.float64))
    scale = np.nanstd(rows, axis=0, dtype=np.float64)
    # What never varies there, such as the kinds of a page's blocks, is scaled by the silver lines.
    silver = np.concatenate([s.table.values for s in samples if not s.page.gold])
    same = scale <= _NO_SPREAD
    mean[same] = np.nan_to_num(np.nanmean(silver[:, same], axis=0, dtype=np.float64))
    scale[same] = np.nanstd(silver[:, same], axis=0, dtype=np.float64)
    scale = np.where(scale > _NO_SPREAD, scale, np.inf)
    return mean.astype(np.float32), scale.astype(np.float32)


def fit(samples: Sequence[Sample], members: int, recipe: Recipe) -> tuple[Floats, Floats, tuple[Net, ...]]:
    """Scaling and an ensemble of networks fitted to `samples`."""
    mean, scale = scaling(samples)
    pages = [TrainPage(standardise(s.table.values, mean, scale), s.target, s.line_weight) for s in samples]
    nets = []
    for seed in range(members):
        started = time.monotonic()
        nets.append(train_net(pages, seed, recipe))
        took = time.monotonic() - started
        log.info("member %d of %d fitted on %d pages in %.0f s", seed + 1, members, len(pages), took)
    return mean, scale, tuple(nets)


def cross_validate(samples: Sequence[Sample], folds: int, members: int, recipe: Recipe) -> Scores:
    """Probabilities for each hand-labelled page and each article's own text, by its place, from nets without its site."""
    scores: Scores = {}
    for fold in range(folds):
        mean, scale, nets = fit([s for s in samples if s.fold != fold], members, recipe)
        ensemble = Ensemble.of(nets)
        for index, sample in enumerate(samples):
            if sample.fold == fold and (sample.page.gold or sample.page.clean):
                rows = standardise(sample.table.values, mean, scale).T
                logits = ensemble.logits(ensemble.hidden(rows, [(0, rows.shape[1])]))
                scores[index] = np.round(1 / (1 + np.exp(-logits)), 4)
    return scores


def cleaned(
    sample: Sample, scores: NDArray[np.float64], threshold: float, *, guards: bool = True, keepers: bool = True
) -> str:
    """The sample's text after the one cut by its rules' claims and the model at `threshold`; strict has no keepers."""
    view, claims = sample.view, sample.claims
    covered = covered_shares(view, claims.cuts)[""] >= 0.5
    cuts = (scores >= threshold) & ~covered
    if guards:
        cuts &= ~guarded(view, sample.table.facts, scores, threshold, covered)
    found = tuple(
        Finding(ID, VERSION, "boilerplate", view.lines[i].span, "lines-around", float(scores[i]))
        for i in np.flatnonzero(cuts).tolist()
    )
    return cut(view.doc, resolve(view.doc, Claims(claims.cuts + found, (), claims.protections if keepers else ())))


def score_at(
    samples: Sequence[Sample], scores: Scores, threshold: float, *, guards: bool = True, keepers: bool = True
) -> Score:
    """The benchmark's figures for the samples that `scores` has, cut at `threshold`."""
    return score_documents(
        (
            samples[i].page.lines,
            samples[i].page.labels,
            cleaned(samples[i], scores[i], threshold, guards=guards, keepers=keepers),
        )
        for i in sorted(scores)
    )


def threshold_for(
    samples: Sequence[Sample], scores: Scores, kept: float, *, keepers: bool = True
) -> tuple[float, Score]:
    """The lowest threshold, to three digits, at which at least `kept` of the content stays, and the figures there."""
    low, high = 300, 1000
    while low < high:
        middle = (low + high) // 2
        if score_at(samples, scores, middle / 1000, keepers=keepers).kept >= kept:
            high = middle
        else:
            low = middle + 1
    return low / 1000, score_at(samples, scores, low / 1000, keepers=keepers)
