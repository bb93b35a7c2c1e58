"""Counts of each hour against an even spread over the hours of the period's days (METRICS.md S12)."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.derived.ask import Ask
from pipelines.metrics.record import Metric

ROLES = ("count",)
COLUMNS = ["group", "value", "numerator", "denominator", "n"]
HOURS = {"hour": 24, "hour_of_week": 168}


def values(ask: Ask, metric: Metric) -> pd.DataFrame:
    """Observed ÷ expected; the denominator is the expected count, n the observed. Rows without an hour are left out."""
    frame = ask.of("count").frame
    if ask.by not in HOURS:
        rows = [(group, 1.0 if count else None, count, count, int(count)) for group, count in _counts(frame.fillna(0))]
        return pd.DataFrame(rows, columns=COLUMNS)
    counts = dict(_counts(frame[frame["group"].astype(int) >= 0].fillna({"value": 0})))
    hours = _hours(ask)
    total, length = sum(counts.get(group, 0.0) for group in hours), sum(hours.values())
    even = total / length if length else 0.0
    rows = [(group, *_measured(counts.get(group, 0.0), even * times)) for group, times in hours.items()]
    return pd.DataFrame(rows, columns=COLUMNS)


def explain(ask: Ask, metric: Metric) -> tuple[str, ...]:
    """What is expected of an hour."""
    frame = ask.of("count", by=None).frame
    total = float(frame["value"].sum())
    return (f"{total:,.0f} counted; expected of each hour: its share of the hours in the period",)


def _counts(frame: pd.DataFrame) -> list[tuple[Any, float]]:
    return list(zip(frame["group"], frame["value"].astype("float64"), strict=True))


def _measured(observed: float, expected: float) -> tuple[float | None, float, float, int]:
    return (observed / expected if expected else None), observed, expected, int(observed)


def _hours(ask: Ask) -> dict[int, int]:
    """How often each hour of the day or the week comes in the days that are answered, under the hours clause."""
    days = ask.of("count", by="day").frame.dropna(subset=["value"])["group"]
    weekdays = pd.to_datetime(days).dt.day_of_week.value_counts().to_dict()
    chosen = set(ask.predicate.hours) or {(dow, hour) for dow in range(7) for hour in range(24)}
    found: dict[int, int] = {}
    for dow, hour in sorted(chosen):
        group = hour if ask.by == "hour" else dow * 24 + hour
        found[group] = found.get(group, 0) + int(weekdays.get(dow, 0))
    return dict(sorted(found.items()))
