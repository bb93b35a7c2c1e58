"""A demo city as its portal stood at a moment: what had happened by then, and nothing of what came after."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from datasets.demo.generator.blocks import Stream
from datasets.demo.generator.dirt import soiled
from datasets.demo.generator.events.kinds import Plan
from datasets.demo.generator.events.truth import write_truth
from datasets.demo.generator.geography.publish import publish_base_map, publish_boundaries
from datasets.demo.generator.made import make_room
from datasets.demo.generator.publishing import Publication
from datasets.demo.generator.registry import streams, whole_files
from datasets.demo.generator.world import World, build_world
from layouts.demo.made import moment as as_instant
from pipelines.clock import CityClock
from pipelines.refresh import Request, refresh
from tests.demo_city import DemoCity

SECOND = np.timedelta64(1, "s")


@dataclass(frozen=True)
class Story:
    """The events of a seed in a city that ends on a day; sizes of events follow the scale."""

    seed: int = 1
    scale: float = 1.0
    ends: date = date(2026, 11, 27)

    def world(self) -> World:
        return build_world(self.seed, self.scale, self.ends)

    def plan(self) -> Plan:
        return self.world().plan


@dataclass(frozen=True)
class Moment:
    """An instant in the city's local time, what is published of it, and for how many months back; all by default."""

    at: datetime
    datasets: Collection[str] = ()
    months: int = 15


def publish_moment(folder: Path, story: Story, moment: Moment) -> DemoCity:
    """Writes and refreshes a city whose clock stands still at the moment."""
    world = story.world()
    publication = Publication(make_room(folder / "made"))
    publish_boundaries(world, publication)
    if not moment.datasets:
        publish_base_map(publication)
        for publish in whole_files():
            publish(world, publication)
    until = np.datetime64(moment.at, "s")
    last = until.astype("datetime64[M]")
    for month in np.arange(max(last - moment.months, world.clock.months()[0]), last + 1):
        for stream in _wanted(world, moment):
            for days in world.spans(month, stream.rows_a_day(world)):
                _publish(world, stream, days, until, publication)
    publication.close()
    write_truth(world, folder / "made")
    city, clock = DemoCity(folder), as_instant(moment.at)
    refresh(city.city, city.home, Request(folder=city.portal, clock=CityClock(clock, clock, 0.0)))
    return city


def _wanted(world: World, moment: Moment) -> list[Stream]:
    return [one for one in streams(world) if not moment.datasets or one.dataset in moment.datasets]


def _publish(world: World, stream: Stream, days: np.ndarray, until: np.datetime64, publication: Publication) -> None:
    """As the generator does, but as of the moment: rows that were known, with nothing that happened later."""
    block = stream.block(world, days)
    shown = block.visible(world.clock.first_day.astype("datetime64[s]"), until)
    if not shown.any():
        return
    if block.replaces:
        publication.withdraw(stream.dataset)
    rows = block.publish(until).filter(pa.array(shown))
    publication.csv(stream.dataset, str(days[0])[:7], soiled(world, stream.dataset, rows, block.key[shown]))
