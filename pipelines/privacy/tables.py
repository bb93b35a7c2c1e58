"""The sums that hold among published cells: whoever knows all but one of a sum knows the last one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.privacy.asking import ALL, CITY, WHOLE
from pipelines.privacy.rows import rows
from pipelines.privacy.spans import Span

Key = tuple[str, str, str, str, str]
"""Level, area, by, group, period."""
TOLERANCE = 0.5


@dataclass(frozen=True)
class Line:
    """`total` is the sum of `parts` (places in the table), or larger by rows that lie in none of them."""

    total: int
    parts: tuple[int, ...]
    exact: bool

    @property
    def members(self) -> tuple[int, ...]:
        """The total and the parts."""
        return (self.total, *self.parts)


@dataclass
class Table:
    """Cells of metrics that count the same rows, so that one mask fits all of them.

    `n` is how many rows each cell is made of; `protected` are the counts in it that must not be small, n among them,
    one row a count, NaN where a cell does not have it.
    """

    keys: list[Key]
    n: npt.NDArray[np.float64]
    protected: npt.NDArray[np.float64]
    lines: list[Line]
    roots: frozenset[int]

    def lines_of(self) -> dict[int, list[Line]]:
        """The lines that each cell stands in."""
        found: dict[int, list[Line]] = defaultdict(list)
        for line in self.lines:
            for member in line.members:
                found[member].append(line)
        return found


@dataclass(frozen=True)
class Sums:
    """What a city's cells add up by: months of the windows, parents of the districts."""

    months: Mapping[str, tuple[str, ...]]
    parents: Mapping[tuple[str, str], tuple[str, str]]
    stock: bool = False

    def lines(self, keys: list[Key], n: npt.NDArray[np.float64]) -> list[Line]:
        """Every sum that holds among the cells, each once."""
        place = {key: at for at, key in enumerate(keys)}
        groups: dict[Key, list[int]] = defaultdict(list)
        for key, at in place.items():
            for total in self._totals(key):
                if total in place:
                    groups[total].append(at)
        made = [_line(place[total], parts, n) for total, parts in _apart(groups, keys)]
        return list(dict.fromkeys(line for line in made if line is not None))

    def _totals(self, key: Key) -> Iterator[Key]:
        """The cells that this one is a part of."""
        level, area, by, group, period = key
        if by:
            yield (level, area, WHOLE, WHOLE, period)
        if level != CITY:
            yield (CITY, ALL, by, group, period)
            if (level, area) in self.parents:
                yield (*self.parents[level, area], by, group, period)
        yield from ((level, area, by, group, window) for window in self._windows(period))
        if level == CITY and len(period) == len("2026-10-31"):
            yield (level, area, by, group, period[:7])

    def _windows(self, period: str) -> Iterator[str]:
        for window, months in self.months.items():
            if period in (months[-1:] if self.stock else months):
                yield window


def _apart(groups: dict[Key, list[int]], keys: list[Key]) -> Iterator[tuple[Key, list[int]]]:
    """Parts of one total, split by the way in which they divide it."""
    for total, parts in groups.items():
        ways: dict[tuple[bool, bool, str, str], list[int]] = defaultdict(list)
        for at in parts:
            level, _, by, _, period = keys[at]
            ways[(by != total[2], period != total[4], level, by)].append(at)
        for found in ways.values():
            yield total, found


def _line(total: int, parts: list[int], n: npt.NDArray[np.float64]) -> Line | None:
    rest = n[total] - np.nansum(n[parts])
    if rest < -TOLERANCE:
        return None
    return Line(total, tuple(sorted(parts)), bool(rest <= TOLERANCE))


def months_of(windows: tuple[Span, ...]) -> dict[str, tuple[str, ...]]:
    """The months of each window, by its id."""
    return {span.id: span.months for span in windows}


def parents_of(
    districts: Mapping[str, pd.DataFrame], parent_levels: Mapping[str, str | None]
) -> dict[tuple[str, str], tuple[str, str]]:
    """The level and id of the district that each district lies in."""
    found = {}
    for level, frame in districts.items():
        parent_level = parent_levels[level]
        if parent_level is None:
            continue
        for row in rows(frame):
            if isinstance(row.parent_id, str):
                found[level, str(row.district_id)] = (parent_level, row.parent_id)
    return found
