"""Numbers that have changed by a few rows since they were told stay as they were told.

Who keeps two editions subtracts one from the other: a single late row would show its district, its day and its outcome.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from pipelines.privacy.asking import MEASURES
from pipelines.privacy.counts import Floats, floats, small
from pipelines.privacy.told import Dated, Told, dated


def settled(cells: pd.DataFrame, spans: pd.DataFrame, told: Told, fewest: int, people: Collection[str]) -> pd.DataFrame:
    """The cells of an edition beside what earlier ones told of the same days; `people` are the metrics that count
    somebody's rows.

    A count moves by `fewest` rows or more, or not at all. What was none stays none until it is enough to be shown.
    """
    keys = dated(cells, spans)
    about = cells.metric.isin(list(people)).to_numpy(dtype=bool) & bool(told.shown)
    unknown = (np.nan,) * len(MEASURES)
    before = pd.DataFrame([told.numbers.get(key, unknown) for key in keys], columns=MEASURES, index=cells.index)
    known = about & ~cells.hidden.to_numpy(dtype=bool) & before.notna().any(axis=1).to_numpy()
    moved = np.array([np.abs(new - old) for new, old in zip(_counts(cells), _counts(before), strict=True)])
    kept = known & (small(moved, fewest).any(axis=0) | ~(np.nan_to_num(moved) > 0).any(axis=0))
    cells = cells.copy()
    cells.loc[kept, MEASURES] = before[kept]
    return cells[~(about & cells.hidden.to_numpy(dtype=bool) & _was_none(keys, told))].reset_index(drop=True)


def _counts(cells: pd.DataFrame) -> list[Floats]:
    """The rows that a cell tells of: all, hits, misses; of a sum the sum."""
    value, hits, of, n = (floats(cells[name]) for name in MEASURES)
    return [np.where(np.isnan(n), value, n), hits, of - hits]


def _was_none(keys: list[Dated], told: Told) -> np.ndarray:
    """Cells that an edition did not have, though it had others of the same metric, level, grouping and days."""
    had = {(metric, level, by, *days) for metric, level, _, by, _, *days in told.shown}
    return np.array([key not in told.shown and (key[0], key[1], key[3], *key[5:]) in had for key in keys], dtype=bool)
