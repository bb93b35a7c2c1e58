"""Offences known to the police: when they happened and were reported, and how they were cleared."""

from __future__ import annotations

from functools import partial

import numpy as np
import pyarrow as pa

from datasets.demo.generator.blocks import Block
from datasets.demo.generator.clock import seconds
from datasets.demo.generator.columns import named, only_where, stamps
from datasets.demo.generator.safety.happenings import (
    Extra,
    Happenings,
    happenings,
    head_columns,
    kind_index,
    place_columns,
    rows_a_day,
)
from datasets.demo.generator.streams import lognormal
from datasets.demo.generator.world import World

SEVERITIES = ("重罪", "轻罪", "违法")
SEVERITY = np.array([0, 0, 0, 0, 0, 1, 0, 1, 1, 1, 2, 1, 2, 1])
CLEARED = np.array([0.93, 0.78, 0.66, 0.74, 0.19, 0.14, 0.24, 0.11, 0.17, 0.26, 0.62, 0.88, 0.90, 0.58])
LAG_HOURS = np.array([2, 30, 1, 2, 10, 4, 8, 7, 40, 10, 1, 1, 1, 3.0])
ATTEMPTED = np.array([0.0, 0.08, 0.12, 0, 0.16, 0.06, 0.11, 0.07, 0.2, 0, 0, 0, 0, 0])
PREMISES = ("住宅", "街道", "商铺", "公共交通", "停车场", "网络", "学校", "公园", "其他")
ONLINE = PREMISES.index("网络")
STATES = ("侦查中", "抓获破案", "其他破案", "撤销案件")
OPEN, ARREST, EXCEPTIONAL, UNFOUNDED = range(4)


class Offences:
    """One row an offence, by the day it was reported; the burglary series is among them."""

    dataset = "offences"

    def rows_a_day(self, world: World) -> float:
        """Offences expected on an average day."""
        return rows_a_day(world, self.dataset)

    def block(self, world: World, days: np.ndarray) -> Block:
        """The offences of those days."""
        rows = happenings(world, self.dataset, days, burglary_series(world))
        rng = world.rng("offence details", str(days[0]))
        reported = rows.time + seconds(lognormal(rng, LAG_HOURS[rows.kind] * 3600, 0.9, len(rows)))
        state, cleared = _clearance(rng, rows, reported)
        entered = reported + seconds(rng.exponential(7 * 3600, len(rows)))
        details = (_premises(rng, rows), rng.random(len(rows)) < ATTEMPTED[rows.kind])
        publish = partial(_table, world, rows, (reported, state, cleared), details)
        return Block(rows.time, entered, rows.number, publish, (cleared,))


def burglary_series(world: World) -> Extra:
    """Time, kind and sub-district of the planted burglaries, most of them between 23 and 4."""
    event, rng = world.plan.burglary_series, world.rng("burglary series")
    day = event.first_day + rng.integers(0, event.days, event.offences).astype("timedelta64[D]")
    time = day.astype("datetime64[s]") + seconds(rng.integers(23 * 3600, 28 * 3600, event.offences))
    kind = np.full(event.offences, kind_index("offences", "入室盗窃"), dtype=np.int32)
    return time, kind, rng.choice(event.sub_districts, event.offences, p=[0.6, 0.4])


def _clearance(rng: np.random.Generator, rows: Happenings, reported: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How each offence ends and when; open ones never do."""
    count = len(rows)
    solved = rng.random(count) < CLEARED[rows.kind]
    state = np.where(solved, np.where(rng.random(count) < 0.88, ARREST, EXCEPTIONAL), OPEN)
    state = np.where(rng.random(count) < 0.012, UNFOUNDED, state)
    when = reported + seconds(lognormal(rng, 9 * 86_400, 1.2, count))
    return state, np.where(state == OPEN, np.datetime64("NaT", "s"), when)


def _premises(rng: np.random.Generator, rows: Happenings) -> np.ndarray:
    share = np.array([0.26, 0.3, 0.14, 0.06, 0.08, 0.0, 0.03, 0.04, 0.09])
    drawn = rng.choice(len(PREMISES), len(rows), p=share)
    drawn = np.where(rows.kind == kind_index("offences", "入室盗窃"), PREMISES.index("住宅"), drawn)
    return np.where(rows.kind == kind_index("offences", "电信诈骗"), ONLINE, drawn)


def _table(
    world: World,
    rows: Happenings,
    course: tuple[np.ndarray, np.ndarray, np.ndarray],
    details: tuple[np.ndarray, np.ndarray],
    until: np.datetime64,
) -> pa.Table:
    reported, state, cleared = course
    premises, attempted = details
    known = np.where(cleared <= until, state, OPEN)
    columns = head_columns("offences", "A", rows) | {
        "报案时间": stamps(reported),
        "案件等级": named(SEVERITIES, SEVERITY[rows.kind]),
        "是否未遂": named(("否", "是"), attempted.astype(int)),
        **place_columns(world, rows),
        "处所类型": named(PREMISES, premises),
        "案件状态": named(STATES, known),
        "结案时间": stamps(cleared, until),
    }
    for name in ("经度", "纬度"):
        columns[name] = only_where(columns[name], premises != ONLINE)
    return pa.table(columns)
