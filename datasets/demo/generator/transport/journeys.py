"""Metro journeys by line, day and part of the day, with the minutes added beyond the timetable."""

from __future__ import annotations

from functools import partial

import numpy as np
import pyarrow as pa

from datasets.demo.generator.blocks import Block
from datasets.demo.generator.columns import named, stamps
from datasets.demo.generator.geography.names import LINES
from datasets.demo.generator.transport.ridership import ENTRIES_A_DAY
from datasets.demo.generator.world import World

PERIODS = ("高峰", "平峰")
LINE_SHARE = np.array([0.42, 0.31, 0.27])
PERIOD_SHARE = np.array([0.46, 0.54])


class Journeys:
    """One row a day, line and part of the day; the figures of a day come out the next morning."""

    dataset = "metro_journeys"

    def rows_a_day(self, _world: World) -> float:
        """Lines times parts of the day."""
        return len(LINES) * len(PERIODS)

    def block(self, world: World, days: np.ndarray) -> Block:
        """The journeys of those days."""
        rng = world.rng("journeys", str(days[0]))
        day, line, period = (axis.ravel() for axis in np.meshgrid(days, range(3), range(2), indexing="ij"))
        works = world.clock.is_workday[world.clock.index(day)]
        mean = ENTRIES_A_DAY * LINE_SHARE[line] * PERIOD_SHARE[period] * np.where(works, 1.0, 0.82)
        trips = rng.poisson(mean)
        closed = (line == world.plan.line_closure.line) & (day == world.plan.line_closure.start.astype("datetime64[D]"))
        platform = np.round(rng.gamma(30, (0.9 + 0.35 * (period == 0)) / 30) + 9.0 * closed, 2)
        train = np.round(rng.gamma(30, (0.6 + 0.2 * (period == 0)) / 30) + 4.0 * closed, 2)
        within = rng.binomial(trips, np.clip(0.955 - 0.075 * (platform + train - 1.5), 0.3, 0.985))
        key = day.astype(int) * 10 + line * 2 + period
        known_at = (day + 1).astype("datetime64[s]") + np.timedelta64(7, "h")
        columns = (line, period, trips, platform, train, within)
        return Block(day.astype("datetime64[s]"), known_at, key, partial(_table, day, columns))


def _table(day: np.ndarray, columns: tuple[np.ndarray, ...], _until: np.datetime64) -> pa.Table:
    line, period, trips, platform, train, within = columns
    return pa.table(
        {
            "日期": stamps(day).cast(pa.date32()),
            "线路": named([name for name, _, _ in LINES], line),
            "时段": named(PERIODS, period),
            "乘客数": pa.array(trips),
            "额外候车分钟": pa.array(platform),
            "额外乘车分钟": pa.array(train),
            "准点乘客数": pa.array(within),
        }
    )
