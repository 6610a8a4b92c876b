"""`cleancorpus try`: a random sample of the real input cleaned, and what it says of all; two configurations on one sample."""

from __future__ import annotations

import argparse
import json
import math
import tempfile
from pathlib import Path
from typing import Any

from cleancorpus.checked_config import blamed, load_config
from cleancorpus.cli.logs import tell_error
from cleancorpus.cli.progress import Reporter, duration
from cleancorpus.cli.run import RunEndedError
from cleancorpus.cli.signals import StoppedError, ends_by_signal
from cleancorpus.config import Config
from cleancorpus.errors import ConfigError
from cleancorpus.numbers import Interval, counted
from cleancorpus.pipeline.checks import refusals
from cleancorpus.pipeline.estimate import Estimate, Share, estimate_of
from cleancorpus.pipeline.places import own_folders, worker_count
from cleancorpus.pipeline.result import RunResult
from cleancorpus.pipeline.run import run
from cleancorpus.read import Files, list_files
from cleancorpus.read.draw import Draw, plan_draw
from cleancorpus.report.side_files import PAGE
from cleancorpus.shown import printable
from cleancorpus.versions.compare_samples import Comparison, compare_samples
from cleancorpus.versions.open import local_version

_NAMED = 3


def try_command(arguments: argparse.Namespace) -> int:
    """Try one configuration, or two; gives the exit code: 1 where a run would make no version, or nothing can be compared."""
    overrides = list(arguments.overrides)
    if arguments.workers:
        overrides.append(f"run.workers={arguments.workers}")
    try:
        with ends_by_signal():
            if arguments.other is None:
                return _try_one(arguments, overrides)
            return _try_two(arguments, overrides)
    except StoppedError as stopped:
        error = RunEndedError(stopped.word, "the sample is not done", "", stopped.exit_code)
        tell_error(error, as_json=arguments.log_json)
        return stopped.exit_code


def _try_one(arguments: argparse.Namespace, overrides: list[str]) -> int:
    config, found = _checked(arguments.config, overrides)
    draw = plan_draw(found.files, config.read, arguments.sample)
    result, seconds = _run(arguments, config, found, draw)
    estimate = estimate_of(result, draw, worker_count(config))
    if arguments.json:
        path = result.export and str(result.export.path)
        values = {"sample": path, "failure": result.failure or None, "notes": list(_notes(config, result))}
        print(json.dumps({**values, "estimate": _finite(estimate.to_json())}, indent=2, ensure_ascii=False))
    else:
        _print(estimate, draw, config, result, seconds)
    if result.failure:
        tell_error(RunEndedError("try", result.failure, "a run would make no version", 1), as_json=arguments.log_json)
        return 1
    return 0


def _checked(name: str, overrides: list[str]) -> tuple[Config, Files]:
    """The configuration, and the files of its sources.

    Raises:
        CleancorpusError: a run would be refused.
    """
    config = load_config(name, overrides)
    wrong: list[ConfigError] = []
    found = list_files(config.sources, refused=wrong, own=own_folders(config))
    for error in refusals(config, found, wrong, sample=True):
        raise blamed(error, name, overrides)
    return config, found


def _run(arguments: argparse.Namespace, config: Config, found: Files, draw: Draw) -> tuple[RunResult, float]:
    reporter = Reporter(found, limit=draw.wanted, every_s=arguments.progress_every, as_json=arguments.log_json)
    with reporter:
        result = run(config, draw=draw, progress=reporter.progress, found=found)
    return result, reporter.seconds


def _try_two(arguments: argparse.Namespace, overrides: list[str]) -> int:
    """Clean the same sample by both, in a folder that goes when this ends, and say what differs."""
    with tempfile.TemporaryDirectory(prefix="cleancorpus-try-") as place:
        folders, draw = list[Path](), None
        for side, name in (("a", arguments.config), ("b", arguments.other)):
            config, found = _checked(name, [*overrides, f"export.dir={json.dumps(str(Path(place, side)))}"])
            draw = draw or plan_draw(found.files, config.read, arguments.sample)
            result, _ = _run(arguments, config, found, draw)
            if result.export is None:
                what = result.failure or "nothing was made of the sample"
                tell_error(
                    RunEndedError(f"try {name}", what, "there is nothing to compare", 1), as_json=arguments.log_json
                )
                return 1
            folders.append(result.export.path)
        comparison = compare_samples(*(local_version(folder) for folder in folders), samples=arguments.samples)
    if arguments.json:
        print(json.dumps(comparison.to_json(), indent=2, ensure_ascii=False))
    else:
        _print_comparison(comparison, arguments.config, arguments.other)
    return 0


