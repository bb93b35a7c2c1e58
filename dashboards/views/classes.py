"""Colour classes: six, with round breaks, from zero."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

COUNT = 6
ROUND = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True)
class Classes:
    """`breaks` are the lower ends of the classes but the first; `high` is the end of the last."""

    breaks: tuple[float, ...]
    high: float

    def of(self, value: float) -> int:
        """The class that a value is in, 0 to 5."""
        return int(np.searchsorted(self.breaks, value, side="right"))


def classes_of(values: Iterable[float]) -> Classes:
    """Breaks at rounded quantiles of what is not zero, so that each class holds about as many; for few
    distinct values, equal steps."""
    found = np.array([value for value in values if np.isfinite(value) and value > 0], dtype=float)
    if not found.size:
        return Classes((), 0.0)
    high = _round(float(found.max()), up=True)
    quantiles = np.quantile(found, np.arange(1, COUNT) / COUNT)
    breaks = sorted({_round(float(q)) for q in quantiles} - {high})
    if len(breaks) < COUNT - 1:
        breaks = sorted({_round(high * n / COUNT) for n in range(1, COUNT)} - {high})
    return Classes(tuple(breaks), high)


def _round(value: float, up: bool = False) -> float:
    """The value with at most two figures that is nearest, or the next above; whole from 1 on."""
    if value <= 0:
        return 0.0
    power = 10.0 ** np.floor(np.log10(value))
    steps = [step * power for step in ROUND if not up or step * power >= value]
    near = min(steps, key=lambda step: abs(step - value))
    return float(max(1.0, round(near)) if value >= 1 else near)
