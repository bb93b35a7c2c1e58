"""Which counts a metric's cells tell, and how few rows they may be made of."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.metrics.record import Metric

NOT_ABOUT_PEOPLE = ("reading", "air_day", "air_hour", "budget_line", "project")
ONE_PERSONS_VALUE = 2
"""A mean or a quantile needs twice as many rows as a count: it lies near the values of single rows."""
PER_RESIDENT = "per_resident"
Floats = npt.NDArray[np.float64]


def is_about_people(fact: str) -> bool:
    """Instruments, the city's own books and its building sites are nobody's; all other rows are somebody's."""
    return fact not in NOT_ABOUT_PEOPLE


def fewest_rows(metric: Metric, fewest: int) -> int:
    """How many rows a value needs."""
    return fewest if metric.quantile is None and metric.mean is None else ONE_PERSONS_VALUE * fewest


def counts_of(metric: Metric, cells: pd.DataFrame) -> dict[str, Floats]:
    """The counts that each cell tells, by name: its rows (of a sum, the sum), and both sides of a share.

    n is always there; hits, misses and of (all of the share) where they are counts and other numbers than n.
    """
    if metric.sum is not None:
        return {"n": np.nan_to_num(floats(cells.numerator))}
    n, hits, of = (floats(cells[name]) for name in ("n", "numerator", "denominator"))
    found = {"n": np.nan_to_num(n)}
    if (
        metric.quantile is not None
        or metric.mean is not None
        or (metric.denominator is None and metric.derived is None)
    ):
        return found
    if _are_counts(hits):
        found["hits"] = np.nan_to_num(hits)
    if (metric.derived is not None and metric.derived.function == PER_RESIDENT) or not _are_counts(of):
        return _distinct(found)
    found["of"] = np.nan_to_num(of)
    if _are_counts(hits) and np.nanmin(of - hits, initial=0) >= 0:
        found["misses"] = np.nan_to_num(of - hits)
    return _distinct(found)


def _are_counts(numbers: Floats) -> bool:
    return bool(np.all(np.isnan(numbers) | (numbers == np.round(numbers)))) and not np.isnan(numbers).all()


def _distinct(counts: dict[str, Floats]) -> dict[str, Floats]:
    found: dict[str, Floats] = {}
    for name, numbers in counts.items():
        if not any(np.array_equal(numbers, other) for other in found.values()):
            found[name] = numbers
    return found


def floats(column: pd.Series) -> Floats:
    """The numbers of a column, NaN where there is none."""
    return np.asarray(column.to_numpy(dtype="float64", na_value=np.nan), dtype=np.float64)


def small(counts: Floats, fewest: int) -> npt.NDArray[np.bool_]:
    """Where a count is neither none nor enough."""
    return (counts > 0) & (counts < fewest)
