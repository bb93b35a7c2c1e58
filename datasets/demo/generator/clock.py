"""The time that a demo city covers: three years to the as-of instant, its calendar and its working days.

All times are the city's local time (Asia/Shanghai keeps one offset all year) as datetime64[s].
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import numpy as np

from datasets.demo.generator.holidays import FEASTS, holiday_of, worked_weekend

YEARS = 3
DAY = np.timedelta64(1, "D")
SECOND = np.timedelta64(1, "s")
OPENS, CLOSES = 8.5, 17.5


@dataclass(frozen=True)
class Clock:
    """`first_day` to `as_of`; the calendar reaches from the January before to the end of next year."""

    first_day: np.datetime64
    as_of: np.datetime64

    @classmethod
    def until(cls, as_of: date | datetime) -> Clock:
        """Three years to the given instant; a plain date stands for the end of that day."""
        instant = np.datetime64(as_of, "s")
        if not isinstance(as_of, datetime):
            instant += DAY
        last_day = (instant - SECOND).astype("datetime64[D]").item()
        is_leap_day = (last_day.month, last_day.day) == (2, 29)
        same_day = last_day.replace(year=last_day.year - YEARS, day=28 if is_leap_day else last_day.day)
        return cls(np.datetime64(same_day, "D") + 1, instant)

    @property
    def last_day(self) -> np.datetime64:
        """The day that the as-of instant closes or falls in."""
        return (self.as_of - SECOND).astype("datetime64[D]")

    @cached_property
    def days(self) -> np.ndarray:
        """Every day of the calendar, also those before the first and after the last that are published."""
        start = self.first_day.astype("datetime64[Y]").astype("datetime64[D]")
        end = (self.as_of.astype("datetime64[Y]") + 2).astype("datetime64[D]")
        return np.arange(start, end)

    @cached_property
    def weekday(self) -> np.ndarray:
        """0 Monday to 6 Sunday for each of `days`."""
        return (self.days.astype(int) + 3) % 7

    @cached_property
    def holiday(self) -> np.ndarray:
        """Index of the feast for each of `days`, -1 where there is none."""
        return holiday_of(self.days)

    @cached_property
    def is_workday(self) -> np.ndarray:
        """Whether offices are open, for each of `days`."""
        return ((self.weekday < 5) & (self.holiday < 0)) | worked_weekend(self.days)

    @cached_property
    def season(self) -> np.ndarray:
        """Phase of the year in radians for each of `days`: 0 in mid January, pi in mid July."""
        into = (self.days - self.days.astype("datetime64[Y]").astype("datetime64[D]")).astype(int)
        return 2 * np.pi * (into - 15) / 365.25

    def is_feast(self, name: str) -> np.ndarray:
        """Whether each of `days` belongs to that feast."""
        return self.holiday == FEASTS.index(name)

    def index(self, times: np.ndarray) -> np.ndarray:
        """Position of each time's day within `days`."""
        return (times.astype("datetime64[D]") - self.days[0]).astype(np.int64)

    def months(self) -> list[np.datetime64]:
        """Every month that is published, as datetime64[M]."""
        first, last = self.first_day.astype("datetime64[M]"), self.last_day.astype("datetime64[M]")
        return list(np.arange(first, last + 1))

    def add_working_days(self, times: np.ndarray, count: np.ndarray) -> np.ndarray:
        """The end of office hours on the count-th working day after each time's day."""
        through = np.cumsum(self.is_workday)
        target = through[self.index(times)] + count
        day = self.days[np.searchsorted(through, target)]
        return day.astype("datetime64[s]") + np.timedelta64(int(CLOSES * 3600), "s")

    def next_workday(self, times: np.ndarray) -> np.ndarray:
        """The first working day at or after each time's day, as datetime64[D]."""
        through = np.cumsum(self.is_workday)
        index = self.index(times)
        before = through[index] - self.is_workday[index]
        return self.days[np.searchsorted(through, before + 1)]


def seconds(amount: np.ndarray | float) -> np.ndarray:
    """A number of seconds as a duration that can be added to times."""
    return np.asarray(amount).astype("timedelta64[s]")
