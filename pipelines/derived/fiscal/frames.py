"""Rows by month put into the frame that a derived metric answers with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from pipelines.comparison.periods import end_of_month
from pipelines.derived.fiscal.statements import WHOLE, Statements
from pipelines.query.plan import PERIODIC

COLUMNS = ["group", "value", "numerator", "denominator", "n"]


@dataclass(frozen=True)
class Row:
    """One group: its value, what stands above and below, and of how many statements or years it is made."""

    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    n: int = 0


UNKNOWN = Row(None)
Rows = Callable[[date], dict[Any, Row]]


def by_month(stated: Statements, rows: Rows) -> pd.DataFrame:
    """The rows of the last stated month, or of the last one within each day, week or month."""
    if stated.ask.by not in PERIODIC:
        found = _rows_of(stated.last(), rows)
        return frame_of(found or ({WHOLE: UNKNOWN} if stated.ask.by is None else {}))
    groups = stated.ask.of(stated.role).frame["group"]
    lasts = {group: stated.last(group_end(str(stated.ask.by), group)) for group in groups}
    found = {month: _rows_of(month, rows).get(WHOLE, UNKNOWN) for month in set(lasts.values())}
    return frame_of({group: found[month] for group, month in lasts.items()})


def _rows_of(month: date | None, rows: Rows) -> dict[Any, Row]:
    return {} if month is None else rows(month)


def group_end(by: str, group: Any) -> date:
    """The last day of a day, week or month that is named by its first."""
    first: date = pd.Timestamp(group).date()
    return end_of_month(first) if by == "month" else first + timedelta(days=6 if by == "week" else 0)


def frame_of(rows: dict[Any, Row]) -> pd.DataFrame:
    """One row a group."""
    listed = [(group, row.value, row.numerator, row.denominator, row.n) for group, row in rows.items()]
    return pd.DataFrame(listed, columns=COLUMNS)
