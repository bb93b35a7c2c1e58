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


def settled(
    cells: pd.DataFrame, truth: pd.DataFrame, known: tuple[pd.DataFrame, Told], fewest: int, people: Collection[str]
) -> pd.DataFrame:
    """The cells of an edition beside what earlier ones told of the same days.

    `truth` are the same rows with nothing hidden; `known` the spans of the edition and what was told; `people` the
    metrics that count somebody's rows. A count moves by `fewest` rows or more, or not at all: nor does it go for a few
    rows that came or went. What was none stays none until it is enough to be shown.
    """
    spans, told = known
    keys = dated(cells, spans)
    about = cells.metric.isin(list(people)).to_numpy(dtype=bool)
    unknown = (np.nan,) * len(MEASURES)
    before = pd.DataFrame([told.numbers.get(key, unknown) for key in keys], columns=MEASURES, index=cells.index)
    hidden, old = cells.hidden.to_numpy(dtype=bool), np.array(_counts(before))
    moved = np.abs(np.array(_counts(truth)) - old)
    few = small(moved, fewest).any(axis=0) | ~(np.nan_to_num(moved) > 0).any(axis=0)
    kept = about & before.notna().any(axis=1).to_numpy() & few & ~small(old, fewest).any(axis=0)
    cells = cells.copy()
    cells.loc[kept, MEASURES] = before[kept]
    cells.loc[kept, "hidden"] = False
    return cells[~(hidden & _was_none(keys, told))].reset_index(drop=True)


def _counts(cells: pd.DataFrame) -> list[Floats]:
    """The rows that a cell tells of: all, hits, misses; of a sum the sum."""
    value, hits, of, n = (floats(cells[name]) for name in MEASURES)
    return [np.where(np.isnan(n), value, n), hits, of - hits]


def _was_none(keys: list[Dated], told: Told) -> np.ndarray:
    """Cells that an edition did not have, though it had others of the same metric, level, grouping and days."""
    had = {(metric, level, by, *days) for metric, level, _, by, _, *days in told.shown}
    return np.array([key not in told.shown and (key[0], key[1], key[3], *key[5:]) in had for key in keys], dtype=bool)
