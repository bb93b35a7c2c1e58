"""Weather by station and hour."""

from __future__ import annotations

import numpy as np

from datasets.demo.generator.environment.sites import sites
from datasets.demo.generator.hourly import Hourly, Values
from datasets.demo.generator.world import World

STATIONS = 1


def weather_hourly() -> Hourly:
    """The reference station: temperature, rain, wind, humidity and pressure."""
    return Hourly("weather_hourly", "观测时间", sites("QX", "气象站", STATIONS).columns(), _values)


def _values(world: World, hours: np.ndarray) -> Values:
    rng = world.rng("weather stations", str(hours[0]))
    sky, at = world.weather, world.weather.slice(hours[0], hours[-1] + 1)
    shape = (len(hours), STATIONS)
    warmer = world.rng("weather station").normal(0, 0.5, STATIONS)
    rain = sky.rain_mm[at][:, None] * np.exp(0.16 * rng.standard_normal(shape))
    pressure = 1016 - 0.72 * (sky.temperature_c[at] - 15) - 0.8 * np.minimum(sky.rain_mm[at], 5)
    return {
        "气温": np.round(sky.temperature_c[at][:, None] + warmer + rng.normal(0, 0.3, shape), 1),
        "降水量": np.round(rain, 1),
        "风速": np.round(sky.wind_m_s[at][:, None] * np.exp(0.12 * rng.standard_normal(shape)), 1),
        "相对湿度": np.round(np.clip(sky.humidity_pct[at][:, None] + rng.normal(0, 2, shape), 10, 100)),
        "气压": np.round(pressure[:, None] + rng.normal(0, 0.3, shape), 1),
    }
