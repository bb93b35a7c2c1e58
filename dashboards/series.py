"""A metric over the bins of a period, telling a zero from a bin for which nothing was published."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from dashboards.scene import Scene, Told, bin_starts
from dashboards.selection import Period
from pipelines.predicate import Predicate


def series_by_start(told: Told, starts: list[date], published: frozenset[date]) -> list[float | None]:
    """The value of each bin; a published bin without rows is zero where the metric says so, else None."""
    values = dict(zip(map(as_date, told.frame["group"]), told.frame["value"], strict=True))
    empty = 0.0 if told.metric.no_rows == "zero" else None
    return [_known(values.get(start), empty if start in published else None) for start in starts]


def published_bins(scene: Scene, metric_id: str, period: Period, size: str) -> frozenset[date]:
    """Bins for which the city's data have any row that the metric counts."""
    predicate = Predicate(start=period[0], end=period[1])
    answer = scene.city.service.values([metric_id], predicate, by=size)[metric_id]
    return frozenset(as_date(group) for group, n in zip(answer.frame["group"], answer.frame["n"], strict=True) if n)


def is_published(scene: Scene, metric_id: str, period: Period) -> bool:
    """Whether the city's data have any row that the metric counts in the period."""
    return bool(published_bins(scene, metric_id, period, "month"))


def metric_series(scene: Scene, metric_id: str, period: Period, size: str, own: tuple[str, ...]) -> Any:
    """The answer by bin and its values over the bins of a period."""
    told = scene.ask(metric_id, own, period, by=size)
    published = published_bins(scene, metric_id, period, size)
    return told, series_by_start(told, bin_starts(period, size), published)


def as_date(group: Any) -> date:
    return pd.Timestamp(group).date()


def _known(value: float | None, otherwise: float | None) -> float | None:
    return otherwise if value is None or pd.isna(value) else float(value)
