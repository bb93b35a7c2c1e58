"""What a derived function may ask: the metrics it is made of, under the question's own clauses, and residents."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol

import pandas as pd

from datasets.problems import Problem
from pipelines.comparison.periods import Calendar
from pipelines.metrics.record import Metric
from pipelines.metrics.registry import Registry
from pipelines.query.answer import Answer
from pipelines.query.moment import Moment
from pipelines.query.opened import OpenSnapshot
from pipelines.query.predicate import Predicate

CLAUSE_FIELDS = frozenset(field.name for field in fields(Predicate))
SUMS = ("value", "numerator", "denominator", "n")


class Asked(Protocol):
    """The part of the query service that is asked."""

    registry: Registry

    def measured(
        self, metrics: Sequence[Metric], predicate: Predicate, by: str | None, level: str | None, scope: Hashable
    ) -> dict[str, Answer]:
        """The metrics' answers by id."""
        ...

    def spread(
        self, metric: Metric, of: str, predicate: Predicate, by: str | None, level: str | None, scope: Hashable
    ) -> pd.DataFrame:
        """The metric's numerator and denominator by group and value of an expression."""
        ...


@dataclass(frozen=True)
class Ask:
    """One question to a derived metric. `predicate` is as asked; `level` that of the districts in the answer."""

    service: Asked
    snapshot: OpenSnapshot
    metric: Metric
    predicate: Predicate
    by: str | None
    level: str | None
    calendar: Calendar
    levels: tuple[str, ...]
    scope: Hashable = None

    @property
    def moment(self) -> Moment:
        """The snapshot's moment."""
        return self.snapshot.moment

    @property
    def roles(self) -> dict[str, str]:
        """Metric id by role."""
        assert self.metric.derived is not None
        return self.metric.derived.of

    @property
    def options(self) -> dict[str, Any]:
        """The record's options."""
        assert self.metric.derived is not None
        return self.metric.derived.options

    def component(self, role: str) -> Metric:
        """The record of the metric in that role; raises Problem where the record names none."""
        if role not in self.roles:
            raise Problem(f"{self.metric.id} names no metric for a role of its function", found=role)
        return self.service.registry[self.roles[role]]

    def of(self, role: str, **changes: Any) -> Answer:
        """The answer of that role's metric; changes are fields of the predicate, `by` or `level`."""
        predicate = replace(self.predicate, **{key: value for key, value in changes.items() if key in CLAUSE_FIELDS})
        by = changes.get("by", self.by)
        level = changes.get("level", self.level)
        record = self.component(role)
        return self.service.measured([record], predicate, by, level, self.scope)[record.id]

    def sums(self, role: str, **changes: Any) -> pd.DataFrame:
        """value, numerator, denominator and n of that role by group."""
        return self.of(role, **changes).frame.set_index("group")[list(SUMS)]

    def spread(self, role: str, of: str) -> pd.DataFrame:
        """group, of, ended (the role's numerator), all (its denominator), by group and value of the expression."""
        found = self.service.spread(self.component(role), of, self.predicate, self.by, self.level, self.scope)
        return found.rename(columns={"numerator": "ended", "denominator": "all"})

    def alike(self, *roles: str) -> bool:
        """Whether these metrics follow the same clauses: only then may one be divided by the other."""
        return len({_unfollowed(self.of(role)) for role in roles}) == 1

    def populations(self) -> pd.Series:
        """Residents by district of the answer's level; NaN where the boundaries do not say."""
        level = self.level or self.levels[0]
        districts = self.snapshot.districts(level).set_index("district_id")
        known = districts["population"].astype("float64")
        return known.where(self._inside(level, districts))

    def residents(self, groups: pd.Index) -> pd.Series:
        """Residents of each group of the answer; NaN where they are not known."""
        if self.by == "district" and self._is_placed():
            people = self.populations().reindex(groups)
            return people.where(people > 0)
        return pd.Series(None if self.by == "district" else self.population(), index=groups, dtype="float64")

    def _is_placed(self) -> bool:
        """Places by polygon have no known residents; hours, categories and agencies do not change them."""
        return not (self.predicate.polygon or any(key in (*self.levels, "district") for key, _ in self.predicate.where))

    def population(self) -> float | None:
        """Residents of all that the question is about; None if not known."""
        if not self._is_placed():
            return None
        if self.predicate.districts:
            level = self.predicate.level or self.service.registry.city.profile.map_level
            names = self.snapshot.places.level(level)
            people = self.snapshot.districts(level).set_index("district_id")["population"].astype("float64")
            return _known(people.reindex([names.resolve(word) for word in self.predicate.districts]).sum(skipna=False))
        placed = self.snapshot.districts(self.levels[0])
        people = placed.loc[placed["rings"].notna(), "population"].astype("float64")
        return _known(people.sum(skipna=False)) if len(people) else None

    def _inside(self, level: str, districts: pd.DataFrame) -> pd.Series:
        """Which districts lie wholly in the question's districts."""
        everywhere = pd.Series(True, index=districts.index)
        if not self.predicate.districts:
            return everywhere
        asked = self.predicate.level or self.service.registry.city.profile.map_level
        chosen = {self.snapshot.places.level(asked).resolve(word) for word in self.predicate.districts}
        if asked == level:
            return pd.Series(districts.index.isin(chosen), index=districts.index)
        return districts["parent_id"].isin(chosen)


def _known(value: Any) -> float | None:
    return None if value is None or pd.isna(value) or value <= 0 else float(value)


def _unfollowed(answer: Answer) -> frozenset[str]:
    return frozenset(clause for clause in answer.ignored if not clause.startswith("where."))


def frame(
    groups: pd.Index, numerator: pd.Series, denominator: pd.Series | float, scale: float, n: pd.Series
) -> pd.DataFrame:
    """The frame that a function returns: scale × numerator ÷ denominator by group; not known over 0 or nothing."""
    below = denominator if isinstance(denominator, pd.Series) else pd.Series(denominator, index=groups)
    below = below.reindex(groups).astype("float64")
    above = numerator.reindex(groups).astype("float64")
    return pd.DataFrame(
        {
            "group": groups,
            "value": (above * scale / below.where(below != 0)).to_numpy(),
            "numerator": above.to_numpy(),
            "denominator": below.to_numpy(),
            "n": n.reindex(groups).fillna(0).astype("int64").to_numpy(),
        }
    )


def unknown(groups: pd.Index) -> pd.DataFrame:
    """The frame of values that cannot be known."""
    nothing = pd.Series(float("nan"), index=groups)
    return frame(groups, nothing, nothing, 1, pd.Series(0, index=groups))
