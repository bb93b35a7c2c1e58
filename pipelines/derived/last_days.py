"""Another metric over the last days of the period, or of each day, week or month (METRICS.md S8)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd

from pipelines.derived.ask import Ask
from pipelines.derived.fiscal.frames import COLUMNS, group_end
from pipelines.metrics.record import Metric
from pipelines.query.plan import PERIODIC

ROLES = ("amount",)
MOST_GROUPS = 60


def values(ask: Ask, metric: Metric) -> pd.DataFrame:
    """The component's rows over the last `days` days; of groups of time the newest MOST_GROUPS are known."""
    if ask.by not in PERIODIC:
        return ask.of("amount", start=_start(ask, _end(ask)), end=_end(ask)).frame[COLUMNS]
    groups = ask.of("amount").frame["group"]
    rows = [_row(ask, group) for group in groups[-MOST_GROUPS:]]
    return pd.DataFrame(rows, columns=COLUMNS)


def explain(ask: Ask, metric: Metric) -> tuple[str, ...]:
    """The days that count."""
    end = _end(ask)
    return (f"{_start(ask, end)} – {end}",)


def _row(ask: Ask, group: Any) -> tuple[Any, ...]:
    end = min(group_end(str(ask.by), group), _end(ask))
    frame = ask.of("amount", by=None, start=_start(ask, end), end=end).frame
    return (group, *frame.iloc[0][COLUMNS[1:]])


def _start(ask: Ask, end: date) -> date:
    return end - timedelta(days=int(ask.options["days"]) - 1)


def _end(ask: Ask) -> date:
    return ask.predicate.end or ask.calendar.as_of
