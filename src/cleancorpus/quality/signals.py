"""Figures of texts as columns: those that the checks compare with their limits, of every document and without dropping one."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cleancorpus.quality.check import Check, Cleaned, Signal, Value
from cleancorpus.quality.checks import CHECKS

PREFIX = "quality_"  # before the name of a signal in the dataset
SIGNALS: tuple[Signal, ...] = tuple(signal for check in CHECKS for signal in check.signals)


def signals_of(columns: Collection[str]) -> tuple[Signal, ...]:
    """The signals that `quality.columns` names, by themselves or by their check, in the order of the checks."""
    found = []
    for check in CHECKS:
        whole = "all" in columns or check.id in columns
        found += [signal for signal in check.signals if whole or signal.name in columns]
    return tuple(found)


def measure(checks: Sequence[Check], cleaned: Cleaned, wanted: Sequence[Signal]) -> tuple[Value, ...]:
    """The values of the wanted signals, in their order; shares to six decimals."""
    if not wanted:
        return ()
    names = {signal.name for signal in wanted}
    found: dict[str, Value] = {}
    for check in checks:
        if check.signals:
            found.update(check.measure(cleaned, names))
    values = (found[signal.name] for signal in wanted)
    return tuple(round(value, 6) if isinstance(value, float) else value for value in values)
