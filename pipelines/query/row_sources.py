"""What a statement reads from: the fact itself, its last stated rows, or its rows open at the end of each period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from pipelines.query.clauses import Parameters, quoted
from pipelines.query.moment import Moment
from pipelines.query.plan import PERIODIC, Plan
from pipelines.query.spans import next_start, period_of, starts


@dataclass(frozen=True)
class RowSource:
    """What stands behind FROM, the word that joins further conditions to it (where, and), and for each plan the
    condition of the rows that are its own ("" for all)."""

    rows: str
    joint: str
    own: list[str]


def plain(fact: str, conditions: list[str], own: list[str]) -> RowSource:
    """The fact's rows that meet the conditions."""
    return RowSource(f"{fact}\nwhere {' and '.join(conditions) or 'true'}", "and", own)


def last_stated(plans: Sequence[Plan], conditions: list[str], own: list[str], period: str | None) -> RowSource:
    """Of each plan's own rows those that carry the last value of its column, within each group of `period`."""
    column = quoted(str(plans[0].metric.last))
    over = f"over (partition by {period})" if period else "over ()"
    distinct = list(dict.fromkeys(own))
    newest = [
        f"max({column}) filter (where {condition or 'true'}) {over} as newest_{place}"
        for place, condition in enumerate(distinct)
    ]
    inner = f"select *, {', '.join(newest)} from {plans[0].metric.fact} where {' and '.join(conditions) or 'true'}"
    stated = [" and ".join(filter(None, [one, f"{column} = newest_{distinct.index(one)}"])) for one in own]
    return RowSource(f"({inner})", "where", stated)


def open_at_ends(
    plans: Sequence[Plan], conditions: list[str], own: list[str], moment: Moment, parameters: Parameters
) -> RowSource:
    """The rows once for each day, week or month at whose end they are open; `ends_group` is its first day."""
    first = plans[0]
    period = period_of(first, moment)
    groups = list(starts(*period, first.by)) if period else []
    last = min(period[1], moment.day) if period else moment.day
    days = tuple(min(next_start(group, first.by) - timedelta(days=1), last) for group in groups)
    ends = {
        "ends_group": parameters.bind(tuple(groups)),
        "ends_day": parameters.bind(days),
        "ends_at": parameters.bind(tuple(moment.end_of(day) for day in days)),
    }
    types = {"ends_group": "date[]", "ends_day": "date[]", "ends_at": "timestamp[]"}
    listed = ", ".join(f"unnest({name}::{types[column]}) as {column}" for column, name in ends.items())
    where = " and ".join(at_each_end(condition) for condition in conditions) or "true"
    each = [at_each_end(condition) for condition in own]
    return RowSource(f"(select {listed}) as ends, {first.metric.fact}\nwhere {where}", "and", each)


def at_each_end(sql: str) -> str:
    """The expression with the end of each period where it names the end of the one."""
    return re.sub(r"\$end\b", "ends_day", re.sub(r"\$end_at\b", "ends_at", sql))


def is_measured_stock_series(plan: Plan) -> bool:
    """Whether something is measured over the rows open at the end of each day, week or month."""
    return plan.metric.stock is not None and not plan.metric.is_counted_stock and plan.by in PERIODIC
