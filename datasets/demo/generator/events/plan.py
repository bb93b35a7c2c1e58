"""Where and when the known events fall: drawn from the seed, within limits that keep them apart."""

from __future__ import annotations

import numpy as np

from datasets.demo.generator.clock import Clock
from datasets.demo.generator.events import kinds
from datasets.demo.generator.geography.districts import Districts, districts
from datasets.demo.generator.geography.network import METRO
from datasets.demo.generator.networks import kept
from datasets.demo.generator.streams import stream

AIR_STATIONS = 6
APART_DAYS = 20
FIRST_MONTH_OF_OVERRUN = 8
SLOW_AGENCIES = ("market", "environment", "transport", "water", "labour")
OVERRUNS = (
    ("urban_management", "环卫保洁"),
    ("water", "污水处理"),
    ("parks", "绿化养护"),
    ("transport", "公共交通补贴"),
)
FEEDS = ("noise", "bike_docks", "road_speeds")
BULK_CATEGORIES = ("机动车违停", "占道经营", "物业服务")
REDEFINITIONS = (("社会生活噪声", "施工噪声"), ("暴露垃圾", "垃圾清运"), ("出租网约车", "公交服务态度"))


def plan(seed: int, scale: float, clock: Clock) -> kinds.Plan:
    """The known events of one city; the same arguments give the same events."""
    rng = stream(seed, "events")
    cloudburst = _cloudburst(rng, scale, clock)
    return kinds.Plan(
        cloudburst,
        _heat_wave(rng, clock, cloudburst),
        _line_closure(rng, scale, clock),
        _burglary_series(rng, scale, clock),
        kinds.MissedDeadlines(_one_of(rng, SLOW_AGENCIES), _days_ago(rng, clock, 50, 110), _about(rng, 3.2)),
        _bulk_closure(rng, scale, clock),
        _budget_overrun(rng, clock),
        _sensor_drift(rng, scale, clock),
        kinds.DeadFeed(_one_of(rng, FEEDS), clock.as_of - np.timedelta64(int(rng.integers(40, 200)), "h")),
        _redefinition(rng, clock),
        _boundary_change(rng, clock),
    )


def sized(base: float, scale: float, least: int) -> int:
    """A count that grows with the scale and stays visible in a small city."""
    return max(least, round(base * scale))


def _one_of(rng: np.random.Generator, options: tuple[str, ...]) -> str:
    return options[int(rng.integers(len(options)))]


def _about(rng: np.random.Generator, middle: float) -> float:
    return round(float(middle * rng.uniform(0.85, 1.15)), 3)


def _days_ago(rng: np.random.Generator, clock: Clock, least: int, most: int) -> np.datetime64:
    return clock.last_day - int(rng.integers(least, most))


def _month_start(rng: np.random.Generator, clock: Clock, least: int, most: int) -> np.datetime64:
    return _days_ago(rng, clock, least, most).astype("datetime64[M]").astype("datetime64[D]")


def _in_season(
    rng: np.random.Generator, clock: Clock, season: tuple[str, str], apart: list[np.datetime64]
) -> np.datetime64:
    """A day between two month-days of any covered year, clear of the edges and of the given days."""
    first, last = season
    month_day = np.array([str(day)[5:] for day in clock.days])
    fits = (month_day >= first) & (month_day <= last)
    fits &= (clock.days > clock.first_day + 40) & (clock.days < clock.last_day - APART_DAYS)
    for day in apart:
        fits &= np.abs((clock.days - day).astype(int)) > APART_DAYS
    return clock.days[rng.choice(np.flatnonzero(fits))]


def _cloudburst(rng: np.random.Generator, scale: float, clock: Clock) -> kinds.Cloudburst:
    day = _in_season(rng, clock, ("06-10", "08-31"), [])
    start = day.astype("datetime64[s]") + np.timedelta64(int(rng.integers(13, 20)), "h")
    areas = districts()
    first = int(rng.choice(np.argsort(-areas.population)[:15]))
    around = sorted(areas.neighbours[first], key=lambda other: -areas.population[other])[:3]
    return kinds.Cloudburst(start, 4, _about(rng, 66), (first, *around), sized(420, scale, 14))


