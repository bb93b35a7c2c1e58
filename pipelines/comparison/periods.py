"""Periods by name or date, the periods that they are compared with, and how much of them has passed.

Rules: METRICS.md 3.0. Weeks run from Monday to Sunday; 28 days are the four full weeks that end on the last Sunday;
partial periods are compared over equal elapsed days; a year with 29 February is compared with one without it by
leaving that day out.
"""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from datasets.problems import Problem, did_you_mean
from datasets.profile import Profile
from pipelines.query.predicate import Predicate

Shift = Literal["same_weekday", "same_date"]
Against = Literal["previous", "last_year"]
Kind = Literal["week", "days", "month", "quarter", "year", "fiscal_year", "ytd", "fytd"]
DAY = timedelta(days=1)
YEAR_OF_WEEKS = timedelta(days=364)
BY_WEEKDAY: tuple[Kind, ...] = ("week", "days")
TO_DATE: tuple[Kind, ...] = ("ytd", "fytd")
YEARLY: tuple[Kind, ...] = ("year", "fiscal_year")
CITYSCORE_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 90}
"""CityScore's windows: so many days up to and with the last."""
NAMED: tuple[str, ...] = ("week", "28d", "month", "quarter", "year", "ytd", "fytd", "last_week", "last_month")
NAMED += tuple(f"cityscore_{window}" for window in CITYSCORE_DAYS)


@dataclass(frozen=True)
class Period:
    """Local days from start to end, both included. `end` may lie after `as_of`: the period is then partial.

    `left_out` are days between that do not count; `counts_to` is the last day of a comparison over equal elapsed
    days, None where the period counts as far as it has passed.
    """

    name: str
    kind: Kind
    start: date
    end: date
    as_of: date
    left_out: tuple[date, ...] = ()
    counts_to: date | None = None

    @property
    def partial(self) -> bool:
        """Whether some of its days have not passed."""
        return self.as_of < self.end

    @property
    def last(self) -> date:
        """The last day that counts: the end, or as far as it has passed."""
        return self.counts_to or min(self.end, self.as_of)

    @property
    def days(self) -> int:
        """How many days count; none where the period lies in the future."""
        skipped = sum(self.start <= day <= self.last for day in self.left_out)
        return max((self.last - self.start).days + 1 - skipped, 0)

    def provisional(self, provisional_days: int) -> bool:
        """Whether its last days may still change, for a metric with that lag."""
        return provisional_days > 0 and self.last > self.as_of - timedelta(days=provisional_days)

    def narrow(self, predicate: Predicate) -> Predicate:
        """The predicate over the days that count."""
        return replace(predicate, start=self.start, end=self.last, left_out=self.left_out)


def last_sunday(day: date) -> date:
    """The Sunday on or before the day."""
    return day - timedelta(days=day.isoweekday() % 7)


def monday_of(day: date) -> date:
    """The Monday on or before the day."""
    return day - timedelta(days=day.weekday())


