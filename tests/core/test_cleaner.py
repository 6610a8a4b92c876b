import pickle
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from cleancorpus import Cleaner
from cleancorpus.checked_config import load_config
from cleancorpus.config import Config
from cleancorpus.pipeline import plan

ARTICLE = """Harbour bridge closed for three days after storm

Storm shuts harbour bridge in Velden for days

By Jane Doe

The harbour bridge at Velden was closed on Monday after a storm tore two bolts from its northern pier, the town said.

Engineers found no other damage and expect to open one lane by Thursday, when the wind is forecast to drop.

Reporting by Jane Doe and Ola Berg; Editing by Max Roe

This website uses cookies to improve your experience. We'll assume you're ok with this, but you can opt-out if you wish. Accept Read More"""


@pytest.fixture(scope="module")
def cleaner():
    return Cleaner("news")


def test_cleaned_document_has_text_and_metadata(cleaner):
    doc = cleaner.clean(ARTICLE, "https://www.harbour.example/bridge")
    assert doc.title == "Harbour bridge closed for three days after storm"
    assert doc.text.startswith("The harbour bridge at Velden")
    assert doc.text.endswith("forecast to drop.")
    assert doc.authors == ("Jane Doe", "Ola Berg")
    assert doc.editors == ("Max Roe",)
    assert doc.language == "en"
    assert doc.site == "harbour.example"
    assert doc.status == "kept"
    assert {removal.category for removal in doc.removals} == {"duplicate-headline", "byline", "cookie"}


def test_repaired_text_is_kept_and_removed(cleaner):
    doc = cleaner.clean(ARTICLE.replace("town said", "town\u00a0 said"))
    assert doc.repaired_text == ARTICLE
    assert "spaces" in doc.repairs


def test_page_is_told_from_text(cleaner):
    page = f"<html><head><title>A</title></head><body><article><h1>Bridge closed</h1>{''.join(f'<p>{p}</p>' for p in ARTICLE.split(chr(10) * 2)[3:5])}</article></body></html>"
    assert "<p>" not in cleaner.clean(page).text
    assert cleaner.clean(
        "<3 is a heart, said the baker, and smiled at all of the people in the long queue before her small shop.",
        kind=None,
    ).text.startswith("<3")
    with pytest.raises(ValueError, match="neither 'text' nor 'html'"):
        cleaner.clean("x", kind="pdf")


@pytest.mark.parametrize("kind", [None, "text", "html"])
def test_binary_content_is_quarantined_as_in_a_run(cleaner, kind):
    doc = cleaner.clean(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), kind=kind)
    assert (doc.status, doc.reason, doc.text) == ("quarantined", "binary", "")
    assert doc.detail.startswith("holds binary data, not ")


def test_short_document_says_why_it_would_be_dropped(cleaner):
    doc = cleaner.clean("Too short.")
    assert (doc.status, doc.reason) == ("dropped", "too_short")
    assert doc.text == "Too short."


def test_document_over_budget_is_flagged_kept_or_dropped_as_configured():
    text = "Home\nWe use cookies to improve our site. Accept all cookies.\nAll rights reserved."
    settings = {"quality": {"min_words": 0}, "decide": {"max_removed_share": 0.1, "line_model": False}}

    def status(over_budget):
        config = Config.model_validate(settings | {"decide": settings["decide"] | {"over_budget": over_budget}})
        return Cleaner(config).clean(text)

    assert "over-budget" in status("flag").flags
    assert status("keep").text == text
    assert status("keep").removals == ()
    assert (status("drop").status, status("drop").reason) == ("dropped", "over_budget")


def test_own_rules_cut_phrases_and_patterns():
    config = Config.model_validate(
        {
            "quality": {"min_words": 0},
            "own_rules": {
                "desk": {
                    "phrases": ["Back to the harbour desk"],
                    "regexes": [r"Tip line: \+?[0-9 ]+"],
                    "category": "house",
                }
            },
        }
    )
    doc = Cleaner(config).clean(
        "The bridge is open again, the town said on Friday. Tip line: +47 22 11\nBACK TO THE HARBOUR DESK!"
    )
    assert doc.text == "The bridge is open again, the town said on Friday."
    assert {removal.rule for removal in doc.removals} == {"desk"}


