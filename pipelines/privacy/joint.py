"""One table of everything that is told of the rows of a fact: all metrics, all counts in their cells, all sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from datasets.public_edition import PublicEdition
from pipelines.privacy.asking import CITY, KEYS, WHOLE, YEAR, Shown
from pipelines.privacy.counts import Floats, counts_of, fewest_rows, small
from pipelines.privacy.flows import flows
from pipelines.privacy.related import Relation, Series
from pipelines.privacy.spans import is_day
from pipelines.privacy.tables import Key, Line, Mask, Sums, Table, months_of
from pipelines.privacy.told import Told

HOURS = 24
TOLERANCE = 0.5
ALIKE = 8
"""So many different numbers, all the same in two metrics, are no chance."""
Places = dict[Key, int]
NEW, SHOWN, HIDDEN = range(3)
SECRET, OPEN, KNOWN = "secret", "open", "known"
"""Counts that no cell tells: such as must not be told, such as may be, and what an earlier edition told."""


@dataclass(frozen=True)
class Known:
    """What an attacker knows beside the file: metrics and periods, which district lies in which, what holds among
    the metrics, and the rule."""

    shown: Sequence[Shown]
    parents: Mapping[tuple[str, str], tuple[str, str]]
    rules: PublicEdition
    related: Sequence[Relation] = ()
    told: Told = field(default_factory=Told)


@dataclass
class Joint:
    """The table of a fact, and which of its cells the rows of each metric's frame are."""

    fact: str
    table: Table
    cells: dict[str, npt.NDArray[np.int64]]
    keys: list[tuple[str, Key]]
    """Metric and key of each cell."""


def joints_of(frames: Mapping[str, pd.DataFrame], known: Known) -> list[Joint]:
    """A table for each fact with rows that are somebody's."""
    together: dict[str, list[Shown]] = defaultdict(list)
    for one in known.shown:
        if one.is_protected and one.metric.id in frames:
            together[one.metric.fact].append(one)
    return [_Joining(frames, known).joined(its) for its in together.values()]


