"""Any one record takes a worker less than a gigabyte, or is refused by name: each shape in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cleancorpus.detect.line_model import LineModel, features
from cleancorpus.detect.view import View
from cleancorpus.model import Finding
from cleancorpus.repair.assemble import assemble

MOST_MB = 1000  # of a worker with all that it has loaded before, which is a third of it
SIZE = 15_000_000  # bytes; read.max_record_bytes is a little more

MEASURED = """
import random, sys
from cleancorpus.checked_config import load_config
from cleancorpus.model import Record
from cleancorpus.pipeline.core import Core

shape, size, config = sys.argv[1], int(sys.argv[2]), sys.argv[3]
rnd = random.Random(5)
WORDS = "the bridge was closed on Monday after a storm and town council said that it would open again Thursday".split()

def sentence(chars):
    text = " ".join(rnd.choice(WORDS) for _ in range(chars // 5))[: chars - 1].strip()
    return text.capitalize() + "."

def pieces(make, between):
    made = [make() for _ in range(1 + size // (len(make()) + len(between)))]
    return between.join(made)[:size]

START, END = "<html><head><title>Bridge closed</title></head><body><article><h1>Bridge closed</h1>", "</article></body></html>"
SHAPES = {
    "line": ("text", lambda: pieces(lambda: sentence(118), " ")),
    "lines": ("text", lambda: pieces(lambda: sentence(118), "\\n")),
    "short lines": ("text", lambda: pieces(lambda: sentence(28), "\\n")),
    "tiny lines": ("text", lambda: "a\\n" * (size // 2)),
    "tiny lines of other ends": ("text", lambda: "a\\x0ba\\u2028" * (size // 6)),
    "tiny lines of entities": ("text", lambda: "a&#10;" * (size // 6)),
    "short lines and a long one": (
        "text", lambda: "\\n".join(sentence(28) for _ in range(130_000)) + "\\n" + pieces(lambda: sentence(118), " ")[:-4_000_000]
    ),
    "mojibake": ("text", lambda: pieces(lambda: "fÃ¥r Ã¤ven sjÃ¤l Ã¶ver hÃ¥ll", " ")[: size * 5 // 7]),
    "word of mojibake": ("text", lambda: "Ã¥" * (size // 4)),
    "page": ("html", lambda: START + pieces(lambda: f"<p>{sentence(300)}</p>", "") + END),
    "page of one paragraph": ("html", lambda: START + "<p>" + pieces(lambda: sentence(118), " ") + END),
    "page of tiny elements": ("html", lambda: START + "<b>a</b>" * (size // 8) + END),
    "page of tiny blocks": ("html", lambda: START + "<p>a</p>" * (size // 8) + END),
    "page of attributes": ("html", lambda: START + "<p a b c d e f g h>a" * (size // 20) + END),
    "page with a picture inside": (
        "html", lambda: f'{START}<p>{sentence(600)}</p><img src="data:image/png;base64,{"iVBORw0K" * (size // 8)}">{END}'
    ),
}
kind, make = SHAPES[shape]
core = Core(load_config(config))
core.warm_up("html")
outcomes = core.judge_batch(core.read_batch([Record("a", "", 1, kind, make().encode(), "utf-8")]))
(peak,) = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(int(peak) // 1024, outcomes["status"][0], outcomes["reason"][0], outcomes["detail"][0], sep="|")
"""
LINES = "lines, more than 135,000; raise extract.max_lines"
ELEMENTS = "elements and attributes, more than 500,000; raise extract.max_elements"
SHAPES = {
    "line": "",
    "lines": "",
    "short lines": LINES,
    "tiny lines": LINES,
    "tiny lines of other ends": LINES,
    "tiny lines of entities": LINES,
    "short lines and a long one": "",
    "mojibake": "",
    "word of mojibake": "",
    "page": "",
    "page of one paragraph": "",
    "page of tiny elements": ELEMENTS,
    "page of tiny blocks": ELEMENTS,
    "page of attributes": ELEMENTS,
    "page with a picture inside": "",
}
# As many parts as are let in, each as small as it can be.
MANY = {
    "tiny lines": (270_000, ""),
    "short lines": (3_500_000, ""),
    "page of tiny elements": (3_999_000, ""),
    "page of tiny blocks": (1_070_000, ""),
    "page of attributes": (1_110_000, ""),
}


def measured(shape: str, size: int, config: str = "news") -> tuple[int, str, str, str]:
    """The most memory, in MB, of a process that judges a record of this shape; status, reason and detail of the record."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, shape, str(size), config], capture_output=True, text=True, check=True
    )
    peak, status, reason, detail = done.stdout.strip().split("|")
    return int(peak), status, reason, detail


def check(shape: str, size: int, refused: str) -> None:
    peak, status, reason, detail = measured(shape, size)
    assert peak < MOST_MB, f"{shape}: {peak} MB"
    if refused:
        assert (status, reason) == ("quarantined", "too-many-parts")
        number, _, rest = detail.partition(" ")
        assert int(number.replace(",", "")) > 500_000
        assert rest == refused
    else:
        assert status in ("kept", "dropped")


needs_proc = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="no /proc, which says what memory is used"
)


@needs_proc
@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_a_record_of_15_mb_takes_less_than_a_gigabyte_or_is_refused(shape: str) -> None:
    check(shape, SIZE, SHAPES[shape])


@needs_proc
@pytest.mark.slow
@pytest.mark.parametrize("shape", MANY)
def test_as_many_lines_or_elements_as_are_let_in_take_less_than_a_gigabyte(shape: str) -> None:
    check(shape, *MANY[shape])


def test_a_long_text_judged_in_stretches_gets_what_it_gets_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    lines = (
        "Home", "More stories", "Share this article", "© 2023 Example Gazette", "12 comments", "By Jane Doe", "中文新闻。东京",
        "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two piers.",
        "Traders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before.",
        "Read more: Ferry fares to rise", "Sign up for our newsletter", "14:05 Ferry fares to rise", "200 g sorrel",
    )  # fmt: skip
    some = [f"{lines[number]} {place % 7}" for place, number in enumerate(rng.integers(0, len(lines), 3000).tolist())]
    view = View(assemble("\n".join(some), id="a", language="en", title="Council closes bridge"))
    told = tuple(Finding("menu", 1, "navigation", line.span, "label") for line in view.lines[1::9])
    judge = LineModel("strict")
    assert not features.is_long(1000)
    monkeypatch.setattr(features, "_STRETCH", 4000)
    scores, found = judge.probabilities(view, told), judge.score([view], [told])
    assert found[0]
    for size in (2000, 500):
        monkeypatch.setattr(features, "_STRETCH", size)
        assert features.is_long(len(view.lines))
        assert np.array_equal(judge.probabilities(view, told), scores)
        assert judge.score([view], [told]) == found
