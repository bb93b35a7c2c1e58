"""How a value stands to its target: state, shape and word go together on every surface."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

from dashboards.asking import Told
from dashboards.scene import Scene
from dashboards.series import meets, published
from dashboards.views.heading import last_day
from pipelines.comparison.significance import wilson

SIGNS = {"up": "≥", "down": "≤", "range": "±"}


@dataclass(frozen=True)
class Verdict:
    """`value` is None where nothing is measured; `state` is empty where there is no target and nothing amiss."""

    value: float | None
    state: str
    target: str


def judge(scene: Scene, told: Told, freshness: str) -> Verdict:
    """The value with its state at the end of the period."""
    value = measured(scene, told)
    metric = told.metric
    target = metric.target_on(scene.span()[1])
    text = f"{SIGNS.get(metric.direction, '')} {scene.amount(metric, target.value)}" if target else ""
    if value is None:
        return Verdict(None, "none", text)
    if freshness != "live" and _outlived(scene, told):
        return Verdict(value, "stale", text)
    return Verdict(value, _against(told, value, target.value) if target else "", text)


def measured(scene: Scene, told: Told) -> float | None:
    """The value, None below the minimum n and where nothing was published for the period."""
    row = told.row
    if row is None or isnan(row.value) or row.n < told.metric.min_n:
        return None
    if not row.n and not meets(published(scene, told.metric.id), scene.span()):
        return None
    return row.value


def _against(told: Told, value: float, target: float) -> str:
    """On target; watch where the target lies within the interval of a missed share; else off."""
    up = told.metric.direction != "down"
    if value >= target if up else value <= target:
        return "on"
    row = told.row
    if told.metric.evidence == "rate" and row and row.denominator:
        low, high = (told.metric.scale * edge for edge in wilson(row.numerator, row.denominator))
        return "watch" if low <= target <= high else "off"
    return "off"


def _outlived(scene: Scene, told: Told) -> bool:
    """Whether the period goes on after the last event of the data."""
    last = last_day(scene, told)
    return last is None or scene.span()[1] > last
