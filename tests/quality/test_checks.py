"""Each check keeps and drops, with reason, figure and threshold; the first that drops a document is believed."""

import re
from pathlib import Path

import pytest

from cleancorpus.config import Config
from cleancorpus.model import PageFacts, Verdict
from cleancorpus.quality.check import Cleaned
from cleancorpus.quality.checks import CHECKS, build_checks, first_verdict
from cleancorpus.repair.assemble import assemble
from cleancorpus.text import n_words


def verdict(text, config, **meta):
    doc = assemble(text, id="x", **{"language": "en", "language_score": 0.9, **meta})
    return first_verdict(build_checks(Config.model_validate(config)), Cleaned(doc, text, n_words(text)))


NONE = {"quality": {"min_words": 0}}
CASES = [
    ("", {}, {}, ("empty", "no text is left")),
    ("one two", {"quality": {"min_words": 3}}, {}, ("too_short", "2 words, quality.min_words is 3")),
    ("one two", {"quality": {"min_words": 2}}, {}, None),
    ("one two", {"quality": {"min_words": 0, "max_words": 1}}, {}, ("too_long", "2 words, quality.max_words is 1")),
    ("one two", {"quality": {"min_words": 0, "max_words": 2}}, {}, None),
    ("one", NONE, {"page_type": "listing"}, None),
    (
        "one",
        {"quality": {"min_words": 0, "drop_page_types": ["listing"]}},
        {"page_type": "listing"},
        ("page_type", "the page is a listing"),
    ),
    ("one", {"quality": {"min_words": 0, "drop_page_types": ["listing"]}}, {"page_type": "article"}, None),
    ("one", {"quality": {"min_words": 0, "drop_page_types": ["listing"]}}, {"page_type": None}, None),
    ("one", NONE, {"text_confidence": 0.0}, None),
    (
        "one",
        {"quality": {"min_words": 0, "min_text_confidence": 0.5}},
        {"text_confidence": 0.49},
        ("text_confidence", "0.49 sure, quality.min_text_confidence is 0.5"),
    ),
    ("one", {"quality": {"min_words": 0, "min_text_confidence": 0.5}}, {"text_confidence": 0.5}, None),
    ("one", {"quality": {"min_words": 0, "min_text_confidence": 0.5}}, {"text_confidence": None}, None),
    ("one", NONE, {"facts": PageFacts(rights=("noai",))}, None),
    (
        "one",
        {"quality": {"min_words": 0, "drop_rights": ["noai", "tdm"]}},
        {"facts": PageFacts(rights=("noindex", "tdm"))},
        ("rights", "the page says tdm, quality.drop_rights is noai, tdm"),
    ),
    ("one", {"quality": {"min_words": 0, "drop_rights": ["noai"]}}, {"facts": PageFacts(rights=("noindex",))}, None),
    (
        "one",
        {"quality": {"min_words": 0, "require_licence": ["cc-by", "cc0"]}},
        {"facts": PageFacts(licence="cc-by-sa-4.0")},
        ("licence", "cc-by-sa-4.0, quality.require_licence is cc-by, cc0"),
    ),
    (
        "one",
        {"quality": {"min_words": 0, "require_licence": ["cc-by"]}},
        {},
        ("licence_missing", "no licence, quality.require_licence is cc-by"),
    ),
    (
        "one",
        {"quality": {"min_words": 0, "require_licence": ["cc-by"]}},
        {"facts": PageFacts(licence="cc-by-4.0")},
        None,
    ),
    ("one", NONE | {"language": {"keep": ["de", "fr"]}}, {}, ("language", "en, language.keep is de, fr")),
    ("one", NONE | {"language": {"keep": ["de", "en"]}}, {}, None),
    (
        "one",
        NONE | {"language": {"min_score": 0.95}},
        {},
        ("language_unsure", "en 0.90, language.min_score is 0.95"),
    ),
    ("one", NONE | {"language": {"min_score": 0.9}}, {}, None),
]


@pytest.mark.parametrize(("text", "config", "meta", "wanted"), CASES)
def test_checks_keep_or_drop_with_reason_figure_and_threshold(text, config, meta, wanted):
    found = verdict(text, config, **meta)
    assert (found and (found.reason, found.detail)) == wanted


def test_every_reason_is_declared_by_one_check_and_occurs_in_a_case():
    declared = [reason for check in CHECKS for reason in check.reasons]
    elsewhere = "".join(
        (Path(__file__).parent / name).read_text("utf-8")
        for name in (
            "test_presets.py",
            "test_filters.py",
            "test_quality_lines.py",
            "test_contamination.py",
            "test_ccnet.py",
        )
    )
    here = {wanted[0] for *_, wanted in CASES if wanted}
    assert len(declared) == len(set(declared))
    assert here <= set(declared)
    assert [reason for reason in declared if reason not in here and not re.search(rf'"{reason}[":]', elsewhere)] == []
    assert all(re.fullmatch(r"[a-z][a-z0-9_]+", reason) for reason in declared)


def test_the_first_check_that_drops_a_document_gives_the_reason():
    config = {"quality": {"drop_page_types": ["listing"]}, "language": {"keep": ["de"], "min_score": 1.0}}
    assert verdict("", config, page_type="listing").reason == "empty"
    assert verdict("one", config, page_type="listing").reason == "page_type"
    assert verdict("one", config).reason == "too_short"
    assert verdict("one " * 30, config).reason == "language"
    assert verdict("one " * 30, config, language="de").reason == "language_unsure"


def test_checks_say_which_options_they_obey():
    for check in CHECKS:
        assert check.__doc__
        assert check.version >= 1
        for option in check.options:
            section, _, key = option.partition(".")
            assert type(getattr(Config(), section)).model_fields[key].description
    assert verdict("one two", {"quality": {"min_words": 3}}) == Verdict(
        "too_short", "2 words", "quality.min_words", "3"
    )
