"""Which counts of a metric's cells must not be small, and which metrics count the same rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.metrics.record import Metric

NOT_ABOUT_PEOPLE = ("reading", "budget_line", "project")


def is_protected(metric: Metric) -> bool:
    """Instruments, the city's own books and its building sites are nobody's; all other rows are somebody's."""
    return metric.fact not in NOT_ABOUT_PEOPLE


def rows_counted(metric: Metric) -> tuple[str, ...]:
    """The same for two metrics that are made of the same rows."""
    return (metric.fact, "+".join(metric.kinds), str(metric.time), str(metric.where), str(metric.stock))


def protected_counts(metric: Metric, cells: pd.DataFrame) -> list[npt.NDArray[np.float64]]:
    """The counts of each cell: its rows, or the sum of people or things that it shows; both sides of a share."""
    if metric.sum is not None:
        return [np.nan_to_num(floats(cells.numerator))]
    columns = {name: floats(cells[name]) for name in ("n", "numerator", "denominator")}
    found = [columns["n"]]
    whole = all(np.all(np.isnan(column) | (column == np.round(column))) for column in columns.values())
    if not whole or metric.quantile is not None or metric.mean is not None:
        return found
    if metric.denominator is None:
        return found
    rest = columns["denominator"] - columns["numerator"]
    return [*found, columns["denominator"], *_share(columns["numerator"], rest)]


def floats(column: pd.Series) -> npt.NDArray[np.float64]:
    """The numbers of a column, NaN where there is none."""
    return np.asarray(column.to_numpy(dtype="float64", na_value=np.nan), dtype=np.float64)


def _share(hits: npt.NDArray[np.float64], misses: npt.NDArray[np.float64]) -> Sequence[npt.NDArray[np.float64]]:
    """Both sides of a share; a ratio that is none of a whole has one."""
    return (hits,) if np.nanmin(misses, initial=0) < 0 else (hits, misses)


def small(counts: npt.NDArray[np.float64], fewest: int) -> npt.NDArray[np.bool_]:
    """Where a count is neither none nor enough."""
    return (counts > 0) & (counts < fewest)
