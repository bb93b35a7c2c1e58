"""A metric in two periods: value, previous, change, and what may be said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from datasets.problems import Problem
from pipelines.comparison.change_words import change_pct, change_words
from pipelines.comparison.evidence import Evidence
from pipelines.comparison.judging import Side, Sides, evidence_for, evidence_for_groups
from pipelines.comparison.periods import Against, Period, Shift, pair
from pipelines.metrics.record import Metric, Texts
from pipelines.query.answer import Answer
from pipelines.query.plan import PERIODIC
from pipelines.query.predicate import Predicate
from pipelines.query.service import EVERYTHING, QueryService

EMPTY: dict[str, Any] = {"value": None, "numerator": None, "denominator": None, "n": 0, "below_min_n": True}
NOTHING = EMPTY | {"group": "all", "name": "", "name_zh": ""}


@dataclass(frozen=True)
class Comparison:
    """A metric, as a whole or in one group, in a period and in the one that it is compared with.

    `change` is in the metric's unit (percentage points for shares). `change_pct` is None where the base is zero or
    the unit is a percentage: `words` says the change in full, `evidence` whether it may be read as one.
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
    against: Against,
    predicate: Predicate = EVERYTHING,
    shift: Shift | None = None,
    lines: int = 1,
) -> Comparison:
    """The metric in the period and before, from one snapshot. lines: how many changes the headline is picked from."""
    periods = pair(period, against, shift)
    with service.batch():
        answer, before = _both(service, metric_id, periods, predicate)
        row, earlier = (next(iter(_by_group(one.frame).values()), NOTHING) for one in (answer, before))
        sides = _side(periods[0], row), _side(periods[1], earlier)
        evidence = evidence_for(service, answer.metric, sides, predicate, lines)
        return _compared(answer, row, sides, evidence)


def compare_groups(
    service: QueryService,
    metric_id: str,
    period: Period,
    against: Against,
    by: str,
    predicate: Predicate = EVERYTHING,
    level: str | None = None,
    shift: Shift | None = None,
) -> list[Comparison]:
    """The metric of each group in the period and before, from one snapshot, in the order of the answer.

    Counts and shares are judged over all groups together (Benjamini-Hochberg); quantiles are not tested by group.
    Raises Problem for a grouping by time.
    """
    if by in PERIODIC:
        raise Problem("a comparison is by district, category, agency, hour or hour_of_week", found=by)
    periods = pair(period, against, shift)
    with service.batch():
        answer, before = _both(service, metric_id, periods, predicate, by, level)
        rows, earlier = _by_group(answer.frame), _by_group(before.frame)
        empty = EMPTY | ({"value": 0.0, "numerator": 0.0} if answer.metric.no_rows == "zero" else {})
        rows |= {group: row | empty for group, row in earlier.items() if group not in rows}
        sides = {
            group: (_side(periods[0], row), _side(periods[1], earlier.get(group, empty))) for group, row in rows.items()
        }
        evidence = evidence_for_groups(service, answer, sides, predicate, periods[0].start)
        return [_compared(answer, row, sides[group], evidence[group]) for group, row in rows.items()]


def _both(
    service: QueryService,
    metric_id: str,
    periods: tuple[Period, Period],
    predicate: Predicate,
    by: str | None = None,
    level: str | None = None,
) -> tuple[Answer, Answer]:
    sides = [service.values([metric_id], side.narrow(predicate), by, level) for side in periods]
    return sides[0][metric_id], sides[1][metric_id]


def _by_group(frame: pd.DataFrame) -> dict[str, dict[str, Any]]:
    listed = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return {str(row["group"]): {str(name): value for name, value in row.items()} for row in listed}


def _side(period: Period, row: dict[str, Any]) -> Side:
    return Side(period, row["value"], row["numerator"], row["denominator"], row["n"])


def _compared(answer: Answer, row: dict[str, Any], sides: Sides, evidence: Evidence) -> Comparison:
    return Comparison(
        metric=answer.metric,
        group=str(row["group"]),
        name=row["name"],
        name_zh=row["name_zh"],
        current=sides[0],
        previous_side=sides[1],
        words=change_words(answer.metric, sides[0].value, sides[1].value),
        evidence=evidence,
        below_min_n=row["below_min_n"],
        ignored=answer.ignored,
        snapshot_id=answer.snapshot_id,
    )
