"""What may be said of a change against the year before, for cells that are visible on both sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from datasets.problems import Problem
from pipelines.comparison.compare import Comparison, compare, compare_groups
from pipelines.comparison.periods import Calendar
from pipelines.privacy.asking import ALL, CITY, Shown
from pipelines.privacy.spans import BEFORE, Span
from pipelines.query.service import QueryService

COLUMNS = ["metric", "level", "area", "period", "verdict"]


def changes_of(service: QueryService, shown: Sequence[Shown], cells: pd.DataFrame) -> pd.DataFrame:
    """One row a metric, area and window, nothing where either side is hidden.

    The verdict alone: the other year's number leaves February 29 out, so that it would tell a single day.
    """
    as_of = service.snapshot.moment.day
    calendar = Calendar.of(service.city.profile, as_of)
    rows = [row for one in shown for row in _of_metric(service, calendar, one)]
    found = pd.DataFrame(rows, columns=COLUMNS)
    return found.merge(_visible_pairs(cells), on=["metric", "level", "area", "period"])[COLUMNS]


def year_before(period: str) -> str:
    """The id of the same period a year earlier."""
    if len(period) == len("2026-10"):
        return f"{int(period[:4]) - 1}{period[4:]}"
    return period + BEFORE


def _of_metric(service: QueryService, calendar: Calendar, one: Shown) -> Iterator[tuple[object, ...]]:
    ids = {span.id for span in one.spans}
    for span in (*one.months[-1:], *one.windows):
        if year_before(span.id) not in ids:
            continue
        yield from (_row(span, *found) for found in _compared(service, calendar, one, span))


def _compared(
    service: QueryService, calendar: Calendar, one: Shown, span: Span
) -> Iterator[tuple[str, str, Comparison]]:
    period = calendar.between(span.start, span.end)
    yield CITY, ALL, compare(service, one.metric.id, period, "last_year")
    for level in service.city.profile.levels:
        try:
            found = compare_groups(service, one.metric.id, period, "last_year", "district", level=level.id)
        except Problem:
            continue
        yield from ((level.id, comparison.group, comparison) for comparison in found)


def _row(span: Span, level: str, area: str, found: Comparison) -> tuple[object, ...]:
    return (found.metric.id, level, area, span.id, found.evidence.verdict)


def _visible_pairs(cells: pd.DataFrame) -> pd.DataFrame:
    visible = cells[(cells.by == "") & ~cells.hidden & cells.value.notna()][["metric", "level", "area", "period"]]
    before = visible.assign(before=visible.period)
    pairs = visible.assign(before=visible.period.map(year_before))
    return pairs.merge(before[["metric", "level", "area", "before"]], on=["metric", "level", "area", "before"])
