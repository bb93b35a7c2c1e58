"""What the police do and what is said of it: stops, arrests, use of force, complaints."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa

from datasets.demo.generator.blocks import Block
from datasets.demo.generator.clock import seconds
from datasets.demo.generator.columns import named, stamps
from datasets.demo.generator.safety.happenings import Happenings, happenings, head_columns, place_columns, rows_a_day
from datasets.demo.generator.streams import lognormal, pick
from datasets.demo.generator.world import World


@dataclass(frozen=True)
class Activity:
    """A kind of record: `outcomes` and their shares, and how many days until one is known (0: at once)."""

    dataset: str
    prefix: str
    outcome: str
    outcomes: tuple[str, ...]
    shares: tuple[float, ...]
    decided_days: float = 0.0


ACTIVITIES = (
    Activity("stops", "P", "盘查结果", ("放行", "教育", "罚款", "带回"), (0.71, 0.16, 0.10, 0.03)),
    Activity("arrests", "Z", "后续处理", ("刑事拘留", "行政拘留", "取保候审"), (0.55, 0.31, 0.14)),
    Activity("use_of_force", "W", "伤情", ("无伤", "轻微伤", "轻伤以上"), (0.81, 0.16, 0.03)),
    Activity(
        "officer_complaints", "T", "调查结论", ("属实", "部分属实", "不属实", "撤回"), (0.12, 0.13, 0.6, 0.15), 38.0
    ),
)


class Enforcement:
    """One row a stop, an arrest, a use of force or a complaint."""

    def __init__(self, activity: Activity) -> None:
        self.dataset = activity.dataset
        self._activity = activity

    def rows_a_day(self, world: World) -> float:
        """Records expected on an average day."""
        return rows_a_day(world, self.dataset)

    def block(self, world: World, days: np.ndarray) -> Block:
        """The records of those days."""
        activity = self._activity
        rows = happenings(world, self.dataset, days)
        rng = world.rng("enforcement", self.dataset, str(days[0]))
        outcome = pick(rng, np.array(activity.shares), len(rows))
        decided = rows.time + seconds(lognormal(rng, activity.decided_days * 86_400, 0.5, len(rows)))
        entered = rows.time + seconds(rng.exponential(5 * 3600, len(rows)))
        publish = partial(_table, world, activity, rows, (outcome, decided))
        return Block(rows.time, entered, rows.number, publish, (decided,))


def enforcement() -> list[Enforcement]:
    """The streams of all activities."""
    return [Enforcement(activity) for activity in ACTIVITIES]


def _table(
    world: World, activity: Activity, rows: Happenings, end: tuple[np.ndarray, np.ndarray], until: np.datetime64
) -> pa.Table:
    outcome, decided = end
    columns = head_columns(activity.dataset, activity.prefix, rows)
    columns[activity.outcome] = named(activity.outcomes, np.where(decided <= until, outcome, -1))
    if activity.decided_days:
        columns["结论时间"] = stamps(decided, until)
    return pa.table(columns | place_columns(world, rows))
