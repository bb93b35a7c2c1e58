"""Calls to the hotline: how long until an agent answered, or that the caller gave up."""

from __future__ import annotations

from functools import partial

import numpy as np
import pyarrow as pa

from datasets.demo.generator.blocks import Block
from datasets.demo.generator.clock import seconds
from datasets.demo.generator.columns import named, numbered, only_where, stamps
from datasets.demo.generator.draws import PROFILE_NAMES, daily_numbers, day_noise, profile_matrix, rows_of, times_of_day
from datasets.demo.generator.streams import lognormal
from datasets.demo.generator.tickets.demand import calendar_factor, driver_factors
from datasets.demo.generator.tickets.planted import CLOUDBURST, planted
from datasets.demo.generator.tickets.tree import DRIVERS
from datasets.demo.generator.world import World

CALLS_A_DAY = 365.0
QUEUES = ("人工服务", "企业专席", "英语专席")
ENDS = ("接通", "排队放弃", "语音导航放弃")
ANSWERED, GAVE_UP, LEFT_MENU = range(3)
LEAVES_MENU = 0.035


class Calls:
    """One row a call; enquiries answered on the spot make more calls than tickets."""

    dataset = "hotline_calls"

    def rows_a_day(self, world: World) -> float:
        """Calls expected on an average day."""
        return CALLS_A_DAY * world.scale

    def block(self, world: World, days: np.ndarray) -> Block:
        """The calls of those days."""
        rng = world.rng("calls", str(days[0]))
        time = _times(world, rng, days)
        load = _load(world, rng, days, time)
        end, wait = _waits(rng, load)
        talk = lognormal(rng, 165, 0.6, len(time))
        queue = rng.choice(len(QUEUES), len(time), p=[0.93, 0.06, 0.01])
        number = daily_numbers(time)
        return Block(time, time + seconds(wait), number, partial(_table, number, time, (end, wait, talk), queue))


def _times(world: World, rng: np.random.Generator, days: np.ndarray) -> np.ndarray:
    rain = driver_factors(world, days)[:, DRIVERS.index("rain")]
    factor = calendar_factor(world, days) * (0.9 + 0.1 * rain)
    expected = CALLS_A_DAY * world.scale * factor * day_noise(rng, len(days), 1, 0.08)[:, 0]
    day, _ = rows_of(rng, expected[:, None])
    profile = np.full(len(day), PROFILE_NAMES.index("office"))
    ordinary = days[day].astype("datetime64[s]") + seconds(times_of_day(rng, profile_matrix(), profile))
    extra = planted(world).between(days[0], days[-1])
    return np.sort(np.concatenate([ordinary, extra.time[extra.cause == CLOUDBURST]]))


def _load(world: World, rng: np.random.Generator, days: np.ndarray, time: np.ndarray) -> np.ndarray:
    """How busy the agents are: the day's calls against what was staffed, and the hour."""
    day = (time.astype("datetime64[D]") - days[0]).astype(int)
    calls = np.bincount(day, minlength=len(days))[day] / (CALLS_A_DAY * world.scale)
    hour = (time - time.astype("datetime64[D]")).astype("timedelta64[h]").astype(int)
    roster = rng.gamma(60, 1 / 60, len(days))[day]
    return calls * roster * (1 + 0.22 * np.isin(hour, (9, 10, 15)))


def _waits(rng: np.random.Generator, load: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How each call ended and after how many seconds; waits grow steeply with the load."""
    count = len(load)
    wait = 2 + rng.exponential(3.1 * np.clip(load, 0.5, 3) ** 3)
    patience = rng.exponential(150, count)
    end = np.where(patience < wait, GAVE_UP, ANSWERED)
    end = np.where(rng.random(count) < LEAVES_MENU, LEFT_MENU, end)
    return end, np.round(np.minimum(wait, patience + 2)).astype(int)


def _table(
    number: np.ndarray,
    time: np.ndarray,
    course: tuple[np.ndarray, np.ndarray, np.ndarray],
    queue: np.ndarray,
    until: np.datetime64,
) -> pa.Table:
    end, wait, talk = course
    answered = end == ANSWERED
    over = time + seconds(wait + talk)
    return pa.table(
        {
            "呼入编号": numbered("L", number),
            "呼入时间": stamps(time),
            "队列": named(QUEUES, queue),
            "接听结果": named(ENDS, end),
            "应答秒数": only_where(pa.array(wait), answered),
            "等待秒数": pa.array(wait),
            "通话秒数": only_where(pa.array(np.round(talk).astype(int)), answered & (over <= until)),
        }
    )