def _heat_wave(rng: np.random.Generator, clock: Clock, cloudburst: kinds.Cloudburst) -> kinds.HeatWave:
    day = _in_season(rng, clock, ("07-01", "08-16"), [cloudburst.start.astype("datetime64[D]")])
    days = int(rng.integers(7, 11))
    return kinds.HeatWave(day, days, _about(rng, 3.6), _about(rng, 1.7), _about(rng, 1.8), 1.25, 1.3)


def _line_closure(rng: np.random.Generator, scale: float, clock: Clock) -> kinds.LineClosure:
    recent = (clock.days > clock.last_day - 120) & (clock.days < clock.last_day - 4) & clock.is_workday
    day = clock.days[rng.choice(np.flatnonzero(recent))].astype("datetime64[s]")
    hour = int(rng.choice([6, 7, 14, 15]))
    return kinds.LineClosure(int(rng.integers(len(METRO))), day + np.timedelta64(hour, "h"), 6, sized(160, scale, 10))


def _burglary_series(rng: np.random.Generator, scale: float, clock: Clock) -> kinds.BurglarySeries:
    areas = districts()
    first = int(rng.choice(np.argsort(-areas.population)[5:30]))
    second = max(areas.neighbours[first], key=lambda other: areas.population[other])
    return kinds.BurglarySeries((first, second), _days_ago(rng, clock, 60, 330), 42, sized(36, scale, 12))


def _bulk_closure(rng: np.random.Generator, scale: float, clock: Clock) -> kinds.BulkClosure:
    day = clock.next_workday(np.array([_days_ago(rng, clock, 60, 380)]))[0].astype("datetime64[s]")
    at = day + np.timedelta64(int(rng.integers(16 * 3600, 17 * 3600)), "s")
    return kinds.BulkClosure(_one_of(rng, BULK_CATEGORIES), at, 10, 56, sized(4_000, scale, 40))


def _budget_overrun(rng: np.random.Generator, clock: Clock) -> kinds.BudgetOverrun:
    """In the current fiscal year from its ninth month on, before that in the last one, of a line spent evenly."""
    agency, programme = OVERRUNS[int(rng.integers(len(OVERRUNS)))]
    reported = (clock.as_of - np.timedelta64(9, "D")).astype("datetime64[M]") - 1
    months_since_1970 = int(reported.astype(int))
    year, month = 1970 + months_since_1970 // 12, months_since_1970 % 12 + 1
    spent = _about(rng, 1.16)
    if month < FIRST_MONTH_OF_OVERRUN:
        return kinds.BudgetOverrun(agency, programme, year - 1, 12, spent)
    return kinds.BudgetOverrun(agency, programme, year, month, spent)


def _sensor_drift(rng: np.random.Generator, scale: float, clock: Clock) -> kinds.SensorDrift:
    station = int(rng.choice(kept(AIR_STATIONS, scale)))
    return kinds.SensorDrift(station, _days_ago(rng, clock, 45, 120), _about(rng, 0.45))


def _redefinition(rng: np.random.Generator, clock: Clock) -> kinds.Redefinition:
    category, into = REDEFINITIONS[int(rng.integers(len(REDEFINITIONS)))]
    return kinds.Redefinition(category, into, _month_start(rng, clock, 150, 500), _about(rng, 0.45))


def _boundary_change(rng: np.random.Generator, clock: Clock) -> kinds.BoundaryChange:
    areas = districts()
    moves = [
        (sub, old, new)
        for sub, old in enumerate(areas.district_of.tolist())
        for new in sorted({int(areas.district_of[other]) for other in areas.neighbours[sub]} - {old})
        if _stays_whole(areas, sub, old)
    ]
    sub, old, new = moves[int(rng.integers(len(moves)))]
    return kinds.BoundaryChange(sub, old, new, _month_start(rng, clock, 400, 700))


def _stays_whole(areas: Districts, moved: int, district: int) -> bool:
    rest = areas.district_of.copy()
    rest[moved] = -1
    return (rest == district).sum() >= 3 and areas.district_polygon(district, rest).geom_type == "Polygon"
