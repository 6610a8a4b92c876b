"""The training command, on a small benchmark folder of invented pages."""

import gzip
import json
from pathlib import Path

import pytest
from views import view_of

from cleancorpus.detect.line_model import LineModel
from cleancorpus.detect.line_model.weights import Weights
from cleancorpus.training.lines import main

TOWNS = (
    "Merrowby",
    "Oakham",
    "Selby",
    "Truro",
    "Leith",
    "Wenzbach",
    "Corran",
    "Dunmere",
    "Halby",
    "Ostrin",
    "Pelling",
    "Quarrow",
)
NAV = ("Home", "News", "Sport", "Contact us")
TAIL = ("More stories", "Ferry fares rise again", "Bakery wins a prize", "Terms of use")


def paragraphs(town: str) -> list[str]:
    return [
        f"The council of {town} decided on Tuesday to mend the old bridge before the winter comes.",
        f"Work will cost two million, and people in {town} will have to take the long way round until May.",
        f'"We have waited for years," said the mayor of {town}, who has crossed it every day since school.',
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "lines").mkdir()
    (tmp_path / "html" / "dev").mkdir(parents=True)
    rows, pages = [], []
    for town in TOWNS:
        title = f"{town} will mend its bridge"
        lines = [title, *NAV, *paragraphs(town), *TAIL]
        labels = ["headline", *["nav"] * 4, *["content"] * 3, *["related"] * 3, "nav"]
        url = f"https://{town.lower()}.example/1"
        rows.append({"id": town, "url": url, "lines": lines, "labels": labels})
        body = "".join(f"<p>{text}</p>" for text in paragraphs(town))
        furniture = "".join(f"<div>{text}</div>" for text in NAV)
        html = f"<html><head><title>{title}</title></head><body>{furniture}<article>{body}</article><div>{TAIL[1]}</div></body></html>"
        page = {
            "id": f"s/{town}",
            "set": "s",
            "url": f"https://www.{town.lower()}.example/2",
            "domain": f"{town.lower()}.example",
        }
        pages.append(page | {"html": html, "gold_text": "\n".join(paragraphs(town))})
    (tmp_path / "lines" / "dev.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with gzip.open(tmp_path / "html" / "dev" / "s.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(page) + "\n" for page in pages)
    return tmp_path


def test_training_prints_scores_of_unseen_sites_and_writes_weights(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = folder / "weights.npz"
    args = ["--bench", str(folder), "--folds", "3", "--members", "1", "--rules", "--cache", str(folder / "cache")]
    assert main([*args, "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "out of fold, rules and model, careful" in printed
    assert "docs hurt 0/12" in printed
    first = out.read_bytes()
    assert main([*args, "--out", str(out)]) == 0
    assert out.read_bytes() == first, "the same data give the same weights, from the cache too"

    model = LineModel("careful", Weights.load(out))
    view = view_of("\n".join(["Valley keeps its mill", *NAV, *paragraphs("Hollow"), *TAIL]))
    cut = {view.doc.text[f.span.start : f.span.end] for f in model.score([view])[0]}
    assert not cut & set(paragraphs("Hollow"))
    assert {"Home", "News"} <= cut
