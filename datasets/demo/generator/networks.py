"""How much of a fixed network a city of that scale has: all of it from scale 1 on, a part of it below."""

from __future__ import annotations

from math import ceil

import numpy as np

LEAST = 3


def kept(count: int, scale: float) -> np.ndarray:
    """Indices of the stations that are kept, spread evenly from the first to the last; at least three."""
    size = min(count, max(LEAST, ceil(count * scale)))
    return np.unique(np.round(np.linspace(0, count - 1, size)).astype(int))
