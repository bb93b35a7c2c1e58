"""Everything that the streams share: seed, scale, time, weather and the planned events."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np

from datasets.demo.generator.clock import Clock
from datasets.demo.generator.events.kinds import Plan
from datasets.demo.generator.events.plan import plan
from datasets.demo.generator.streams import stream
from datasets.demo.generator.weather import Weather, weather

BLOCK_ROWS = 150_000


@dataclass(frozen=True, eq=False)
class World:
    """One demo city; `tally` collects what the streams planted, for truth.yaml."""

    seed: int
    scale: float
    clock: Clock
    plan: Plan
    weather: Weather
    tally: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))

    def rng(self, *names: str | int) -> np.random.Generator:
        """The random numbers of one named stream."""
        return stream(self.seed, *names)

    def count(self, thing: str, key: str, amount: int) -> None:
        """Adds to what is planted under that name."""
        self.tally[thing][key] += int(amount)

    def spans(self, month: np.datetime64, rows_a_day: float) -> list[np.ndarray]:
        """The days of a month in runs of about 150,000 rows, so that memory does not grow with the scale."""
        days = np.arange(month.astype("datetime64[D]"), (month + 1).astype("datetime64[D]"))
        step = int(np.clip(BLOCK_ROWS / max(rows_a_day, 1), 1, 31))
        return [days[first : first + step] for first in range(0, len(days), step)]


def build_world(seed: int, scale: float, as_of: date | datetime) -> World:
    """The city of that seed and scale; `as_of` is a day (to its end) or an instant, in local time."""
    clock = Clock.until(as_of)
    events = plan(seed, scale, clock)
    sky = weather(seed, clock, events.cloudburst, events.heat_wave)
    return World(seed, scale, clock, events, sky)