def test_batches_keep_rows_and_order(cleaner):
    batch = {"text": [ARTICLE, None, "Too short."], "url": ["https://a.example/1", None, None]}
    out = cleaner(batch)
    assert out["status"] == ["kept", "quarantined", "dropped"]
    assert (out["reason"][1], out["detail"][1]) == ("missing-field", "column 'text' is null; fill it")
    assert [len(column) for column in out.values()] == [3] * len(out)
    assert out["removals"][0][0]["rule"]
    with pytest.raises(KeyError, match="columns are a, b"):
        cleaner({"a": [], "b": []})


def test_a_batch_is_judged_together_and_gives_what_each_row_gives(cleaner, monkeypatch):
    """What a rule or the line model sees of a document does not depend on those beside it."""
    sizes = []
    judged = cleaner._core.judging.judge_batch
    monkeypatch.setattr(
        cleaner._core.judging, "judge_batch", lambda batch, *rest: sizes.append(len(batch)) or judged(batch, *rest)
    )
    paths = sorted(Path(__file__).parents[2].glob("seeds/text/*.txt"))
    texts = [*(path.read_bytes() for path in paths), "", None]
    batch = cleaner({"text": texts})
    assert sizes == [len(texts)]
    alone = [cleaner({"text": text}) for text in texts]
    assert {key: [row[key] for row in alone] for key in batch} == batch


def test_one_row_gives_one_row(cleaner):
    row = cleaner({"Text": ARTICLE, "url": "https://a.example/1", "Author": "Ann Ito", "shelf": 1})
    batch = cleaner({"text": [ARTICLE], "url": ["https://a.example/1"], "Author": ["Ann Ito"]})
    assert row == {name: column[0] for name, column in batch.items()}
    assert row["authors"][0] == "Ann Ito"
    assert [cleaner({"text": null})["status"] for null in (None, float("nan"))] == ["quarantined"] * 2


def test_what_is_no_text_is_told_in_the_same_words_for_a_row_and_for_a_batch(cleaner):
    line = r"batch: row 0 of column 'text' is int, must be text; convert or drop it"
    for cells in (5, [5]):
        with pytest.raises(TypeError, match=line):
            cleaner({"text": cells})
    with pytest.raises(TypeError, match=r"batch: is a table of Arrow; give it to `clean_table`"):
        cleaner(pa.table({"text": ["a"]}))


def test_datasets_map_works_without_batches(cleaner):
    datasets = pytest.importorskip("datasets")
    rows = datasets.Dataset.from_dict({"text": [ARTICLE, "Too short."]})
    one = rows.map(cleaner, features=cleaner.features(rows.features))
    assert one.to_list() == rows.map(cleaner, batched=True, features=cleaner.features(rows.features)).to_list()


def test_equal_cleaners_have_equal_fingerprints_and_others_not(cleaner):
    assert (
        cleaner.fingerprint
        == Cleaner(load_config("news")).fingerprint
        == pickle.loads(pickle.dumps(cleaner)).fingerprint
    )
    cleaner.clean(ARTICLE)
    assert cleaner.fingerprint == Cleaner("news").fingerprint
    assert cleaner.fingerprint != Cleaner(load_config("news", ["rules.byline=false"])).fingerprint
    assert cleaner.fingerprint != Cleaner(load_config("news", ["quality.min_words=3"])).fingerprint


def test_fingerprint_follows_rule_versions(cleaner, monkeypatch):
    before = cleaner.fingerprint
    monkeypatch.setattr(
        type(next(rule for rule in cleaner._core.judging.detector.rules if rule.id == "byline")), "version", 99
    )
    assert Cleaner("news").fingerprint != before


@pytest.mark.parametrize("library", ["ftfy", "langdetect", "trafilatura"])
def test_fingerprint_follows_versions_of_libraries(cleaner, monkeypatch, library):
    from datasets.fingerprint import Hasher

    before, hashed = cleaner.fingerprint, Hasher.hash(cleaner)
    real = plan.library_version
    monkeypatch.setattr(plan, "library_version", lambda name: "99.0" if name == library else real(name))
    assert cleaner.fingerprint != before
    assert Hasher.hash(Cleaner("news")) != hashed


