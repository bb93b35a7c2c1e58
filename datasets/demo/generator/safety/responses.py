"""Emergency calls, fires and ambulance runs: each with the instants from the call to the end of the job."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa

from datasets.demo.generator.blocks import Block
from datasets.demo.generator.clock import seconds
from datasets.demo.generator.columns import named, stamps
from datasets.demo.generator.geography.places import places
from datasets.demo.generator.safety.happenings import (
    Happenings,
    happenings,
    head_columns,
    kind_index,
    place_columns,
    rows_a_day,
)
from datasets.demo.generator.streams import lognormal, pick_by_row
from datasets.demo.generator.world import World

PRIORITIES = ("一级", "二级", "三级")
RUSH_HOURS = (7, 8, 17, 18)


@dataclass(frozen=True)
class Service:
    """A service that answers calls; medians in seconds, travel by priority (1, 2, 3) in the centre.

    `urgency` is the share of each priority for urgent and for other kinds.
    """

    dataset: str
    prefix: str
    process_s: tuple[float, float, float]
    turnout_s: float
    travel_s: tuple[float, float, float]
    on_scene_min: float
    urgent: tuple[str, ...]
    urgency: tuple[tuple[float, float, float], tuple[float, float, float]]
    results: tuple[str, ...]


POLICE = Service(
    "emergency_calls", "J", (52, 130, 340), 75, (265, 390, 620), 34, ("刑事类", "交通类"),
    ((0.52, 0.40, 0.08), (0.08, 0.52, 0.40)), ("现场处理", "移交办理", "调解", "无效警情"),
)  # fmt: skip
FIRE = Service(
    "fires", "H", (44, 50, 60), 58, (205, 230, 260), 62, ("住宅火灾", "厂房仓库火灾", "电动车火灾"),
    ((0.9, 0.08, 0.02), (0.55, 0.35, 0.1)), ("扑灭", "自行扑灭", "误报"),
)  # fmt: skip
AMBULANCE = Service(
    "ambulance_runs", "Y", (58, 75, 110), 49, (290, 360, 470), 41, ("胸痛心脏", "脑卒中", "呼吸困难"),
    ((0.8, 0.17, 0.03), (0.18, 0.52, 0.30)), ("送医", "现场处置", "拒绝送医", "空车返回"),
)  # fmt: skip


@dataclass(frozen=True)
class Course:
    """What became of each call; instants in order, from the call to the end."""

    priority: np.ndarray
    answer_s: np.ndarray
    dispatched: np.ndarray
    en_route: np.ndarray
    arrived: np.ndarray
    ended: np.ndarray
    result: np.ndarray


class Responses:
    """One row a call to which somebody was sent."""

    def __init__(self, service: Service) -> None:
        self.dataset = service.dataset
        self._service = service

    def rows_a_day(self, world: World) -> float:
        """Calls expected on an average day."""
        return rows_a_day(world, self.dataset)

    def block(self, world: World, days: np.ndarray) -> Block:
        """The calls of those days."""
        rows = happenings(world, self.dataset, days)
        course = _course(world, world.rng("responses", self.dataset, str(days[0])), self._service, rows)
        publish = partial(_table, world, self._service, rows, course)
        changes = (course.dispatched, course.en_route, course.arrived, course.ended)
        return Block(rows.time, rows.time + seconds(course.answer_s), rows.number, publish, changes)


def responses() -> list[Responses]:
    """The police, the fire brigade and the ambulances."""
    return [Responses(service) for service in (POLICE, FIRE, AMBULANCE)]


def _course(world: World, rng: np.random.Generator, service: Service, rows: Happenings) -> Course:
    count = len(rows)
    urgent = np.isin(rows.kind, [kind_index(service.dataset, name) for name in service.urgent])
    priority = pick_by_row(rng, np.array(service.urgency), (~urgent).astype(int))
    answer_s = 3 + np.round(rng.exponential(4.4, count) + 22 * (rng.random(count) < 0.035))
    processing = lognormal(rng, np.array(service.process_s)[priority], 0.42, count)
    dispatched = rows.time + seconds(answer_s + processing)
    en_route = dispatched + seconds(lognormal(rng, service.turnout_s, 0.30, count))
    travel = np.array(service.travel_s)[priority] * _obstacles(world, rows)
    arrived = en_route + seconds(lognormal(rng, travel, 0.36, count))
    ended = arrived + seconds(lognormal(rng, service.on_scene_min * 60, 0.6, count))
    weights = np.array([[0.7, 0.2, 0.08, 0.02][: len(service.results)]])
    result = pick_by_row(rng, weights, np.zeros(count, dtype=int))
    return Course(priority, answer_s.astype(int), dispatched, en_route, arrived, ended, result)


def _obstacles(world: World, rows: Happenings) -> np.ndarray:
    """How much longer the way takes: far out, in the rush hour, in heavy rain."""
    away = np.hypot(*places().xy[rows.place].T)
    hour = (rows.time.astype("datetime64[h]") - world.weather.start).astype(int)
    rain = world.weather.rain_mm[hour]
    rush = np.isin(hour % 24, RUSH_HOURS)
    return (0.86 + away / 28_000) * np.where(rush, 1.16, 1.0) * (1 + 0.012 * np.minimum(rain, 50))


def _table(world: World, service: Service, rows: Happenings, course: Course, until: np.datetime64) -> pa.Table:
    ended = stamps(course.ended, until)
    result = np.where(course.ended <= until, course.result, -1)
    return pa.table(
        head_columns(service.dataset, service.prefix, rows)
        | {"优先级": named(PRIORITIES, course.priority), "应答秒数": pa.array(course.answer_s)}
        | {
            "派警时间": stamps(course.dispatched, until),
            "出动时间": stamps(course.en_route, until),
            "到达时间": stamps(course.arrived, until),
            "结束时间": ended,
            "处理结果": named(service.results, result),
        }
        | place_columns(world, rows)
    )
