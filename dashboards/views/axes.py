"""Ticks of canvases: few, round, and written by the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from math import ceil, floor, log10
from typing import Any

from bokeh.models import FixedTicker, Plot

from dashboards.words import Words


def milliseconds(day: date) -> float:
    """A local date on a canvas: midnight, as if the city were at UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000


def day_of(place: float) -> date:
    """The local date at a place of a time axis."""
    return datetime.fromtimestamp(place / 1000, UTC).date()


def round_step(size: float) -> float:
    """The next of 1, 2, 5 × a power of ten that is not below a size."""
    if size <= 0:
        return 1.0
    power = 10 ** floor(log10(size))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= size * 0.999)


def value_ticks(high: float, count: int = 2, whole: bool = True) -> tuple[float, list[float]]:
    """The end of an axis from zero that holds `high`, and its ticks; `whole` for counts."""
    step = round_step(max(high, 1e-9) / count)
    if whole:
        step = max(1.0, step)
    steps = max(1, ceil(high / step - 1e-9))
    return step * steps, [step * n for n in range(steps + 1)]


def line_ticks(low: float, high: float, count: int = 3) -> tuple[float, list[float]]:
    """The start of an axis that holds both, not necessarily at zero, and its ticks; below zero only where `low` is."""
    step = round_step(max(high - low, abs(high) * 0.02, 1e-9) / count)
    start, end = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return step * start, [step * n for n in range(start, max(end, start + 1) + 1)]


def put_ticks(axis: Any, ticks: Mapping[float, str]) -> None:
    """Show these places with these texts and no other."""
    places = list(ticks)
    if not isinstance(axis.ticker, FixedTicker):
        axis.ticker = FixedTicker(ticks=places, minor_ticks=[])
    axis.ticker.ticks = places
    axis.major_label_overrides = dict(ticks)


def date_ticks(first: date, last: date, words: Words, count: int = 5) -> dict[float, str]:
    """Days, months or years at even distances, as many as stand apart; a year stands beside its first month."""
    days = (last - first).days + 1
    if days <= 62:
        step = max(1, ceil(days / count))
        starts = [date.fromordinal(first.toordinal() + n) for n in range(0, days, step)]
        return {milliseconds(day): words.date(day, year=False) for day in starts}
    months = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    step = next(s for s in (1, 2, 3, 6, 12, 24, 60, 120, 240) if (months[1] - months[0]) / s <= count)
    firsts = [date(m // 12, m % 12 + 1, 1) for m in range(months[0], months[1] + 1) if m % step == 0]
    shown = [day for day in firsts if first <= day <= last]
    if step >= 12:
        return {milliseconds(day): str(day.year) for day in shown}
    new = {day.year: day for day in reversed(shown)}
    return {milliseconds(day): words.month(day, year=new[day.year] == day) for day in shown}


def the_axis(plot: Plot, side: str) -> Any:
    """The only axis on a side of a figure."""
    (axis,) = getattr(plot, side)
    return axis
