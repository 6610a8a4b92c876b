"""Lines that look like boilerplate and are not, from the benchmark's table, in three places of an article each."""

import pytest

from cleancorpus.config import Config, Repair
from cleancorpus.model import Record
from cleancorpus.pipeline.core import Core
from cleancorpus.repair.text import repair_text
from cleancorpus.text import plain

BEFORE = (
    "The town woke to silence on Monday morning, with the river at the second step and the road under brown water.",
    "By noon the first boats had come from the harbour, and the school had been opened as a shelter for the night.",
    "The council will meet on Thursday to decide how the repairs are to be paid for, a spokeswoman said in the square.",
)
AFTER = (
    "Nobody was hurt, and most of the shops along the quay opened again in the afternoon, the fire service said.",
    "The last flood as high as this one was forty years ago, when the old bridge was still carrying the railway line.",
    "Engineers will look at the northern pier once the water is down, which they expect to take until the weekend.",
)


@pytest.fixture(scope="module")
def traps(bench):
    path = bench.parent / "facts" / "traps.tsv"
    if not path.is_file():
        pytest.skip(f"no table of traps at {path}")
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    return [row[2] for row in rows]


@pytest.mark.bench
@pytest.mark.parametrize(("mode", "may_go"), [("careful", 0), ("strict", 2)])  # strict takes risks, but few
@pytest.mark.parametrize("place", ["under the headline", "in the middle", "near the end"])
def test_every_trap_is_kept(traps, place, mode, may_go):
    core = Core(Config.model_validate({"language": {"detector": "off"}, "decide": {"mode": mode}}))
    assert len(traps) > 100
    cut = []
    for line in traps:
        around = {
            "under the headline": ("River floods the lower town", line, *BEFORE, *AFTER),
            "in the middle": ("River floods the lower town", *BEFORE, line, *AFTER),
            "near the end": (
                "River floods the lower town",
                *BEFORE,
                *AFTER,
                line,
                AFTER[0].replace("Nobody", "No one"),
            ),
        }[place]
        outcome = core.process(Record("trap", "", 1, "text", "\n".join(around).encode(), "utf-8"))
        if plain(repair_text(line, Repair())[0]) not in plain(outcome.text):
            cut.append((line, [removal.findings[0] for removal in outcome.removals[1:]]))
    assert len(cut) <= may_go, cut
