"""Each record read plainly, one statement a metric written from docs/metrics.md, against what the query service says.

It shares the record's own expressions and nothing else: no planner, no compiler, no scan shared between metrics.
"""

import shutil
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pytest

from pipelines.metrics.fact_columns import local_date
from pipelines.metrics.record import Metric
from pipelines.query.predicate import Predicate
from tests.demo_city import DemoCity

START, END = date(2025, 7, 1), date(2026, 2, 28)


def measure(metric: Metric) -> str:
    """The value over the rows at hand, in SQL."""
    if metric.count is not None:
        return "count(*)" if metric.count == "*" else f"count(*) filter (where {metric.count})"
    if metric.sum is not None:
        return f"sum({metric.sum})"
    if metric.mean is not None:
        return f"avg({metric.mean})"
    if metric.quantile is not None:
        return f"quantile_cont({metric.quantile.of}, {metric.quantile.at})"
    divided = f" / nullif(({metric.denominator})::double, 0)" if metric.denominator is not None else ""
    return f"({metric.numerator})::double{divided}"


def plain(metric: Metric) -> str:
    """The metric from START to END as one statement."""
    kinds = ", ".join(f"'{kind}'" for kind in metric.kinds)
    conditions = [metric.where, metric.unless_named and metric.unless_named.condition, kinds and f"kind in ({kinds})"]
    held = " and ".join(f"({one})" for one in conditions if one) or "true"
    if metric.fact == "air_day":
        held += " and level = 'city'"
    if metric.last is not None:
        newest = f"select max({metric.last}) from {metric.fact} where {held} and {metric.last} <= '{END}'"
        rows = f"select * from {metric.fact} where {held} and {metric.last} = ({newest})"
    else:
        dated = f"{local_date(metric.time)} between '{START}' and '{END}'" if metric.time else "true"
        rows = f"select * from {metric.fact} where {held} and {dated}"
    if metric.per is not None:
        totals = ", ".join(f"{sql} as {name}" for name, sql in metric.per.totals.items())
        rows = f"select {totals} from ({rows}) group by ({metric.per.key})"
    return f"select {metric.scale!r} * {measure(metric)} from ({rows})"


def test_every_record_says_what_it_reads(demo_city: DemoCity, tmp_path: Path) -> None:
    service = demo_city.service
    read = [
        metric
        for metric in service.registry.values()
        if metric.derived is None and metric.stock is None and service.lacking(metric.id) is None
    ]
    assert len(read) > 150
    answers = service.values([metric.id for metric in read], Predicate(start=START, end=END))
    wrong = {}
    copy = shutil.copy(service.snapshot.path, tmp_path / "copy.duckdb")
    with duckdb.connect(str(copy), read_only=True) as con:
        for metric in read:
            sql, moments = plain(metric), {"as_of": service.snapshot.moment.utc}
            (found,) = con.execute(sql, {name: at for name, at in moments.items() if f"${name}" in sql}).fetchone()
            said = float(answers[metric.id].frame["value"].iloc[0])
            expected = np.nan if found is None else float(found)
            if said != pytest.approx(expected, rel=1e-9, nan_ok=True):
                wrong[metric.id] = (said, expected)
    assert wrong == {}
