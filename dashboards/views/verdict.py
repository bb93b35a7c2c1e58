"""How a value stands to its target: state, shape and word go together on every surface."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

from dashboards.asking import Told
from dashboards.scene import Scene
from dashboards.series import meets, published
from dashboards.views.heading import last_day
from pipelines.comparison.significance import wilson
from pipelines.metrics.record import Metric
from pipelines.metrics.target import MetricTarget

SIGNS = {"up": "≥", "down": "≤"}


@dataclass(frozen=True)
class Verdict:
    """`value` is None where nothing is measured; `state` is empty where there is no target and nothing amiss."""

    value: float | None
    state: str
    target: str


def judge(scene: Scene, told: Told, freshness: str) -> Verdict:
    """The value with its state at the end of the period."""
    value = measured(scene, told)
    target = told.metric.target_on(scene.span()[1])
    text = target_text(scene, told.metric, target) if target else ""
    if value is None:
        return Verdict(None, "none", text)
    if freshness != "live" and _outlived(scene, told):
        return Verdict(value, "stale", text)
    return Verdict(value, _against(told, value, target) if target else "", text)


def target_text(scene: Scene, metric: Metric, target: MetricTarget) -> str:
    """The target with its sign; a range by its ends."""
    low, high = target.low, target.high
    if metric.direction != "range":
        return f"{SIGNS[metric.direction]} {scene.amount(metric, target.value)}"
    if low is not None and high is not None:
        return f"{scene.amount(metric, low)}–{scene.amount(metric, high)}"
    return f"≥ {scene.amount(metric, low)}" if low is not None else f"≤ {scene.amount(metric, high)}"


def measured(scene: Scene, told: Told) -> float | None:
    """The value, None below the minimum n and where nothing was published for the period."""
    row = told.row
    if row is None or isnan(row.value) or row.n < told.metric.min_n:
        return None
    if not row.n and not meets(published(scene, told.metric.id), scene.span()):
        return None
    return row.value


def _against(told: Told, value: float, target: MetricTarget) -> str:
    """The record's state; a missed share is watched where the target lies within its interval."""
    state, row = target.state(value, told.metric.direction), told.row
    if state != "off" or target.tolerance or target.value is None or told.metric.evidence != "rate":
        return state
    if not row or not row.denominator:
        return state
    low, high = (told.metric.scale * edge for edge in wilson(row.numerator, row.denominator))
    return "watch" if low <= target.value <= high else "off"


def _outlived(scene: Scene, told: Told) -> bool:
    """Whether the period goes on after the last event of the data."""
    last = last_day(scene, told)
    return last is None or scene.span()[1] > last
