"""Water levels: the river, which rises for days after rain, and drains under roads, which fill within the hour."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from datasets.demo.generator.environment.sites import Sites, river_gauges, sites
from datasets.demo.generator.geography.names import SUB_DISTRICTS
from datasets.demo.generator.geography.places import PER_SUB_DISTRICT, places
from datasets.demo.generator.hourly import Hourly, Values
from datasets.demo.generator.world import World

RIVER, DRAINS = 3, 6
RIVER_BASE_M, RIVER_WARNING_M = 18.2, 21.5
DRAIN_WARNING_M = 0.27


def water_levels(world: World) -> Hourly:
    """River and drain gauges, with the warning level of each; drains stand where it floods first."""
    gauges = _gauges(world)
    fixed = gauges.columns() | {
        "站点类型": ["河道"] * RIVER + ["下穿道路积水点"] * DRAINS,
        "警戒水位": [RIVER_WARNING_M - 0.4 * number for number in range(RIVER)] + [DRAIN_WARNING_M] * DRAINS,
    }
    return Hourly("water_levels", "监测时间", fixed, _values)


@lru_cache(maxsize=2)
def _gauges(world: World) -> Sites:
    """The first drains stand in the sub-districts that the cloudburst will flood."""
    river, drains = river_gauges(RIVER), sites("JS", "积水监测点", DRAINS)
    flooded = np.array(world.plan.cloudburst.sub_districts[:DRAINS])
    at_flood = _in_sub_districts(drains, flooded)
    return Sites(
        river.ids + at_flood.ids,
        river.names + at_flood.names,
        np.vstack([river.degrees, at_flood.degrees]),
        np.concatenate([river.sub_district, at_flood.sub_district]),
    )


def _in_sub_districts(drains: Sites, flooded: np.ndarray) -> Sites:
    sub_district = np.concatenate([flooded, drains.sub_district])[:DRAINS]
    degrees = np.vstack([places().degrees[flooded * PER_SUB_DISTRICT + 7], drains.degrees])[:DRAINS]
    names = tuple(f"{SUB_DISTRICTS[number][0]}积水监测点" for number in sub_district)
    return Sites(drains.ids, names, degrees, sub_district)


def _values(world: World, hours: np.ndarray) -> Values:
    rng = world.rng("water gauges", str(hours[0]))
    at = world.weather.slice(hours[0], hours[-1] + 1)
    river, drain = _city_levels(world)
    fall = np.array([0.0, -0.5, -1.1])
    swell = np.array([0.92, 1.0, 1.08])
    rivers = RIVER_BASE_M + fall + river[at][:, None] * swell + rng.normal(0, 0.012, (len(hours), RIVER))
    depth = world.rng("drain depth").uniform(0.35, 0.75, DRAINS)
    depth[: len(world.plan.cloudburst.sub_districts)] = 1.0
    drains = np.maximum(drain[at][:, None] * depth + rng.normal(0, 0.004, (len(hours), DRAINS)), 0)
    return {"水位": np.round(np.hstack([rivers, drains]), 3)}


@lru_cache(maxsize=2)
def _city_levels(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Rise of the river and depth in a drain in metres, for every hour of the calendar."""
    rain = world.weather.rain_mm
    season = np.repeat(world.clock.season, 24)
    slow = np.arange(168)
    run_off = np.convolve(rain, np.exp(-slow / 40) * (1 - np.exp(-slow / 6)), "full")[: len(rain)]
    river = 0.011 * run_off + 0.35 * (1 - np.cos(season))
    beyond = np.maximum(np.convolve(rain, np.array([0.55, 0.3, 0.15]), "full")[: len(rain)] - 9, 0)
    filled = np.convolve(beyond, np.exp(-np.arange(10) / 2.2), "full")[: len(rain)]
    return river, 0.0135 * filled
