"""The conditions of rules, read from a city's answers as of a moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from math import inf
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from datasets.alerting import AlertRule
from pipelines.alerts.reading import WHOLE_CITY, Reading
from pipelines.comparison.compare import Comparison, compare, compare_groups
from pipelines.comparison.periods import Calendar, Period
from pipelines.metrics.record import Metric, Texts
from pipelines.query.places import UNPLACED
from pipelines.query.predicate import Predicate
from pipelines.query.service import QueryService
from pipelines.query.sources import Source
from pipelines.status import state_of

DAY, YEAR = timedelta(days=1), timedelta(days=365)
LATENESS = {"live": 0, "never": 0, "late": 1, "stale": 2, "down": 3}


def read(rule: AlertRule, service: QueryService, now: datetime) -> list[Reading] | None:
    """What the rule reads at a moment (UTC); None where its data are too old to say anything."""
    if rule.kind == "stale":
        return list(_stale(rule, service, now))
    metric = service.registry[str(rule.metric)]
    last = _last_day(rule, metric, service, now)
    if last is None:
        return None
    if rule.kind == "threshold":
        return list(_threshold(rule, metric, service, last))
    return list(_signals(rule, service, last))


def _last_day(rule: AlertRule, metric: Metric, service: QueryService, now: datetime) -> date | None:
    """The day that windows end on: the last with rows; complete where a sum would be too small before its end."""
    extent = service.extent(metric.fact, metric.kinds)
    sources = service.sources(metric.fact, metric.kinds)
    if extent is None or (sources and all(_is_dead(source, now) for source in sources)):
        return None
    today = now.astimezone(ZoneInfo(service.city.profile.time_zone)).date()
    needs_whole_days = rule.over is None and (rule.kind == "signal" or metric.is_additive)
    last = today - DAY if needs_whole_days else today
    return max(min(extent[1], last), extent[0])


def _is_dead(source: Source, now: datetime) -> bool:
    return state_of(_age_hours(source, now), source.interval_hours, source.last_error) in ("stale", "down")


def _age_hours(source: Source, now: datetime) -> float | None:
    newest = source.last_event or source.last_success
    return None if newest is None else (now - newest.replace(tzinfo=now.tzinfo)).total_seconds() / 3600


def _stale(rule: AlertRule, service: QueryService, now: datetime) -> Iterator[Reading]:
    for source in service.sources():
        if rule.datasets and source.dataset not in rule.datasets:
            continue
        age = _age_hours(source, now)
        state = state_of(age, source.interval_hours, source.last_error)
        late = LATENESS[state] >= LATENESS[rule.state]
        names = Texts(en=source.names["en"], zh=source.names["zh"])
        yield Reading(source.dataset, names, late, LATENESS[state] > 0, age, source.interval_hours, "hours")


def _predicate(rule: AlertRule, first: date, last: date) -> Predicate:
    return Predicate(
        start=first,
        end=last,
        level=rule.level_of,
        categories=rule.categories,
        where=tuple(rule.where.items()),
    )


def _threshold(rule: AlertRule, metric: Metric, service: QueryService, last: date) -> Iterator[Reading]:
    windows = [_window(rule, service, last - n * DAY) for n in range(rule.lasting)]
    limits = [_limit(rule, window, rule.limit or 0.0) for window in windows]
    clear = limits[0] if rule.clear is None else _limit(rule, windows[0], rule.clear)
    for area, row in windows[0].items():
        values = [window[area]["value"] if area in window else None for window in windows]
        held = zip(values, limits, strict=True)
        holds = all(value is not None and _beyond(rule, value, limit) for value, limit in held)
        stands = values[0] is not None and _beyond(rule, values[0], clear)
        yield Reading(area, row["names"], holds, stands, values[0], limits[0], metric.unit)


def _limit(rule: AlertRule, window: dict[str, dict[str, Any]], stated: float) -> float:
    """The stated value, or that many per cent of the median of the window's groups."""
    if rule.of == "value" or not window:
        return stated
    return stated / 100 * median(row["value"] for row in window.values())


def _window(rule: AlertRule, service: QueryService, last: date) -> dict[str, dict[str, Any]]:
    """Values by group over the rule's days up to that one; groups with too few rows are not there."""
    predicate = _predicate(rule, last - (rule.days - 1) * DAY, last)
    metric_id = str(rule.metric)
    level = (rule.level_of or service.city.profile.map_level) if rule.by == "district" else None
    rows: Any = service.values([metric_id], predicate, rule.by, level)[metric_id].frame.itertuples(index=False)
    return {
        str(row.group) if rule.by else WHOLE_CITY: {
            "value": float(row.value),
            "names": _names(service, rule, row.name, row.name_zh),
        }
        for row in rows
        if row.group not in UNPLACED and pd.notna(row.value) and _is_enough(rule, row)
    }


def _is_enough(rule: AlertRule, row: Any) -> bool:
    """As many rows as the rule wants, otherwise as many as the metric is shown from."""
    return row.n >= rule.least if rule.least else not row.below_min_n


def _beyond(rule: AlertRule, value: object, limit: float) -> bool:
    assert isinstance(value, float)
    return value > limit if rule.over is not None else value < limit


def _names(service: QueryService, rule: AlertRule, name: str, name_zh: str) -> Texts:
    if rule.by is None:
        city = service.city.profile.names
        return Texts(en=city["en"], zh=city["zh"])
    return Texts(en=name or "-", zh=name_zh or name or "-")


def _signals(rule: AlertRule, service: QueryService, last: date) -> Iterator[Reading]:
    """The change of each group against the period before, judged over all groups together."""
    first = last - (rule.days - 1) * DAY
    period = Calendar.of(service.city.profile, last).between(first, last)
    against = rule.against if rule.against != "year" else _year_before(service, first)
    predicate = _predicate(rule, first, last)
    metric_id = str(rule.metric)
    if rule.by is None:
        found = [compare(service, metric_id, period, against, predicate)]
    else:
        level = (rule.level_of or service.city.profile.map_level) if rule.by == "district" else None
        found = compare_groups(service, metric_id, period, against, rule.by, predicate, level)
    for one in found:
        if one.group not in UNPLACED and one.value is not None:
            yield _signal(rule, service, one)


def _year_before(service: QueryService, first: date) -> Period:
    """The year that ends before a day."""
    return Calendar.of(service.city.profile, first - DAY).between(first - YEAR, first - DAY)


def _signal(rule: AlertRule, service: QueryService, one: Comparison) -> Reading:
    previous = _previous(one)
    change = (one.value or 0.0) - previous if previous is not None else 0.0
    moved = {"up": change > 0, "down": change < 0, "either": change != 0}[rule.moves]
    enough = max(one.current.n or 0, one.previous_side.n or 0) >= rule.least
    stands = one.evidence.is_signal and moved and enough
    return Reading(
        one.group if rule.by else WHOLE_CITY,
        _names(service, rule, one.name, one.name_zh),
        stands and _size_pct(one, change, previous) >= rule.least_pct,
        stands,
        one.value,
        previous,
        one.metric.unit,
        one.evidence.arithmetic,
    )


def _previous(one: Comparison) -> float | None:
    """The value before, of as many days as the window has where days add up."""
    before, now = one.previous_side, one.current
    return before.value * now.days / before.days if before.value and one.metric.is_additive else before.value


def _size_pct(one: Comparison, change: float, previous: float | None) -> float:
    """How large the change is: in percentage points for shares, else in per cent of what it was."""
    if one.metric.unit == "percent":
        return abs(change)
    return 100 * abs(change / previous) if previous else inf
