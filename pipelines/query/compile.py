"""Plans into statements: one SELECT for all metrics that read the same rows by one grouping."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipelines.metrics.expression import AS_OF, END, END_AT, narrowed
from pipelines.metrics.fact_columns import local_date
from pipelines.query.clauses import Parameters, among, in_hours, in_ring, quoted, within_days
from pipelines.query.measures import closing_date, measures_of, open_at_end, totals_of
from pipelines.query.moment import Moment
from pipelines.query.plan import CITYWIDE, PERIODIC, Plan
from pipelines.query.row_sources import (
    RowSource,
    at_each_end,
    is_measured_stock_series,
    last_stated,
    open_at_ends,
    plain,
)

Key = tuple[Any, ...]
NOT_AREAS = ("station", "agency", "fund")
GROUPS = {
    "district": "coalesce({level}, 'unspecified')",
    "category": "coalesce(category, 'unspecified')",
    "agency": "coalesce(agency, 'unspecified')",
    "day": "{day}",
    "week": "date_trunc('week', {day})::date",
    "month": "date_trunc('month', {day})::date",
    "hour": "coalesce(event_hour, -1)::bigint",
    "hour_of_week": "coalesce(event_dow::integer * 24 + event_hour, -1)::bigint",
    None: "'all'",
}


@dataclass(frozen=True)
class Statement:
    """One SELECT. Columns: `group`, then `num_I`, `den_I` and `n_I` for the metric at place I of `plans`."""

    sql: str
    parameters: dict[str, Any]
    plans: tuple[Plan, ...]


def is_stock_series(plan: Plan) -> bool:
    """Whether the answer counts a stock at the end of each day, week or month, by a running total."""
    return plan.metric.is_counted_stock and plan.by in PERIODIC


def scan_key(plan: Plan) -> Key:
    """What two plans must share to be answered by one scan."""
    metric = plan.metric
    time = (metric.stock or plan.date_column, metric.last, is_stock_series(plan))
    totalled = metric.per.key if metric.per else None
    return (metric.fact, time, totalled, plan.predicate, plan.conditions, plan.by, plan.level)


def scans_of(plans: Iterable[Plan]) -> list[tuple[Plan, ...]]:
    """The plans that one scan can answer, together."""
    scans: dict[Key, list[Plan]] = {}
    for plan in plans:
        scans.setdefault(scan_key(plan), []).append(plan)
    return [tuple(scan) for scan in scans.values()]


def compile_plans(plans: Iterable[Plan], moment: Moment) -> list[Statement]:
    """At most one statement a fact, time column, grouping and followable part of the predicate."""
    return [
        changes(scan, moment, {"group": GROUPS[scan[0].by].format(day="day", level="")})
        if is_stock_series(scan[0])
        else measured(scan, moment, {"group": group_expression(scan[0])})
        for scan in scans_of(plans)
    ]


def measured(plans: tuple[Plan, ...], moment: Moment, keys: dict[str, str]) -> Statement:
    """Each metric's aggregates by the keys (column name to expression)."""
    parameters = Parameters()
    source = _source(plans, moment, parameters)
    shared = len(set(source.own)) == 1
    conditions = [source.own[0]] if shared and source.own[0] else _any_of(source.own)
    rows = f"{source.rows}\n{source.joint} {' and '.join(conditions) or 'true'}"
    own = [None if shared else condition or None for condition in source.own]
    if plans[0].metric.per is not None:
        sql = _over_totals(plans, keys, own, rows)
    else:
        columns = [column for place, plan in enumerate(plans) for column in _columns(place, plan, own[place])]
        if is_measured_stock_series(plans[0]):
            keys, columns = keys | {"group": "ends_group"}, [at_each_end(column) for column in columns]
        sql = grouped_select(keys, columns, rows)
    bind_moments(plans[0], sql, moment, parameters)
    return Statement(sql, parameters.values, plans)


def _source(plans: tuple[Plan, ...], moment: Moment, parameters: Parameters) -> RowSource:
    first = plans[0]
    conditions = [*time_conditions(first, parameters), *clause_conditions(first, parameters)]
    own = [" and ".join(rows_of(plan, parameters)) for plan in plans]
    if first.metric.last is not None:
        return last_stated(plans, conditions, own, group_expression(first) if first.by in PERIODIC else None)
    if is_measured_stock_series(first):
        return open_at_ends(plans, conditions, own, moment, parameters)
    return plain(first.metric.fact, conditions, own)


def changes(plans: tuple[Plan, ...], moment: Moment, keys: dict[str, str]) -> Statement:
    """What came and went of a stock, from the beginning, by the keys: expressions over `day` and `own_group`.

    Its running total over days is the stock at the end of each. Rows are counted by their two dates before these
    are unfolded into a coming and a going.
    """
    parameters = Parameters()
    first, stock = plans[0], plans[0].metric.stock
    assert stock is not None
    known = f"({stock.open} or {local_date(stock.closed)} is not null)"
    where = " and ".join([known, *clause_conditions(first, parameters)])
    group = "'all'" if first.by in PERIODIC else group_expression(first)
    pair = f"{group} as own_group, {local_date(stock.opened)} as came, {closing_date(first.metric)} as went"
    own = [" and ".join(rows_of(plan, parameters)) or "true" for plan in plans]
    counts = ", ".join(f"count(*) filter ({condition}) as own_{place}" for place, condition in enumerate(own))
    pairs = f"select {pair}, {counts} from {first.metric.fact} where {where} group by 1, 2, 3"
    change = f"select *, unnest([came, went]) as day, unnest([1, -1]) as step from ({pairs})"
    columns = [f"sum(step * own_{place})::bigint as num_{place}" for place in range(len(plans))]
    end = parameters.bind_as("end", first.predicate.end or moment.day)
    return Statement(grouped_select(keys, columns, f"({change}) where day <= {end}"), parameters.values, plans)


