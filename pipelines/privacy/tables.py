"""The sums that hold among published cells: whoever knows all but one of a sum knows the last one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.privacy.asking import ALL, CITY, WHOLE
from pipelines.privacy.rows import rows
from pipelines.privacy.spans import Span, is_day

Key = tuple[str, str, str, str, str]
"""Level, area, by, group, period."""


@dataclass(frozen=True, eq=False)
class Line:
    """`total` is the sum of `parts` (places in the table), or larger by rows that lie in none of them."""

    total: int
    parts: tuple[int, ...]
    exact: bool

    @property
    def members(self) -> tuple[int, ...]:
        """The total and the parts."""
        return (self.total, *self.parts)


Mask = npt.NDArray[np.bool_]


@dataclass
class Table:
    """Counts and the sums that hold among them.

    `n` is each count; `told` the cells that tell it, of which there may be several: who hides one must hide all of
    them. A count that no cell tells follows by subtraction only. `small` are those that must not be told; `gone` the
    cells that are not shown whatever their counts; `roots` the whole city's counts, hidden last; `fixed` those that
    were told before and stay known.
    """

    n: npt.NDArray[np.float64]
    told: list[tuple[int, ...]]
    lines: list[Line]
    roots: frozenset[int]
    small: Mask
    gone: Mask
    fixed: Mask

    @cached_property
    def lines_of(self) -> dict[int, list[Line]]:
        """The lines that each count stands in."""
        found: dict[int, list[Line]] = defaultdict(list)
        for line in self.lines:
            for member in line.members:
                found[member].append(line)
        return found

    @cached_property
    def tells(self) -> dict[int, list[int]]:
        """The counts that each cell tells."""
        found: dict[int, list[int]] = defaultdict(list)
        for node, cells in enumerate(self.told):
            for cell in cells:
                found[cell].append(node)
        return found

    def unknown(self, cells: Mask) -> Mask:
        """The counts that no cell tells when these are hidden."""
        found = ~self.fixed
        if self.tellers.begins.size:
            found[self.tellers.nodes] &= np.logical_and.reduceat(cells[self.tellers.cells], self.tellers.begins)
        return found

    def telling(self, nodes: Mask) -> npt.NDArray[np.int64]:
        """The cells that tell these counts."""
        return self.tellers.cells[np.repeat(nodes[self.tellers.nodes], self.tellers.lengths)]

    @cached_property
    def tellers(self) -> Tellers:
        """`told` as arrays."""
        return Tellers.of(self.told)

    @cached_property
    def flat(self) -> Flat:
        """The lines as arrays."""
        return Flat.of(self.lines)

    def lines_at(self, nodes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The places in `lines` of all that these counts stand in."""
        begins, lines = self._standing
        return np.unique(lines[_ranges(begins[nodes], begins[nodes + 1] - begins[nodes])])

    @cached_property
    def _standing(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Where each count's lines begin, and they, one after the other."""
        nodes = np.concatenate([self.flat.totals, self.flat.parts])
        lines = np.concatenate([np.arange(len(self.flat.totals)), self.flat.line])
        begins = np.concatenate([[0], np.cumsum(np.bincount(nodes, minlength=len(self.n)))]).astype(np.int64)
        return begins, lines[np.argsort(nodes, kind="stable")]


@dataclass(frozen=True)
class Tellers:
    """The counts that cells tell; for each of them how many cells, and where they begin in `cells`."""

    nodes: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]
    begins: npt.NDArray[np.int64]
    cells: npt.NDArray[np.int64]

    @classmethod
    def of(cls, told: list[tuple[int, ...]]) -> Tellers:
        """The arrays of these cells by count."""
        every = np.array([len(cells) for cells in told], dtype=np.int64)
        nodes = np.flatnonzero(every)
        lengths = every[nodes]
        begins = np.cumsum(lengths) - lengths
        return cls(nodes, lengths, begins, np.array([cell for cells in told for cell in cells], dtype=np.int64))


@dataclass(frozen=True)
class Flat:
    """Total and exactness of each line; their parts one after the other, the line of each part, where each begins."""

    totals: npt.NDArray[np.int64]
    exact: Mask
    parts: npt.NDArray[np.int64]
    line: npt.NDArray[np.int64]
    begins: npt.NDArray[np.int64]

    @classmethod
    def of(cls, lines: list[Line]) -> Flat:
        """The arrays of these lines."""
        lengths = np.array([len(line.parts) for line in lines], dtype=np.int64)
        return cls(
            np.array([line.total for line in lines], dtype=np.int64),
            np.array([line.exact for line in lines], dtype=bool),
            np.array([part for line in lines for part in line.parts], dtype=np.int64),
            np.repeat(np.arange(len(lines)), lengths),
            np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64) if len(lines) else lengths,
        )

    def only(self, lines: npt.NDArray[np.int64]) -> Flat:
        """Some of the lines."""
        ends = np.append(self.begins, len(self.parts))
        lengths = (ends[1:] - ends[:-1])[lines]
        parts = self.parts[_ranges(self.begins[lines], lengths)]
        line = np.repeat(np.arange(len(lines)), lengths)
        return Flat(self.totals[lines], self.exact[lines], parts, line, np.cumsum(lengths) - lengths)


def _ranges(begins: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The numbers of several ranges, one after the other."""
    return np.arange(lengths.sum()) + np.repeat(begins - (np.cumsum(lengths) - lengths), lengths)


@dataclass(frozen=True)
class Sums:
    """What a city's cells add up by: months of the windows, parents of the districts."""

    months: Mapping[str, tuple[str, ...]]
    parents: Mapping[tuple[str, str], tuple[str, str]]
    stock: bool = False

    def lines(self, keys: list[Key]) -> Iterator[tuple[int, list[int]]]:
        """Every sum that may hold among the cells: the place of its total, and of its parts."""
        place = {key: at for at, key in enumerate(keys)}
        groups: dict[Key, list[int]] = defaultdict(list)
        for key, at in place.items():
            for total in self._totals(key):
                if total in place:
                    groups[total].append(at)
        yield from ((place[total], parts) for total, parts in _apart(groups, keys))

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
        if level == CITY and is_day(period):
            yield (level, area, by, group, period[:7])

    def _windows(self, period: str) -> Iterator[str]:
        own = set(self.months.get(period, (period,)))
        for window, months in self.months.items():
            if window != period and own <= set(months[-1:] if self.stock else months):
                yield window


def _apart(groups: dict[Key, list[int]], keys: list[Key]) -> Iterator[tuple[Key, list[int]]]:
    """Parts of one total, split by the way in which they divide it."""
    for total, parts in groups.items():
        ways: dict[tuple[bool, int, str, str], list[int]] = defaultdict(list)
        for at in parts:
            level, _, by, _, period = keys[at]
            ways[(by != total[2], 0 if period == total[4] else len(period), level, by)].append(at)
        for found in ways.values():
            yield total, found


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
