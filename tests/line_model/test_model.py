"""What the line model finds, in what form, and on whose word."""

import re
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pytest
from views import view_of

from cleancorpus.detect.line_model import LineModel
from cleancorpus.detect.line_model.weights import Weights, packaged
from cleancorpus.detect.repeats import profile_of_counts
from cleancorpus.detect.view import View
from cleancorpus.errors import ConfigError
from cleancorpus.model import Finding, Span

PARAGRAPHS = (
    "The lighthouse at Corran Point will be lit again next winter, eleven years after the lamp went dark.",
    "Volunteers led by Brida Hallow raised forty thousand pounds, and a glass maker in the next village cut new "
    "lenses by hand. The old ones had been broken in a storm.",
    '"It took longer than any of us thought," Hallow said on Monday. "But the tower is dry now, and the stairs are '
    'safe."',
    "Visitors will be able to climb to the gallery on the first Sunday of each month, weather permitting.",
)
TEASERS = (
    "More stories",
    "Council delays decision on harbour car park",
    "Five walks to take along the northern cliffs",
    "School band wins first prize at summer fair",
    "Ferry fares to rise again in the new year",
)
NAV = ("Home", "News", "Sport", "Weather", "Jobs", "Contact us", "Sign in")


def page() -> View:
    return view_of("\n".join(["Lamp to return to Corran Point", *NAV, *PARAGRAPHS, *TEASERS, "© 2023 Example Gazette"]))


def texts(view: View, findings: Iterable[Finding]) -> list[str]:
    return [view.doc.text[finding.span.start : finding.span.end] for finding in findings]


def test_menu_and_teasers_go_and_the_article_stays() -> None:
    view = page()
    cut = texts(view, LineModel("careful").score([view])[0])
    assert {"Home", "Sport", "Sign in"} <= set(cut)
    assert len(set(cut) & set(TEASERS)) >= 3
    assert not set(cut) & set(PARAGRAPHS)
    assert view.lines[0].text not in cut


def test_findings_are_whole_lines_in_order_with_score_reasons_and_class() -> None:
    view = page()
    model = LineModel("careful")
    findings = model.score([view])[0]
    spans = {line.span for line in view.lines}
    assert findings
    assert all(finding.span in spans for finding in findings)
    assert all(a.span.start < b.span.start for a, b in pairwise(findings))
    assert all(model.threshold <= finding.score <= 1 for finding in findings)
    assert all((finding.rule, finding.version) == ("line-model", model.version) for finding in findings)
    assert all(finding.reason in model.reasons for finding in findings)
    assert all(re.fullmatch(r"[a-z][\w ,;'-]{5,200}", finding.evidence) for finding in findings)
    assert all(finding.category for finding in findings)


def test_strict_cuts_all_that_careful_cuts() -> None:
    view = page()
    careful, strict = (set(texts(view, LineModel(mode).score([view])[0])) for mode in ("careful", "strict"))
    assert careful <= strict
    assert LineModel("strict").threshold < LineModel("careful").threshold


def test_lines_that_rules_cover_are_left_to_them() -> None:
    view = page()
    home = view.lines[1]
    finding = Finding("menu", 1, "navigation", home.span, "label")
    assert home.text not in texts(view, LineModel("careful").score([view], [(finding,)])[0])


def test_findings_of_rules_raise_the_lines_beside_them() -> None:
    # Short lines within the text, of which the model is not sure by itself.
    shorts = ["Harbour fees rise again", "Swimming pool to open late", "Choir looks for tenors"]
    paragraphs = [
        "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two piers.",
        "Traders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before.",
    ]
    view = view_of("\n".join(["Council closes bridge", *paragraphs, *shorts, *reversed(paragraphs)]))
    model = LineModel("careful")
    related = tuple(Finding("related-links", 1, "related", view.lines[i].span, "heading") for i in (3, 5))
    assert model.probabilities(view, related)[4] > 2 * model.probabilities(view)[4]


def test_counts_of_the_own_corpus_raise_repeated_lines_only() -> None:
    view = page()
    model = LineModel("careful")
    line = next(line for line in view.lines if line.text == PARAGRAPHS[1])
    plain = model.probabilities(view)

    def with_counts(*counts: tuple[str, int]) -> np.ndarray:
        lines = profile_of_counts("example", 50, counts).of_site("example")
        return model.probabilities(View(view.doc, (), lines))

    assert (with_counts() == plain).all()
    often = with_counts((line.text, 40))
    assert often[line.index] > plain[line.index]
    assert (np.delete(often, line.index) == np.delete(plain, line.index)).all()


@pytest.mark.parametrize(
    "text",
    ["", "One line only", "A sentence on its own, which ends as sentences do.", "…", "7", "\U0001f600 \U00020000"],
)
def test_texts_of_one_line_or_none_are_judged(text: str) -> None:
    view = view_of(text)
    scores = LineModel("strict").probabilities(view)
    assert len(scores) == len(view.lines)
    assert np.isfinite(scores).all()


def test_other_documents_of_a_batch_do_not_matter() -> None:
    views = [page(), view_of("\n".join(PARAGRAPHS)), view_of("")]
    model = LineModel("careful")
    found = model.score(views)
    assert [len(findings) > 0 for findings in found] == [True, False, False]
    assert found == [model.score([view])[0] for view in views]
    assert found == model.score(views[::-1])[::-1]


def test_unknown_mode_is_an_error_that_names_the_choices() -> None:
    with pytest.raises(ConfigError, match="'bold' is unknown; use 'careful' or 'strict'"):
        LineModel("bold")  # type: ignore[arg-type]


def test_packaged_weights_are_small_and_come_back_as_written(tmp_path: object) -> None:
    weights = packaged()
    one, two = (pytest.importorskip("pathlib").Path(str(tmp_path)) / name for name in ("one.npz", "two.npz"))
    weights.save(one)
    loaded = Weights.load(one)
    loaded.save(two)
    assert one.read_bytes() == two.read_bytes()
    assert one.stat().st_size < 2_000_000
    assert loaded.names == weights.names
    assert loaded.signals == weights.signals
    view = page()
    assert (LineModel(weights=loaded).probabilities(view) == LineModel().probabilities(view)).all()


def test_weights_for_other_features_are_refused() -> None:
    weights = packaged()
    other = Weights(("no such feature", *weights.names[1:]), *(getattr(weights, f) for f in ("mean", "scale", "nets")),
                    weights.careful, weights.strict, weights.signals, weights.lines)  # fmt: skip
    with pytest.raises(ConfigError, match="made for other features"):
        LineModel(weights=other).probabilities(page())


def test_a_finding_over_several_lines_counts_on_each() -> None:
    view = page()
    span = Span(view.lines[1].start, view.lines[3].end)
    left = texts(view, LineModel("careful").score([view], [(Finding("menu", 1, "navigation", span, "label"),)])[0])
    assert not {"Home", "News", "Sport"} & set(left)
