"""Metro entries and exits by station and hour."""

from __future__ import annotations

from functools import cache

import numpy as np

from datasets.demo.generator.geography.network import line_names, stations
from datasets.demo.generator.geography.plane import to_degrees
from datasets.demo.generator.hourly import Hourly, Values
from datasets.demo.generator.world import World

HOURS = tuple(range(6, 23))
HOMES = np.array([55, 140, 150, 78, 48, 42, 40, 42, 44, 46, 52, 70, 72, 50, 36, 26, 14])
OFFICES = np.array([14, 26, 38, 36, 34, 38, 46, 48, 48, 54, 74, 138, 150, 92, 66, 50, 26])
LEISURE = np.array([5, 8, 14, 30, 48, 62, 72, 78, 80, 80, 78, 74, 68, 62, 54, 46, 22])
ENTRIES_A_DAY = 540_000
GROWTH_A_YEAR = 0.035


def metro_ridership() -> Hourly:
    """36 stations, hours 6 to 22."""
    found = stations()
    degrees = to_degrees(np.array([station.point for station in found]))
    fixed = {
        "线路": [line_names(station.line)[0] for station in found],
        "站点编码": [station.station_id for station in found],
        "站点名称": [station.names[0] for station in found],
        "经度": degrees[:, 0].tolist(),
        "纬度": degrees[:, 1].tolist(),
    }
    return Hourly("metro_ridership", "时段", fixed, _values, HOURS)


def _values(world: World, hours: np.ndarray) -> Values:
    rng = world.rng("ridership", str(hours[0]))
    factor = _day_factor(world, hours) * _closure(world, hours)
    noise = np.exp(0.06 * rng.standard_normal((len(hours), len(stations()))))
    entries, exits = (_shape(world, hours, way) * factor * noise for way in (0, 1))
    return {"进站量": rng.poisson(entries), "出站量": rng.poisson(exits)}


@cache
def _profiles(way: int) -> tuple[np.ndarray, np.ndarray]:
    """Share of a day's passengers by hour and station, on working days and days off; `way` 0 in, 1 out."""
    share = np.array([station.share for station in stations()])
    central = np.clip((share - 0.35) / 1.9, 0, 1)
    morning, evening = (HOMES, OFFICES) if way == 0 else (OFFICES, HOMES)
    working = np.outer(morning / morning.sum(), 1 - central) + np.outer(evening / evening.sum(), central)
    leisure = LEISURE if way == 0 else np.roll(LEISURE, 1)
    resting = np.repeat((leisure / leisure.sum())[:, None], len(share), axis=1)
    weight = share / share.sum()
    return working * weight, resting * weight


def _shape(world: World, hours: np.ndarray, way: int) -> np.ndarray:
    works = world.clock.is_workday[world.clock.index(hours)]
    working, resting = _profiles(way)
    number = hours.astype(int) % 24 - HOURS[0]
    return ENTRIES_A_DAY * np.where(works[:, None], working[number], 0.82 * resting[number])


def _day_factor(world: World, hours: np.ndarray) -> np.ndarray:
    clock = world.clock
    index = clock.index(hours)
    rain = world.weather.daily(world.weather.rain_mm).sum(axis=1)[index]
    factor = np.where(clock.is_feast("spring_festival")[index], 0.45, 1.0)
    factor *= np.where((clock.weekday[index] == 4) & clock.is_workday[index], 1.06, 1.0)
    factor *= 1 - 0.0022 * np.minimum(rain, 60)
    years = (clock.days[index] - clock.first_day).astype(float) / 365.25
    return (factor * (1 + GROWTH_A_YEAR) ** years)[:, None]


def _closure(world: World, hours: np.ndarray) -> np.ndarray:
    """Nobody enters a closed line; the other lines carry some of its passengers."""
    event = world.plan.line_closure
    end = event.start + np.timedelta64(event.hours, "h")
    closed = ((hours >= event.start) & (hours < end))[:, None]
    line = np.array([station.line for station in stations()])
    return np.where(closed, np.where(line == event.line, 0.0, 1.14), 1.0)
