"""Noise by station and hour, as the equivalent level LAeq."""

from __future__ import annotations

import numpy as np

from datasets.demo.generator.environment.sites import sites
from datasets.demo.generator.hourly import Hourly, Values
from datasets.demo.generator.world import World

STATIONS = 6
BY_HOUR = np.array([-7, -8, -9, -9, -8, -5, -1, 2, 3, 2, 2, 2, 1, 1, 1, 2, 2, 3, 3, 2, 2, 0, -3, -5])


def noise() -> Hourly:
    """Six stations; levels in dB(A)."""
    return Hourly("noise", "监测时间", sites("ZS", "噪声站", STATIONS).columns(), _values)


def _values(world: World, hours: np.ndarray) -> Values:
    if not len(hours):
        return {"等效声级": np.empty((0, STATIONS))}
    rng = world.rng("noise stations", str(hours[0]))
    base = world.rng("noise station").uniform(53, 62, STATIONS)
    rain = world.weather.rain_mm[world.weather.slice(hours[0], hours[-1] + 1)]
    clock = world.clock
    day_off = ~clock.is_workday[clock.index(hours)]
    city = BY_HOUR[hours.astype(int) % 24] - 1.2 * day_off + 0.25 * np.minimum(rain, 8)
    return {"等效声级": np.round(base + city[:, None] + rng.normal(0, 1.4, (len(hours), STATIONS)), 1)}
