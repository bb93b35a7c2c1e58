"""Capital projects: place, schedule, cost and progress, restated on the fifth of every month."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa

from datasets.demo.generator.agencies import agencies
from datasets.demo.generator.columns import named, numbered
from datasets.demo.generator.finance.ledger import MILLION_FEN
from datasets.demo.generator.finance.monthly import Monthly, constant, yuan
from datasets.demo.generator.geography.names import SUB_DISTRICTS
from datasets.demo.generator.geography.places import PER_SUB_DISTRICT, places
from datasets.demo.generator.geography.publish import district_names_at
from datasets.demo.generator.world import World

COUNT = 84
KINDS = (
    ("housing", "道路改造工程", 120), ("housing", "老旧小区改造", 46), ("education", "学校新建工程", 160),
    ("health", "社区医院改造", 75), ("water", "雨污分流工程", 90), ("water", "泵站改造", 38),
    ("parks", "口袋公园", 12), ("metro", "车站改造", 210), ("urban_management", "垃圾转运站", 42),
    ("traffic_police", "智能信号改造", 24),
)  # fmt: skip
STATES = ("未开工", "在建", "完工")


@dataclass(frozen=True)
class Projects:
    """Projects by index; days as datetime64[D], money in fen, `final_cost` is what it will have cost."""

    kind: np.ndarray
    place: np.ndarray
    planned_start: np.ndarray
    planned_finish: np.ndarray
    start: np.ndarray
    finish: np.ndarray
    cost: np.ndarray
    final_cost: np.ndarray


def capital_projects() -> Monthly:
    """One row a project and report."""
    return Monthly("capital_projects", 5, _report, replaces=True)


@lru_cache(maxsize=2)
def _projects(world: World) -> Projects:
    rng, first = world.rng("projects"), world.clock.first_day
    kind = rng.integers(0, len(KINDS), COUNT)
    typical = np.array([size for _, _, size in KINDS], dtype=float)[kind]
    cost = np.round(typical * np.exp(0.5 * rng.standard_normal(COUNT)), 1)
    planned_start = first + rng.integers(-300, 1_150, COUNT).astype("timedelta64[D]")
    length = np.round(190 + 26 * np.sqrt(cost) + rng.uniform(0, 120, COUNT)).astype(int)
    slip = np.where(rng.random(COUNT) < 0.35, rng.gamma(1.6, 32, COUNT), 0).astype(int)
    stretch = np.round(length * np.where(rng.random(COUNT) < 0.42, rng.gamma(1.5, 0.13, COUNT), -0.02)).astype(int)
    over = np.where(rng.random(COUNT) < 0.4, rng.gamma(1.4, 0.07, COUNT), rng.normal(-0.01, 0.015, COUNT))
    start = planned_start + slip.astype("timedelta64[D]")
    place = rng.integers(0, len(SUB_DISTRICTS), COUNT) * PER_SUB_DISTRICT + rng.integers(0, PER_SUB_DISTRICT, COUNT)
    fen = np.round(cost * MILLION_FEN).astype(np.int64)
    planned_finish = planned_start + length.astype("timedelta64[D]")
    finish = start + (length + stretch).astype("timedelta64[D]")
    final_cost = np.round(fen * (1 + over) / 10_000).astype(np.int64) * 10_000
    return Projects(kind, place, planned_start, planned_finish, start, finish, fen, final_cost)


def _report(world: World, _month: np.datetime64, published: np.datetime64) -> pa.Table:
    """What is known of each project on that day."""
    found = _projects(world)
    done = np.clip((published - found.start) / (found.finish - found.start), 0, 1)
    heads = {
        "项目编号": numbered("G", np.arange(COUNT) + 1_001),
        "更新日期": constant(published.item(), COUNT),
    }
    return pa.table(
        heads | _what(found, done) | _schedule(found, done) | _cost(found, done) | _where(world, found, published)
    )


def _what(found: Projects, done: np.ndarray) -> dict[str, pa.Array]:
    names = dict(zip(agencies().ids, agencies().names, strict=True))
    sub_district = places().sub_district[found.place]
    titles = [
        f"{SUB_DISTRICTS[sub][0]}{KINDS[kind][1]}（{number % 3 + 1}期）"
        for number, (sub, kind) in enumerate(zip(sub_district, found.kind, strict=True))
    ]
    return {
        "项目名称": pa.array(titles),
        "建设单位": named([names[agency] for agency, _, _ in KINDS], found.kind),
        "项目类型": named([kind for _, kind, _ in KINDS], found.kind),
        "状态": named(STATES, np.where(done >= 1, 2, np.where(done > 0, 1, 0))),
    }


def _schedule(found: Projects, done: np.ndarray) -> dict[str, pa.Array]:
    """The delay comes to light as the work proceeds."""
    late = (found.finish - found.planned_finish).astype(int)
    forecast = found.planned_finish + np.round(late * np.minimum(1, 0.25 + done)).astype("timedelta64[D]")
    return {
        "计划开工": pa.array(found.planned_start),
        "计划完工": pa.array(found.planned_finish),
        "实际开工": pa.array(found.start, mask=done <= 0),
        "预计完工": pa.array(np.where(done >= 1, found.finish, forecast)),
        "实际完工": pa.array(found.finish, mask=done < 1),
        "形象进度": pa.array(np.round(100 * (3 * done**2 - 2 * done**3), 1)),
    }


def _cost(found: Projects, done: np.ndarray) -> dict[str, pa.Array]:
    """So does the overrun; the last 6 % are paid after the work is done."""
    estimate = found.cost + np.round((found.final_cost - found.cost) * done / 10_000).astype(np.int64) * 10_000
    return {
        "批复投资": yuan(found.cost),
        "预计总投资": yuan(estimate),
        "累计完成投资": yuan(np.round(estimate * done * 0.94 / 100).astype(np.int64) * 100),
    }


def _where(world: World, found: Projects, published: np.datetime64) -> dict[str, pa.Array]:
    sub_district = places().sub_district[found.place]
    return {
        "行政区": district_names_at(world, sub_district, np.full(COUNT, published)),
        "街道": named([f"{name}街道" for name, _ in SUB_DISTRICTS], sub_district),
        "经度": pa.array(places().degrees[found.place, 0]),
        "纬度": pa.array(places().degrees[found.place, 1]),
    }
