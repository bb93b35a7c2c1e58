"""Log-spaced buckets for quantiles: exact enough to drag by, with a stated bound."""

from __future__ import annotations

import math

import numpy as np

SMALLEST = 0.01
RATIO = 1.05
BUCKETS = 380
BOUND_PCT = 100 * (RATIO - 1)
"""A quantile from buckets is off by at most this share of itself, or by SMALLEST in the metric's unit."""

_LOWER = np.concatenate([[0.0], SMALLEST * RATIO ** np.arange(BUCKETS - 1)])
_UPPER = SMALLEST * RATIO ** np.arange(BUCKETS)


def bucket_sql(value: str) -> str:
    """The bucket of a value: 0 up to SMALLEST, then each RATIO times as wide as the one before."""
    step = f"floor(ln({value} / {SMALLEST}) / {math.log(RATIO)!r})"
    return f"case when {value} <= {SMALLEST} then 0 else least(1 + {step}, {BUCKETS - 1}) end::smallint"


def quantiles(counts: np.ndarray, at: float) -> np.ndarray:
    """The quantile of each row of counts (groups × BUCKETS), interpolated between ordered values; NaN without any."""
    running = counts.cumsum(axis=1)
    total = running[:, -1]
    place = (np.maximum(total, 1) - 1) * at
    low, high = np.floor(place), np.ceil(place)
    lower, upper = _ordered(counts, running, low), _ordered(counts, running, high)
    return np.where(total > 0, lower + (upper - lower) * (place - low), np.nan)


def _ordered(counts: np.ndarray, running: np.ndarray, place: np.ndarray) -> np.ndarray:
    """The value at a place (from 0) of the ordered rows, taken to lie evenly within its bucket."""
    bucket = np.minimum((running <= place[:, None]).sum(axis=1), BUCKETS - 1)
    rows = np.arange(len(counts))
    inside = np.maximum(counts[rows, bucket], 1)
    before = running[rows, bucket] - counts[rows, bucket]
    share = (place - before + 0.5) / inside
    low, high = _LOWER[bucket], _UPPER[bucket]
    return np.where(bucket == 0, high * share, low * (high / np.where(low > 0, low, 1)) ** share)
