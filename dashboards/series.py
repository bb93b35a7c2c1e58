"""A metric over the bins of a period, telling a zero from a bin for which nothing was published."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import pandas as pd

from dashboards.asking import Answers, Told
from dashboards.city import City
from dashboards.scene import Scene, bin_end, bin_of, bin_starts
from dashboards.selection import Period
from datasets.problems import Problem
from pipelines.query.predicate import Predicate

HOLE_DAYS = 14
MONTHLY_DAYS, WEEKLY_DAYS = 21, 5
BINS = ("day", "week", "month")
HOLE_STEPS = 10


def series_by_start(told: Told, starts: list[date], size: str, reach: list[Period]) -> list[float | None]:
    """The value of each bin, None where nothing was published for it."""
    values = {as_date(group): value for group, value in told.by_group().items()}
    empty = 0.0 if told.metric.no_rows == "zero" else None
    return [
        _known(values.get(start), empty) if meets(reach, (start, bin_end(start, size))) else None for start in starts
    ]


def metric_series(
    scene: Scene, metric_id: str, period: Period, size: str, own: tuple[str, ...]
) -> tuple[Told, list[float | None]]:
    """The answer by bin and its values over the bins of a period."""
    told = scene.ask(metric_id, own, period, by=size)
    return told, series_by_start(told, bin_starts(period, size), size, published(scene, metric_id))


def bin_for(scene: Scene, metric_id: str, period: Period) -> str:
    """The bins of a period, not finer than the rows of the metric are published: what comes by month has no weeks."""
    return max(bin_of(period), finest_bin(scene, metric_id), key=BINS.index)


def finest_bin(scene: Scene, metric_id: str) -> str:
    """Days, weeks or months, by how far apart days with rows usually are."""
    if scene.city.metrics[metric_id].stock is not None:
        return "day"
    usual = _rhythm(scene.city.answers, scene.city.service.snapshot.id, metric_id).usual_days
    return "month" if usual >= MONTHLY_DAYS else "week" if usual >= WEEKLY_DAYS else "day"


def published(scene: Scene, metric_id: str) -> list[Period]:
    """Stretches of days that the city's rows of a metric cover.

    Between two of them lies a hole: longer than HOLE_DAYS, and than HOLE_STEPS of the usual distance between days
    with rows. A stock stands on days without rows too, and counting it day by day would read all rows for each day.
    """
    return stretches_of(scene.city, metric_id)


def stretches_of(city: City, metric_id: str) -> list[Period]:
    """The same without a session."""
    stretches: tuple[Period, ...] = ()
    if city.metrics[metric_id].stock is None:
        stretches = _rhythm(city.answers, city.service.snapshot.id, metric_id).stretches
    extent = None if stretches else city.extent(metric_id)
    return list(stretches) or ([extent] if extent else [])


@dataclass(frozen=True)
class Rhythm:
    """How rows come: stretches of days without a hole, and the usual distance between two days with rows."""

    stretches: tuple[Period, ...]
    usual_days: int


@lru_cache(maxsize=256)
def _rhythm(answers: Answers, _snapshot_id: str, metric_id: str) -> Rhythm:
    try:
        frame = answers.ask(metric_id, Predicate(), "day", None, None).frame
    except Problem:  # rows that carry no day, such as projects
        return Rhythm((), 1)
    days = sorted(as_date(group) for group, n in zip(frame["group"], frame["n"], strict=True) if n)
    steps = [(later - day).days for day, later in itertools.pairwise(days)]
    usual = sorted(steps)[len(steps) // 2] if steps else 1
    hole = timedelta(days=max(HOLE_DAYS, HOLE_STEPS * usual))
    stretches: list[Period] = []
    for day in days:
        if stretches and day - stretches[-1][1] <= hole:
            stretches[-1] = (stretches[-1][0], day)
        else:
            stretches.append((day, day))
    return Rhythm(tuple(stretches), usual)


def meets(reach: list[Period], period: Period) -> bool:
    """Whether a period has a day of the stretches."""
    return any(first <= period[1] and last >= period[0] for first, last in reach)


def last_whole_day(scene: Scene, metric_id: str) -> date | None:
    """The last day that the rows of a metric cover, and of a flow the last that is over; None where there are none."""
    reach = published(scene, metric_id)
    if not reach or scene.city.metrics[metric_id].stock is not None:
        return reach[-1][1] if reach else None
    return min(reach[-1][1], scene.city.service.snapshot.moment.last_whole_day)


def without_rows(scene: Scene, told: Told) -> float | None:
    """What a group without rows stands for: zero where rows were published for the period, else not known."""
    known = told.metric.no_rows == "zero" and meets(published(scene, told.metric.id), scene.span())
    return 0.0 if known else None


def as_date(group: Any) -> date:
    """The first day of a bin, whether an answer has it as a moment or as a day."""
    return group.date() if isinstance(group, datetime) else pd.Timestamp(group).date()


def _known(value: float | None, otherwise: float | None) -> float | None:
    return otherwise if value is None or pd.isna(value) else float(value)
