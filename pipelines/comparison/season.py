"""A weekly series against the same fortnight of other years: fellows are found once for all its weeks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

COVERS = 0.95
LEVEL_WEEKS = 8
YEAR_WEEKS = 365.25 / 7
NEAR_WEEKS = 1.0
FEWEST_FELLOWS = 4
FEWEST_MEASURED = 20


class Series:
    """Values by week number (ordinal day ÷ 7), in order. A week's fellows are weeks of its fortnight in other years."""

    def __init__(self, at: Sequence[float], value: Sequence[float]) -> None:
        self.at, self.value = np.asarray(at, dtype="float64"), np.asarray(value, dtype="float64")

    def before(self, at: float) -> int:
        """How many weeks lie before that one."""
        return int(np.searchsorted(self.at, at))

    @cached_property
    def fellows(self) -> np.ndarray:
        """For each week the places of its fellows, -1 where there are no more: weeks × most fellows of a week."""
        week, fellow = np.nonzero(_same_season(self.at[:, None] - self.at))
        count = np.bincount(week, minlength=len(self.at))
        table = np.full((len(self.at), int(count.max(initial=0))), -1)
        table[week, np.arange(len(week)) - np.repeat(count.cumsum() - count, count)] = fellow
        return table

    @cached_property
    def gaps(self) -> np.ndarray:
        """How many weeks each lies after its fellows."""
        return np.asarray(self.at[:, None] - self.at[self.fellows])

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


class Seasons:
    """What each of several wanted weeks may know of a series: the weeks before it, of which it has `known`."""

    def __init__(self, series: Series, at: Sequence[float]) -> None:
        self.series, self.at = series, np.asarray(at, dtype="float64")
        self.known = np.searchsorted(series.at, self.at)

    def lowest(self, wanted: int) -> float:
        """The lowest value before a wanted week."""
        return float(self.series.value[: self.known[wanted]].min())

    @cached_property
    def slope(self) -> np.ndarray:
        """For each wanted week, by how much the series grows a week: Sen's slope between weeks of the same season."""
        slopes, week = self.series.slopes
        counts = np.searchsorted(week, self.known)
        return np.array([np.median(slopes[:count]) if count else 0.0 for count in counts])

    def expected(self, wanted: np.ndarray, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What is to be expected of weeks by their numbers, each as the wanted week at that place may know it, and for
        each whether by its season."""
        by_season, by_level = self._by_season(wanted, at), self._by_level(wanted, at)
        measured = np.array([len(away) >= FEWEST_MEASURED for away in self._seasonally_away], dtype=bool)
        seasonal = ~np.isnan(by_season) & measured[wanted]
        for young in np.flatnonzero(np.isnan(by_level) & ~seasonal):
            by_level[young] = np.median(self.series.value[: self.known[wanted[young]]])
        return np.where(seasonal, by_season, by_level), seasonal

    def reach(self, wanted: int, seasonal: bool) -> float:
        """How far 95 of 100 weeks before a wanted one lay from what was to be expected of them in the same way."""
        away = self._seasonally_away[wanted] if seasonal else self._lately_away(int(self.known[wanted]))
        return float(away[min(math.ceil((len(away) + 1) * COVERS), len(away)) - 1])

    @cached_property
    def _seasonally_away(self) -> list[np.ndarray]:
        """How far the weeks before each wanted one lay from their season, the nearest first."""
        series, found = self.series, []
        for known, slope in zip(self.known.tolist(), self.slope.tolist(), strict=True):
            places = series.fellows[:known]
            away = np.where((places >= 0) & (places < known), series.gaps[:known], np.nan)
            found.append(_nearest_first(series.value[:known] - _middle(series.value[places] + slope * away, away)))
        return found

    def _lately_away(self, known: int) -> np.ndarray:
        level = np.concatenate([np.full(LEVEL_WEEKS, np.nan), self.series.levels])[:known]
        return _nearest_first(self.series.value[:known] - level)

    def _by_season(self, wanted: np.ndarray, at: np.ndarray) -> np.ndarray:
        away = at[:, None] - self.series.at
        there = _same_season(away) & (np.arange(len(self.series.at)) < self.known[wanted][:, None])
        away = np.where(there, away, np.nan)
        return _middle(self.series.value + self.slope[wanted][:, None] * away, away)

    def _by_level(self, wanted: np.ndarray, at: np.ndarray) -> np.ndarray:
        """The median of the eight weeks before each; NaN with fewer."""
        before = np.minimum(np.searchsorted(self.series.at, at - 0.5), self.known[wanted])
        return np.where(before >= LEVEL_WEEKS, self.series.levels[np.maximum(before - LEVEL_WEEKS, 0)], np.nan)


def _nearest_first(away: np.ndarray) -> np.ndarray:
    return np.sort(np.abs(away[~np.isnan(away)]))


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
