"""A score over several metrics against their fixed targets: what is missing is left out, never counted as 0."""

from __future__ import annotations

from datetime import date

import pandas as pd

from pipelines.derived.ask import Ask
from pipelines.metrics.record import Metric
from pipelines.metrics.target import MetricTarget

SOME_ROLES_DO = True
CAP = 1.25
COLUMNS = ["group", "role", "metric", "value", "target", "ratio", "weight", "contribution"]


def values(ask: Ask, metric: Metric) -> pd.DataFrame:
    """The weighted mean of min(ratio to target, 1.25) by group; n counts the metrics that are in it.

    Options: `weights` by role, 1 where not named. CityScore's mean, with its cap.
    """
    told = contributions(ask, metric)
    sums = told.groupby("group", sort=False).agg(
        value=("contribution", lambda parts: parts.sum(min_count=1)), n=("contribution", "count")
    )
    nothing = float("nan")
    scaled = sums.assign(value=sums["value"] * metric.scale, numerator=nothing, denominator=nothing)
    return scaled.reset_index()


def contributions(ask: Ask, metric: Metric) -> pd.DataFrame:
    """Columns COLUMNS, a row a group and role; the contributions of a group add up to its score."""
    rows = [row for role in ask.roles for row in _role_rows(ask, role)]
    told = pd.DataFrame(rows, columns=COLUMNS)
    counted = told["weight"].where(told["ratio"].notna())
    told["weight"] = counted / counted.groupby(told["group"]).transform("sum")
    told["contribution"] = told["ratio"] * told["weight"]
    return told


def sensitivity(ask: Ask, metric: Metric) -> pd.DataFrame:
    """role, without, doubled: the scores of each group were the role left out, or were its weight twice as large."""
    told = contributions(ask, metric)
    rows = []
    for (group, role), mine in told.groupby(["group", "role"], sort=False):
        others = told[(told["group"] == group) & (told["role"] != role)]
        own, weight = mine["contribution"].iloc[0], mine["weight"].iloc[0]
        rest, left = others["contribution"].sum(), others["weight"].sum()
        without = rest / left if left else float("nan")
        rows.append((group, role, without, (rest + 2 * own) / (1 + weight)))
    return pd.DataFrame(rows, columns=["group", "role", "without", "doubled"])


def explain(ask: Ask, metric: Metric) -> tuple[str, ...]:
    """Each metric's ratio, weight and contribution, and how far the score hangs on it."""
    told = contributions(ask, metric)
    swings = sensitivity(ask, metric).set_index(["group", "role"])
    lines = [f"value = sum of weight × min(ratio to target, {CAP:g}) over the metrics that have a value and a target"]
    for row in told.to_dict("records"):
        if pd.isna(row["ratio"]):
            lines.append(f"{row['group']}: {row['metric']} is missing and left out")
            continue
        swing = swings.loc[(row["group"], row["role"])]
        alone = f"score without it {swing['without']:.3f}, with twice its weight {swing['doubled']:.3f}"
        lines.append(
            f"{row['group']}: {row['metric']} {row['value']:.4g} against {row['target']:.4g}: ratio {row['ratio']:.3f} "
            f"× weight {row['weight']:.3f} = {row['contribution']:.4f}; "
            + ("the only one with a value and a target" if pd.isna(swing["without"]) else alone)
        )
    return tuple(lines)


def _role_rows(ask: Ask, role: str) -> list[tuple[object, ...]]:
    component = ask.component(role)
    weight = float(ask.options.get("weights", {}).get(role, 1))
    rows: list[tuple[object, ...]] = []
    for group, value in ask.sums(role)["value"].items():
        target = component.target_on(_day(ask, group), str(group) if ask.by == "district" else None)
        bound = None if target is None else _bound(target, float(value))
        ratio = float("nan") if bound is None or pd.isna(value) else _ratio(float(value), bound, component, target)
        rows.append((group, role, component.id, value, bound, ratio, weight, float("nan")))
    return rows


def _ratio(value: float, bound: float, component: Metric, target: MetricTarget | None) -> float:
    """How well the target is met: 1 on it, more beyond it, at most CAP."""
    if component.direction == "range":
        met = target is not None and target.miss(value, component.direction) == 0
        return 1.0 if met else min(value / bound, bound / value) if value * bound > 0 else 0.0
    above, below = (value, bound) if component.direction == "up" else (bound, value)
    if below == 0:
        return CAP if above >= 0 else 0.0
    return max(0.0, min(above / below, CAP))


def _bound(target: MetricTarget, value: float) -> float | None:
    if target.value is not None:
        return target.value
    if target.low is not None and value < target.low:
        return target.low
    return target.high if target.high is not None else target.low


def _day(ask: Ask, group: object) -> date:
    if ask.by in ("day", "week", "month"):
        return pd.Timestamp(str(group)).date()
    return ask.predicate.end or ask.moment.day
