"""Revisions of past days from one snapshot to the next, and how much of them a signal can stand.

R = YTD(this) − YTD(last) − new(this), with `new` what happened after the last: what has since been added to, or taken
from, days that were published already.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from datasets.problems import Problem
from pipelines.comparison.evidence import Evidence
from pipelines.comparison.periods import DAY, Calendar
from pipelines.query.predicate import Predicate
from pipelines.query.service import EVERYTHING, QueryService

FRAGILE_WEEKS = 8
WEEK_DAYS = 7


@dataclass(frozen=True)
class Published:
    """A year to date as one snapshot states it: up to its last whole day."""

    snapshot_id: str
    last: date
    to_date: float


@dataclass(frozen=True)
class Revision:
    """What changed between two snapshots in days that both state."""

    earlier: Published
    later: Published
    new: float

    @property
    def size(self) -> float:
        """R = YTD(this) − YTD(last) − new(this)."""
        return self.later.to_date - self.earlier.to_date - self.new

    @property
    def weekly(self) -> float:
        """R a week."""
        return self.size * WEEK_DAYS / max((self.later.last - self.earlier.last).days, 1)

    @property
    def line(self) -> str:
        """The arithmetic in one line."""
        terms = f"{self.later.to_date:,.0f} − {self.earlier.to_date:,.0f} − {self.new:,.0f}"
        return f"R = YTD(this) − YTD(last) − new(this) = {terms} = {self.size:,.0f}"


@dataclass(frozen=True)
class Standing:
    """How a signal stands to revisions.

    `break_even` is the smallest that turns it to noise (None: it is none), `weeks` how many at the recent pace come to
    that (None: the pace does not lead there).
    """

    break_even: float | None
    weeks: float | None

    @property
    def fragile(self) -> bool:
        """Whether fewer than 8 weeks of revisions at the recent pace would erase the signal."""
        return self.weeks is not None and self.weeks < FRAGILE_WEEKS


def break_even(current: float, level: float, judged: Callable[[float], Evidence]) -> int | None:
    """The smallest whole revision of the current count towards `level`, where nothing would have changed, by which its
    signal turns to noise; None where it is noise as it stands."""
    step, most = (-1 if current > level else 1), math.ceil(abs(current - level))
    if most == 0 or not judged(current).is_signal:
        return None
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if judged(current + step * middle).is_signal else (low, middle)
    return high


def standing(current: float, level: float, judged: Callable[[float], Evidence], weekly_pace: float) -> Standing:
    """Break-even and weeks to it. weekly_pace: revisions a week, upwards positive."""
    smallest = break_even(current, level, judged)
    towards = -weekly_pace if current > level else weekly_pace
    weeks = None if smallest is None or towards <= 0 else smallest / towards
    return Standing(smallest, weeks)


def revisions(service: QueryService, metric_id: str, predicate: Predicate = EVERYTHING) -> tuple[Revision, ...]:
    """The revisions of a count from each kept snapshot to the next, oldest first; snapshots that do not open, end on
    the same day or lie in another year are passed over."""
    found: list[Revision] = []
    later: str | None = None
    for snapshot_id in service.kept():
        if later is None:
            later = snapshot_id
            continue
        revision = _between(service, metric_id, predicate, (snapshot_id, later))
        if revision is not None:
            found.append(revision)
            later = snapshot_id
    return tuple(reversed(found))


def _between(service: QueryService, metric_id: str, predicate: Predicate, ids: tuple[str, str]) -> Revision | None:
    try:
        with service.earlier(ids[0]):
            earlier = _published(service, metric_id, predicate, ids[0])
        with service.earlier(ids[1]):
            later = _published(service, metric_id, predicate, ids[1])
            if earlier is None or later is None or earlier.last >= later.last or earlier.last.year != later.last.year:
                return None
            new = _count(service, metric_id, replace(predicate, start=earlier.last + DAY, end=later.last))
    except Problem:
        return None
    return Revision(earlier, later, new)


def _published(service: QueryService, metric_id: str, predicate: Predicate, snapshot_id: str) -> Published | None:
    metric = service.registry[metric_id]
    reach = service.extent(metric.fact, metric.kinds)
    if reach is None:
        return None
    last = min(reach[1], service.snapshot.moment.day) - timedelta(days=1)
    to_date = Calendar(last).read("ytd").narrow(predicate)
    return Published(snapshot_id, last, _count(service, metric_id, to_date))


def _count(service: QueryService, metric_id: str, predicate: Predicate) -> float:
    value = service.values([metric_id], predicate)[metric_id].frame["value"].iloc[0]
    return 0.0 if math.isnan(value) else float(value)
