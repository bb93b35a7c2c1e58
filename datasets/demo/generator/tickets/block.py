"""A run of days of tickets: everything that will ever be known of each, before any of it is published."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from datasets.demo.generator.clock import seconds
from datasets.demo.generator.draws import daily_numbers, place_of, popularity, profile_matrix, rows_of, times_of_day
from datasets.demo.generator.streams import pick, pick_by_row
from datasets.demo.generator.tickets import demand, planted
from datasets.demo.generator.tickets.tree import tree
from datasets.demo.generator.world import World

CHANNELS = ("电话", "手机应用", "微信", "网站", "网格员上报", "短信", "电子邮件")
CHANNEL_SHARE = np.array([0.60, 0.13, 0.12, 0.05, 0.07, 0.02, 0.01])
CHANNEL_DRIFT = np.array([-0.045, 0.028, 0.018, -0.002, 0.003, -0.001, -0.001])
KINDS = ("投诉", "求助", "咨询", "建议", "举报")
KIND_SHARE = np.array([[0.38, 0.42, 0.02, 0.08, 0.10], [0.05, 0.13, 0.78, 0.04, 0.0]])
REGULARS_SHARE, REGULARS = 0.16, 900


@dataclass(frozen=True)
class Opened:
    """Tickets as they come in, in order of time. `category` is the true one, `recorded` what is written down."""

    number: np.ndarray
    time: np.ndarray
    category: np.ndarray
    recorded: np.ndarray
    place: np.ndarray
    channel: np.ndarray
    kind: np.ndarray
    direct: np.ndarray
    caller: np.ndarray
    cause: np.ndarray


def opened(world: World, days: np.ndarray, extra: planted.Planted) -> Opened:
    """The tickets of those days, ordinary and planted."""
    rng = world.rng("tickets", str(days[0]))
    time, category, sub_district, cause = _arrivals(world, rng, days, extra)
    rows = len(time)
    direct = (rng.random(rows) < tree().direct_share[category]) & (cause != planted.BULK)
    popular = popularity(world.seed, "tickets", 0.9)
    channel = _channels(world, rng, time)
    channel[cause == planted.BULK] = CHANNELS.index("手机应用")
    return Opened(
        daily_numbers(time),
        time,
        category,
        _recorded(world, rng, time, category),
        place_of(rng, popular, sub_district),
        channel,
        pick_by_row(rng, KIND_SHARE, direct.astype(int)),
        direct,
        _callers(world, rng, rows),
        cause,
    )


def _arrivals(
    world: World, rng: np.random.Generator, days: np.ndarray, extra: planted.Planted
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    day, category = rows_of(rng, demand.expected(world, days))
    profile = tree().profile[category]
    time = days[day].astype("datetime64[s]") + seconds(times_of_day(rng, profile_matrix(), profile))
    sub_district = pick_by_row(rng, demand.where(world.seed), category)
    own = extra.between(days[0], days[-1])
    time = np.concatenate([time, own.time])
    order = np.argsort(time, kind="stable")
    return (
        time[order],
        np.concatenate([category, own.category])[order],
        np.concatenate([sub_district, own.sub_district])[order],
        np.concatenate([np.zeros(len(day), dtype=int), own.cause])[order],
    )


def _recorded(world: World, rng: np.random.Generator, time: np.ndarray, category: np.ndarray) -> np.ndarray:
    event = world.plan.redefinition
    moved = (category == tree().index(event.category)) & (time >= event.first_day)
    moved &= rng.random(len(time)) < event.share
    return np.where(moved, tree().index(event.into), category)


def _channels(world: World, rng: np.random.Generator, time: np.ndarray) -> np.ndarray:
    """The telephone loses a few points a year to applications."""
    years = float((time[0].astype("datetime64[D]") - world.clock.first_day).astype(int)) / 365.25 if len(time) else 0
    return pick(rng, CHANNEL_SHARE + CHANNEL_DRIFT * years, len(time))


def _callers(world: World, rng: np.random.Generator, rows: int) -> np.ndarray:
    """Most callers call once in years; a few call again and again."""
    regular = rng.random(rows) < REGULARS_SHARE
    size = max(20, int(REGULARS * world.scale))
    often = (size * rng.random(rows) ** 3).astype(np.int64)
    once = size + rng.integers(0, 2_200_000, rows)
    return np.where(regular, often, once)
