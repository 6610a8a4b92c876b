"""Texts of evaluations are found in documents by words in a row, and what was found is named."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleancorpus import Cleaner
from cleancorpus.checked_config import settle
from cleancorpus.cli import main
from cleancorpus.config import Config, Decontamination
from cleancorpus.errors import ConfigError
from cleancorpus.folded import plain_texts
from cleancorpus.pipeline.plan import make_plan
from cleancorpus.quality.evaluation import EvaluationIndex, evaluation_index

QUESTION = "Which of the two towns on the river Velden lost its bridge in the storm of that spring, and when was it open again?"
WORDS = QUESTION.split()  # 24: 12 sequences of 13
OTHER = "The council met on Friday to speak of the harbour wall, which lost a third of its stones in the floods of last year. "


def index(*items, **options):
    settings = Decontamination.model_validate({"texts": ["unread"], **options})
    return EvaluationIndex(
        settings,
        [(f"{number}.jsonl", 1, [item] if isinstance(item, str) else item) for number, item in enumerate(items, 1)],
    )


def found(text, *items, min_ngrams=1, min_share=0.0, **options):
    return [
        (match.file[0], match.ngrams, match.of)
        for match in index(*items, **options).matches(text, min_ngrams, min_share)
    ]


def test_thirteen_words_in_a_row_are_found_and_twelve_are_not():
    assert found(f"{OTHER} {' '.join(WORDS[5:18])} {OTHER}", QUESTION) == [("1", 1, 12)]
    assert found(f"{OTHER} {' '.join(WORDS[5:17])} {OTHER}", QUESTION) == []
    assert found(OTHER + QUESTION + OTHER, QUESTION, OTHER) == [("1", 12, 12), ("2", 12, 12)]
    assert found(f"{OTHER} {' '.join(WORDS[5:10])} {OTHER}", QUESTION, n=5) == [("1", 1, 20)]


def test_each_field_of_an_item_is_looked_for_by_itself():
    short, answer, choices = " ".join(WORDS[:11]), "the one by the sea", ["Velden", "Aker or none of the towns"]
    assert found(f"{OTHER} {short} {OTHER}", [short, answer]) == [("1", 1, 1)]
    assert found(f"{OTHER} {short} {OTHER}", [short, *choices], [QUESTION, answer]) == [("1", 1, 1)]
    assert found(f"{OTHER} {QUESTION} {OTHER}", [QUESTION, answer]) == [("1", 12, 12)]
    in_pieces = [" ".join(WORDS[:6]), " ".join(WORDS[6:12])]  # too short alone
    assert found(f"{OTHER} {' '.join(WORDS[:12])} {OTHER}", in_pieces) == [("1", 1, 1)]
    assert found(f"{OTHER} {in_pieces[0]} {OTHER}", in_pieces) == []
    assert index(in_pieces, ["too short", "this, too"]).items == (2, 1)


def test_case_marks_and_forms_of_characters_do_not_count():
    assert found(QUESTION.upper().replace(",", " —"), QUESTION) == [("1", 12, 12)]
    wide = "".join(chr(ord(char) + 0xFEE0) if char.isalpha() else char for char in QUESTION)
    assert found(wide, QUESTION) == [("1", 12, 12)]


def test_a_text_is_found_by_brute_force_and_by_the_index_alike():
    rng = np.random.default_rng(5)
    words = np.array(["storm", "bridge", "town", "river"])
    items = [" ".join(words[rng.integers(0, 4, rng.integers(3, 30))]) for _ in range(60)]
    text = " ".join(words[rng.integers(0, 4, 3000)])

    def ngrams(of, n):
        split = plain_texts([of])[0].split()
        return {tuple(split[at : at + n]) for at in range(len(split) - n + 1)}

    wanted = {}
    for number, item in enumerate(items):
        length = len(item.split())
        n = 6 if length >= 6 else length if length >= 4 else 0
        common = len(ngrams(item, n) & ngrams(text, n)) if n else 0
        if common:
            wanted[number + 1] = (common, len(ngrams(item, n)))
    settings = Decontamination.model_validate({"texts": ["unread"], "n": 6, "min_words": 4})
    matches = EvaluationIndex(settings, (("f", number, [item]) for number, item in enumerate(items, 1))).matches(
        text, 1, 0
    )
    assert len(wanted) >= len(matches) == 20
    assert {match.record: (match.ngrams, match.of) for match in matches}.items() <= wanted.items()
    assert [match.ngrams for match in matches] == sorted((count for count, _ in wanted.values()), reverse=True)[:20]


def test_count_and_share_of_the_item_decide():
    half = " ".join(WORDS[:18])  # 6 of 12
    assert found(half, QUESTION, min_ngrams=6) == [("1", 6, 12)]
    assert found(half, QUESTION, min_ngrams=7) == []
    assert found(half, QUESTION, min_share=0.5) == [("1", 6, 12)]
    assert found(half, QUESTION, min_share=0.51) == []


def test_short_items_are_looked_for_as_a_whole_and_very_short_ones_not():
    eight, seven = "who mended the bridge over the river Velden", "who mended the bridge over the river"
    assert found(OTHER + eight, eight, seven, min_ngrams=5) == [("1", 1, 1)]
    assert index(eight, seven, "").items == (3, 2)
    assert found(OTHER, "", "?") == []


def test_scripts_without_spaces_count_characters_half():
    item = "韋爾登河上的橋在去年春天的暴風雨中損壞了直到秋天才重新開放給居民使用"
    assert found(f"昨天議會開會。{item[3:29]}。", item) == [("1", 1, len(item) - 25)]
    assert found(f"昨天議會開會。{item[3:28]}。", item) == []


def test_memory_is_twelve_bytes_an_ngram():
    words = np.random.default_rng(1).integers(0, 1_000_000, 50_000)
    filled = index(" ".join(map(str, words.tolist())))
    assert filled.n_bytes == 12 * (50_000 - 12)


def write(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def test_files_of_all_kinds_are_read_with_their_fields(tmp_path):
    rows = [
        {"question": "no such words", "choices": {"text": ["a", QUESTION]}},
        {"question": QUESTION, "choices": None},
    ]
    jsonl = write(tmp_path / "a.jsonl", rows)
    pq.write_table(pa.table({"text": [OTHER, QUESTION]}), tmp_path / "b.parquet")
    (tmp_path / "c.txt").write_text(f"{OTHER}\n{QUESTION}\n", encoding="utf-8")
    texts = [{"path": jsonl, "fields": ["question", "choices"]}, str(tmp_path / "b.parquet"), str(tmp_path / "c.txt")]
    made = evaluation_index(Decontamination.model_validate({"texts": texts}))
    matches = made.matches(QUESTION, 1, 0)
    assert [(match.file.rpartition("/")[2], match.record) for match in matches] == [
        ("a.jsonl", 1), ("a.jsonl", 2), ("b.parquet", 2), ("c.txt", 1),
    ]  # fmt: skip
    assert made is evaluation_index(Decontamination.model_validate({"texts": texts}))


@pytest.mark.parametrize(
    ("name", "content", "fields", "words"),
    [
        ("none.jsonl", None, [], r"texts\[0\].path: .* does not exist"),
        ("a.jsonl", '{"question": "a b c"}\n', ["answer"], "texts.0..fields: no record has 'answer'"),
        ("a.jsonl", '{"question": "a b c"}\n', [], r"texts\[0\]: [^ ]*a.jsonl:1: no field 'text'"),
        ("a.jsonl", '{"text": "a b c"}\n', [], "texts: none of the 1 items has 8 words"),
        ("a.jsonl", '{"text": "a b\n', [], "a.jsonl:1: "),
        ("a.html", "<html><body><p>a b c</p></body></html>", [], "is a page, no text"),
    ],
)
def test_files_that_are_no_evaluation_stop_the_run_in_one_line(tmp_path, name, content, fields, words):
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    texts = {"path": str(tmp_path / name), "fields": fields}
    with pytest.raises(ConfigError, match=words) as caught:
        settle({"quality": {"decontamination": {"texts": [texts]}}}, "c.yaml")
    assert "\n" not in str(caught.value)
    assert "quality.decontamination" in str(caught.value)


def test_another_evaluation_judges_again_and_does_not_read_again(tmp_path):
    path = write(tmp_path / "a.jsonl", [{"text": QUESTION}])
    config = Config.model_validate({"quality": {"decontamination": {"texts": path}}})
    before = make_plan(config)
    write(tmp_path / "a.jsonl", [{"text": QUESTION + OTHER}])
    after = make_plan(config)
    assert (after.text.digest, after.judge.digest == before.judge.digest) == (before.text.digest, False)


def run(folder, monkeypatch, **options):
    monkeypatch.chdir(folder)
    write(folder / "eval.jsonl", [{"text": OTHER}, {"text": QUESTION}, {"text": "too short"}])
    rows = [
        {"id": "clean", "text": "The storm tore two bolts from its pier. " * 5},
        {"id": "leak", "text": f"So it was asked. {QUESTION}"},
    ]
    write(folder / "in.jsonl", [*rows, {"id": "short", "text": "A few words."}])
    quality = {"decontamination": {"texts": ["eval.jsonl"], **options}}
    settings = {"extends": "base", "name": "c", "sources": [{"path": "in.jsonl"}], "quality": quality}
    (folder / "c.json").write_text(json.dumps(settings), encoding="utf-8")
    return main(["run", "c.json", "--workers", "1"])


def rows_of(folder, table):
    return pa.concat_tables([pq.read_table(path) for path in (folder / table).glob("*.parquet")]).to_pylist()


MATCHED = [{"file": "eval.jsonl", "record": 2, "ngrams": 12, "of": 12}]


def test_a_run_drops_what_matches_and_names_the_item(tmp_path, monkeypatch, capfd):
    assert run(tmp_path, monkeypatch) == 0
    out = tmp_path / "dist/c/1.0.0"
    dropped = {row["id"]: row for row in rows_of(out, "dropped")}
    assert dropped["leak"]["reason"] == "contaminated"
    assert (
        dropped["leak"]["detail"] == "12 of 12 n-grams of eval.jsonl, record 2, quality.decontamination.min_ngrams is 1"
    )
    assert dropped["leak"]["contamination"] == MATCHED
    assert dropped["short"]["contamination"] == []
    assert [row["id"] for row in rows_of(out, "data")] == ["clean"]
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    item = {"file": "eval.jsonl", "record": 2, "documents": 1}
    assert manifest["run"]["evaluation_items"] == {"count": 1, "first": [item]}
    printed = capfd.readouterr().out
    assert "evaluation items in documents" in printed
    assert "eval.jsonl, record 2" in printed
    assert "1 of 3 items have fewer than 8 words and are not looked for" in printed
    card = (out / "README.md").read_text(encoding="utf-8")
    assert "| `eval.jsonl` | 2 | 1 |" in card
    assert "no decontamination was done" not in card
    assert main(["verify", str(out)]) == 0
    assert main(["verify", str(out.parent)]) == 0  # the dataset's folder: its newest version
    assert capfd.readouterr().out.splitlines()[-1] == f"{out}: all is as the manifest says"


def test_a_run_can_flag_instead(tmp_path, monkeypatch, capfd):
    assert run(tmp_path, monkeypatch, action="flag") == 0
    kept = {row["id"]: row for row in rows_of(tmp_path / "dist/c/1.0.0", "data")}
    assert (kept["leak"]["flags"], kept["leak"]["contamination"]) == (["contaminated"], MATCHED)
    assert (kept["clean"]["flags"], kept["clean"]["contamination"]) == ([], [])
    capfd.readouterr()


def test_without_evaluation_texts_no_column_is_there(tmp_path, monkeypatch):
    path = write(tmp_path / "a.jsonl", [{"text": QUESTION}])
    settings = {"quality": {"decontamination": {"texts": path}}}
    assert Cleaner("base").clean(QUESTION).asked == {}
    asked = Cleaner(Config.model_validate(settings)).clean(QUESTION)
    assert (asked.reason, asked.asked["contamination"][0]["ngrams"]) == ("contaminated", 12)


def test_a_dropped_document_is_looked_up_once(tmp_path, monkeypatch):
    asked, real = [], EvaluationIndex.matches
    monkeypatch.setattr(
        EvaluationIndex, "matches", lambda self, text, *limits: asked.append(text) or real(self, text, *limits)
    )
    path = write(tmp_path / "a.jsonl", [{"text": QUESTION}])
    for action, status in (("drop", "dropped"), ("flag", "kept")):
        settings = {"quality": {"decontamination": {"texts": path, "action": action}}}
        cleaner = Cleaner(Config.model_validate(settings))
        for text in (QUESTION, f"{QUESTION} {OTHER}"):
            doc = cleaner.clean(text)
            assert (doc.status, doc.asked["contamination"][0]["ngrams"]) == (status, 12)
    assert len(asked) == 4


def test_time_is_by_the_length_of_the_text(assert_linear):
    filled = index(QUESTION, OTHER)
    assert_linear(lambda n: QUESTION * (n // len(QUESTION)), lambda text: filled.matches(text, 1, 0), 100_000)


def test_a_share_that_is_reached_to_the_ngram_counts() -> None:
    """.07 · 100 is 7.000000000000001 in binary fractions."""
    words = [f"word{number}" for number in range(112)]  # 100 n-grams of 13
    assert [match[0] for match in found(" ".join(words[:19]), " ".join(words), min_share=0.07)] == ["1"]
    assert found(" ".join(words[:18]), " ".join(words), min_share=0.07) == []
