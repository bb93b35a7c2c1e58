"""The usual range of a week, by the same fortnight of earlier years, or by the series' own trend where it is young."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from scipy.stats import t

from pipelines.comparison.season import COVERS, Seasons, Series

Basis = Literal["same fortnight of earlier years", "the 8 weeks before", "weeks with holidays"]
SEASONAL: Basis = "same fortnight of earlier years"
LATELY: Basis = "the 8 weeks before"
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
    plain, held = [one for one in known if not one.holidays], [one for one in known if one.holidays]
    series = Series([one.number for one in plain], [one.value for one in plain])
    able = [week for week in wanted if series.before(week.number) >= FEWEST_WEEKS]
    seasons = Seasons(series, [week.number for week in able])
    expected, seasonal = seasons.expected(np.arange(len(able)), seasons.at)
    found = {}
    for place, (week, *usually) in enumerate(zip(able, expected.tolist(), seasonal.tolist(), strict=True)):
        ordinary = _Usual.of(seasons, place, *usually)
        usual: _Usual | None = ordinary
        if week.holidays:
            alike = [one for one in held if one.monday < week.monday and abs(one.holidays - week.holidays) <= 1]
            at = np.array([one.number for one in alike])
            usual = _with_holidays(ordinary, alike, seasons.expected(np.full(len(alike), place), at)[0])
        if usual:
            found[week] = _banded(week.monday, usual, positive=seasons.lowest(place) >= 0)
    return [found.get(week) for week in wanted]


@dataclass(frozen=True)
class _Usual:
    """What is expected of a week and how far 95 of 100 lie from it, by what."""

    expected: float
    reach: float
    basis: Basis

    @classmethod
    def of(cls, seasons: Seasons, place: int, expected: float, seasonal: bool) -> _Usual:
        """Of the wanted week at that place, as if it had no holidays."""
        return cls(expected, seasons.reach(place, seasonal), SEASONAL if seasonal else LATELY)


def _with_holidays(usual: _Usual, alike: Sequence[Week], ordinary: np.ndarray) -> _Usual | None:
    """By the shares of an ordinary week that weeks alike had; None where fewer than three are known."""
    values = np.array([one.value for one in alike])
    shares = values[ordinary > 0] / ordinary[ordinary > 0]
    if len(shares) < FEWEST_HOLIDAY_WEEKS:
        return None
    varies = float(t.isf((1 - COVERS) / 2, len(shares) - 1) * shares.std(ddof=1) * np.sqrt(1 + 1 / len(shares)))
    level = usual.expected * float(np.median(shares))
    return _Usual(level, math.hypot(usual.expected * varies, usual.reach), "weeks with holidays")


def _banded(monday: date, usual: _Usual, positive: bool) -> Band:
    """Expected ± reach; not below 0 where no week was."""
    expected, reach = usual.expected, usual.reach
    low, high = expected - reach, expected + reach
    if positive:
        low = max(low, 0.0)
    line = f"{expected:,.2f} ± {reach:,.2f}: {low:,.2f} – {high:,.2f} ({usual.basis})"
    return Band(monday, expected, low, high, usual.basis, (line,))


def control_band(fortnights: Sequence[float]) -> tuple[float, float] | None:
    """Low and high: mean ± 2 standard deviations of the same calendar fortnight in earlier years, as Cheektowaga's
    police publish it; None with fewer than 3 years. A named variant: five years say little of a standard deviation."""
    values = np.asarray(fortnights, dtype="float64")
    if len(values) < 3:
        return None
    mean, reach = float(values.mean()), 2 * float(values.std(ddof=1))
    return mean - reach, mean + reach
