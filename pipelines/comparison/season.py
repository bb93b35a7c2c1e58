"""A weekly series against the same fortnight of other years: fellows are found once for all its weeks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

COVERS = 0.95
LEVEL_WEEKS = 8
YEAR_WEEKS = 365.25 / 7
NEAR_WEEKS = 1.0
FEWEST_FELLOWS = 4
FEWEST_MEASURED = 20

SEASONAL: Literal["same fortnight of earlier years"] = "same fortnight of earlier years"
LATELY: Literal["the 8 weeks before"] = "the 8 weeks before"
Basis = Literal["same fortnight of earlier years", "the 8 weeks before", "weeks with holidays"]


class Series:
    """Values by week number (ordinal day ÷ 7), in order. A week's fellows are weeks of its fortnight in other years."""

    def __init__(self, at: Sequence[float], value: Sequence[float]) -> None:
        self.at, self.value = np.asarray(at, dtype="float64"), np.asarray(value, dtype="float64")

    def before(self, at: float) -> Season:
        """What the weeks before that one tell."""
        return Season(self, int(np.searchsorted(self.at, at)))

    @cached_property
    def fellows(self) -> np.ndarray:
        """For each week the places of its fellows, -1 where there are no more: weeks × most fellows of a week."""
        week, fellow = np.nonzero(_same_season(self.at[:, None] - self.at))
        count = np.bincount(week, minlength=len(self.at))
        table = np.full((len(self.at), int(count.max(initial=0))), -1)
        table[week, np.arange(len(week)) - np.repeat(count.cumsum() - count, count)] = fellow
        return table

    @cached_property
    def levels(self) -> np.ndarray:
        """The median of each eight weeks in a row."""
        if len(self.value) < LEVEL_WEEKS:
            return np.full(1, np.nan)
        windows = np.sort(sliding_window_view(self.value, LEVEL_WEEKS), axis=1)
        return np.asarray(windows[:, LEVEL_WEEKS // 2 - 1 : LEVEL_WEEKS // 2 + 1].mean(axis=1))

    @cached_property
    def slopes(self) -> tuple[np.ndarray, np.ndarray]:
        """Growth a week between each week and its earlier fellows, and the places of those weeks, in their order."""
        week, column = np.nonzero((self.fellows >= 0) & (self.fellows < np.arange(len(self.at))[:, None]))
        earlier = self.fellows[week, column]
        return (self.value[week] - self.value[earlier]) / (self.at[week] - self.at[earlier]), week


@dataclass(frozen=True)
class Season:
    """The first `known` weeks of a series."""

    series: Series
    known: int

    @property
    def value(self) -> np.ndarray:
        """The values of the weeks that are known."""
        return self.series.value[: self.known]

    @property
    def at(self) -> np.ndarray:
        """The numbers of the weeks that are known."""
        return self.series.at[: self.known]

    @cached_property
    def slope(self) -> float:
        """By how much the series grows a week: Sen's slope between weeks of the same season (Hirsch et al. 1982)."""
        slopes, week = self.series.slopes
        slopes = slopes[: np.searchsorted(week, self.known)]
        return float(np.median(slopes)) if len(slopes) else 0.0

    def expected(self, at: float) -> tuple[float, Basis]:
        """What is to be expected of a week by its number, and by what."""
        values, seasonal = self.all_expected(np.array([at]))
        return float(values[0]), SEASONAL if seasonal[0] else LATELY

    def all_expected(self, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The same of many weeks, and for each whether by its season."""
        by_season, by_level = self._by_season(at), self._by_level(at)
        seasonal = ~np.isnan(by_season) & (len(self._seasonally_away) >= FEWEST_MEASURED)
        level = np.where(np.isnan(by_level), np.median(self.value), by_level)
        return np.where(seasonal, by_season, level), seasonal

    def reach(self, basis: Basis) -> float:
        """How far 95 of 100 weeks lay from what was to be expected of them by the basis."""
        away = self._seasonally_away if basis == SEASONAL else self._lately_away
        return float(away[min(math.ceil((len(away) + 1) * COVERS), len(away)) - 1])

    @cached_property
    def _seasonally_away(self) -> np.ndarray:
        places = self.series.fellows[: self.known]
        known = (places >= 0) & (places < self.known)
        away = np.where(known, self.at[:, None] - self.series.at[places], np.nan)
        return self._away(_middle(self.series.value[places] + self.slope * away, away))

    @cached_property
    def _lately_away(self) -> np.ndarray:
        return self._away(self._by_level(self.at))

    def _away(self, expected: np.ndarray) -> np.ndarray:
        """How far each week lay from what was to be expected of it, the nearest first."""
        away = np.abs(self.value - expected)
        return np.sort(away[~np.isnan(away)])

    def _by_season(self, at: np.ndarray) -> np.ndarray:
        away = at[:, None] - self.at
        away = np.where(_same_season(away), away, np.nan)
        return _middle(self.value + self.slope * away, away)

    def _by_level(self, at: np.ndarray) -> np.ndarray:
        """For each place in time the median of the weeks before; NaN with fewer than eight."""
        before = np.searchsorted(self.at, at - 0.5)
        return np.where(before >= LEVEL_WEEKS, self.series.levels[np.maximum(before - LEVEL_WEEKS, 0)], np.nan)


def _middle(moved: np.ndarray, away: np.ndarray) -> np.ndarray:
    """The median of each row's fellows, moved on by the trend; NaN with fewer than four, or of fewer than two years."""
    if not moved.shape[1]:
        return np.full(len(moved), np.nan)
    years, count = np.rint(-away / YEAR_WEEKS), (~np.isnan(away)).sum(axis=1)
    enough = (count >= FEWEST_FELLOWS) & (np.fmax.reduce(years, axis=1) != np.fmin.reduce(years, axis=1))
    ordered = np.sort(moved, axis=1)
    rows, last = np.arange(len(moved)), moved.shape[1] - 1
    low, high = np.maximum(count - 1, 0) // 2, np.minimum(count // 2, last)
    return np.where(enough, (ordered[rows, low] + ordered[rows, high]) / 2, np.nan)


def _same_season(away: np.ndarray) -> np.ndarray:
    """Whether weeks so far away lie in the same fortnight of another year."""
    years = np.rint(np.abs(away) / YEAR_WEEKS)
    return np.asarray((years > 0) & (np.abs(np.abs(away) - years * YEAR_WEEKS) <= NEAR_WEEKS))
