"""Periods of the public edition: whole months, and windows that are sums of whole months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

WINDOWS = {"3m": 3, "12m": 12}
BEFORE = "_before"
YEAR_MONTHS = 12


@dataclass(frozen=True)
class Span:
    """A published period: `id` is a month (2026-10), or a window of months that ends with the latest (3m, 12m)."""

    id: str
    start: date
    end: date
    months: tuple[str, ...]


def is_day(period: str) -> bool:
    """Whether the id of a period is a day, 2026-10-31."""
    return len(period) == len("2026-10-31") and period[4] == "-"


def month_span(first: date) -> Span:
    """The month that begins on that day."""
    return Span(f"{first:%Y-%m}", first, _shifted(first, 1) - timedelta(days=1), (f"{first:%Y-%m}",))


def months_between(extent: tuple[date, date], as_of: date, at_most: int) -> tuple[Span, ...]:
    """The last whole months of the extent, oldest first; the month of its end where it holds no whole one."""
    begin, last = extent[0], min(extent[1], as_of)
    newest = _first(last + timedelta(days=1)) if (last + timedelta(days=1)).day == 1 else _first(last)
    found: list[Span] = []
    while len(found) < at_most:
        newest = _shifted(newest, -1)
        if newest < begin:
            break
        found.append(month_span(newest))
    return tuple(reversed(found)) or (month_span(_first(last)),)


def windows_of(months: tuple[Span, ...]) -> tuple[Span, ...]:
    """The windows, and the same a year before, whose months are all there."""
    found: list[Span] = []
    for name, length in WINDOWS.items():
        for label, back in ((name, 0), (name + BEFORE, YEAR_MONTHS)):
            end = len(months) - back
            if end >= length:
                inside = months[end - length : end]
                found.append(Span(label, inside[0].start, inside[-1].end, tuple(span.id for span in inside)))
    return tuple(found)


def _first(day: date) -> date:
    return day.replace(day=1)


def _shifted(first: date, months: int) -> date:
    place = first.year * YEAR_MONTHS + first.month - 1 + months
    return date(place // YEAR_MONTHS, place % YEAR_MONTHS + 1, 1)
