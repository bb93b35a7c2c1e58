"""Data sets with one row a station and hour."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa

from datasets.demo.generator.blocks import Block
from datasets.demo.generator.columns import stamps
from datasets.demo.generator.networks import kept
from datasets.demo.generator.world import World

Values = dict[str, np.ndarray]


@dataclass(frozen=True)
class Hourly:
    """Readings of a network, which is whole from scale 1 on and smaller below.

    `values(world, hours)` gives each published column as [hours, stations]; `fixed` are columns with one value
    a station; `hours` are the hours of the day that are published, each known `known_after_min` minutes later.
    """

    dataset: str
    time_name: str
    fixed: Mapping[str, Sequence[object]]
    values: Callable[[World, np.ndarray], Values]
    hours: tuple[int, ...] = tuple(range(24))
    known_after_min: int = 65

    def rows_a_day(self, world: World) -> float:
        """Rows of a full day."""
        return len(self._stations(world)) * len(self.hours)

    def block(self, world: World, days: np.ndarray) -> Block:
        """The readings of those days; a feed that died has none after its death."""
        hours = (days.astype("datetime64[h]")[:, None] + np.array(self.hours)).ravel()
        event = world.plan.dead_feed
        if event.dataset == self.dataset:
            hours = hours[hours < event.at]
        stations = self._stations(world)
        values = {name: value[:, stations] for name, value in self.values(world, hours).items()}
        time = np.repeat(hours.astype("datetime64[s]"), len(stations))
        key = np.repeat(hours.astype(int), len(stations)) * 1_000 + np.tile(stations, len(hours))
        known_at = time + np.timedelta64(self.known_after_min, "m")
        return Block(time, known_at, key, partial(_table, self, time, np.tile(stations, len(hours)), values))

    def _stations(self, world: World) -> np.ndarray:
        return kept(len(next(iter(self.fixed.values()))), world.scale)


def _table(
    stream: Hourly,
    time: np.ndarray,
    station: np.ndarray,
    values: Values,
    _until: np.datetime64,
) -> pa.Table:
    columns = {stream.time_name: stamps(time)}
    columns |= {name: pa.array(list(each)).take(pa.array(station)) for name, each in stream.fixed.items()}
    columns |= {name: pa.array(value.ravel(), from_pandas=True) for name, value in values.items()}
    return pa.table(columns)
