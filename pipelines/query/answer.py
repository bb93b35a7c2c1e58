"""What the query service answers with: small frames, and what must be said beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import pandas as pd

from pipelines.metrics.record import Metric
from pipelines.query.compile import Statement, compile_plans
from pipelines.query.moment import Moment
from pipelines.query.plan import Plan
from pipelines.query.sources import Source


@dataclass(frozen=True)
class Answer:
    """A metric's values.

    `frame` has group, name, name_zh, value, numerator, denominator, n, below_min_n. `ignored` names the clauses
    that the rows cannot follow, `level` is that of the districts, `as_of` is UTC. `approximate` is set while a
    clause is dragged and the value is a quantile from buckets. `parts` are the answers, by role, that a derived
    metric is made of.
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
    plan: Plan | None = None
    moment: Moment | None = None
    parts: dict[str, Answer] = field(default_factory=dict)
    explained: Callable[[], tuple[str, ...]] | None = field(default=None, repr=False, compare=False)
    contributed: Callable[[], pd.DataFrame] | None = field(default=None, repr=False, compare=False)

    @property
    def arithmetic(self) -> tuple[str, ...]:
        """How a derived metric is put together, line by line."""
        return self.explained() if self.explained else ()

    @cached_property
    def contributions(self) -> pd.DataFrame:
        """What each metric adds to a composite, a row a group and role; no rows for any other metric."""
        return self.contributed() if self.contributed else pd.DataFrame()

    @property
    def statement(self) -> Statement | None:
        """The SELECT of this metric alone; None for a derived metric and where the snapshot has no rows for it."""
        if self.plan is None or self.moment is None or self.plan.extent is None:
            return None
        return compile_plans([self.plan], self.moment)[0]


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