@dataclass
class _Joining:
    frames: Mapping[str, pd.DataFrame]
    known: Known
    n: list[Floats] = field(default_factory=list)
    told: list[npt.NDArray[np.int64]] = field(default_factory=list)
    small: list[Mask] = field(default_factory=list)
    fixed: list[Mask] = field(default_factory=list)
    gone: list[Mask] = field(default_factory=list)
    places: dict[tuple[str, str], Places] = field(default_factory=dict)
    cells: dict[str, npt.NDArray[np.int64]] = field(default_factory=dict)
    keys: list[tuple[str, Key]] = field(default_factory=list)
    roots: set[int] = field(default_factory=set)
    length: int = 0
    rests: list[tuple[float, str]] = field(default_factory=list)

    def joined(self, shown: Sequence[Shown]) -> Joint:
        """The table of these metrics."""
        for one in shown:
            self._take(one)
        counts = np.concatenate(self.n)
        lines = [
            line
            for total, parts, secret in (*self._sums(shown), *self._relations(), *self._alike(counts))
            if (line := self._line(counts, total, tuple(parts), secret)) is not None
        ]
        lines += [line for one in shown for line in (*self._weekdays(one, counts), *self._earlier(one, counts))]
        lines += list(self._flows(shown, counts))
        return Joint(shown[0].metric.fact, self._table(counts, lines), self.cells, self.keys)

    def _take(self, one: Shown) -> None:
        """The counts of one metric's cells as places of the table."""
        frame, rules = self.frames[one.metric.id], self.known.rules
        keys: list[Key] = list(frame[KEYS].itertuples(index=False, name=None))
        own = np.arange(len(self.keys), len(self.keys) + len(keys))
        self.cells[one.metric.id] = own
        self.keys += [(one.metric.id, key) for key in keys]
        sensitive = ((frame.by == "category") & frame.grp.isin(rules.sensitive)).to_numpy(dtype=bool)
        before = self._before(one, keys)
        for name, counts in counts_of(one.metric, frame).items():
            if name == "n":
                few = small(counts, fewest_rows(one.metric, rules.fewest))
                self.gone.append(sensitive | few | ~one.is_told(frame) | (before == HIDDEN))
            self.fixed.append(before == SHOWN)
            self.places[one.metric.id, name] = {key: self.length + at for at, key in enumerate(keys)}
            self.roots |= {self.length + at for at, key in enumerate(keys) if _is_root(key)}
            self.n.append(counts)
            self.told.append(own)
            self.small.append(small(counts, rules.fewest) | (sensitive & (counts > 0)))
            self.length += len(keys)

    def _before(self, one: Shown, keys: Sequence[Key]) -> npt.NDArray[np.int64]:
        """What earlier editions did with each cell: showed it, hid it, or did not have it."""
        told, days = (
            self.known.told.shown,
            {span.id: (span.start.isoformat(), span.end.isoformat()) for span in one.spans},
        )
        dated = ((one.metric.id, *key[:4], *days.get(key[4], (key[4], key[4]))) for key in keys)
        return np.array([NEW if (was := told.get(key)) is None else SHOWN if was else HIDDEN for key in dated])

    def _earlier(self, one: Shown, counts: Floats) -> Iterator[Line]:
        """The windows of earlier editions are sums of months, and known for good."""
        if one.metric.stock is not None:
            return
        months = {span.start.isoformat(): span for span in one.months}
        now = {(span.start.isoformat(), span.end.isoformat()) for span in one.windows}
        for level, area, start, finish in self.known.told.windows(one.metric.id):
            inside = [span.id for first, span in months.items() if start <= first <= finish]
            if (start, finish) in now or start not in months or finish > one.months[-1].end.isoformat():
                continue
            for (metric, _), places in self.places.items():
                parts = [places[key] for month in inside if (key := (level, area, WHOLE, WHOLE, month)) in places]
                if metric == one.metric.id and parts:
                    self.rests.append((float(counts[parts].sum()), KNOWN))
                    yield Line(self.length + len(self.rests) - 1, tuple(parts), True)

    def _sums(self, shown: Sequence[Shown]) -> Iterator[tuple[int, Sequence[int], bool]]:
        """Areas, periods and groups of each metric."""
        for one in shown:
            sums = Sums(months_of(one.windows), self.known.parents, one.metric.stock is not None)
            for (metric, _), places in self.places.items():
                if metric == one.metric.id:
                    base = next(iter(places.values()), 0)
                    for total, parts in sums.lines(list(places)):
                        yield base + total, [base + part for part in parts], False

    def _relations(self) -> Iterator[tuple[int, Sequence[int], bool]]:
        """Counts of different metrics."""
        for relation in self.known.related:
            whole = self.places.get((relation.whole.metric, relation.whole.count), {})
            parts = [
                (part, self.places[part.metric, part.count])
                for part in relation.parts
                if (part.metric, part.count) in self.places
            ]
            for key, total in whole.items() if parts else ():
                if (found := _beside(relation.whole, key, parts)) is not None:
                    yield total, found, relation.secret

    def _alike(self, counts: Floats) -> Iterator[tuple[int, Sequence[int], bool]]:
        """Metrics that are derived of others count the same rows as these: known by their numbers."""
        first: dict[int, Places] = {}
        for places in self.places.values():
            told = {key: counts[at] for key, at in places.items() if not key[2] and counts[at]}
            if len(set(told.values())) < ALIKE:
                continue
            known = first.setdefault(hash(frozenset(told.items())), places)
            if known is not places:
                yield from ((known[key], [at], False) for key, at in places.items() if key in known)

    def _line(self, counts: Floats, total: int, parts: tuple[int, ...], secret: bool) -> Line | None:
        """The sum as a line; what it leaves over is a count of its own where it must not be told."""
        rest = counts[total] - counts[list(parts)].sum()
        if rest < -TOLERANCE:
            return None
        if rest > TOLERANCE and (secret or rest < self.known.rules.fewest):
            self.rests.append((float(rest), SECRET))
            return Line(total, (*sorted(parts), self.length + len(self.rests) - 1), True)
        return Line(total, tuple(sorted(parts)), bool(rest <= TOLERANCE))

    def _weekdays(self, one: Shown, counts: Floats) -> Iterator[Line]:
        """The hours of a weekday over a year are as many as its days."""
        year = next((span for span in one.windows if span.id == YEAR), None)
        for (metric, _), places in self.places.items():
            if metric != one.metric.id or year is None:
                continue
            hours, days = defaultdict(list), defaultdict(list)
            for (level, _, by, group, period), at in places.items():
                if by == "hour_of_week" and period == YEAR:
                    hours[int(group) // HOURS].append(at)
                elif level == CITY and not by and is_day(period) and period[:7] in year.months:
                    days[date.fromisoformat(period).weekday()].append(at)
            for weekday, its in hours.items():
                total = counts[its].sum()
                if weekday >= 0 and total and total == counts[days[weekday]].sum():
                    yield from self._equal(float(total), its, days[weekday])

    def _flows(self, shown: Sequence[Shown], counts: Floats) -> Iterator[Line]:
        """What is open, what came and what went."""
        stocks = {one.metric.id for one in shown if one.metric.stock is not None}
        open_now = [places for (metric, count), places in self.places.items() if metric in stocks and count == "n"]
        moves = [places for (metric, _), places in self.places.items() if metric not in stocks]
        for before, after in flows(open_now, moves, counts):
            yield from self._equal(float(counts[before].sum()), before, after)

    def _equal(self, total: float, *sides: Sequence[int]) -> Iterator[Line]:
        """A sum that nobody tells, of one list of counts and of another."""
        self.rests.append((total, OPEN))
        yield from (Line(self.length + len(self.rests) - 1, tuple(side), True) for side in sides)

    def _table(self, counts: Floats, lines: list[Line]) -> Table:
        """One place for all counts of the same rows, told by the cells of each."""
        n = np.concatenate([counts, [rest for rest, _ in self.rests]])
        is_small = np.concatenate([*self.small, [kind == SECRET for _, kind in self.rests]]).astype(bool)
        first = _firsts(len(n), [line for line in lines if _is_equality(line)])
        names, place = np.unique(first, return_inverse=True)
        told: list[list[int]] = [[] for _ in names]
        for at, cell in enumerate(np.concatenate(self.told)):
            told[place[at]].append(int(cell))
        small_of = np.zeros(len(names), dtype=bool)
        np.logical_or.at(small_of, place, is_small)
        fixed = np.zeros(len(names), dtype=bool)
        np.logical_or.at(
            fixed, place, np.concatenate([*self.fixed, [kind == KNOWN for _, kind in self.rests]]).astype(bool)
        )
        return Table(
            n=n[names],
            told=[tuple(dict.fromkeys(cells)) for cells in told],
            lines=_once(_moved(line, place) for line in lines if not _is_equality(line)),
            roots=frozenset(int(place[at]) for at in self.roots),
            small=small_of,
            gone=np.concatenate(self.gone).astype(bool),
            fixed=fixed,
        )


def _is_root(key: Key) -> bool:
    level, _, by, _, period = key
    return level == CITY and not by and not is_day(period)


def _once(lines: Iterable[Line]) -> list[Line]:
    return list({(line.total, line.parts, line.exact): line for line in lines}.values())


def _is_equality(line: Line) -> bool:
    return line.exact and len(line.parts) == 1


def _moved(line: Line, place: npt.NDArray[np.int64]) -> Line:
    return Line(int(place[line.total]), tuple(sorted(int(place[part]) for part in line.parts)), line.exact)


def _firsts(length: int, equalities: Sequence[Line]) -> npt.NDArray[np.int64]:
    """For each place the first of those that are equal to it."""
    edges = [(line.total, line.parts[0]) for line in equalities]
    ends = np.array(edges, dtype=np.int64).reshape(-1, 2)
    graph = coo_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(length, length))
    _, group = connected_components(graph, directed=False)
    first = np.full(group.max() + 1, length, dtype=np.int64)
    np.minimum.at(first, group, np.arange(length))
    return first[group]


def _beside(whole: Series, key: Key, parts: Sequence[tuple[Series, Places]]) -> list[int] | None:
    """The places of the parts at the whole's key; None where there is none, or the key is of another group."""
    level, area, by, group, period = key
    if whole.by and (by, group) != (whole.by, whole.group):
        return None
    found = []
    for series, places in parts:
        own = (series.by, series.group) if series.by else ("", "") if whole.by else (by, group)
        if series.by and by and not whole.by:
            return None
        at = places.get((level, area, *own, period))
        if at is not None:
            found.append(at)
    return found or None
