"""Data sets that come out once a month, on a fixed day, about the month before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa

from datasets.demo.generator.blocks import Block
from datasets.demo.generator.world import World

Report = Callable[[World, np.datetime64, np.datetime64], pa.Table]


@dataclass(frozen=True)
class Monthly:
    """`report(world, month, published)` gives the rows about a month that are published on that day.

    A report that states the same rows again `replaces` the one before.
    """

    dataset: str
    day_of_month: int
    report: Report
    replaces: bool = False

    def rows_a_day(self, _world: World) -> float:
        """So few that a month is one block."""
        return 1

    def block(self, world: World, days: np.ndarray) -> Block:
        """The report that is published on one of those days, or nothing."""
        due = days.astype("datetime64[M]").astype("datetime64[D]") + (self.day_of_month - 1)
        published = days[days == due]
        tables = [self.report(world, day.astype("datetime64[M]") - 1, day) for day in published]
        if not tables:
            return Block(np.empty(0, "datetime64[s]"), np.empty(0, "datetime64[s]"), np.empty(0, int), _never)
        table = tables[0]
        time = np.full(table.num_rows, published[0].astype("datetime64[s]") + np.timedelta64(9, "h"))
        key = published[0].astype(int) * 1_000 + np.arange(table.num_rows)
        return Block(time, time, key, partial(_as_it_is, table), (), self.replaces)


def _as_it_is(table: pa.Table, _until: np.datetime64) -> pa.Table:
    return table


def _never(_until: np.datetime64) -> pa.Table:
    return pa.table({})


def year_and_month(month: np.datetime64) -> tuple[int, int]:
    """Calendar year, and month from 1 to 12."""
    number = month.astype("datetime64[M]").astype(int)
    return int(number) // 12 + 1970, int(number) % 12 + 1


def constant(value: object, rows: int) -> pa.Array:
    """The same value in every row."""
    return pa.repeat(pa.scalar(value), rows)


def yuan(fen: np.ndarray) -> pa.Array:
    """Amounts in yuan with two decimals, as text that loses nothing."""
    return pa.array([f"{'-' * (amount < 0)}{abs(amount) // 100}.{abs(amount) % 100:02d}" for amount in fen.tolist()])