def _notes(config: Config, result: RunResult) -> list[str]:
    found = list(result.notes)
    if config.site_lines is not None and config.site_lines.profile is None:
        found.append(
            "site_lines: lines are counted over the sample alone, so that fewer go than in a run; site_lines.profile names counts"
        )
    return found


def _finite(values: dict[str, Any]) -> dict[str, Any]:
    """The values with null for what has no upper bound, as JSON has no infinity."""
    seconds = values["seconds"]
    if seconds and math.isinf(seconds["high"]):
        values["seconds"] = {"value": seconds["value"], "low": None, "high": None}
    return values


def _print(estimate: Estimate, draw: Draw, config: Config, result: RunResult, seconds: float) -> None:
    about = "" if estimate.is_counted else "about "
    print(
        f"drawn    {estimate.drawn:,} of {about}{counted(estimate.total, 'record')}, each with a chance of {draw.rate:.3g}"
    )
    if not estimate.drawn:
        return
    print("\n                                 sample   of all (95 % interval)     about")
    _print_share(estimate.passing, estimate.total)
    for name, shares in (("dropped", estimate.dropped), ("quarantined", estimate.quarantined)):
        for number, share in enumerate(shares):
            _print_share(share, estimate.total, name if not number else f"  {share.label}")
    if estimate.rules:
        print(f"\ndocuments with removals, of {estimate.kept:,} kept")
        for share in estimate.rules:
            _print_share(share, round(estimate.passing.share.value * estimate.total), f"  {share.label}")
    if estimate.text is not None:
        print(f"\ntext     {_percent(estimate.text)} of the characters of kept documents go")
    if estimate.duplicates:
        print(
            f"copies   {counted(estimate.duplicates, 'duplicate')} within the sample; in the whole their share is larger"
        )
    print(f"time     {_time(estimate)}")
    for alarm in result.alarms[:_NAMED]:
        print(f"guard    {printable(str(alarm))}")
    for note in _notes(config, result):
        print(f"note     {printable(note)}")
    print(f"         {seconds:.1f} s for the sample")
    if result.export is not None and config.export.report:
        print(f"report   {result.export.path / PAGE}")
    if result.export is not None:
        print(
            f"sample   {result.export.path}  (no version; `explain {result.export.path} --id ID` shows one of its documents)"
        )


def _print_share(share: Share, of: int, label: str = "") -> None:
    numbers = f"{share.number:>8,}   {_percent(share.share):24} {of * share.share.value:>9,.0f}"
    print(f"{printable(label or share.label):30} {numbers}")


def _percent(share: Interval) -> str:
    """A share with its interval.

    >>> _percent(Interval(0.1, 0.05, 0.2)), _percent(Interval(0.5, 0.5, 0.5))
    ('10.0 % (5.0 to 20.0)', '50.0 %')
    """
    value, low, high = (100 * figure for figure in share)
    digits = 1 if value >= 1 or not value else 2
    if low == high:
        return f"{value:.{digits}f} %"
    return f"{value:.{digits}f} % ({low:.{digits}f} to {high:.{digits}f})"


def _time(estimate: Estimate) -> str:
    if estimate.seconds is None:
        return "not measured: an earlier try had cleaned these records"
    value, low, high = estimate.seconds
    between = "" if math.isinf(high) else f" ({duration(low)} to {duration(high)})"
    workers = counted(estimate.workers, "worker")
    return f"about {duration(value)}{between} for all, with {workers} as here; comparing and writing take about a tenth more"


def _print_comparison(comparison: Comparison, a: str, b: str) -> None:
    print(f"A        {a}\nB        {b}")
    print(f"records  {comparison.records:,} in both samples, {comparison.same:,} with the same outcome")
    for side, number in (("A", comparison.only_a), ("B", comparison.only_b)):
        if number:
            print(f"only {side}   {counted(number, 'record')}: the sources are others")
    for (before, after), number in comparison.outcomes.most_common():
        print(f"outcome  {number:,}  {printable(before)} → {printable(after)}")
    if comparison.texts:
        print(f"texts    {counted(comparison.texts, 'document')} kept by both with other texts")
    for label, counts in (("only A cuts", comparison.rules_a), ("only B cuts", comparison.rules_b)):
        for rule, (documents, removals) in counts.items():
            print(f"  {label}  {printable(rule)}: {counted(removals, 'removal')} in {counted(documents, 'document')}")
    if comparison.extracted:
        print(
            f"  {counted(comparison.extracted, 'text')} of them differ before the cut: extraction, repair, or the source's fields"
        )
    for sample in comparison.samples:
        print(f"\n{printable(sample.id)}  {printable(sample.what)}")
        for line in sample.lines:
            print(f"  {line}")
