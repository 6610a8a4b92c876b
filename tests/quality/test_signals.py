"""Figures of texts as columns: those that the checks compare with their limits, in every table that has documents."""

from __future__ import annotations

import json
from typing import get_args

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleancorpus import Cleaner
from cleancorpus.checked_config import load_config
from cleancorpus.cli import main
from cleancorpus.config import Config
from cleancorpus.config.quality import QualityColumn
from cleancorpus.errors import ConfigError
from cleancorpus.quality.check import Cleaned
from cleancorpus.quality.checks import CHECKS, build_checks, first_verdict
from cleancorpus.quality.signals import SIGNALS, measure, signals_of
from cleancorpus.repair.assemble import assemble
from cleancorpus.text import n_words

TEXT = (
    "The bridge was closed on Monday.\n- two bolts of the pier\nThe bridge was closed on Monday.\nIt will open again…"
)


def cleaned(text=TEXT, language="en"):
    return Cleaned(assemble(text, id="x", language=language, language_score=1.0), text, n_words(text))


def signals(columns, quality=None, **document):
    checks = build_checks(Config.model_validate({"quality": {"min_words": 0, **(quality or {})}}))
    wanted = signals_of(columns)
    return dict(zip((signal.name for signal in wanted), measure(checks, cleaned(**document), wanted), strict=True))


def test_names_of_the_configuration_are_those_of_checks_and_signals():
    names = {"all", *(check.id for check in CHECKS if check.signals), *(signal.name for signal in SIGNALS)}
    assert sorted(get_args(QualityColumn)) == sorted(names)


def test_figures_are_what_one_counts_by_hand():
    # 21 words between spaces, one of them a dash; four lines, one a bullet, one with an ellipsis; the, was, of … stand twice
    assert signals(["gopher"]) == {
        "words": 21,
        "word_chars": round(sum(len(word) for word in TEXT.split() if word != "-") / 21, 6),
        "hash_signs": 0.0,
        "ellipses": round(1 / 22, 6),
        "bullet_lines": 0.25,
        "ellipsis_lines": 0.25,
        "letter_words": round(21 / 22, 6),
        "stop_words": 2,
    }
    assert signals(["duplicate_lines", "duplicate_line_chars"]) == {
        "duplicate_lines": 0.25, "duplicate_line_chars": round(32 / len(TEXT), 6),
    }  # fmt: skip
    assert signals(["sentences", "fineweb"]) == {
        "sentences": 4, "punctuated_lines": 0.5, "short_lines": 0.5,
        "duplicate_chars": round(32 / (len(TEXT) - 3), 6), "newlines": round(3 / 25, 6),
    }  # fmt: skip


def test_the_options_of_a_check_hold_for_its_signals():
    assert signals(["stop_words"], {"gopher": {"stop_words": "occurrences"}})["stop_words"] == 4  # the, the, the, of
    assert signals(["words"], {"gopher": {"words": "marks"}})["words"] == 21
    assert signals(["script_share"], text="abc еда") == {"script_share": 0.5}
    assert signals(["script_share"], {"keep_scripts": ["Greek"]}) == {"script_share": 0.0}


def test_what_cannot_be_told_is_null():
    assert signals(["stop_words"], language="xx") == {"stop_words": None}
    assert signals(["bad_words", "script_share", "word_chars"], text="12 — 13") == {
        "word_chars": 2.0, "script_share": None, "bad_words": None,
    }  # fmt: skip
    assert set(signals(["all"], text="").values()) == {0, None}


LIMITS = {
    "gopher": {
        "words": "min_words", "word_chars": "min_word_chars", "bullet_lines": "max_bullet_lines",
        "ellipsis_lines": "max_ellipsis_lines", "letter_words": "min_letter_words", "stop_words": "min_stop_words",
    },
    "gopher_repetition": {
        "duplicate_lines": "max_duplicate_lines", "duplicate_line_chars": "max_duplicate_line_chars",
        "duplicate_paragraphs": "max_duplicate_paragraphs",
    },
    "fineweb": {"punctuated_lines": "min_punctuated_lines", "short_lines": "max_short_lines", "newlines": "max_newlines"},
    "c4": {"sentences": "min_sentences"},
}  # fmt: skip
LOOSE = {
    "gopher": {"min_words": 0, "min_word_chars": 0, "max_word_chars": None, "max_symbols": None, "max_bullet_lines": None,
               "max_ellipsis_lines": None, "min_letter_words": 0, "min_stop_words": 0},
    "gopher_repetition": {"max_duplicate_lines": None, "max_duplicate_paragraphs": None, "max_duplicate_line_chars": None,
                          "max_duplicate_paragraph_chars": None, "max_top_ngram_chars": {}, "max_duplicate_ngram_chars": {}},
    "fineweb": {"min_punctuated_lines": 0, "max_short_lines": None, "max_duplicate_chars": None, "max_newlines": None},
    "c4": {"min_sentences": 0, "forbidden": []},
}  # fmt: skip


