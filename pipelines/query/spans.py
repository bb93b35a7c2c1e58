"""Days, weeks and months of a period, and the period that an answer is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from pipelines.query.moment import Moment
from pipelines.query.plan import Plan


def period_of(plan: Plan, moment: Moment) -> tuple[date, date] | None:
    """First and last day that the answer is about: as asked, otherwise as far as the rows reach."""
    if plan.extent is None:
        return None
    last = moment.day if plan.metric.stock else plan.extent[1]
    first, last = plan.predicate.start or plan.extent[0], plan.predicate.end or last
    return (first, last) if first <= last else None


def starts(first: date, last: date, by: str | None) -> Iterable[date]:
    """The first day of every day, week or month from that of the first day to that of the last."""
    day = start_of(first, by)
    while day <= last:
        yield day
        day = next_start(day, by)


def start_of(day: date, by: str | None) -> date:
    """The first day of the day's week or month."""
    if by == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if by == "month" else day


def next_start(start: date, by: str | None) -> date:
    """The first day of the next day, week or month."""
    return start_of(start + timedelta(days={"day": 1, "week": 7}.get(str(by), 31)), by)
