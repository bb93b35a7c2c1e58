"""What is wrong in one record: facts, time fields and SQL that its fact does not have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from datasets.facts import Fact, load_facts
from datasets.problems import Problem, did_you_mean
from datasets.yaml_file import KeyPath, YamlFile
from pipelines.metrics.expression import check
from pipelines.metrics.fact_columns import columns_of, local_date
from pipelines.metrics.record import Metric

Place = tuple[YamlFile, KeyPath]
AGGREGATES = ("numerator", "denominator", "n")
CONDITIONS = ("where", "count", "sum", "mean")
Expression = tuple[KeyPath, str, bool]


def problems_of(metric: Metric, place: Place) -> Iterator[Problem]:
    """Everything that is wrong in the record by itself."""
    facts = load_facts()
    if metric.derived is not None:
        return
    if metric.fact not in facts:
        yield unknown("no such fact", place, ("fact",), metric.fact, facts)
        return
    yield from _time_problems(metric, facts[metric.fact], place)
    yield from _sql_problems(metric, facts[metric.fact], place)


def unknown(what: str, place: Place, keys: KeyPath, found: str, choices: Iterable[str]) -> Problem:
    """The sentence for a name that is none of the choices."""
    file, start = place
    return Problem(what, file.place((*start, *keys)), found, did_you_mean(found, choices))


def _time_problems(metric: Metric, fact: Fact, place: Place) -> Iterator[Problem]:
    times = [name for name, field in fact.fields.items() if field.type in ("date", "datetime")]
    asked: dict[KeyPath, str | None] = {("time",): metric.time}
    if metric.stock is not None:
        asked |= {("stock", "opened"): metric.stock.opened, ("stock", "closed"): metric.stock.closed}
    for keys, name in asked.items():
        if name is not None and name not in times:
            yield unknown(f"no such time field of {fact.name}", place, keys, name, times)
    dates = [local_date(name) for name in times]
    if metric.last is not None and metric.last not in dates:
        yield unknown(f"no such date of {fact.name}", place, ("last",), metric.last, dates)


def _sql_problems(metric: Metric, fact: Fact, place: Place) -> Iterator[Problem]:
    file, start = place
    columns = columns_of(fact)
    over_totals = _over_totals(metric)
    own = (
        expression for expression in _expressions(metric) if metric.per is None or expression[0][0] not in AGGREGATES
    )
    for keys, sql, aggregate in own:
        yield from check(sql, columns, file.place((*start, *keys)), aggregate)
    for keys, sql, aggregate in over_totals:
        assert metric.per is not None
        totals = dict.fromkeys(metric.per.totals, "float")
        yield from check(sql, totals, file.place((*start, *keys)), aggregate, "per has no such total")


def _over_totals(metric: Metric) -> list[Expression]:
    if metric.per is None:
        return []
    return [expression for expression in _expressions(metric) if expression[0][0] in AGGREGATES]


def _expressions(metric: Metric) -> Iterator[Expression]:
    """Key path, SQL and whether it must aggregate, of every expression of the record."""
    named = [(name, True) for name in AGGREGATES] + [(name, False) for name in CONDITIONS]
    for name, aggregate in named:
        sql = getattr(metric, name)
        if sql is not None and sql != "*":
            yield (name,), sql, aggregate
    if metric.quantile is not None:
        yield ("quantile", "of"), metric.quantile.of, False
    if metric.stock is not None:
        yield ("stock", "open"), metric.stock.open, False
    if metric.per is not None:
        yield ("per", "key"), f"({metric.per.key})", False
        for name, sql in metric.per.totals.items():
            yield ("per", "totals", name), sql, True
    if metric.unless_named is not None:
        yield ("unless_named", "condition"), metric.unless_named.condition, False
        yield ("unless_named", "unless"), metric.unless_named.unless, False
