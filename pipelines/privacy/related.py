"""Which counts are made of one another: the same rows under two names, or a whole and parts of it.

By their definitions the rows of one record hold those of another: violent offences hold homicides and robberies, an
agency's requests hold those of the categories that are its own. Who subtracts one published number from another learns
the rows between them, and they may be few, or of a category that is not named.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from pipelines.metrics.record import Metric

COUNTED = re.compile(r"count\((\*|\w+)\)(?: filter \((.*)\))?", re.DOTALL)
GROUPED = ("category", "agency")
FAMILIES = 6
Atoms = frozenset[int]
"""Rows that no condition and no group tells apart, by their number."""


@dataclass(frozen=True)
class Series:
    """A count of a metric's cells (n, hits, misses, of), of one group where there is one."""

    metric: str
    count: str
    by: str = ""
    group: str = ""


@dataclass(frozen=True)
class Relation:
    """`whole` is the sum of `parts`, and where `rest` says so of further rows: `secret` ones must not be told."""

    whole: Series
    parts: tuple[Series, ...]
    rest: bool = False
    secret: bool = False


def relations_of(
    con: duckdb.DuckDBPyConnection, metrics: Iterable[Metric], sensitive: Collection[str], as_of: datetime
) -> list[Relation]:
    """What holds among the counts of these metrics in a snapshot, by the conditions of their records."""
    together: dict[tuple[str, str], list[Metric]] = defaultdict(list)
    for metric in metrics:
        if metric.time is not None and not (metric.stock or metric.per or metric.derived or metric.last):
            together[metric.fact, metric.time].append(metric)
    return [
        relation
        for (fact, time), its in together.items()
        for relation in (*_by_rows(con, fact, time, its, sensitive, as_of), *_by_sums(con, fact, time, its))
    ]


def conditions_of(metric: Metric) -> dict[str, str]:
    """The rows behind each count of a metric as a condition, by the count's name; none for what is no plain count."""
    own = [f"kind IN ({', '.join(map(_text, metric.kinds))})"] if metric.kinds else []
    own += [f"({said})" for said in (metric.where, metric.unless_named and metric.unless_named.condition) if said]
    if metric.count is not None:
        return {"n": _all([*own, *([] if metric.count == "*" else [f"({metric.count})"])])}
    if metric.quantile is not None:
        return {"n": _all([*own, f"({metric.quantile.of}) IS NOT NULL"])}
    hits, whole = (_counted(sql) for sql in (metric.numerator, metric.denominator))
    if hits is None or whole is None or metric.n is not None:
        return {}
    shown = {"n": [*own, whole], "hits": [*own, whole, hits], "misses": [*own, whole, f"NOT coalesce({hits}, false)"]}
    return {name: _all(conditions) for name, conditions in shown.items()}


def _counted(sql: str | None) -> str | None:
    found = COUNTED.fullmatch(sql.strip()) if sql else None
    if found is None:
        return None
    column, condition = found.groups()
    return _all([*([] if column == "*" else [f"{column} IS NOT NULL"]), *([f"({condition})"] if condition else [])])


def _all(conditions: Sequence[str]) -> str:
    return f"({' AND '.join(conditions)})" if conditions else "(true)"


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _by_rows(
    con: duckdb.DuckDBPyConnection,
    fact: str,
    time: str,
    metrics: Sequence[Metric],
    sensitive: Collection[str],
    as_of: datetime,
) -> Iterator[Relation]:
    moment = f"TIMESTAMP '{as_of:%Y-%m-%d %H:%M:%S}'"
    wanted = {
        (metric.id, name): condition.replace("$as_of", moment)
        for metric in metrics
        for name, condition in conditions_of(metric).items()
        if _is_read(con, fact, condition.replace("$as_of", moment))
    }
    if len(wanted) < 2:
        return
    populations = _Populations(wanted, _signatures(con, fact, time, list(wanted.values())), sensitive)
    yield from populations.relations()


def _is_read(con: duckdb.DuckDBPyConnection, fact: str, condition: str) -> bool:
    """Whether the fact has what a condition names; some speak of the end of the period that is asked for."""
    try:
        con.execute(f"SELECT 1 FROM {fact} WHERE {condition} LIMIT 0")
    except duckdb.Error:
        return False
    return True


def _signatures(
    con: duckdb.DuckDBPyConnection, fact: str, time: str, conditions: list[str]
) -> list[tuple[str, str, str]]:
    """Category, agency, and for each condition 1 or 0, of all the kinds of rows that there are."""
    sql = "SELECT column_name FROM duckdb_columns() WHERE table_name = ? OR table_name = ?"
    columns = {row[0] for row in con.execute(sql, [fact, fact]).fetchall()}
    groups = [f"coalesce({by}::VARCHAR, 'unspecified')" if by in columns else "''" for by in GROUPED]
    bits = " || ".join(f"CASE WHEN {condition} THEN '1' ELSE '0' END" for condition in conditions)
    rows = con.execute(f"SELECT DISTINCT {', '.join(groups)}, {bits} FROM {fact} WHERE {time} IS NOT NULL ORDER BY ALL")
    return rows.fetchall()


