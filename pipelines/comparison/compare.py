"""A metric in two periods: value, previous, change, and what may be said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from datasets.problems import Problem
from pipelines.comparison.breaks import crossed, touching
from pipelines.comparison.change_words import change_pct, change_words
from pipelines.comparison.elapsed import days_of, narrowed
from pipelines.comparison.evidence import Evidence
from pipelines.comparison.judging import Case, Narrowed, Side, Sides, evidence_for, evidence_for_groups
from pipelines.comparison.periods import Against, Period, Shift, pair
from pipelines.metrics.record import Metric, Texts
from pipelines.metrics.registry import Break
from pipelines.query.answer import Answer
from pipelines.query.plan import PERIODIC
from pipelines.query.predicate import Predicate
from pipelines.query.service import EVERYTHING, QueryService

EMPTY: dict[str, Any] = {"value": None, "numerator": None, "denominator": None, "n": 0, "below_min_n": True}
NOTHING = EMPTY | {"group": "all", "name": "", "name_zh": ""}


@dataclass(frozen=True)
class Comparison:
    """A metric, as a whole or in one group, in a period and in the one that it is compared with.

    `change` is in the metric's unit (percentage points for shares). `change_pct` is None where there is no such
    percentage (see change_words.change_pct): `words` says the change in full, `evidence` whether it may be read as one.
    `breaks` are changes of definition or boundary between the two, by which it is flagged and not scored; `combined`
    names the districts whose sum is compared instead, as their boundary changed.
    """

    metric: Metric
    group: str
    name: str
    name_zh: str
    current: Side
    previous_side: Side
    words: Texts
    evidence: Evidence
    below_min_n: bool
    ignored: tuple[str, ...]
    snapshot_id: str
    breaks: tuple[Break, ...] = ()
    combined: tuple[str, ...] = ()

    @property
    def value(self) -> float | None:
        """The value of the period."""
        return self.current.value

    @property
    def previous(self) -> float | None:
        """The value of the period that it is compared with."""
        return self.previous_side.value

    @property
    def change(self) -> float | None:
        """Value less previous, in the metric's unit."""
        return None if self.value is None or self.previous is None else self.value - self.previous

    @property
    def change_pct(self) -> float | None:
        """The change as a share of previous, in percent."""
        return change_pct(self.metric, self.value, self.previous)

    @property
    def partial(self) -> bool:
        """Whether some of the period's days have not passed; both sides then count equal elapsed days."""
        return self.current.period.partial

    @property
    def provisional(self) -> bool:
        """Whether the period's last days may still change."""
        return self.current.period.provisional(self.metric.provisional_days)


def compare(
    service: QueryService,
    metric_id: str,
    period: Period,
    against: Against | Period,
    predicate: Predicate = EVERYTHING,
    shift: Shift | None = None,
    lines: int = 1,
) -> Comparison:
    """The metric in the period and before, from one snapshot. lines: how many changes the headline is picked from."""
    with service.batch():
        asked = _asked(service, metric_id, pair(period, against, shift), predicate)
        answer, before = _both(service, asked)
        row, earlier = (next(iter(_by_group(one.frame).values()), NOTHING) for one in (answer, before))
        sides = asked.sides(row, earlier)
        evidence = evidence_for(service, replace(asked.case, lines=lines), sides)
        return _compared(answer, row, sides, (evidence, touching(asked.case.breaks, predicate)))


def compare_groups(
    service: QueryService,
    metric_id: str,
    period: Period,
    against: Against | Period,
    by: str,
    predicate: Predicate = EVERYTHING,
    level: str | None = None,
    shift: Shift | None = None,
) -> list[Comparison]:
    """The metric of each group in the period and before, from one snapshot, in the order of the answer.

    All are judged together (Benjamini-Hochberg). Districts whose boundary changed between the two are flagged, and
    follow once more as one, combined. Raises Problem for a grouping by time.
    """
    if by in PERIODIC:
        what = "a comparison is by district, category, agency, hour or hour_of_week"
        raise Problem(what, found=by, zh="对比只能按区域、类别、部门、时刻或每周时刻分组。")
    with service.batch():
        asked = _asked(service, metric_id, pair(period, against, shift), predicate)
        answer, before = _both(service, asked, by, level)
        rows, earlier = _by_group(answer.frame), _by_group(before.frame)
        zero = answer.metric.no_rows == "zero" and not answer.metric.is_of_now
        empty = EMPTY | ({"value": 0.0, "numerator": 0.0} if zero else {})
        rows |= {group: row | empty for group, row in earlier.items() if group not in rows}
        sides = {group: asked.sides(row, earlier.get(group, empty)) for group, row in rows.items()}
        evidence = evidence_for_groups(service, asked.case, answer, sides)
        listed = [
            _compared(answer, row, sides[group], (evidence[group], touching(asked.case.breaks, predicate, by, group)))
            for group, row in rows.items()
        ]
        return [*listed, *_combined(service, asked, answer, listed)]


