"""What one metric asks of its rows: which clauses they can follow, at which level, by which time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from datasets.city import City
from datasets.facts import Fact, load_facts
from datasets.problems import Problem, did_you_mean
from pipelines.metrics.fact_columns import always_filled, local_date
from pipelines.metrics.record import Metric
from pipelines.query.covered import Coverage
from pipelines.query.predicate import Predicate
from pipelines.query.resolve import Resolver
from pipelines.query.sentences import not_grouped

By = Literal["district", "category", "agency", "day", "week", "month", "hour", "hour_of_week"]
GROUPINGS: tuple[str, ...] = get_args(By)
PERIODIC = ("day", "week", "month")
HOURLY = ("hour", "hour_of_week")
CITYWIDE = "city"


@dataclass(frozen=True)
class Plan:
    """A metric with the part of the question that its rows can follow.

    `ignored` names the clauses they cannot follow; a field of `where` is named `where.FIELD`. `level` is
    that of the districts in the answer or in the districts clause, None where neither is there.
    """

    metric: Metric
    predicate: Predicate
    conditions: tuple[tuple[str, tuple[object, ...]], ...]
    ignored: tuple[str, ...]
    by: str | None
    level: str | None
    extent: tuple[date, date] | None

    @property
    def fact(self) -> Fact:
        """The fact whose rows are counted."""
        return load_facts()[self.metric.fact]

    @property
    def date_column(self) -> str | None:
        """The local date that puts a row in a period; None where rows belong to no period."""
        return date_column_of(self.metric)

    @property
    def names_field(self) -> frozenset[str]:
        """The columns that the question names itself."""
        return frozenset(column for column, _ in self.conditions)


@dataclass(frozen=True)
class Planner:
    """Plans metrics over what one snapshot covers."""

    city: City
    coverage: Coverage
    resolver: Resolver
    categories: dict[tuple[str, str], frozenset[str]]
    extent: Callable[[str, tuple[str, ...], str | None], tuple[date, date] | None]

    def plan(self, metric: Metric, predicate: Predicate, by: str | None, level: str | None) -> Plan:
        """The plan; raises Problem for a grouping that the metric's rows cannot follow."""
        fields = self.coverage.fields(metric.fact, metric.kinds)
        grouped_level = self._grouped_level(by, level, fields)
        if by not in (None, *GROUPINGS):
            what = f"no such grouping; choose one of {', '.join(GROUPINGS)}"
            raise Problem(what, found=by, meant=did_you_mean(str(by), GROUPINGS))
        if by is not None and fields and not _carried(metric, by, grouped_level, fields):
            raise not_grouped(metric, by)
        followed, ignored = self._follow(metric, predicate, fields)
        carried = fields | always_filled(load_facts()[metric.fact])
        columns = self._where_columns(metric, followed)
        unfollowed = tuple(f"where.{key}" for key, column in columns.items() if column not in carried)
        followed = replace(followed, where=tuple(pair for pair in followed.where if columns[pair[0]] in carried))
        conditions = self.resolver.conditions(load_facts()[metric.fact], followed)
        self._check_categories(metric, conditions.get("category", ()))
        clause_level = followed.level if followed.districts else None
        return Plan(
            metric=metric,
            predicate=followed,
            conditions=tuple(sorted(conditions.items())),
            ignored=(*ignored, *unfollowed),
            by=by,
            level=grouped_level or clause_level,
            extent=self.extent(metric.fact, metric.kinds, date_column_of(metric)),
        )

    def _grouped_level(self, by: str | None, level: str | None, fields: frozenset[str]) -> str | None:
        """The asked level or the map level if the rows carry it, otherwise the finest that they carry."""
        if by != "district":
            return None
        carried = [name for name in self.resolver.levels if f"{name}_id" in fields]
        asked = self.resolver.level(level)
        return asked if asked in carried else (carried[-1] if carried else None)

    def _follow(
        self, metric: Metric, predicate: Predicate, fields: frozenset[str]
    ) -> tuple[Predicate, tuple[str, ...]]:
        able = self._able(metric, predicate, fields) | {"categories": bool(self._categories(metric, predicate))}
        ignored = tuple(name for name in predicate.clauses() if not able[name])
        return predicate.without(*ignored), ignored

    def can_be_dragged(self, metric: Metric, by: str | None, clause: str, predicate: Predicate) -> bool:
        """Whether the metric's rows carry the clause and add up over it."""
        fields = self.coverage.fields(metric.fact, metric.kinds)
        return bool(fields) and self._able(metric, predicate, fields)[clause] and adds_up(metric, by, clause)

    def _able(self, metric: Metric, predicate: Predicate, fields: frozenset[str]) -> dict[str, bool]:
        return {
            "time": _is_dated(metric),
            "districts": f"{predicate.level}_id" in fields,
            "polygon": bool(fields & {"x", "longitude"}),
            "hours": "event_hour" in fields,
            "categories": "category" in fields,
            "agencies": "agency" in fields,
            "where": True,
        }

    def _categories(self, metric: Metric, predicate: Predicate) -> list[str]:
        """Chosen categories that the metric's rows know."""
        return [name for name in predicate.categories if name in self._known_categories(metric)]

    def _known_categories(self, metric: Metric) -> frozenset[str]:
        kinds = metric.kinds or tuple(row.kind for row in self.coverage.of(metric.fact))
        return frozenset().union(*(self.categories.get((metric.fact, kind), frozenset()) for kind in kinds))

    def _check_categories(self, metric: Metric, named: Iterable[object]) -> None:
        for name in named:
            known = self._known_categories(metric)
            if name not in known:
                what = f"{metric.id} has no such category"
                raise Problem(what, found=name, meant=did_you_mean(str(name), known))

    def _where_columns(self, metric: Metric, predicate: Predicate) -> dict[str, str | None]:
        """The column of each field that the question names; None where only other facts have it."""
        fact = load_facts()[metric.fact]
        keys = dict.fromkeys(key for key, _ in predicate.where)
        return {key: self.resolver.column(fact, key, predicate.level) for key in keys}


def _carried(metric: Metric, by: str, level: str | None, fields: frozenset[str]) -> bool:
    return {
        "district": level is not None,
        "category": "category" in fields,
        "agency": "agency" in fields,
        **dict.fromkeys(PERIODIC, _is_dated(metric)),
        **dict.fromkeys(HOURLY, "event_hour" in fields),
    }[by]


def date_column_of(metric: Metric) -> str | None:
    """The local date that puts the metric's rows in a period; None where they belong to no period."""
    return metric.last or (local_date(metric.time) if metric.time else None)


def _is_dated(metric: Metric) -> bool:
    return metric.stock is not None or date_column_of(metric) is not None


def adds_up(metric: Metric, by: str | None, clause: str) -> bool:
    """Whether sums over the members of a clause give the metric's value by group, or its quantile by buckets: not those
    of a stock by day, nor over districts where rows stand for areas."""
    areas = clause == "districts" and "level" in load_facts()[metric.fact].fields
    if areas or (metric.stock is not None and by in PERIODIC):
        return False
    measured_stock = metric.stock is not None and not metric.is_counted_stock
    whole = metric.derived is None and metric.per is None and metric.last is None and not measured_stock
    return whole and metric.parts_add_up
