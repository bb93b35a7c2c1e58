"""The usual range of a week, by the same fortnight of earlier years, or by the series' own trend where it is young."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from scipy.stats import t

from pipelines.comparison.season import COVERS, Basis, Season, Series

FEWEST_WEEKS = 26
FEWEST_HOLIDAY_WEEKS = 3


@dataclass(frozen=True)
class Week:
    """A week's value; `holidays` is how many of its days are public holidays."""

    monday: date
    value: float
    holidays: int = 0

    @property
    def number(self) -> float:
        """Its place in time, in weeks."""
        return self.monday.toordinal() / 7


@dataclass(frozen=True)
class Band:
    """Where 95 of 100 unremarkable weeks lie. `basis` says what it was taken from."""

    monday: date
    expected: float
    low: float
    high: float
    basis: Basis
    arithmetic: tuple[str, ...]

    def place(self, value: float) -> Literal["high", "usual", "low"]:
        """Where a value lies."""
        return "high" if value > self.high else "low" if value < self.low else "usual"


def usual_range(history: Sequence[Week], week: Week) -> Band | None:
    """The usual range of the week; as `usual_bands`."""
    return usual_bands(history, [week])[0]


def usual_bands(history: Sequence[Week], wanted: Sequence[Week]) -> list[Band | None]:
    """The usual range of each wanted week, from those before it in the history, which is in order; None with fewer than
    26 of these without holidays, and for a week with holidays where fewer than three like it are known.

    expected = the median of the same fortnight in two or more earlier years, each week moved on by the trend (Sen's
    slope between weeks of the same season, Hirsch et al. 1982); in a younger series, of whose weeks fewer than 20 can
    be set against such fortnights, the median of the 8 weeks before.
    The range is as wide as 95 of 100 of the weeks before needed, each set against what was to be expected of it in the
    same way (split conformal). Weeks with holidays are compared with such weeks: by their share of an ordinary week.
    """
    known = [one for one in history if not math.isnan(one.value)]
    plain = [one for one in known if not one.holidays]
    series = Series([one.number for one in plain], [one.value for one in plain])
    held = [one for one in known if one.holidays]
    return [_range(series.before(week.number), held, week) for week in wanted]


def _range(season: Season, held: Sequence[Week], week: Week) -> Band | None:
    if season.known < FEWEST_WEEKS:
        return None
    if week.holidays:
        return _holiday_range(season, [one for one in held if one.monday < week.monday], week)
    expected, basis = season.expected(week.number)
    return _banded(season, week.monday, expected, season.reach(basis), basis)


def _holiday_range(season: Season, weeks: Sequence[Week], week: Week) -> Band | None:
    alike = [one for one in weeks if abs(one.holidays - week.holidays) <= 1]
    ordinary, _ = season.all_expected(np.array([one.number for one in alike]))
    values = np.array([one.value for one in alike])
    shares = values[ordinary > 0] / ordinary[ordinary > 0]
    if len(shares) < FEWEST_HOLIDAY_WEEKS:
        return None
    level, basis = season.expected(week.number)
    varies = float(t.isf((1 - COVERS) / 2, len(shares) - 1) * shares.std(ddof=1) * np.sqrt(1 + 1 / len(shares)))
    reach = math.hypot(level * varies, season.reach(basis))
    return _banded(season, week.monday, level * float(np.median(shares)), reach, "weeks with holidays")


def _banded(season: Season, monday: date, expected: float, reach: float, basis: Basis) -> Band:
    """Expected ± reach; not below 0 where no week was."""
    low, high = expected - reach, expected + reach
    if season.value.min() >= 0:
        low = max(low, 0.0)
    line = f"{expected:,.2f} ± {reach:,.2f}: {low:,.2f} – {high:,.2f} ({basis})"
    return Band(monday, expected, low, high, basis, (line,))


def control_band(fortnights: Sequence[float]) -> tuple[float, float] | None:
    """Low and high: mean ± 2 standard deviations of the same calendar fortnight in earlier years, as Cheektowaga's
    police publish it; None with fewer than 3 years. A named variant: five years say little of a standard deviation."""
    values = np.asarray(fortnights, dtype="float64")
    if len(values) < 3:
        return None
    mean, reach = float(values.mean()), 2 * float(values.std(ddof=1))
    return mean - reach, mean + reach
