"""What the query service answers with: small frames, and what must be said beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from pipelines.metrics.record import Metric
from pipelines.query.sources import Source


@dataclass(frozen=True)
class Answer:
    """A metric's values.

    `frame` has group, name, name_zh, value, numerator, denominator, n, below_min_n. `ignored` names the clauses
    that the rows cannot follow, `level` is that of the districts, `as_of` is UTC. `approximate` is set while a
    clause is dragged and the value is a quantile from buckets.
    """

    metric: Metric
    frame: pd.DataFrame
    ignored: tuple[str, ...]
    by: str | None
    level: str | None
    snapshot_id: str
    as_of: datetime
    sources: tuple[Source, ...]
    approximate: bool = False


@dataclass(frozen=True)
class Points:
    """Places of rows in Web Mercator metres.

    As points `frame` has kind, x, y, category, date; as a grid it has kind, x, y (the middle of a cell) and n, and
    `cell` is the side of a cell in metres. `inside` rows lie within the bounds, `total` follow the clauses,
    `unplaced` of these have no coordinates.
    """

    frame: pd.DataFrame
    cell: float | None
    inside: int
    total: int
    unplaced: int
    ignored: tuple[str, ...]
    snapshot_id: str

    @property
    def is_grid(self) -> bool:
        """Whether the frame holds counts of cells."""
        return self.cell is not None


@dataclass(frozen=True)
class Rows:
    """A page of rows as they stand in the snapshot; `total` is how many follow the clauses."""

    frame: pd.DataFrame
    total: int
    ignored: tuple[str, ...]
    snapshot_id: str
