"""What the views of a session share: city, selection, language, theme; and how they ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from dashboards.city import City
from dashboards.look import Look
from dashboards.selection import Period, Selection
from dashboards.words import Words
from pipelines.metrics.record import Metric
from pipelines.metrics.units import UNITS

DAYS_BY_DAY, DAYS_BY_WEEK = 120, 900
COMPACT_FROM = 10_000_000


@dataclass(frozen=True)
class Told:
    """An answer with the metric's record and every clause that it could not follow."""

    metric: Metric
    frame: pd.DataFrame
    ignored: tuple[str, ...]
    answer: Any

    @property
    def row(self) -> Any:
        """The only row of an answer that is not grouped; None where there is none."""
        return None if self.frame.empty else self.frame.iloc[0]

    def by_group(self, column: str = "value") -> dict[str, float]:
        return dict(zip(self.frame["group"], self.frame[column], strict=True))


@dataclass
class Scene:
    """One session."""

    city: City
    selection: Selection
    words: Words
    look: Look
    home: dict[str, Any] = field(default_factory=dict)
    dragging: bool = False
    on_drag: Callable[[Period], None] = lambda _period: None

    def ask(self, metric_id: str, own: tuple[str, ...] = (), period: Period | None = None, **how: Any) -> Told:
        """The metric under every clause but the view's own; `how` is `by` and `level` of the service.

        `period` takes the place of the selection's.
        """
        metric = self.city.metrics[metric_id]
        predicate = self.selection.predicate(metric.fact, own)
        if period is not None:
            predicate = replace(predicate, start=period[0], end=period[1])
        answer = self.city.service.values([metric_id], predicate, **how)[metric_id]
        unheard = tuple(c for c in self.selection.unheard(metric.fact) if c not in own)
        ignored = tuple(dict.fromkeys((*answer.ignored, *unheard)))
        return Told(metric, answer.frame, ignored, answer)

    def brush(self, period: Period, final: bool) -> None:
        """A brush on the way, or let go."""
        self.dragging = not final
        if final:
            self.selection.choose(time=period)
        else:
            self.on_drag(period)

    def span(self, own: tuple[str, ...] = ()) -> Period:
        """First and last local date that a view shows."""
        selection = self.selection
        return selection.period if "time" in own or not selection.time else selection.time

    def local_date(self, moment: datetime) -> date:
        """The city's date at a moment in UTC."""
        utc = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return utc.astimezone(ZoneInfo(self.city.profile.time_zone)).date()

    def unit(self, metric: Metric) -> str:
        return self.words.name(UNITS[metric.unit])

    def amount(self, metric: Metric, value: float | None) -> str:
        """A value of the metric with the decimals of its unit."""
        if value is not None and abs(value) >= COMPACT_FROM:
            return self.words.compact(value)
        return self.words.number(value, UNITS[metric.unit].decimals)


def bin_of(period: Period) -> str:
    """Days, weeks or months: so many that bars stay apart."""
    days = (period[1] - period[0]).days + 1
    return "day" if days <= DAYS_BY_DAY else "week" if days <= DAYS_BY_WEEK else "month"


def bin_starts(period: Period, size: str) -> list[date]:
    """First days of the bins that a period touches; weeks start on Monday."""
    first, last = period
    if size == "day":
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if size == "week":
        monday = first - timedelta(days=first.weekday())
        return [monday + timedelta(days=7 * n) for n in range((last - monday).days // 7 + 1)]
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(m // 12, m % 12 + 1, 1) for m in months]


def bin_end(start: date, size: str) -> date:
    """Last day of the bin that starts on that day."""
    if size == "day":
        return start
    if size == "week":
        return start + timedelta(days=6)
    return (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
