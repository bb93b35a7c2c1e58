"""Trying rules on the past: what would have fired on each day, kept in memory only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pipelines.alerts.alert import Alert
from pipelines.alerts.store import AlertStore
from pipelines.alerts.watch import AlertWatch
from pipelines.query.service import QueryService

DAY = timedelta(days=1)
Progress = Callable[[str, int, int], None]


def quietly(_what: str, _done: int, _of: int) -> None:
    """Nobody is told."""


def replay(service: QueryService, first: date, last: date, progress: Progress = quietly) -> list[Alert]:
    """The alerts of the days from first to last, each as of its end, over the rows that the snapshot has now."""
    store = AlertStore(None, service.city.id)
    watch = AlertWatch(service, store)
    zone = ZoneInfo(service.city.profile.time_zone)
    days = (last - first).days + 1
    for n in range(days):
        end = datetime.combine(first + n * DAY, time(23, 59, 59), zone).astimezone(UTC)
        for problem in watch.evaluate(end).problems:
            raise problem
        progress("days replayed", n + 1, days)
    return sorted(store.alerts(limit=100_000), key=lambda alert: (alert.began, alert.rule, alert.area))
