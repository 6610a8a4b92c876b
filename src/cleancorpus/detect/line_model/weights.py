"""The weights file: plain arrays in one `.npz`, read without pickle."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np

from cleancorpus.detect.line_model.net import Floats, Net
from cleancorpus.detect.line_model.signals import Signals
from cleancorpus.detect.line_model.table import LineTable
from cleancorpus.errors import ConfigError

FORMAT = 1  # of the file; a reader that does not know it must not guess
_LAYERS = ("w1", "b1", "w2", "b2", "w3", "b3")


@dataclass(frozen=True)
class Weights:
    """All that inference needs: feature `names` in order with `mean` and `scale`, nets, thresholds, signals, lines."""

    names: tuple[str, ...]
    mean: Floats
    scale: Floats
    nets: tuple[Net, ...]
    careful: float
    strict: float
    signals: Signals
    lines: LineTable

    def save(self, path: Path) -> None:
        """Write the weights; equal weights give equal bytes."""
        arrays: dict[str, Any] = {
            "format": np.array(FORMAT),
            "names": np.array(self.names),
            "mean": self.mean.astype(np.float32),
            "scale": self.scale.astype(np.float32),
            "thresholds": np.array([self.careful, self.strict]),
            "kinds": np.array(self.signals.kinds, dtype=str),
            "topics": np.array(self.signals.topics, dtype=str),
            "categories": np.array(self.signals.categories, dtype=str),
            "line_hashes": self.lines.hashes,
            "line_counts": self.lines.counts,
            "min_sites": np.array(self.lines.min_sites),
        }
        for layer in _LAYERS:
            arrays[layer] = np.stack([np.asarray(getattr(net, layer), np.float32) for net in self.nets])
        np.savez_compressed(path, **arrays)

    @classmethod
    def load(cls, path: Path) -> Weights:
        """Read a weights file.

        Raises:
            ConfigError: the file is of another format.
        """
        with np.load(path, allow_pickle=False) as data:
            if int(data["format"]) != FORMAT:
                raise ConfigError(
                    str(path), f"line model format {int(data['format'])}, must be {FORMAT}", "train it again"
                )
            layers = [data[layer] for layer in _LAYERS]
            *matrices, last = layers
            nets = tuple(Net.of([matrix[i] for matrix in matrices], float(last[i])) for i in range(len(last)))
            careful, strict = data["thresholds"].tolist()
            signals = Signals(*(tuple(data[name].tolist()) for name in ("kinds", "topics", "categories")))
            table = LineTable(data["line_hashes"], data["line_counts"], int(data["min_sites"]))
            names = tuple(data["names"].tolist())
            return cls(names, data["mean"], data["scale"], nets, careful, strict, signals, table)


@lru_cache(maxsize=1)
def packaged() -> Weights:
    """The weights that come with the package."""
    with as_file(files(__package__ or "cleancorpus.detect.line_model") / "weights.npz") as path:
        return Weights.load(path)