def end_of_month(day: date) -> date:
    """The last day of the day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """The day that many months later, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The same day of another year; 28 February stands for 29 February where there is none."""
    return add_months(day, 12 * years)


@dataclass(frozen=True)
class Calendar:
    """Reads periods as of a day; `fiscal` is (month, day) on which the fiscal year starts, named by its start or
    its end."""

    as_of: date
    fiscal: tuple[int, int] = (1, 1)
    fiscal_named: Literal["start", "end"] = "end"

    @classmethod
    def of(cls, profile: Profile, as_of: date) -> Calendar:
        """The calendar of a city."""
        month, day = map(int, profile.fiscal_year_starts.split("-"))
        return cls(as_of, (month, day), profile.fiscal_year_named)

    def read(self, name: str) -> Period:
        """The period of that name (week, 28d, Nd, month, quarter, year, ytd, fytd, last_week, last_month,
        cityscore_week, 2024, 2024-07, 2024-Q3, 2024-W27, 2024-06-30, FY2027); raises Problem where there is none."""
        word = name.strip()
        for pattern, read in _FORMS:
            if found := re.fullmatch(pattern, word, re.IGNORECASE):
                return self._read(word, read, found.groups())
        raise _no_period(word)

    def between(self, start: date, end: date) -> Period:
        """The days from start to end, both included; raises Problem where the end is before the start."""
        if end < start:
            raise Problem(f"the period ends ({end}) before it starts ({start})")
        return self._period(f"{start}..{end}", "days", start, end)

    def fiscal_start(self, day: date) -> date:
        """The first day of the fiscal year that the day is in."""
        start = date(day.year, *self.fiscal)
        return start if start <= day else date(day.year - 1, *self.fiscal)

    def fiscal_year(self, year: int) -> tuple[date, date]:
        """First and last day of the fiscal year of that name."""
        first = year - 1 if self.fiscal_named == "end" and self.fiscal != (1, 1) else year
        return date(first, *self.fiscal), date(first + 1, *self.fiscal) - DAY

    def _read(self, word: str, read: Callable[..., Period], groups: tuple[str, ...]) -> Period:
        try:
            return read(self, word, *groups)
        except (ValueError, OverflowError):
            raise _no_period(word) from None

    def _period(self, name: str, kind: Kind, start: date, end: date) -> Period:
        return Period(name, kind, start, end, self.as_of)

    def _week(self, name: str, weeks_back: int = 0) -> Period:
        start = monday_of(self.as_of) - weeks_back * timedelta(weeks=1)
        return self._period(name, "week", start, start + 6 * DAY)

    def _last_week(self, name: str) -> Period:
        return self._week(name, 1)

    def _iso_week(self, name: str, year: str, week: str) -> Period:
        start = date.fromisocalendar(int(year), int(week), 1)
        return self._period(name, "week", start, start + 6 * DAY)

    def _four_weeks(self, name: str) -> Period:
        end = last_sunday(self.as_of)
        return self._period(name, "days", end - 27 * DAY, end)

    def _days(self, name: str, days: str) -> Period:
        return self._period(name, "days", self.as_of - (_positive(days) - 1) * DAY, self.as_of)

    def _cityscore(self, name: str, window: str) -> Period:
        return self._days(name, str(CITYSCORE_DAYS[window.lower()]))

    def _day(self, name: str, day: str) -> Period:
        return self._period(name, "days", date.fromisoformat(day), date.fromisoformat(day))

    def _month(self, name: str, year: str | None = None, month: str | None = None) -> Period:
        start = date(int(year), int(month), 1) if year and month else self.as_of.replace(day=1)
        return self._period(name, "month", start, end_of_month(start))

    def _last_month(self, name: str) -> Period:
        start = add_months(self.as_of.replace(day=1), -1)
        return self._period(name, "month", start, end_of_month(start))

    def _quarter(self, name: str, year: str | None = None, quarter: str | None = None) -> Period:
        place = int(quarter) - 1 if quarter else (self.as_of.month - 1) // 3
        start = date(int(year) if year else self.as_of.year, 3 * place + 1, 1)
        return self._period(name, "quarter", start, add_months(start, 3) - DAY)

    def _year(self, name: str, year: str | None = None) -> Period:
        number = int(year) if year else self.as_of.year
        return self._period(name, "year", date(number, 1, 1), date(number, 12, 31))

    def _fiscal_year(self, name: str, year: str) -> Period:
        return self._period(name, "fiscal_year", *self.fiscal_year(int(year)))

    def _to_date(self, name: str) -> Period:
        return self._period(name, "ytd", date(self.as_of.year, 1, 1), self.as_of)

    def _fiscal_to_date(self, name: str) -> Period:
        return self._period(name, "fytd", self.fiscal_start(self.as_of), self.as_of)


_FORMS: tuple[tuple[str, Callable[..., Period]], ...] = (
    (r"week", Calendar._week),
    (r"last_week", Calendar._last_week),
    (r"28d", Calendar._four_weeks),
    (r"(\d{1,5})d", Calendar._days),
    (rf"cityscore_({'|'.join(CITYSCORE_DAYS)})", Calendar._cityscore),
    (r"month", Calendar._month),
    (r"last_month", Calendar._last_month),
    (r"quarter", Calendar._quarter),
    (r"year", Calendar._year),
    (r"ytd", Calendar._to_date),
    (r"fytd", Calendar._fiscal_to_date),
    (r"(\d{4})", Calendar._year),
    (r"(\d{4})-(\d{2})", Calendar._month),
    (r"(\d{4})-Q([1-4])", Calendar._quarter),
    (r"(\d{4})-W(\d{2})", Calendar._iso_week),
    (r"(\d{4}-\d{2}-\d{2})", Calendar._day),
    (r"FY(\d{4})", Calendar._fiscal_year),
)


def _positive(days: str) -> int:
    if int(days) == 0:
        raise ValueError(days)
    return int(days)


def _no_period(word: str) -> Problem:
    forms = "week, 28d, 90d, month, quarter, year, ytd, fytd, last_week, last_month, cityscore_week"
    what = f"no such period; write {forms}, 2024, 2024-07, 2024-Q3, 2024-W27, 2024-06-30 or FY2027"
    return Problem(what, found=word, meant=did_you_mean(word, NAMED))


def default_shift(period: Period) -> Shift:
    """Weeks and days keep their weekdays; months, quarters and years keep their dates."""
    return "same_weekday" if period.kind in BY_WEEKDAY else "same_date"


def pair(period: Period, against: Against | Period, shift: Shift | None = None) -> tuple[Period, Period]:
    """The period and the one that it is compared with: the one before, the same one a year before, or the one given.

    shift: how a year is gone back; None takes default_shift. A period to date has no other before it than that of
    the year before. A partial period is compared over as many days as have passed. Where dates are kept, 29
    February is left out on both sides, as the other side has none.
    """
    if isinstance(against, Period):
        return period, against
    shift = shift or default_shift(period)
    if against == "previous" and period.kind not in TO_DATE + YEARLY:
        return period, _before(period)
    if shift == "same_weekday" and period.kind not in YEARLY:
        return period, _moved(period, *(day - YEAR_OF_WEEKS for day in (period.start, period.end, period.last)))
    return _without_leap_days(period, _same_dates(period))


def _before(period: Period) -> Period:
    end = period.start - DAY
    months = {"month": 1, "quarter": 3}.get(period.kind)
    start = add_months(period.start, -months) if months else end - (period.end - period.start)
    last = min(end, start + (period.last - period.start)) if period.partial else end
    return _moved(period, start, end, last)


def _same_dates(period: Period) -> Period:
    start, end, last = (add_years(day, -1) for day in (period.start, period.end, period.last))
    if (period.start.month, period.start.day) == (2, 29):
        start += DAY
    return _moved(period, start, end, last)


def _moved(period: Period, start: date, end: date, last: date) -> Period:
    return replace(period, name=f"{start}..{last}", start=start, end=end, counts_to=last, left_out=())


def _without_leap_days(*periods: Period) -> tuple[Period, Period]:
    here, there = (replace(period, left_out=_leap_days(period.start, period.last)) for period in periods)
    return here, there


def _leap_days(start: date, end: date) -> tuple[date, ...]:
    leap = [date(year, 2, 29) for year in range(start.year, end.year + 1) if isleap(year)]
    return tuple(day for day in leap if start <= day <= end)
