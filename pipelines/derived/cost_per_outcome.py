"""What was spent for each unit of outcome, over the same whole months (METRICS.md B16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from pipelines.comparison.periods import end_of_month
from pipelines.derived.ask import Ask
from pipelines.derived.fiscal.frames import UNKNOWN, Row, frame_of
from pipelines.derived.fiscal.statements import Statements
from pipelines.metrics.record import Metric
from pipelines.query.plan import PERIODIC

ROLES = ("spent", "outcome")


@dataclass(frozen=True)
class Span:
    """Whole published months, from the first day of the first to the last day of the last."""

    start: date
    end: date


def values(ask: Ask, metric: Metric) -> pd.DataFrame:
    """Spent ÷ outcomes; unknown where the two do not follow the same clauses or a side is missing."""
    span = _span(ask)
    if span is None or ask.by in ("day", "week") or not ask.alike(*ROLES):
        return frame_of({"all": UNKNOWN} if ask.by is None else {})
    spent, outcome = (ask.of(role, start=span.start, end=span.end) for role in ROLES)
    above, below = (_by_group(answer.frame) for answer in (spent, outcome))
    published = set(Statements(ask, "spent").stated)
    groups = [group for group in above if group in below and (ask.by != "month" or _month(group) in published)]
    return frame_of({group: _row(above[group], below[group]) for group in groups})


def explain(ask: Ask, metric: Metric) -> tuple[str, ...]:
    """The months and the two sums, of the whole."""
    span = _span(ask)
    if span is None or ask.by in PERIODIC:
        return ()
    spent, outcome = (ask.of(role, start=span.start, end=span.end, by=None) for role in ROLES)
    sums = [next(iter(_by_group(answer.frame).values()), None) for answer in (spent, outcome)]
    if sums[0] is None or not sums[1]:
        return ()
    return (f"{span.start} – {span.end}: {sums[0]:,.0f} ÷ {sums[1]:,.0f} = {sums[0] / sums[1]:,.0f}",)


def _span(ask: Ask) -> Span | None:
    """The whole months in the period that are published; without a start, from the start of the fiscal year."""
    stated = Statements(ask, "spent")
    last = stated.last()
    if last is None:
        return None
    start = ask.predicate.start or ask.calendar.fiscal_start(last)
    until = ask.predicate.end or end_of_month(last)
    months = [month for month in stated.stated if start <= month and end_of_month(month) <= until]
    return Span(min(months), end_of_month(max(months))) if months else None


def _by_group(frame: pd.DataFrame) -> dict[Any, float]:
    known = frame.dropna(subset=["value"])
    return dict(zip(known["group"], known["value"].astype("float64"), strict=True))


def _row(spent: float, outcome: float) -> Row:
    return Row(spent / outcome if outcome else None, spent, outcome, int(outcome))


def _month(group: Any) -> date:
    found: date = pd.Timestamp(group).date()
    return found
