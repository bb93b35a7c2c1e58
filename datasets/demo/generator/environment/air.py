"""Air quality by station and hour: six pollutants that follow season, hour, wind, rain and heat."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from datasets.demo.generator.environment.sites import sites
from datasets.demo.generator.events.plan import AIR_STATIONS
from datasets.demo.generator.hourly import Hourly, Values
from datasets.demo.generator.weather import persistent
from datasets.demo.generator.world import World

MISSING_SHARE = 0.008
RUSH = np.array([0.7, 0.6, 0.55, 0.5, 0.55, 0.7, 1.0, 1.45, 1.5, 1.25, 1.0, 0.9,
                 0.85, 0.8, 0.8, 0.85, 1.0, 1.35, 1.5, 1.4, 1.25, 1.1, 0.95, 0.8])  # fmt: skip


def air_quality() -> Hourly:
    """The city's air stations; particles, ozone, NO2 and SO2 in µg/m³, CO in mg/m³."""
    return Hourly("air_quality", "监测时间", sites("KQ", "空气站", AIR_STATIONS).columns(), _values)


def _values(world: World, hours: np.ndarray) -> Values:
    rng = world.rng("air stations", str(hours[0]) if len(hours) else "none")
    at = world.weather.slice(hours[0], hours[-1] + 1) if len(hours) else slice(0, 0)
    values = {}
    for number, (name, series) in enumerate(city_air(world).items()):
        local = 1 + 0.13 * world.rng("air station", name).standard_normal(AIR_STATIONS)
        noise = np.exp(0.09 * rng.standard_normal((len(hours), AIR_STATIONS)))
        value = series[at][:, None] * local * noise
        if name == "PM2.5":
            value += _drift(world, hours)
        value[rng.random(value.shape) < MISSING_SHARE] = np.nan
        values[name] = np.round(value, 2 if number == 5 else 0 if name != "PM2.5" else 1)
    return values


def _drift(world: World, hours: np.ndarray) -> np.ndarray:
    event = world.plan.sensor_drift
    days = (hours - event.first_day.astype("datetime64[h]")).astype(float) / 24
    return np.maximum(days, 0)[:, None] * event.ug_m3_a_day * (np.arange(AIR_STATIONS) == event.station)


@lru_cache(maxsize=2)
def city_air(world: World) -> Values:
    """The city's mean concentration of each pollutant for every hour of the calendar."""
    sky, rng = world.weather, world.rng("air")
    count = len(sky.rain_mm)
    season, hour = np.repeat(world.clock.season, 24), np.arange(count) % 24
    still = np.sqrt(2.6 / np.maximum(sky.wind_m_s, 0.9))
    washed = np.where(np.convolve(sky.rain_mm, np.ones(4), "full")[:count] > 1, 0.68, 1.0)
    heat = _in_heat_wave(world, count)
    # the planted episode is the spell of its days: another on top of it would change its stated size
    spells = np.exp((0.42 * persistent(rng, count, 0.988) - 0.09) * (1 - heat))
    pm25 = 27 * (1 + 0.42 * np.cos(season)) * still * washed * spells * (0.75 + 0.25 * RUSH[hour])
    pm25 *= 1 + (world.plan.heat_wave.pm25_factor - 1) * heat
    dust = 12 * np.exp(0.7 * persistent(rng, count, 0.98) + 0.5 * np.cos(season - 1.7))
    sun = np.maximum(np.sin(np.pi * (hour - 6.5) / 14.5), 0) * (hour > 6)
    o3 = 34 + 2.8 * sun * np.maximum(sky.temperature_c + 4, 2) * np.where(sky.rain_mm > 0.2, 0.55, 1.0)
    o3 *= np.exp(0.14 * persistent(rng, count, 0.97)) * (1 + (world.plan.heat_wave.o3_factor - 1) * heat)
    no2 = 24 * (1 + 0.30 * np.cos(season)) * still * RUSH[hour] * np.exp(0.2 * persistent(rng, count, 0.97))
    so2 = 7 * (1 + 0.35 * np.cos(season)) * still * np.exp(0.25 * persistent(rng, count, 0.98))
    co = 0.35 + 0.010 * pm25 + 0.004 * no2
    return {"PM2.5": pm25, "PM10": 1.3 * pm25 + dust, "O3": o3, "NO2": no2, "SO2": so2, "CO": co}


def _in_heat_wave(world: World, count: int) -> np.ndarray:
    event = world.plan.heat_wave
    first = int((event.first_day.astype("datetime64[h]") - world.weather.start).astype(int))
    inside = np.zeros(count)
    inside[first + 12 : first + 24 * event.days] = 1.0
    return np.convolve(inside, np.ones(12) / 12, "same")
