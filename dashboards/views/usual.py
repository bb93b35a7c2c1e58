"""The usual range of a metric's weeks as an area behind its run, from one answer over everything that there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from math import isnan

from dashboards.asking import Told
from dashboards.scene import Scene
from dashboards.selection import Period
from dashboards.series import as_date
from datasets.holidays import days_off, days_off_by_week
from pipelines.comparison.band import Band, Week, usual_bands

UNBANDED = ("none",)


def usual_weeks(scene: Scene, told: Told, period: Period) -> list[Band]:
    """The band of each whole week of the period whose range is known; `told` is the metric by week over its extent.

    None for a metric whose record names no test: its weeks say nothing of what is usual.
    """
    if told.metric.evidence in UNBANDED or told.metric.stock is not None:
        return []
    held = days_off_by_week(days_off(scene.city.profile.holidays))
    groups = sorted((as_date(group.group), group.value) for group in told.groups)
    weeks = tuple(Week(monday, value, held[monday]) for monday, value in groups if not isnan(value))
    bands = _banded(weeks, period)
    whole = told.metric.scale if told.metric.evidence == "rate" else None
    return [band if whole is None else replace(band, high=min(band.high, whole)) for band in bands]


@lru_cache(maxsize=256)
def _banded(weeks: tuple[Week, ...], period: Period) -> tuple[Band, ...]:
    first, last = period
    inside = [week for week in weeks if first <= week.monday <= last - timedelta(days=6)]
    return tuple(band for band in usual_bands(weeks, inside) if band is not None)
