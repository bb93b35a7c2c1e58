"""Public holidays of a city, as its profile lists them."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import lru_cache

from pydantic import model_validator

from datasets.strict import Names, Strict

Span = tuple[date, date]


class Holiday(Strict):
    """A holiday in every year for which it is known: single days, or first and last day off.

    worked: days of weekends that are worked in exchange.
    """

    names: Names
    days: tuple[date | Span, ...]
    worked: tuple[date, ...] = ()

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Holiday:
        spans_of(self.days)
        return self

    @property
    def spans(self) -> list[Span]:
        """First and last day of each year's."""
        return spans_of(self.days)


def spans_of(days: tuple[date | Span, ...]) -> list[Span]:
    """First and last day of each entry, a single day being both; raises ValueError where the last is the earlier."""
    spans = [one if isinstance(one, tuple) else (one, one) for one in days]
    for first, last in spans:
        if last < first:
            raise ValueError(f"ends ({last}) before it starts ({first})")
    return spans


def days_off(holidays: tuple[Holiday, ...]) -> frozenset[date]:
    """Every day of the holidays."""
    return frozenset(
        first + timedelta(days=day)
        for holiday in holidays
        for first, last in holiday.spans
        for day in range((last - first).days + 1)
    )


@lru_cache(maxsize=8)
def days_off_by_week(days: frozenset[date]) -> Counter[date]:
    """How many of the days lie in the week of each Monday; 0 for every other week."""
    return Counter(day - timedelta(days=day.weekday()) for day in days)


def days_worked(holidays: tuple[Holiday, ...]) -> frozenset[date]:
    """Every day of a weekend that is worked in exchange for a holiday."""
    return frozenset(day for holiday in holidays for day in holiday.worked)