def grouped_select(keys: dict[str, str], columns: list[str], rows: str) -> str:
    """The SELECT of the keys and columns over rows, grouped by the keys, in no order."""
    listed = ",\n  ".join([*(f"{sql} as {quoted(name)}" for name, sql in keys.items()), *columns])
    places = ", ".join(str(place) for place in range(1, len(keys) + 1))
    return f"select\n  {listed}\nfrom {rows}\ngroup by {places}"


def rows_of(plan: Plan, parameters: Parameters) -> list[str]:
    """Conditions for the rows that belong to the metric itself, whatever the question."""
    metric = plan.metric
    conditions = [among("kind", metric.kinds, parameters)] if metric.kinds else []
    if metric.where is not None:
        conditions.append(f"({metric.where})")
    if metric.unless_named is not None and metric.unless_named.unless not in plan.names_field:
        conditions.append(f"({metric.unless_named.condition})")
    if metric.stock is not None and not metric.is_counted_stock:
        conditions.append(f"({open_at_end(metric)})")
    return conditions


def clause_conditions(plan: Plan, parameters: Parameters, summed: bool = True) -> list[str]:
    """Conditions for the clauses that the metric's rows follow, but for time.

    summed: rows that stand for areas are taken of one level only.
    """
    predicate = plan.predicate
    conditions = _level_rows(plan, parameters) if summed else []
    if predicate.districts:
        conditions.append(among(quoted(f"{predicate.level}_id"), predicate.districts, parameters))
    if predicate.polygon:
        conditions += in_ring(predicate.polygon, parameters)
    if predicate.hours:
        conditions.append(in_hours(predicate.hours, parameters))
    if predicate.categories:
        conditions.append(among("category", predicate.categories, parameters))
    if predicate.agencies:
        conditions.append(among("agency", predicate.agencies, parameters))
    conditions += [among(quoted(column), values, parameters) for column, values in plan.conditions]  # type: ignore[arg-type]
    return conditions


def group_expression(plan: Plan) -> str:
    """The expression that gives a row its group."""
    return GROUPS[plan.by].format(level=quoted(f"{plan.level}_id"), day=plan.date_column)


def _level_rows(plan: Plan, parameters: Parameters) -> list[str]:
    """Rows that stand for areas: of one level only, beside those of stations, agencies and funds."""
    if "level" not in plan.fact.fields:
        return []
    return [among("coalesce(level, 'station')", (*NOT_AREAS, plan.level or CITYWIDE), parameters)]


def time_conditions(plan: Plan, parameters: Parameters) -> list[str]:
    """Conditions for the period, by the date that puts the metric's rows in it."""
    if plan.date_column is None:
        return []
    predicate = plan.predicate
    start = None if plan.metric.last is not None and plan.by not in PERIODIC else predicate.start
    conditions = within_days(plan.date_column, start, predicate.end, predicate.left_out, parameters)
    time = plan.metric.time
    if predicate.until is not None and time is not None and time.endswith("_at"):
        conditions.append(f"{quoted(time)} <= {parameters.bind(predicate.until)}")
    return conditions


def _any_of(conditions: list[str]) -> list[str]:
    distinct = list(dict.fromkeys(conditions))
    return [] if "" in distinct else [f"({' or '.join(f'({condition})' for condition in distinct)})"]


def _columns(place: int, plan: Plan, condition: str | None) -> list[str]:
    measures = measures_of(plan.metric, place)
    named = {"num": measures.numerator, "den": measures.denominator, "n": measures.n}
    return [f"{narrowed(sql, condition)} as {name}_{place}" for name, sql in named.items() if sql is not None]


def _over_totals(plans: tuple[Plan, ...], keys: dict[str, str], own: list[str | None], rows: str) -> str:
    """The aggregates over the totals of each group and key of `per`, of keys that have rows of the metric's own."""
    per = plans[0].metric.per
    assert per is not None
    totals, columns = [], []
    for place, (plan, condition) in enumerate(zip(plans, own, strict=True)):
        totals += [f"{narrowed(sql, condition)} as {name}" for name, sql in totals_of(plan.metric, place).items()]
        if condition is not None:
            totals.append(f"count(*) filter ({condition}) as own_{place}")
        columns += _columns(place, plan, None if condition is None else f"own_{place} > 0")
    inner = grouped_select(keys | {"per_key": f"({per.key})"}, totals, rows)
    return grouped_select({name: quoted(name) for name in keys}, columns, f"({inner})")


def bind_moments(plan: Plan, sql: str, moment: Moment, parameters: Parameters) -> None:
    """Binds the moments that the statement names."""
    end = plan.predicate.end or moment.day
    for name, value in ((AS_OF, moment.utc), (END, end), (END_AT, moment.end_of(end))):
        if re.search(rf"\${name}\b", sql):
            parameters.bind_as(name, value)
