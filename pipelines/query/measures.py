"""A metric's aggregates in SQL, whichever form its record states them in."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.metrics.fact_columns import local_date
from pipelines.metrics.record import Metric


@dataclass(frozen=True)
class Measures:
    """SQL aggregates of one metric; `denominator` None means that the value is the numerator itself."""

    numerator: str
    denominator: str | None
    n: str


def measures_of(metric: Metric) -> Measures:
    """The aggregates over the metric's rows; a stock's are of its rows open at `$end`."""
    if metric.stock is not None:
        count = f"count(*) filter ({open_at_end(metric)})"
        return Measures(count, None, count)
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
