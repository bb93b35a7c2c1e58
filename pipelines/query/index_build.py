"""Builds the matrices of the pair index: rows of the active dimension × groups of a view, from one scan each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from pipelines.query.buckets import BUCKETS, bucket_sql
from pipelines.query.clauses import Parameters
from pipelines.query.compile import (
    GROUPS,
    Statement,
    changes,
    clause_conditions,
    group_expression,
    grouped_select,
    measured,
    rows_of,
    scans_of,
    time_conditions,
)
from pipelines.query.moment import Moment
from pipelines.query.plan import Plan

MOST_CELLS = 2**24


@dataclass(frozen=True)
class Matrix:
    """Sums by active position and cell (group, or group × bucket).

    Along time `sums` is running: row i holds all days before day i. Too large to be dense, it is kept as the rows
    that are there, in the order of their positions.
    """

    cells: int
    running: bool
    sums: np.ndarray | None
    places: np.ndarray | None = None
    cell_of: np.ndarray | None = None
    counts: np.ndarray | None = None

    @property
    def bytes(self) -> int:
        """Memory that the matrix takes."""
        arrays = (self.sums, self.places, self.cell_of, self.counts)
        return sum(array.nbytes for array in arrays if array is not None)

    def between(self, first: int, last: int) -> np.ndarray:
        """Sums over the positions from first up to, not including, last."""
        if self.sums is not None and self.running:
            return self.sums[last] - self.sums[first]
        if self.sums is not None:
            return self.sums[first:last].sum(axis=0)
        assert self.places is not None
        assert self.cell_of is not None
        assert self.counts is not None
        rows = slice(*np.searchsorted(self.places, (first, last)))
        return np.bincount(self.cell_of[rows], self.counts[rows], minlength=self.cells)

    def of(self, positions: Sequence[int]) -> np.ndarray:
        """Sums over those positions."""
        return sum((self.between(place, place + 1) for place in positions), np.zeros(self.cells))


@dataclass(frozen=True)
class Built:
    """What the index keeps of one plan: `size` active positions, which are days from `first_day` on, or `members`."""

    plan: Plan
    size: int
    groups: np.ndarray
    matrices: dict[str, Matrix]
    first_day: date | None = None
    members: dict[Any, int] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        """Memory that the matrices take."""
        return sum(matrix.bytes for matrix in self.matrices.values()) + self.groups.nbytes


def active_expression(plan: Plan, active: str) -> str:
    """The column that is dragged, for the plan's rows."""
    columns = {
        "time": plan.date_column or "day",
        "districts": GROUPS["district"].format(level=f'"{plan.predicate.level}_id"', day=""),
        "categories": GROUPS["category"],
        "agencies": GROUPS["agency"],
        "hours": GROUPS["hour_of_week"],
    }
    return columns[active]


def index_statements(plans: Sequence[Plan], active: str, moment: Moment) -> list[Statement]:
    """One statement a scan with `active`, `group` (if any) and the metrics' columns; one by bucket a quantile."""
    quantiles = [plan for plan in plans if plan.metric.quantile is not None]
    others = [plan for plan in plans if plan.metric.quantile is None]
    statements = []
    for scan in scans_of(others):
        if scan[0].metric.stock is not None and active == "time":
            statements.append(changes(scan, moment, _keys(scan[0], "day", "own_group")))
        else:
            keys = _keys(scan[0], active_expression(scan[0], active), group_expression(scan[0]))
            statements.append(measured(scan, moment, keys))
    return [*statements, *(_bucketed(plan, active) for plan in quantiles)]


def _keys(plan: Plan, active: str, group: str) -> dict[str, str]:
    return {"active": active} | ({"group": group} if plan.by else {})


def _bucketed(plan: Plan, active: str) -> Statement:
    assert plan.metric.quantile is not None
    value = f"({plan.metric.quantile.of})::double"
    parameters = Parameters()
    conditions = [*time_conditions(plan, parameters), *clause_conditions(plan, parameters)]
    conditions += [*rows_of(plan, parameters), f"{value} is not null"]
    keys = _keys(plan, active_expression(plan, active), group_expression(plan)) | {"bucket": bucket_sql(value)}
    rows = f"{plan.metric.fact}\nwhere {' and '.join(conditions)}"
    return Statement(grouped_select(keys, ["count(*) as n_0"], rows), parameters.values, (plan,))


def built(plan: Plan, place: int, rows: pd.DataFrame, active: str) -> Built:
    """The matrices of the plan at that place of the statement whose rows these are."""
    cell, groups = _members(rows["group"]) if plan.by else (np.zeros(len(rows), dtype=np.int64), ["all"])
    first_day, members = None, {}
    if active == "time":
        first_day, at, length = _days(rows["active"])
    else:
        at, found = _members(rows["active"])
        members, length = {member: place for place, member in enumerate(found)}, len(found)
    size = length, len(groups)
    if plan.metric.quantile is not None:
        cell, size = cell * BUCKETS + rows["bucket"].to_numpy(), (size[0], size[1] * BUCKETS)
    columns = {name: f"{name}_{place}" for name in ("num", "den", "n")}
    running = active == "time"
    matrices = {
        name: _matrix(at, cell, rows[column].fillna(0).to_numpy("float64"), size, running)
        for name, column in columns.items()
        if column in rows
    }
    return Built(plan, length, np.asarray(groups, dtype=object), matrices, first_day, members)


def _members(column: pd.Series) -> tuple[np.ndarray, list[Any]]:
    """Each row's place among the distinct values, and these in order."""
    place, members = pd.factorize(column, sort=True)
    return place, members.tolist()


def _days(active: pd.Series) -> tuple[date | None, np.ndarray, int]:
    """First day, each row's day counted from it, and how many days there are."""
    if active.empty:
        return None, np.zeros(0, dtype=np.int64), 0
    days = pd.to_datetime(active)
    offset = (days - days.min()).dt.days.to_numpy()
    return days.min().date(), offset, int(offset.max()) + 1


def _matrix(at: np.ndarray, cell: np.ndarray, counts: np.ndarray, size: tuple[int, int], running: bool) -> Matrix:
    rows, cells = size
    if (rows + 1) * cells > MOST_CELLS:
        order = np.argsort(at, kind="stable")
        return Matrix(cells, running, None, at[order], cell[order], counts[order])
    flat = np.bincount((at + running) * cells + cell, counts, minlength=(rows + running) * cells)
    sums = flat.reshape(rows + running, cells)
    return Matrix(cells, running, sums.cumsum(axis=0) if running else sums)