def test_datasets_map_in_two_processes_and_its_cache(cleaner, tmp_path):
    datasets = pytest.importorskip("datasets")
    rows = datasets.Dataset.from_dict({"text": [ARTICLE, "Too short."] * 4}, split="train")
    rows.save_to_disk(tmp_path / "rows")
    rows = datasets.load_from_disk(tmp_path / "rows")
    one = rows.map(cleaner, batched=True, batch_size=2)
    two = rows.map(Cleaner("news"), batched=True, batch_size=2, num_proc=2)
    assert one["text"] == two["text"]
    assert one[0]["authors"] == ["Jane Doe", "Ola Berg"]
    assert rows.map(Cleaner("news"), batched=True, batch_size=2)._fingerprint == one._fingerprint


def test_datasets_map_knows_the_types_of_columns_that_the_first_rows_leave_empty(cleaner):
    datasets = pytest.importorskip("datasets")
    plain = ARTICLE.split("\n\n")[3]
    rows = datasets.Dataset.from_dict({"text": [plain] * 4 + [ARTICLE], "shelf": [1] * 5})
    features = cleaner.features(rows.features)
    out = rows.map(cleaner, batched=True, batch_size=2, features=features)
    assert out.features == features
    assert list(out.features)[:2] == ["text", "shelf"]
    assert [len(removals) for removals in out["removals"]][:4] == [0] * 4
    assert out[4]["title"]
    first = out[4]["removals"][0]
    assert first["findings"][0]["rule"] == first["rule"]


@pytest.mark.parametrize(
    ("given", "language", "published"),
    [
        ("03/04/2024", "de", "2024-04-03"),
        ("03/04/2024 10:11", "fr", "2024-04-03T10:11:00"),
        ("03/04/2024", "en-US", "2024-03-04"),
        ("03/04/2024", "en-GB", "2024-04-03"),
        ("03/04/2024", "ja", None),
        ("Updated 9 March 2024", "en", "2024-03-09"),
        ("Updated 9 March 2024, published 3 February 2024", "en", "2024-02-03"),
        ("1402/12/14", "fa", "2024-03-04"),
    ],
)
def test_date_of_a_record_by_its_language(cleaner, given, language, published):
    assert cleaner.clean(ARTICLE, published=given, language=language).published == published


def test_import_is_fast_and_light():
    code = "import sys, cleancorpus; heavy = {'datasets', 'trafilatura', 'pandas', 'pyarrow', 'numpy', 'pydantic'} & set(sys.modules); print(*heavy); sys.exit(len(heavy))"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("given", "published"),
    [
        ("2024-03-05T10:11:12+02:00", "2024-03-05T10:11:12+02:00"),
        ("2024-03-05", "2024-03-05"),
        ("March 5, 2024", "2024-03-05"),
        ("5. M\u00e4rz 2024", "2024-03-05"),
        ("Stand: 5. M\u00e4rz 2024, 10:11 Uhr", "2024-03-05T10:11:00"),
        ("1709629872", "2024-03-05T09:11:12+00:00"),
        ("03/04/2024", None),
    ],
)
def test_date_is_iso_or_flagged(cleaner, given, published):
    doc = cleaner.clean(ARTICLE, published=given)
    assert doc.published == published
    assert any(flag.startswith("published-unread") for flag in doc.flags) == (published is None)


def test_lone_surrogate_in_the_metadata_of_a_page_costs_nothing(cleaner):
    data = '{"@type":"NewsArticle","headline":"Bridge closed","author":{"name":"Jane \\ud800Doe"}}'
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in ARTICLE.split("\n\n")[3:5])
    page = f'<html><head><script type="application/ld+json">{data}</script></head><body><article><h1>Bridge closed</h1>{paragraphs}</article></body></html>'
    doc = cleaner.clean(page)
    assert doc.status == "kept"
    "".join(doc.authors).encode()


def test_columns_of_metadata_are_used_and_odd_cells_are_named(cleaner):
    out = cleaner({"text": [ARTICLE], "authors": [["Ann Ito"]], "url": ["https://a.example/1"]})
    assert out["clean_authors"][0][0] == "Ann Ito"
    with pytest.raises(TypeError, match="row 1 of column 'text' is int"):
        cleaner({"text": [ARTICLE, 5]})


@pytest.mark.parametrize("given", ["2024-99-99", "2024-13-45T99:99:99", "2024-02-30"])
def test_date_that_does_not_exist_is_flagged(cleaner, given):
    assert cleaner.clean(ARTICLE, published=given).published is None
