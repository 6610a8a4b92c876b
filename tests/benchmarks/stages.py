"""Time of the stages on one text of about 3 KB, in one run: python tests/benchmarks/stages.py

Machines are noisy, so each stage's time also stands as a share of langdetect's on the same text, measured in between.
Nothing here is a test: a slow machine is no defect.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from cleancorpus.config import Config
from cleancorpus.decide.resolve import resolve
from cleancorpus.detect.detector import Detector
from cleancorpus.detect.line_model import LineModel
from cleancorpus.detect.view import make_views
from cleancorpus.extract.plain import plain_blocks
from cleancorpus.language.detect import LanguageDetector
from cleancorpus.model import Document
from cleancorpus.repair.assemble import assemble_blocks
from cleancorpus.repair.text import repair_text

SEEDS = Path(__file__).parents[2] / "seeds" / "text"
SIZE = 3_000  # characters
ROUNDS = 60


def texts() -> list[str]:
    """The seeds' English and German texts, joined to about 3 KB each."""
    joined = [
        path.read_text(encoding="utf-8", errors="replace").strip() for path in sorted(SEEDS.glob("*-[ed][ne]-*.txt"))
    ]
    return [("\n".join(joined[i:] + joined))[:SIZE] for i in range(0, len(joined), 2)]


def milliseconds(step: Callable[[], object]) -> float:
    start = time.process_time()
    step()
    return (time.process_time() - start) * 1000


def main() -> None:
    config = Config()
    rules = Detector(config.model_copy(update={"decide": config.decide.model_copy(update={"line_model": False})}))
    model = LineModel("careful")
    language = LanguageDetector(config.language)
    times: dict[str, list[float]] = {name: [] for name in ("langdetect", "repair", "rules", "line model", "resolve")}
    lines = []
    for turn in range(ROUNDS):
        for text in texts():
            repaired, _ = repair_text(text, config.repair)
            blocks = plain_blocks(repaired)
            lines.append(len(blocks))

            def fresh(blocks: tuple = blocks) -> Document:
                return assemble_blocks(blocks, id="x", title=blocks[0][0], language="en")

            claims = rules.find(fresh())
            doc = fresh()
            (view,) = make_views([doc], rules.rules)
            steps: dict[str, Callable[[], object]] = {
                "langdetect": lambda repaired=repaired: language.detect(repaired),
                "repair": lambda text=text: repair_text(text, config.repair),
                "rules": lambda view=view: rules.find_batch([view]),
                "line model": lambda view=view, cuts=claims.cuts: model.score([view], [cuts]),
                "resolve": lambda doc=doc, claims=claims: resolve(doc, claims),
            }
            for name, step in steps.items():
                taken = milliseconds(step)
                if turn:  # the first turn loads
                    times[name].append(taken)
    base = median(times["langdetect"])
    print(f"{len(texts())} texts of {SIZE} characters, {median(lines):.0f} lines, {ROUNDS - 1} rounds; CPU, medians")
    for name, taken in times.items():
        print(f"{name:12} {median(taken):7.2f} ms   {median(taken) / base:6.2f} of langdetect")


if __name__ == "__main__":
    main()
