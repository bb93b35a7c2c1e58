"""The usual range of a week, by the same fortnight of earlier years, or by the series' own trend where it is young."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.stats import t

COVERS = 0.95
FEWEST_WEEKS = 26
LEVEL_WEEKS = 8
YEAR_WEEKS = 365.25 / 7
NEAR_WEEKS = 1.0
FEWEST_FELLOWS = 4
FEWEST_MEASURED = 20
FEWEST_HOLIDAY_WEEKS = 3


Basis = Literal["same fortnight of earlier years", "the 8 weeks before", "weeks with holidays"]


@dataclass(frozen=True)
class Week:
    """A week's value; `holidays` is how many of its days are public holidays."""

    monday: date
    value: float
    holidays: int = 0


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
    """The usual range of the week, from the weeks before it; None with fewer than 26 of these without holidays, and
    for a week with holidays where fewer than three like it are known.

    expected = the median of the same fortnight in two or more earlier years, each week moved on by the trend (Sen's
    slope between weeks of the same season, Hirsch et al. 1982); in a younger series, of whose weeks fewer than 20 can
    be set against such fortnights, the median of the 8 weeks before.
    The range is as wide as 95 of 100 of the weeks before needed, each set against what was to be expected of it in the
    same way (split conformal). Weeks with holidays are compared with such weeks: by their share of an ordinary week.
    """
    plain = [one for one in history if one.holidays == 0 and one.monday < week.monday and not np.isnan(one.value)]
    if len(plain) < FEWEST_WEEKS:
        return None
    season = _Season.of(plain)
    if week.holidays:
        return _holiday_range(season, [one for one in history if one.holidays and one.monday < week.monday], week)
    expected, basis = season.expected(week.monday)
    return season.banded(week.monday, expected, season.reach(basis), basis)


@dataclass(frozen=True)
class _Season:
    """A series by week number, and by how much it grows a week."""

    at: np.ndarray
    value: np.ndarray
    slope: float

    @classmethod
    def of(cls, weeks: Sequence[Week]) -> _Season:
        at = np.array([one.monday.toordinal() / 7 for one in weeks])
        value = np.array([one.value for one in weeks])
        later, earlier = np.nonzero((at[:, None] > at) & _same_season(at[:, None] - at))
        slopes = (value[later] - value[earlier]) / (at[later] - at[earlier])
        return cls(at, value, float(np.median(slopes)) if len(slopes) else 0.0)

    def expected(self, monday: date) -> tuple[float, Basis]:
        """What is to be expected of a week, and by what."""
        at = np.array([monday.toordinal() / 7])
        by_season, by_level = float(self._by_season(at)[0]), float(self._by_level(at)[0])
        if not math.isnan(by_season) and len(self._seasonally_away) >= FEWEST_MEASURED:
            return by_season, "same fortnight of earlier years"
        return (float(np.median(self.value)) if math.isnan(by_level) else by_level), "the 8 weeks before"

    def reach(self, basis: Basis) -> float:
        """How far 95 of 100 weeks lay from what was to be expected of them by the basis."""
        away = self._seasonally_away if basis == "same fortnight of earlier years" else self._lately_away
        return float(away[min(math.ceil((len(away) + 1) * COVERS), len(away)) - 1])

    def banded(self, monday: date, expected: float, reach: float, basis: Basis) -> Band:
        """Expected ± reach; not below 0 where no week was."""
        low, high = expected - reach, expected + reach
        if self.value.min() >= 0:
            low = max(low, 0.0)
        line = f"{expected:,.2f} ± {reach:,.2f}: {low:,.2f} – {high:,.2f} ({basis})"
        return Band(monday, expected, low, high, basis, (line,))

    @cached_property
    def _seasonally_away(self) -> np.ndarray:
        return self._away(self._by_season(self.at))

    @cached_property
    def _lately_away(self) -> np.ndarray:
        return self._away(self._by_level(self.at))

    def _away(self, expected: np.ndarray) -> np.ndarray:
        """How far each week lay from what was to be expected of it, the nearest first."""
        away = np.abs(self.value - expected)
        return np.sort(away[~np.isnan(away)])

    def _by_season(self, at: np.ndarray) -> np.ndarray:
        """For each place in time; NaN with fewer than two other years or four weeks of the same fortnight in them."""
        away = at[:, None] - self.at
        near = _same_season(away)
        years = np.where(near, np.rint(-away / YEAR_WEEKS), np.nan)
        count = near.sum(axis=1)
        moved = np.sort(np.where(near, self.value + self.slope * away, np.nan), axis=1)
        enough = (count >= FEWEST_FELLOWS) & (np.fmax.reduce(years, axis=1) != np.fmin.reduce(years, axis=1))
        rows, last = np.arange(len(at)), moved.shape[1] - 1
        low, high = np.maximum(count - 1, 0) // 2, np.minimum(count // 2, last)
        middle = (moved[rows, low] + moved[rows, high]) / 2
        return np.where(enough, middle, np.nan)

    def _by_level(self, at: np.ndarray) -> np.ndarray:
        """For each place in time; NaN with fewer than eight weeks before."""
        if len(self.at) < LEVEL_WEEKS:
            return np.full(len(at), np.nan)
        known = np.searchsorted(self.at, at - 0.5)
        windows = np.sort(sliding_window_view(self.value, LEVEL_WEEKS), axis=1)
        medians = windows[:, LEVEL_WEEKS // 2 - 1 : LEVEL_WEEKS // 2 + 1].mean(axis=1)
        return np.where(known >= LEVEL_WEEKS, medians[np.maximum(known - LEVEL_WEEKS, 0)], np.nan)


def _same_season(away: np.ndarray) -> np.ndarray:
    """Whether weeks so far away lie in the same fortnight of another year."""
    years = np.rint(np.abs(away) / YEAR_WEEKS)
    return np.asarray((years > 0) & (np.abs(np.abs(away) - years * YEAR_WEEKS) <= NEAR_WEEKS))


def _holiday_range(season: _Season, weeks: Sequence[Week], week: Week) -> Band | None:
    alike = [one for one in weeks if abs(one.holidays - week.holidays) <= 1 and not np.isnan(one.value)]
    ordinary = [season.expected(one.monday)[0] for one in alike]
    shares = np.array([one.value / level for one, level in zip(alike, ordinary, strict=True) if level > 0])
    if len(shares) < FEWEST_HOLIDAY_WEEKS:
        return None
    level, basis = season.expected(week.monday)
    varies = float(t.isf((1 - COVERS) / 2, len(shares) - 1) * shares.std(ddof=1) * np.sqrt(1 + 1 / len(shares)))
    reach = math.hypot(level * varies, season.reach(basis))
    return season.banded(week.monday, level * float(np.median(shares)), reach, "weeks with holidays")


def control_band(fortnights: Sequence[float]) -> tuple[float, float] | None:
    """Low and high: mean ± 2 standard deviations of the same calendar fortnight in earlier years, as Cheektowaga's
    police publish it; None with fewer than 3 years. A named variant: five years say little of a standard deviation."""
    values = np.asarray(fortnights, dtype="float64")
    if len(values) < 3:
        return None
    mean, reach = float(values.mean()), 2 * float(values.std(ddof=1))
    return mean - reach, mean + reach
