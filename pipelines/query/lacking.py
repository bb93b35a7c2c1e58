"""Why a city has no value for a metric: which data set or which fields are missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlglot
from sqlglot import exp

from datasets.fact_words import Word, fact_words
from datasets.facts import load_facts
from pipelines.metrics.fact_columns import ALWAYS, DERIVED, EVENT, POINT, columns_of, local_date
from pipelines.metrics.forms import Texts
from pipelines.metrics.record import Metric
from pipelines.query.covered import Coverage

NO_RESIDENTS = Texts(
    en="needs the residents of the districts; no data set of boundaries states them",
    zh="需要各区域的常住人口，边界数据集没有提供",
)
WITHOUT_FIELD = frozenset(ALWAYS) | frozenset(EVENT) | frozenset(POINT)


def lacking(
    parts: Iterable[Metric], coverage: Coverage, names: Mapping[str, Word], some_do: bool = False
) -> Texts | None:
    """The sentence for the metrics with rows that a metric is made of; None where nothing is missing.

    names: what people call each data set. some_do: the metric has a value as long as one of them has.
    """
    found = [_kinds_missing(part, coverage) or _fields_missing(part, coverage, names) for part in parts]
    if some_do and None in found:
        return None
    return next((missing for missing in found if missing is not None), None)


def fields_of(metric: Metric) -> frozenset[str]:
    """The fields of the fact that the metric's rows must carry to be measured."""
    times = {metric.time, metric.last}
    if metric.stock is not None:
        times |= {metric.stock.opened, metric.stock.closed}
    named = {column for sql in _expressions(metric) for column in _columns(sql)} | {time for time in times if time}
    known = columns_of(load_facts()[metric.fact])
    made = WITHOUT_FIELD | frozenset(DERIVED.get(metric.fact, {}))
    return frozenset(name for name in named if name in known and name not in made)


def _expressions(metric: Metric) -> list[str]:
    """The SQL of the record that is over the fact's own columns."""
    per = metric.per
    quantile = metric.quantile.of if metric.quantile else None
    sql = [metric.where, metric.count, metric.sum, metric.mean, quantile]
    sql += [per.key, *per.totals.values()] if per else [metric.numerator, metric.denominator, metric.n]
    sql.append(metric.stock.open if metric.stock else None)
    return [one for one in sql if one and one != "*"]


def _columns(sql: str) -> set[str]:
    tree = sqlglot.parse_one(f"({sql})", read="duckdb")
    return {column.name for column in tree.find_all(exp.Column)}


def _kinds_missing(metric: Metric, coverage: Coverage) -> Texts | None:
    have = {row.kind for row in coverage.of(metric.fact)}
    stated = " ".join(_expressions(metric))
    absent = [kind for kind in metric.kinds if kind not in have]
    if len(absent) == len(metric.kinds):
        missing = absent or ([] if have else [metric.fact])
    else:
        missing = [kind for kind in absent if f"'{kind}'" in stated]
    if not missing:
        return None
    words = fact_words()[metric.fact]
    named = [words.kind(kind) for kind in missing if kind != metric.fact] or [words.fact]
    return Texts(
        en=f"needs a data set of {_and(word.en for word in named)}; this city has none",
        zh=f"需要{_listed(named)}数据，本城市没有这样的数据集",
    )


def _fields_missing(metric: Metric, coverage: Coverage, names: Mapping[str, Word]) -> Texts | None:
    carried = coverage.fields(metric.fact, metric.kinds)
    dates = {local_date(name): name for name in columns_of(load_facts()[metric.fact]) if name.endswith("_at")}
    missing = sorted(name for name in fields_of(metric) if name not in carried and dates.get(name, name) not in carried)
    if not missing:
        return None
    words = fact_words()[metric.fact]
    feeding = [names[dataset] for dataset in coverage.datasets(metric.fact, metric.kinds)]
    kinds = [words.kind(kind) for kind in metric.kinds] or [words.fact]
    stated = [words.field(dates.get(name, name)) for name in missing]
    return Texts(
        en=f"needs to know of {_and(word.en for word in kinds)} {_and(word.en for word in stated)}; "
        f"the data set “{_and(word.en for word in feeding)}” does not state it",
        zh=f"需要{_listed(kinds)}的{_listed(stated)}，数据集{_listed(feeding)}没有提供",
    )


def _and(words: Iterable[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def _listed(words: Iterable[Word]) -> str:
    return "、".join(f"“{word.zh}”" for word in words)
