"""Traffic collisions, with who was killed, seriously injured and injured; deaths are confirmed up to 30 days on."""

from __future__ import annotations

from functools import partial

import numpy as np
import pyarrow as pa

from datasets.demo.generator.blocks import Block
from datasets.demo.generator.clock import seconds
from datasets.demo.generator.columns import named
from datasets.demo.generator.safety.happenings import (
    Happenings,
    happenings,
    head_columns,
    kind_index,
    place_columns,
    rows_a_day,
)
from datasets.demo.generator.world import World

INJURED_MEAN, SERIOUS_SHARE, FATAL_SHARE = 0.42, 0.085, 0.0042
VICTIMS = ("机动车乘员", "行人", "骑行者")


class Collisions:
    """One row a collision."""

    dataset = "collisions"

    def rows_a_day(self, world: World) -> float:
        """Collisions expected on an average day."""
        return rows_a_day(world, self.dataset)

    def block(self, world: World, days: np.ndarray) -> Block:
        """The collisions of those days."""
        rows = happenings(world, self.dataset, days)
        rng = world.rng("collision details", str(days[0]))
        worse = _severity(rows)
        injured = rng.poisson(INJURED_MEAN * worse)
        serious = rng.binomial(injured, np.minimum(SERIOUS_SHARE * worse, 0.6))
        killed = (rng.random(len(rows)) < FATAL_SHARE * worse).astype(int)
        confirmed = rows.time + seconds(rng.choice([0, 1, 4, 12], len(rows), p=[0.7, 0.15, 0.1, 0.05]) * 86_400)
        graded = rows.time + seconds(rng.uniform(20, 70, len(rows)) * 86_400)
        entered = rows.time + seconds(rng.exponential(9 * 3600, len(rows)))
        victim = rng.choice(len(VICTIMS), len(rows), p=[0.44, 0.17, 0.39])
        publish = partial(_table, world, rows, (injured, serious, killed), (graded, confirmed), victim)
        changes = (_only(graded, serious > 0), _only(confirmed, killed > 0))
        return Block(rows.time, entered, rows.number, publish, changes)


def _only(times: np.ndarray, where: np.ndarray) -> np.ndarray:
    return np.where(where, times, np.datetime64("NaT"))


def _severity(rows: Happenings) -> np.ndarray:
    """Speed and drink make collisions worse, and so does the night."""
    fast = np.isin(rows.kind, [kind_index("collisions", name) for name in ("超速行驶", "酒后驾驶", "闯红灯")])
    hour = (rows.time - rows.time.astype("datetime64[D]")).astype("timedelta64[h]").astype(int)
    return np.where(fast, 2.3, 0.85) * np.where((hour < 5) | (hour > 21), 1.35, 1.0)


def _table(
    world: World,
    rows: Happenings,
    people: tuple[np.ndarray, np.ndarray, np.ndarray],
    settled: tuple[np.ndarray, np.ndarray],
    victim: np.ndarray,
    until: np.datetime64,
) -> pa.Table:
    """A serious injury is graded only after weeks, so the newest months are provisional."""
    injured, serious, killed = people
    graded, confirmed = settled
    hurt = (injured > 0) | (killed > 0)
    return pa.table(
        head_columns("collisions", "S", rows)
        | {
            "死亡人数": pa.array(np.where(confirmed <= until, killed, 0)),
            "重伤人数": pa.array(np.where(graded <= until, serious, 0)),
            "受伤人数": pa.array(injured),
            "伤者类型": named(VICTIMS, np.where(hurt, victim, -1)),
        }
        | place_columns(world, rows)
    )