@dataclass(frozen=True)
class _Asked:
    """A comparison that has been put: its case and its two periods, with the days that count in each."""

    case: Case
    periods: tuple[Period, Period]
    days: tuple[float, float]

    def sides(self, row: dict[str, Any], earlier: dict[str, Any]) -> Sides:
        """Both sides of one group."""
        return _side(self.periods[0], row, self.days[0]), _side(self.periods[1], earlier, self.days[1])


def _asked(service: QueryService, metric_id: str, periods: tuple[Period, Period], predicate: Predicate) -> _Asked:
    metric, zone = service.registry[metric_id], service.city.profile.time_zone
    inside: Narrowed = narrowed(service, metric, periods, predicate)
    days = days_of(periods[0], inside[0], zone), days_of(periods[1], inside[1], zone)
    return _Asked(Case(metric, predicate, inside, crossed(service.breaks(metric_id), periods)), periods, days)


def _both(
    service: QueryService, asked: _Asked, by: str | None = None, level: str | None = None
) -> tuple[Answer, Answer]:
    """Both answers; what is of now has none for an earlier period, as it would be that of now once more."""
    metric = asked.case.metric
    current, previous = (service.values([metric.id], side, by, level)[metric.id] for side in asked.case.narrowed)
    return current, replace(previous, frame=previous.frame.iloc[:0]) if metric.is_of_now else previous


def _combined(service: QueryService, asked: _Asked, answer: Answer, listed: Sequence[Comparison]) -> list[Comparison]:
    """The districts of each boundary change that are in the answer, as one."""
    if answer.by != "district":
        return []
    found = []
    for one in asked.case.breaks:
        parts = [part for part in listed if part.group in one.districts]
        if len(parts) > 1:
            found.append(_union(service, asked, answer, parts))
    return found


def _union(service: QueryService, asked: _Asked, answer: Answer, parts: Sequence[Comparison]) -> Comparison:
    members = tuple(part.group for part in parts)
    case = asked.case
    inside = replace(case.predicate, level=answer.level, districts=members)
    current, previous = (replace(side, level=answer.level, districts=members) for side in case.narrowed)
    together = replace(asked, case=replace(case, predicate=inside, narrowed=(current, previous)))
    now, before = _both(service, together)
    row, earlier = (next(iter(_by_group(one.frame).values()), NOTHING) for one in (now, before))
    names = {
        "group": "+".join(members),
        "name": " + ".join(part.name for part in parts),
        "name_zh": "＋".join(part.name_zh for part in parts),
    }
    sides = together.sides(row, earlier)
    evidence = evidence_for(service, together.case, sides)
    return replace(_compared(now, row | names, sides, (evidence, ())), combined=members)


def _by_group(frame: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Rows by group as plain values, None where there is none; by columns, as rows of pandas are slow."""
    columns = {
        str(name): [None if value is pd.NA or value != value else value for value in frame[name].tolist()]
        for name in frame.columns
    }
    return {
        str(row[0]): dict(zip(columns, row[1:], strict=True))
        for row in zip(columns["group"], *columns.values(), strict=True)
    }


def _side(period: Period, row: dict[str, Any], days: float) -> Side:
    return Side(period, row["value"], row["numerator"], row["denominator"], row["n"], days)


def _compared(
    answer: Answer, row: dict[str, Any], sides: Sides, judged: tuple[Evidence, tuple[Break, ...]]
) -> Comparison:
    return Comparison(
        metric=answer.metric,
        group=str(row["group"]),
        name=row["name"],
        name_zh=row["name_zh"],
        current=sides[0],
        previous_side=sides[1],
        words=change_words(answer.metric, sides[0].value, sides[1].value),
        evidence=judged[0],
        below_min_n=row["below_min_n"],
        ignored=answer.ignored,
        snapshot_id=answer.snapshot_id,
        breaks=judged[1],
    )
