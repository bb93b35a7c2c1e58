"""A metric's aggregates in SQL, whichever form its record states them in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from pipelines.metrics.expression import parse
from pipelines.metrics.fact_columns import local_date
from pipelines.metrics.record import Metric


@dataclass(frozen=True)
class Measures:
    """SQL aggregates of one metric; `denominator` None means that the value is the numerator itself."""

    numerator: str
    denominator: str | None
    n: str


def measures_of(metric: Metric, place: int = 0) -> Measures:
    """The aggregates over the metric's rows, or over the totals of `per` as the metric at that place has them; a
    counted stock's are of its rows open at `$end`."""
    if metric.is_counted_stock:
        count = f"count(*) filter ({open_at_end(metric)})"
        return Measures(count, None, count)
    if metric.per is not None:
        assert metric.numerator is not None
        assert metric.n is not None
        below = None if metric.denominator is None else _of_totals(metric.denominator, place)
        return Measures(_of_totals(metric.numerator, place), below, _of_totals(metric.n, place))
    if metric.quantile is not None:
        of = f"({metric.quantile.of})::double"
        return Measures(f"quantile_cont({of}, {metric.quantile.at})", None, f"count({of})")
    if metric.count is not None:
        count = "count(*)" if metric.count == "*" else f"count(*) filter ({metric.count})"
        return Measures(count, None, count)
    column = metric.sum or metric.mean
    if column is not None:
        return Measures(f"sum({column})", f"count({column})" if metric.mean else None, f"count({column})")
    assert metric.numerator is not None
    return Measures(metric.numerator, metric.denominator, metric.n or metric.denominator or metric.numerator)


def closing_date(metric: Metric) -> str:
    """The local date on which a row left the stock; null while it is open."""
    assert metric.stock is not None
    return f"case when {metric.stock.open} then null else {local_date(metric.stock.closed)} end"


def open_at_end(metric: Metric) -> str:
    """Opened by `$end` and, at the end of that day, not closed; closed at a time not known is not open."""
    assert metric.stock is not None
    opened, closed = local_date(metric.stock.opened), local_date(metric.stock.closed)
    return f"{opened} <= $end and ({metric.stock.open} or {closed} > $end)"


def totals_of(metric: Metric, place: int) -> dict[str, str]:
    """The totals of `per` by column name, for the metric at that place of a statement."""
    assert metric.per is not None
    return {_total(name, place): sql for name, sql in metric.per.totals.items()}


def _total(name: str, place: int) -> str:
    return f"{name}_{place}"


def _of_totals(sql: str, place: int) -> str:
    tree = parse(sql, "per")
    for column in list(tree.find_all(exp.Column)):
        column.replace(exp.column(_total(column.name, place)))
    return str(tree.sql("duckdb"))