class _Populations:
    """The sets of atoms behind every series, and which of them hold others."""

    def __init__(
        self, names: Collection[tuple[str, str]], signatures: list[tuple[str, str, str]], sensitive: Collection[str]
    ) -> None:
        self.secret = frozenset(at for at, row in enumerate(signatures) if row[0] in sensitive)
        self.plain: dict[Series, Atoms] = {}
        self.grouped: dict[Series, Atoms] = {}
        for place, (metric, count) in enumerate(names):
            own = frozenset(at for at, row in enumerate(signatures) if row[2][place] == "1")
            self.plain[Series(metric, count)] = own
            for at_by, by in enumerate(GROUPED):
                parts: dict[str, set[int]] = defaultdict(set)
                for at in own:
                    parts[signatures[at][at_by]].add(at)
                for group, atoms in parts.items():
                    self.grouped[Series(metric, count, by, group)] = frozenset(atoms)

    def relations(self) -> Iterator[Relation]:
        """The same rows, wholes with other metrics inside, with categories inside, agencies with their categories."""
        yield from self._same()
        plain, categories = _firsts(self.plain), _firsts(self._widest("category"))
        for atoms, whole in plain.items():
            yield from self._families(whole, atoms, plain)
            if len(atoms) < len(max(plain, key=len)):
                yield from self._families(whole, atoms, categories)
        for whole, atoms in self.grouped.items():
            other = "category" if whole.by == "agency" else "agency"
            inside = {
                its: series
                for series, its in self.grouped.items()
                if (series.metric, series.count, series.by) == (whole.metric, whole.count, other)
            }
            yield from self._families(whole, atoms, inside)

    def _widest(self, by: str) -> dict[Series, Atoms]:
        widest = max(self.plain, key=lambda series: len(self.plain[series]))
        return {
            series: atoms
            for series, atoms in self.grouped.items()
            if (series.metric, series.count, series.by) == (widest.metric, widest.count, by)
        }

    def _same(self) -> Iterator[Relation]:
        first: dict[Atoms, Series] = {}
        for series, atoms in (*self.plain.items(), *self.grouped.items()):
            known = first.setdefault(atoms, series)
            if atoms and known != series and known.metric != series.metric:
                yield Relation(known, (series,))

    def _families(self, whole: Series, atoms: Atoms, among: Mapping[Atoms, Series]) -> Iterator[Relation]:
        """Parts of a whole that share no rows, as many as fit; what does not fit begins another family."""
        left = sorted(
            (part for part in among if part < atoms and part), key=lambda part: (-len(part), among[part].metric)
        )
        for _ in range(FAMILIES):
            taken, later, covered = [], [], frozenset[int]()
            for part in left:
                if part & covered:
                    later.append(part)
                else:
                    taken.append(part)
                    covered |= part
            if not taken:
                return
            rest = atoms - covered
            yield Relation(whole, tuple(among[part] for part in taken), bool(rest), bool(rest) and rest <= self.secret)
            left = later


def _firsts(series: Mapping[Series, Atoms]) -> dict[Atoms, Series]:
    found: dict[Atoms, Series] = {}
    for name, atoms in series.items():
        if atoms:
            found.setdefault(atoms, name)
    return found


def _by_sums(con: duckdb.DuckDBPyConnection, fact: str, time: str, metrics: Sequence[Metric]) -> Iterator[Relation]:
    """Sums of which one is never larger than the other in any row: killed, and killed or seriously injured."""
    sums = [metric for metric in metrics if metric.sum is not None]
    for whole in sums:
        for part in sums:
            if whole is part or (whole.kinds, whole.where) != (part.kinds, part.where):
                continue
            kinds = _all([f"kind IN ({', '.join(map(_text, whole.kinds))})"] if whole.kinds else [])
            more = f"coalesce({part.sum}, 0) > coalesce({whole.sum}, 0)"
            less = f"coalesce({part.sum}, 0) < coalesce({whole.sum}, 0)"
            counted = f"SELECT count(*) FILTER ({more}), count(*) FILTER ({less}) FROM {fact}"
            larger, smaller = con.execute(f"{counted} WHERE {kinds} AND {time} IS NOT NULL").fetchone() or (1, 0)
            if not larger and smaller:
                yield Relation(Series(whole.id, "n"), (Series(part.id, "n"),), rest=True)
