"""Equal elapsed time within the day: where data end at noon, the other period ends at noon as well."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from pipelines.comparison.periods import Period
from pipelines.metrics.record import Metric
from pipelines.query.predicate import Predicate
from pipelines.query.service import QueryService

DAY_SECONDS = 86_400
WHOLE_DAY_SECONDS = 60
"""A day that lacks less than this is whole."""


def reached(service: QueryService, metric: Metric) -> datetime | None:
    """The local moment that the metric's data reach: their newest event, at the latest the snapshot's; None where the
    data have days but no times of day."""
    if metric.time is None or not metric.time.endswith("_at"):
        return None
    events = [source.last_event for source in service.sources(metric.fact, metric.kinds) if source.last_event]
    zone = ZoneInfo(service.city.profile.time_zone)
    if not events or _local(max(events), zone).time() == time.min:
        return None
    return _local(min(max(events), service.snapshot.moment.utc), zone)


def narrowed(
    service: QueryService, metric: Metric, periods: tuple[Period, Period], predicate: Predicate
) -> tuple[Predicate, Predicate]:
    """The predicate in both periods. Where the data end within the last day of the period, the last day of the other
    one ends at the same time of day."""
    current, previous = (period.narrow(predicate) for period in periods)
    moment = reached(service, metric)
    if moment is None or moment.date() != periods[0].last or _left(moment) < WHOLE_DAY_SECONDS:
        return current, previous
    zone = ZoneInfo(service.city.profile.time_zone)
    earlier = datetime.combine(periods[1].last, moment.time(), zone)
    return replace(current, until=_utc(moment)), replace(previous, until=_utc(earlier))


def days_of(period: Period, predicate: Predicate, zone: str) -> float:
    """How many days the period counts, the last of them as far as it has passed."""
    if predicate.until is None:
        return period.days
    return period.days - _left(_local(predicate.until, ZoneInfo(zone))) / DAY_SECONDS


def _left(moment: datetime) -> float:
    passed = moment.hour * 3600 + moment.minute * 60 + moment.second
    return DAY_SECONDS - passed


def _local(utc: datetime, zone: ZoneInfo) -> datetime:
    return utc.replace(tzinfo=UTC).astimezone(zone)


def _utc(local: datetime) -> datetime:
    return local.astimezone(UTC).replace(tzinfo=None)
