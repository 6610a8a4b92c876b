"""Documents with placeholders: text, cuts and metadata stay one document, and the values are nowhere."""

from __future__ import annotations

import json
import sys

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleancorpus import Cleaner
from cleancorpus.checked_config import load_config, settle
from cleancorpus.cli import main
from cleancorpus.config import Config, Pii
from cleancorpus.decide.apply import cut, restore
from cleancorpus.errors import ConfigError
from cleancorpus.model import Finding, Removal, Span
from cleancorpus.pii.masker import Masker
from cleancorpus.pipeline.plan import make_plan
from cleancorpus.repair.assemble import assemble

MASKER = Masker(Pii.model_validate({"mask": ["email", "ip"]}))


def removal(doc, start, end, evidence=""):
    span = Span(start, end)
    return Removal(span, doc.text[start:end], (Finding("byline", 1, "byline", span, "names", evidence=evidence),))


def test_text_cuts_and_spans_move_together():
    doc = assemble("By Jo jo@example.org\nShe wrote to bo@example.org from 192.0.2.7.\nTip: tip@example.org", id="x")
    lines = [0, doc.text.index("Tip")]
    cuts = (removal(doc, 0, 21, "«jo@example.org»"), removal(doc, lines[1] - 1, len(doc.text)))
    masked = MASKER.mask(doc, cuts, cuts[0].findings)
    assert masked.text == "She wrote to [EMAIL] from [IP]."
    assert [(kind, masked.text[start:end]) for kind, start, end in masked.spans] == [
        ("email", "[EMAIL]"),
        ("ip", "[IP]"),
    ]
    assert masked.doc.text == "By Jo [EMAIL]\nShe wrote to [EMAIL] from [IP].\nTip: [EMAIL]"
    assert [removal.text for removal in masked.removals] == ["By Jo [EMAIL]\n", "\nTip: [EMAIL]"]
    assert masked.removals[0].findings[0].evidence == "«[EMAIL]»"
    assert masked.trials[0].span == Span(0, 14)
    assert masked.doc.block_texts() == tuple(masked.doc.text.split("\n"))


def test_what_a_cut_closes_up_is_masked_and_nothing_of_it_stays():
    doc = assemble("Write to jane@[share]example.org today", id="x")
    start = doc.text.index("[share]")
    masked = MASKER.mask(doc, (removal(doc, start, start + 7),), ())
    assert masked.text == "Write to [EMAIL] today"
    assert masked.doc.text == "Write to [EMAIL][share] today"
    assert restore(masked.text, ((each.span, each.text) for each in masked.removals)) == masked.doc.text


PIECES = st.sampled_from(
    ["jo@example.org", "192.0.2.7", "Tip ", "é", " ", "\n", ". ", "a@", "b.example", "10.0.0.1", "«»"]
)


@given(st.lists(PIECES, min_size=1, max_size=25), st.data())
def test_every_document_can_be_put_together_again(pieces, data):
    doc = assemble("".join(pieces), id="x")
    points = sorted(data.draw(st.sets(st.integers(0, len(doc.text)), max_size=6)))
    cuts = tuple(removal(doc, *pair) for pair in zip(points[::2], points[1::2], strict=False))
    masked = MASKER.mask(doc, cuts, ())
    assert masked.text == MASKER.mask_string(cut(doc, cuts))
    assert restore(masked.text, ((each.span, each.text) for each in masked.removals)) == masked.doc.text
    assert all(masked.doc.text[slice(*each.span)] == each.text for each in masked.removals)
    assert [masked.text[start:end] for _, start, end in masked.spans] == [
        f"[{span.kind.upper()}]" for span in masked.spans
    ]
    assert all(masked.doc.text[start:end] == f"[{kind.upper()}]" for kind, start, end in masked.repaired_spans)
    last = 0
    for each in masked.removals:
        assert last <= each.span.start <= each.span.end
        last = each.span.end


SENTENCE = (
    "The bridge over the harbour was closed on Monday after a storm, and the town said it would open again soon. "
)
VALUES = ("jane@example.org", "192.0.2.44", "DE89 3704 0044 0532 0130 00", "4111 1111 1111 1111")
TEXT = (
    SENTENCE + "Write to jane@example.org or 192.0.2.44, pay to DE89 3704 0044 0532 0130 00 with 4111 1111 1111 1111."
)
ALL = {"mask": ["email", "ip", "iban", "card"]}