@pytest.mark.parametrize(("section", "name"), [(section, name) for section, names in LIMITS.items() for name in names])
def test_a_signal_is_the_figure_that_its_check_compares(section, name):
    value, option = signals([name])[name], LIMITS[section][name]
    step = 1 if isinstance(value, int) else 1e-5
    for limit, is_kept in ((value + step, option.startswith("max")), (max(0, value - step), option.startswith("min"))):
        config = Config.model_validate({"quality": {"min_words": 0, section: {**LOOSE[section], option: limit}}})
        verdict = first_verdict(build_checks(config), cleaned())
        if is_kept or value == 0:
            assert verdict is None
        else:
            assert verdict.option == f"quality.{section}.{option}"


def test_a_wrong_name_is_one_line_with_the_right_one():
    with pytest.raises(ConfigError, match=r"quality.columns\[0\]: no such value .*did you mean 'stop_words'\?"):
        load_config("base", ["quality.columns=[stopwords]"])
    with pytest.raises(ConfigError, match="write one of all, gopher, words,"):
        load_config("base", ["quality.columns=[perplexity]"])


SENTENCE = (
    "The bridge over the harbour was closed on Monday after a storm, and the town said it would open again soon. "
)


def run(folder, monkeypatch, settings, rows):
    monkeypatch.chdir(folder)
    (folder / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (folder / "c.json").write_text(json.dumps({"extends": "base", "name": "c", **settings}), encoding="utf-8")
    return main(["run", "c.json", "--workers", "1"])


def test_columns_stand_typed_in_all_tables_of_documents_and_in_the_card(tmp_path, monkeypatch, capfd):
    rows = [
        {"id": "a", "text": SENTENCE * 2, "label": 1}, {"id": "b", "text": SENTENCE * 2, "label": 2},
        {"id": "c", "text": "Too short.", "label": 3},
    ]  # fmt: skip
    settings = {
        "sources": [{"path": "in.jsonl"}],
        "carry": ["label"],
        "quality": {"columns": ["stop_words", "words", "newlines"]},
    }
    assert run(tmp_path, monkeypatch, settings, rows) == 0
    out = tmp_path / "dist/c/1.0.0"
    for folder, words in (("data", [42]), ("duplicates", [42]), ("dropped", [2])):
        (path,) = (out / folder).glob("*.parquet")
        table = pq.read_table(path)
        assert table.column("quality_words").to_pylist() == words
        kinds = {
            "quality_words": pa.int64(),
            "quality_stop_words": pa.int64(),
            "quality_newlines": pa.float64(),
            "label": pa.int64(),
        }
        assert {name: table.schema.field(name).type for name in kinds} == kinds
    card = (out / "README.md").read_text(encoding="utf-8")
    assert "| `quality_stop_words` | int64 | stop words of the text's language;" in card
    assert main(["verify", str(out)]) == 0
    load_dataset = pytest.importorskip("datasets").load_dataset
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    assert load_dataset(str(out), split="train")["quality_words"][:] == [42]
    capfd.readouterr()


def test_a_carried_column_of_the_same_name_is_refused_before_the_run(tmp_path, monkeypatch, capfd):
    rows = [{"id": "a", "text": SENTENCE * 2, "quality_words": 1}]
    for carry in ("*", ["quality_words"]):
        settings = {"sources": [{"path": "in.jsonl"}], "carry": carry, "quality": {"columns": ["words"]}}
        assert run(tmp_path, monkeypatch, settings, rows) == 2
        assert "carry: {rename: {quality_words: their_quality_words}}" in capfd.readouterr().err
    del settings["quality"]
    assert run(tmp_path, monkeypatch, settings, rows) == 0
    capfd.readouterr()


def test_the_cleaner_gives_them_too():
    cleaner = Cleaner(
        Config.model_validate({"quality": {"columns": ["words", "short_lines"]}}), columns=["text", "quality_words"]
    )
    assert cleaner.clean(SENTENCE).asked == {"quality_words": 21, "quality_short_lines": 0.0}
    assert cleaner({"text": [SENTENCE]}) == {"text": [SENTENCE.strip()], "quality_words": [21]}
    table = cleaner.clean_table(pa.table({"text": [SENTENCE, None]}))
    assert table.schema.field("quality_words").type == pa.int64()
    assert table.column("quality_words").to_pylist()[0] == 21
    with pytest.raises(ValueError, match="there is no 'quality_sentences'"):
        Cleaner("base", columns=["quality_sentences"])
