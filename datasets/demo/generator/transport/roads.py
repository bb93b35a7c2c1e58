"""Speeds on the main roads by stretch and hour, with the free flow that congestion is measured against."""

from __future__ import annotations

import numpy as np

from datasets.demo.generator.geography.network import segments
from datasets.demo.generator.geography.plane import to_degrees
from datasets.demo.generator.hourly import Hourly, Values
from datasets.demo.generator.world import World

HOURS = tuple(range(6, 23))
WORKING = np.array(
    [0.10, 0.42, 0.52, 0.36, 0.26, 0.25, 0.22, 0.23, 0.25, 0.28, 0.36, 0.52, 0.50, 0.34, 0.22, 0.16, 0.10]
)
RESTING = np.array(
    [0.04, 0.08, 0.13, 0.20, 0.27, 0.30, 0.27, 0.26, 0.28, 0.30, 0.32, 0.33, 0.30, 0.25, 0.18, 0.12, 0.08]
)
LANE_FLOW = 2_600


def road_speeds() -> Hourly:
    """24 stretches, hours 6 to 22; speeds in km/h, flow in vehicles an hour."""
    found = segments()
    middles = to_degrees(np.array([part.path.interpolate(0.5, normalized=True).coords[0] for part in found]))
    fixed = {
        "路段编码": [part.segment_id for part in found],
        "道路": [part.road[0] for part in found],
        "长度米": [round(part.path.length) for part in found],
        "自由流速度": [part.free_flow_kmh for part in found],
        "经度": middles[:, 0].tolist(),
        "纬度": middles[:, 1].tolist(),
    }
    return Hourly("road_speeds", "时段", fixed, _values, HOURS)


def _values(world: World, hours: np.ndarray) -> Values:
    count = len(segments())
    if not len(hours):
        return {name: np.empty((0, count)) for name in ("平均速度", "流量")}
    rng = world.rng("road speeds", str(hours[0]))
    load = _load(world, hours)[:, None] * _share() * np.exp(0.10 * rng.standard_normal((len(hours), count)))
    load = np.clip(load + _closure(world, hours), 0, 0.85)
    free = np.array([part.free_flow_kmh for part in segments()])
    rain = np.minimum(world.weather.rain_mm[world.weather.slice(hours[0], hours[-1] + 1)][_within(hours)], 60)
    speed = free * (1 - load) * (1 - 0.0065 * rain[:, None])
    flow = LANE_FLOW * np.sqrt(load) * (1 - 0.5 * np.maximum(load - 0.5, 0))
    return {"平均速度": np.round(speed, 1), "流量": np.round(flow)}


def _within(hours: np.ndarray) -> np.ndarray:
    return (hours - hours[0]).astype(int)


def _load(world: World, hours: np.ndarray) -> np.ndarray:
    """How full the roads are, from 0 to 1."""
    clock = world.clock
    index, number = clock.index(hours), hours.astype(int) % 24 - HOURS[0]
    load = np.where(clock.is_workday[index], WORKING[number], RESTING[number])
    load = load * np.where(clock.is_feast("spring_festival")[index], 0.6, 1.0)
    return load * np.where((clock.weekday[index] == 4) & (number >= 10), 1.12, 1.0)


def _share() -> np.ndarray:
    """Stretches near the centre are fuller."""
    away = np.array([np.hypot(*part.path.interpolate(0.5, normalized=True).coords[0]) for part in segments()])
    return 0.62 + 0.6 * np.exp(-away / 6_500)


def _closure(world: World, hours: np.ndarray) -> np.ndarray:
    """Roads fill while a metro line is closed."""
    event = world.plan.line_closure
    closed = (hours >= event.start) & (hours < event.start + np.timedelta64(event.hours, "h"))
    return 0.10 * closed[:, None]