def run(folder, monkeypatch, pii, rows, **settings):
    monkeypatch.chdir(folder)
    (folder / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    config = {"extends": "news", "name": "c", "sources": [{"path": "in.jsonl"}], "pii": pii, **settings}
    (folder / "c.json").write_text(json.dumps(config), encoding="utf-8")
    return main(["run", "c.json", "--workers", "1"])


def rows_of(folder, table):
    return [row for path in sorted((folder / table).glob("*.parquet")) for row in pq.read_table(path).to_pylist()]


ROWS = [
    {
        "id": "a",
        "title": "Bridge closed, says jane@example.org",
        "text": f"Bridge closed\n\nBy Jane Doe, jane@example.org\n\n{TEXT}",
    },
    {"id": "b", "text": TEXT.replace("jane@", "bo@")},
    {"id": "c", "text": "By Jane Doe, jane@example.org\n\nWrite to jane@example.org."},
]


def test_the_values_are_in_no_table_and_the_places_are(tmp_path, monkeypatch, capfd):
    assert run(tmp_path, monkeypatch, ALL, ROWS) == 0
    out = tmp_path / "dist/c/1.0.0"
    kept = {row["id"]: row for row in rows_of(out, "data")}["a"]
    assert [row["text"] for row in rows_of(out, "removals") if "[EMAIL]" in row["text"]]
    (dropped,) = rows_of(out, "dropped")
    assert dropped["repaired_text"] == "By Jane Doe, [EMAIL]\n\nWrite to [EMAIL]."
    assert [(span["start"], span["end"]) for span in dropped["pii_spans"]] == [(13, 20), (31, 38)]
    for table in ("data", "removals", "dropped", "duplicates"):
        shown = json.dumps(rows_of(out, table), default=str)
        assert not [value for value in (*VALUES, "bo@example.org") if value in shown], table
    spans = [(span["kind"], kept["text"][span["start"] : span["end"]]) for span in kept["pii_spans"]]
    assert spans == [("email", "[EMAIL]"), ("ip", "[IP]"), ("iban", "[IBAN]"), ("card", "[CARD]")]
    assert kept["title"] == "Bridge closed, says [EMAIL]"
    assert kept["n_chars"] == len(kept["text"])
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["run"]["masked_by_kind"]["email"] == {"spans": 2, "documents": 2}
    assert "masked in kept documents" in capfd.readouterr().out
    card = (out / "README.md").read_text(encoding="utf-8")
    assert "| `iban` | 2 | 2 |" in card
    assert "placeholders stand for email, ip, iban, card" in card
    assert main(["verify", str(out)]) == 0


def test_what_is_said_of_a_document_is_masked_but_ids_licence_and_addresses(tmp_path, monkeypatch, capfd):
    def mail(name):
        return f"{name}@example.org"

    said = {name: f"Desk {mail(name)}" for name in ("title", "author", "agency", "site", "date")}
    head = "".join(
        f'<meta {key}="{name}" content="Desk {mail(mark)}">'
        for key, name, mark in (
            ("property", "og:site_name", "psite"),
            ("property", "article:section", "section"),
            ("name", "keywords", "tag"),
            ("name", "description", "description"),
        )
    )
    licence = '<link rel="license" href="https://example.org/licence@example.org">'
    page = f"<html><head><title>Bridge</title>{head}{licence}</head><body><article><p>{SENTENCE * 6}</p></article></body></html>"
    rows = [{"id": mail("id"), "text": TEXT, **said}, {"id": "page", "html": page}]
    assert run(tmp_path, monkeypatch, {"mask": ["email"]}, rows) == 0
    out = tmp_path / "dist/c/1.0.0"
    kept = {row["id"]: row for row in rows_of(out, "data")}
    (plain_row, page_row) = kept["id@example.org"], kept["page"]
    assert (plain_row["agency"], plain_row["site"], plain_row["source_published"]) == ("Desk [EMAIL]",) * 3
    assert (page_row["site"], page_row["section"], page_row["description"]) == ("Desk [EMAIL]",) * 3
    assert page_row["licence"] == "https://example.org/licence@example.org"
    files = [(out / name).read_text(encoding="utf-8") for name in ("README.md", "manifest.json")]
    shown = json.dumps(list(kept.values()), default=str) + "".join(files)
    names = (*said, "psite", "section", "tag", "description")
    assert [name for name in names if mail(name) in shown] == []
    assert "`survivor_id`), licences, addresses" in files[0]
    capfd.readouterr()


def test_dates_that_are_read_stay_what_they_are():
    pytest.importorskip("phonenumbers")
    pytest.importorskip("stdnum")
    pii = {
        "mask": ["phone", "national-id", "card", "ip"],
        "phone_regions": ["US", "DE", "FR", "GB"],
        "national_ids": ["SE", "US", "CN"],
    }
    found = Masker(Pii.model_validate(pii))
    for date in (
        "2024-05-12T10:30:00+01:00",
        "2024-05-12",
        "2024-05",
        "1899-12-31T23:59:59.123456Z",
        "Sun, 12 May 2024 10:30:00 +0200",
    ):
        assert found.mask_string(date) == date


def test_duplicates_are_told_by_what_is_written(tmp_path, monkeypatch, capfd):
    rows = [{"id": "a", "text": TEXT}, {"id": "b", "text": TEXT.replace("jane@", "bo@")}]
    assert run(tmp_path, monkeypatch, ALL, rows) == 0
    (gone,) = rows_of(tmp_path / "dist/c/1.0.0", "duplicates")
    assert (gone["id"], gone["survivor_id"]) == ("b", "a")
    capfd.readouterr()


def test_what_is_cut_and_dropped_does_not_depend_on_masks():
    rows = [row["text"] for row in ROWS] + ["By Jane Doe\n\njane@example.org\n\n" + SENTENCE * 3]
    plain, masking = Cleaner("news"), Cleaner(load_config("news", [f"pii.mask={json.dumps(ALL['mask'])}"]))
    for text in rows:
        one, other = plain.clean(text), masking.clean(text)
        assert (one.status, one.reason, [each.rule for each in one.removals]) == (
            other.status, other.reason, [each.rule for each in other.removals],
        )  # fmt: skip
        assert other.text == Masker(Pii.model_validate(ALL)).mask_string(one.text)
        assert "jane@example.org" not in other.repaired_text


def test_verify_sees_a_span_that_is_not_where_its_placeholder_stands():
    from cleancorpus.verify.rows import check_masks

    pii = Pii.model_validate({**ALL, "placeholders": {"email": "<MAIL>"}})
    assert check_masks("a <MAIL> b", [{"kind": "email", "start": 2, "end": 8}], pii) == ""
    assert "pii_spans 3–9" in check_masks("a <MAIL> b", [{"kind": "email", "start": 3, "end": 9}], pii)


def test_nothing_is_masked_by_default_and_no_column_is_there():
    doc = Cleaner("news").clean(TEXT)
    assert ("jane@example.org" in doc.text, doc.asked) == (True, {})


def test_the_cleaner_gives_places_in_its_text_also_of_what_it_drops():
    doc = Cleaner(load_config("news", ["pii.mask=[email]"])).clean(
        "By Jane Doe, jane@example.org\n\nWrite to bo@example.org."
    )
    assert (doc.status, doc.text, doc.asked) == (
        "dropped", "Write to [EMAIL].", {"pii_spans": [{"kind": "email", "start": 9, "end": 16}]},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("pii", "words"),
    [
        ({"mask": ["national-id"]}, r"write national_ids: \[ES, IT\]"),
        ({"national_ids": ["ES"]}, r"write mask: \[national-id\]"),
        ({"mask": ["mail"]}, "did you mean 'email'?"),
        ({"mask": ["email"], "placeholders": {"email": " "}}, r"write letters, such as \[EMAIL\]"),
        ({"mask": ["phone"], "phone_regions": ["us"]}, "'us' is no country's code; write two capitals"),
    ],
)
def test_wrong_options_are_one_line(pii, words):
    with pytest.raises(ConfigError, match=words):
        settle({"pii": pii}, "c.yaml")


@pytest.mark.parametrize(("kind", "module"), [("phone", "phonenumbers"), ("national-id", "stdnum.es.dni")])
def test_a_library_that_is_missing_is_named_with_the_way_to_get_it(kind, module, monkeypatch):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(
        ConfigError, match=r"pii.mask: '.*' needs .*, which is not installed; pip install 'cleancorpus\[pii\]'"
    ):
        settle({"pii": {"mask": [kind], **({"national_ids": ["ES"]} if kind == "national-id" else {})}}, "c.yaml")


def test_another_kind_judges_again_and_does_not_read_again():
    pytest.importorskip("phonenumbers")
    base, masking = make_plan(Config()), make_plan(Config.model_validate({"pii": {"mask": ["phone"]}}))
    assert (base.text.digest, base.judge.digest == masking.judge.digest) == (masking.text.digest, False)
    assert "phonenumbers" in masking.judge.because
    assert "phonenumbers" not in base.judge.because
