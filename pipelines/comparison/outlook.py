"""A metric beside what is usual for it: district funnel, usual range of weeks, year-end pace, standing of a signal."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd

from datasets.holidays import days_off, days_off_by_week
from datasets.problems import Problem
from pipelines.comparison.band import Band, Week, usual_bands
from pipelines.comparison.compare import Comparison
from pipelines.comparison.counts import count_evidence
from pipelines.comparison.funnel import Funnel, funnel
from pipelines.comparison.history import weekly, weeks_before
from pipelines.comparison.judging import counted
from pipelines.comparison.pace import Pace, YearToDate, elapsed_share, year_end_range
from pipelines.comparison.periods import Calendar, Period, pair
from pipelines.comparison.revisions import Revision, Standing, standing
from pipelines.comparison.significance import dispersion
from pipelines.metrics.record import Metric
from pipelines.query.predicate import Predicate
from pipelines.query.service import EVERYTHING, QueryService

HISTORY_YEARS = 5


def district_funnel(
    service: QueryService, metric_id: str, period: Period, predicate: Predicate = EVERYTHING, level: str | None = None
) -> Funnel | None:
    """The districts of a level in the funnel: a share by its trials, a count by residents (per 1,000).

    Raises Problem for a metric that is neither. Districts without residents are left out.
    """
    metric = counted(service, service.registry[metric_id])
    with service.batch():
        answer = service.values([metric.id], period.narrow(predicate), "district", level)[metric.id]
        frame = answer.frame[answer.frame["name"].notna()]
        if metric.evidence == "rate":
            rows = zip(frame["group"], frame["numerator"], frame["denominator"], strict=True)
            counts = {str(group): (float(hits), float(n)) for group, hits, n in rows if not math.isnan(hits)}
            return funnel(counts, "binomial", metric.scale)
        if metric.evidence != "count":
            raise Problem("a funnel is of a share or a count", found=metric_id)
        return funnel(_by_residents(service, frame, answer.level), "poisson", 1000)


def _by_residents(service: QueryService, frame: pd.DataFrame, level: str | None) -> dict[str, tuple[float, float]]:
    residents = service.districts(level).set_index("district_id")["population"].dropna()
    rows = zip(frame["group"], frame["value"], strict=True)
    return {str(group): (float(value), float(residents[group])) for group, value in rows if group in residents}


def year_end(
    service: QueryService, metric_id: str, calendar: Calendar, predicate: Predicate = EVERYTHING
) -> Pace | None:
    """The range in which the year's count will end; None before a quarter of the year and without 8 weeks before.

    For a rate per resident that of the count that it is made of. Of a count that matures only the days that are
    complete are reckoned with. Raises Problem for a metric that is no count.
    """
    metric = _counted(service, metric_id)
    complete = _complete_days(metric, calendar)
    if complete.as_of.year < calendar.as_of.year:
        return None
    to_date = complete.read("ytd")
    current, previous = pair(to_date, "last_year")
    whole = Calendar(to_date.end).read(str(to_date.start.year - 1))
    with service.batch():
        phi = dispersion(weekly(service, metric, _timeless(predicate), to_date.last).counts)
        if phi is None:
            return None
        counts = YearToDate(
            _value(service, metric.id, to_date.narrow(predicate)) or 0,
            _value(service, metric.id, previous.narrow(predicate)) if _reached(service, metric, previous) else None,
            _value(service, metric.id, whole.narrow(predicate)),
        )
    end = date(to_date.start.year, 12, 31)
    found = year_end_range(counts, elapsed_share(current.start, to_date.last, end), phi)
    if found is None or complete == calendar:
        return found
    told = f"counted to {to_date.last}: the {metric.provisional_days} days after it are still being completed"
    return replace(found, arithmetic=(told, *found.arithmetic))


def _complete_days(metric: Metric, calendar: Calendar) -> Calendar:
    """As of the last day whose cases are complete: an unfinished day would make the year's end look too low."""
    lag = timedelta(days=metric.provisional_days if metric.matures else 0)
    return replace(calendar, as_of=calendar.as_of - lag)


def usual_ranges(
    service: QueryService,
    metric_id: str,
    span: tuple[date, date],
    predicate: Predicate = EVERYTHING,
    holidays: frozenset[date] | None = None,
) -> list[tuple[Week, Band | None]]:
    """Each complete week of the span (local days, both included) with its usual range, from the weeks before it.

    holidays: days off; None takes those of the city's profile.
    """
    if holidays is None:
        holidays = days_off(service.city.profile.holidays)
    with service.batch():
        weeks = _weeks(service, metric_id, predicate, holidays)
    first, last = span
    wanted = [week for week in weeks if first <= week.monday <= last - timedelta(days=6)]
    return list(zip(wanted, usual_bands(weeks, wanted), strict=True))


def _weeks(service: QueryService, metric_id: str, predicate: Predicate, holidays: frozenset[date]) -> list[Week]:
    metric = service.registry[metric_id]
    reach = service.extent(metric.fact, metric.kinds)
    span = weeks_before(service, metric, reach[1] + timedelta(days=1), 53 * HISTORY_YEARS) if reach else None
    if span is None:
        return []
    asked = replace(_timeless(predicate), start=span[0], end=span[1])
    frame = service.values([metric_id], asked, by="week")[metric_id].frame
    held = days_off_by_week(holidays)
    mondays = [pd.Timestamp(monday).date() for monday in frame["group"]]
    rows = zip(mondays, frame["value"], strict=True)
    return [Week(monday, float(value), held[monday]) for monday, value in rows]


def standing_of(compared: Comparison, history: tuple[Revision, ...]) -> Standing:
    """How the signal of a compared count stands to revisions at the pace of the kept snapshots.

    Raises Problem for a metric that is no count.
    """
    made_of = compared.metric.derived is not None
    sides = compared.current, compared.previous_side
    current, previous = (side.numerator if made_of else side.value for side in sides)
    evidence = compared.evidence
    if compared.metric.evidence != "count" or current is None or previous is None or evidence.phi is None:
        raise Problem("only a tested count has a break-even", found=compared.metric.id)
    weeks, days = evidence.inputs["weekly"], (compared.current.days, compared.previous_side.days)
    lines = evidence.inputs["lines"]
    pace = sum(one.weekly for one in history) / len(history) if history else 0.0
    level = previous * days[0] / days[1]
    return standing(current, level, lambda c: count_evidence(c, previous, weeks, days, lines), pace)


def _counted(service: QueryService, metric_id: str) -> Metric:
    metric = counted(service, service.registry[metric_id])
    if metric.evidence != "count":
        raise Problem("a pace is of a count", found=metric_id)
    return metric


def _timeless(predicate: Predicate) -> Predicate:
    return predicate.without("time")


def _reached(service: QueryService, metric: Metric, period: Period) -> bool:
    extent = service.extent(metric.fact, metric.kinds)
    return extent is not None and extent[0] <= period.start + timedelta(days=7)


def _value(service: QueryService, metric_id: str, predicate: Predicate) -> float | None:
    value = service.values([metric_id], predicate)[metric_id].frame["value"].iloc[0]
    return None if math.isnan(value) else float(value)
