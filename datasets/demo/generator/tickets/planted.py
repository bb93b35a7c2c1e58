"""Tickets that the known events bring: time, category and sub-district of each, beside what is ordinary."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from datasets.demo.generator.clock import seconds
from datasets.demo.generator.geography.districts import districts
from datasets.demo.generator.geography.network import metro_lines
from datasets.demo.generator.tickets.tree import tree
from datasets.demo.generator.world import World

WATERLOGGING = ("道路积水", "小区内涝", "排水管堵塞")
ORDINARY, CLOUDBURST, CLOSURE, BULK = 0, 1, 2, 3


@dataclass(frozen=True)
class Planted:
    """Rows in order of time; `cause` says which event brought each."""

    time: np.ndarray
    category: np.ndarray
    sub_district: np.ndarray
    cause: np.ndarray

    def between(self, first: np.datetime64, last: np.datetime64) -> Planted:
        """Those of the days from `first` to `last`."""
        low, high = np.searchsorted(self.time, np.array([first, last + 1]).astype("datetime64[s]"))
        return Planted(*(values[low:high] for values in self._columns()))

    def _columns(self) -> tuple[np.ndarray, ...]:
        return self.time, self.category, self.sub_district, self.cause


@lru_cache(maxsize=2)
def planted(world: World) -> Planted:
    """All planted tickets of the city."""
    parts = [_cloudburst(world), _closure(world), _bulk(world)]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.argsort(columns[0], kind="stable")
    return Planted(*(column[order] for column in columns))


Columns = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def _cloudburst(world: World) -> Columns:
    """Waterlogging, most of it within hours of the rain."""
    event, rng = world.plan.cloudburst, world.rng("cloudburst tickets")
    lag = np.minimum(rng.gamma(1.4, 6.0, event.tickets), 24 * event.days - 8) * 3600
    category = rng.choice([tree().index(name) for name in WATERLOGGING], event.tickets, p=[0.5, 0.35, 0.15])
    sub_district = rng.choice(event.sub_districts, event.tickets, p=[0.4, 0.25, 0.2, 0.15][: len(event.sub_districts)])
    return event.start + seconds(lag), category, sub_district, np.full(event.tickets, CLOUDBURST)


def _closure(world: World) -> Columns:
    """Complaints about the metro from along the closed line."""
    event, rng = world.plan.line_closure, world.rng("closure tickets")
    time = event.start + seconds(rng.beta(1.3, 1.8, event.tickets) * (event.hours + 2) * 3600)
    line = metro_lines()[event.line]
    crossed = [number for number, area in enumerate(districts().polygons) if area.intersects(line)]
    near = np.array([districts().population[number] for number in crossed], dtype=float)
    sub_district = rng.choice(crossed, event.tickets, p=near / near.sum())
    category = np.full(event.tickets, tree().index("地铁服务"))
    return time, category, sub_district, np.full(event.tickets, CLOSURE)


def _bulk(world: World) -> Columns:
    """A drive to report one thing, whose tickets wait until they are all closed at once."""
    event, rng = world.plan.bulk_closure, world.rng("bulk tickets")
    first = event.at.astype("datetime64[D]") - event.opened_over_days
    day = rng.integers(0, event.opened_over_days - 1, event.tickets)
    time = first.astype("datetime64[s]") + seconds(day * 86_400 + rng.integers(7 * 3600, 21 * 3600, event.tickets))
    people = districts().population / districts().population.sum()
    sub_district = rng.choice(len(people), event.tickets, p=people)
    category = np.full(event.tickets, tree().index(event.category))
    return time, category, sub_district, np.full(event.tickets, BULK)
