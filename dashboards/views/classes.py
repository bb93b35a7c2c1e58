"""Colour classes: six, with round breaks, from zero."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

COUNT = 6


@dataclass(frozen=True)
class Classes:
    """`breaks` are the lower ends of the classes but the first; `high` is the end of the last."""

    breaks: tuple[float, ...]
    high: float

    def of(self, value: float) -> int:
        """The class that a value is in, 0 to 5."""
        return int(np.searchsorted(self.breaks, value, side="right"))


def classes_of(values: Iterable[float]) -> Classes:
    """Breaks at quantiles of what is not zero, rounded as far as they stay apart."""
    found = np.array([value for value in values if np.isfinite(value) and value > 0], dtype=float)
    if not found.size:
        return Classes((), 0.0)
    high = float(found.max())
    quantiles = [float(q) for q in np.quantile(found, np.arange(1, COUNT) / COUNT)]
    for figures in (1, 2, 3):
        breaks = sorted({_rounded(q, figures) for q in quantiles} - {0.0})
        if len(breaks) == COUNT - 1:
            break
    return Classes(tuple(b for b in breaks if b < high), high)


def _rounded(value: float, figures: int) -> float:
    """The value to that many figures."""
    return float(f"{value:.{figures}g}")
