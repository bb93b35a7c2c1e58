"""What the queue's identity leaves over: open at the end = open before + opened - closed."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from pipelines.derived.ask import Ask, frame, unknown
from pipelines.metrics.record import Metric

ROLES = ("stock", "opened", "closed")


def values(ask: Ask, metric: Metric) -> pd.DataFrame:
    """stock at the end - stock before - opened + closed by group; not known by time or without a start."""
    flows = {role: ask.sums(role)["value"] for role in ("opened", "closed")}
    after = ask.sums("stock")
    if ask.predicate.start is None or ask.by in ("day", "week", "month", "hour", "hour_of_week"):
        return unknown(after.index)
    before = ask.sums("stock", start=None, end=_day_before(ask.predicate.start))["value"]
    groups = after.index
    for column in (before, *flows.values()):
        groups = groups.union(column.index, sort=False)
    filled = {name: column.reindex(groups).fillna(0) for name, column in (flows | {"before": before}).items()}
    gap = after["value"].reindex(groups).fillna(0) - filled["before"] - filled["opened"] + filled["closed"]
    return frame(groups, gap, 1.0, metric.scale, filled["opened"] + filled["closed"]).assign(denominator=float("nan"))


def explain(ask: Ask, metric: Metric) -> tuple[str, ...]:
    """The identity with the ids of its terms."""
    of = ask.roles
    return (f"value = {of['stock']} at the end - {of['stock']} before - {of['opened']} + {of['closed']}",)


def _day_before(day: date) -> date:
    return day - timedelta(days=1)
