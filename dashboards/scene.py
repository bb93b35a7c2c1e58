"""What the views of a session share: city, selection, language, theme; and how they ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dashboards.asking import Asked, Asking, Told
from dashboards.city import City
from dashboards.look import Look
from dashboards.selection import Period, Selection
from dashboards.words import Words
from pipelines.metrics.record import Metric
from pipelines.metrics.units import UNITS

DAYS_BY_DAY, DAYS_BY_WEEK = 120, 900
COMPACT_FROM = 1_000_000


@dataclass
class Scene:
    """One session."""

    city: City
    selection: Selection
    words: Words
    look: Look
    home: dict[str, Any] = field(default_factory=dict)
    brushed: Period | None = None
    on_brush: Callable[[Period, bool], None] = lambda _period, _final: None
    focused: str = ""
    on_focus: list[Callable[[], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.asking = Asking(self.city, self.selection)

    def ask(
        self,
        metric_id: str,
        own: tuple[str, ...] = (),
        period: Period | None = None,
        by: str | None = None,
        level: str | None = None,
    ) -> Told:
        """The metric under every clause but the view's own; `period` takes the place of the selection's."""
        return self.asking.ask(Asked(metric_id, own, period, by, level))

    def focus(self, name: str) -> None:
        """Look at one row, a project by its number: views that show it mark it. It narrows nothing."""
        self.focused = name
        for listener in self.on_focus:
            listener()

    @property
    def is_quick(self) -> bool:
        """Whether answers come from the index, because a clause has just changed or is changing."""
        return self.asking.quick is not None

    @property
    def time(self) -> Period | None:
        """The brush: on its way, or as it was let go."""
        return self.brushed or self.selection.time

    def span(self, own: tuple[str, ...] = ()) -> Period:
        """First and last local date that a view shows."""
        return self.selection.period if "time" in own or not self.time else self.time

    def local_date(self, moment: datetime) -> date:
        """The city's date at a moment in UTC."""
        utc = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return utc.astimezone(ZoneInfo(self.city.profile.time_zone)).date()

    def category_name(self, fact: str, category: str) -> str:
        """The name of a category of a fact, as published where the city has no names for it."""
        names = self.city.service.snapshot.category_names.get(fact, {}).get(category)
        return names[self.words.language != "en"] if names else category

    def unit(self, metric: Metric) -> str:
        return self.words.name(UNITS[metric.unit])

    def amount(self, metric: Metric, value: float | None) -> str:
        """A value of the metric with the decimals of its unit."""
        if value is not None and abs(value) >= COMPACT_FROM:
            return self.words.compact(value)
        return self.exact(metric, value)

    def exact(self, metric: Metric, value: float | None) -> str:
        """The same in full, however large."""
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
