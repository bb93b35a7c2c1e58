"""A predicate as a user states it, turned into ids and typed values that SQL can be bound to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from datasets.city import City
from datasets.facts import Fact, load_facts
from datasets.problems import Problem, did_you_mean
from pipelines.metrics.fact_columns import columns_of
from pipelines.query.places import Places
from pipelines.query.predicate import Predicate

Value = str | int | float | bool | date | datetime
BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
LONGEST_RING = 1000


@dataclass(frozen=True)
class Resolver:
    """Resolves predicates for one city and the places of one snapshot."""

    city: City
    places: Places

    @property
    def levels(self) -> tuple[str, ...]:
        """The city's levels, coarse to fine."""
        return tuple(level.id for level in self.city.profile.levels)

    def level(self, level: str | None) -> str:
        """The level that is meant: the asked one, or the profile's map level."""
        if level is None:
            return self.city.profile.map_level
        self.places.level(level)
        return level

    def resolve(self, predicate: Predicate) -> Predicate:
        """The same clauses with ids, sorted; raises Problem for a name, level or period that is wrong."""
        _check_period(predicate)
        level = self.level(predicate.level)
        names = self.places.level(level)
        return replace(
            predicate,
            level=level,
            districts=_sorted(names.resolve(word) for word in predicate.districts),
            agencies=_sorted(self.places.agencies.resolve(word) for word in predicate.agencies),
            categories=_sorted(predicate.categories),
            hours=tuple(sorted(set(predicate.hours))),
            polygon=_ring(predicate.polygon),
            where=tuple(sorted(set(predicate.where))),
        )

    def conditions(self, fact: Fact, predicate: Predicate) -> dict[str, tuple[Value, ...]]:
        """Column and values of each `where` of the predicate that the fact has a field for."""
        found: dict[str, tuple[Value, ...]] = {}
        for key, word in predicate.where:
            column = self.column(fact, key, predicate.level)
            if column is not None:
                found[column] = (*found.get(column, ()), self._value(fact, key, column, word))
        return found

    def column(self, fact: Fact, key: str, level: str | None) -> str | None:
        """The column of a `where` key, None for a field of other facts; raises Problem for an unknown key."""
        if key == "district":
            return f"{self.level(level)}_id"
        if key in self.levels:
            return f"{key}_id"
        if key in columns_of(fact):
            return key
        others = {name for other in load_facts().values() for name in columns_of(other)}
        if key in others:
            return None
        choices = ["district", *self.levels, *columns_of(fact)]
        raise Problem(f"{fact.name} has no such field", found=key, meant=did_you_mean(key, choices))

    def _value(self, fact: Fact, key: str, column: str, word: str) -> Value:
        if column == "agency":
            return self.places.agencies.resolve(word)
        if column.removesuffix("_id") in self.levels:
            return self.places.level(column.removesuffix("_id")).resolve(word)
        return typed(word, columns_of(fact)[column], key)


def typed(word: str, type_: str, key: str) -> Value:
    """A word as a value of the field's type; raises Problem where it is not one."""
    read = _READERS.get(type_, str)
    try:
        return read(word)
    except (ValueError, KeyError):
        raise Problem(f"{key} takes {_WORDS.get(type_, type_)}", found=word) from None


_READERS: dict[str, Callable[[str], Value]] = {
    "int": int,
    "float": float,
    "money": float,
    "bool": lambda word: BOOLEANS[word.lower()],
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
}
_WORDS = {
    "int": "a whole number",
    "float": "a number",
    "money": "a number",
    "bool": "true or false",
    "date": "a date like 2024-06-30",
    "datetime": "a time like 2024-06-30T14:00",
}


def _sorted(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words)))


def _check_period(predicate: Predicate) -> None:
    if predicate.start and predicate.end and predicate.end < predicate.start:
        raise Problem(f"the period ends ({predicate.end}) before it starts ({predicate.start})")


def _ring(polygon: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    if polygon and not 3 <= len(polygon) <= LONGEST_RING:
        raise Problem(f"a polygon has 3 to {LONGEST_RING} corners", found=str(len(polygon)))
    return tuple((float(x), float(y)) for x, y in polygon)
