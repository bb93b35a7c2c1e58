"""Answers while one clause changes, from the pair index: exact counts, quantiles within the index's bound."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboards.asking import Asked, Group, Told
from dashboards.selection import Period
from pipelines.query.pair_index import ACTIVE, Index, IndexAnswer, Question
from pipelines.query.places import UNPLACED
from pipelines.query.plan import PERIODIC

if TYPE_CHECKING:
    from dashboards.asking import Asking

RANKED = ("district", "category", "agency")


@dataclass(frozen=True)
class Named:
    """The groups of an indexed question with their names; `nowhere` marks rows without a place."""

    names: list[tuple[Any, str, str]]
    nowhere: np.ndarray


class Quick:
    """The index of one clause under the others, and the answers for the value that the clause has now."""

    def __init__(self, asking: Asking, active: str) -> None:
        self.asking, self.active = asking, active
        self.key = key_of(asking, active)
        questions = {asked: _question(asked) for asked in asking.last if _can_ask(asked, active)}
        predicate = asking.selection.predicate()
        self.index: Index = asking.city.service.index(active, list(questions.values()), predicate)
        self._questions = {asked: q for asked, q in questions.items() if q in self.index.built}
        self._named: dict[Asked, Named] = {}
        self._answers: dict[Question, IndexAnswer] = {}
        self._unnarrowed: dict[Question, IndexAnswer] = {}

    def between(self, period: Period) -> None:
        """The clause is this time range."""
        self._answers = self.index.answer(*period)

    def among(self, members: Iterable[object]) -> None:
        """The clause is these districts, categories, agencies or hours."""
        self._answers = self.index.among(members)
        self._unnarrowed = self.index.among(()) if self.active == "categories" else {}

    def held(self) -> Quick:
        """The same with the answers of now, whatever the clause becomes."""
        return copy(self)

    def told(self, asked: Asked, exact: bool = False) -> Told | None:
        """The answer, None where the question is not indexed, or not `exact`."""
        question = self._questions.get(asked)
        if question is None or question not in self._answers:
            return None
        last = self.asking.last[asked]
        unheard = self.active in self.asking.selection.unheard(last.metric.fact)
        found = (self._unnarrowed if unheard else self._answers)[question]
        if exact and found.approximate:
            return None
        ignored = tuple(dict.fromkeys((*last.answer.ignored, *self.asking.unheard(asked))))
        return Told(last.metric, self._group_list(asked, last, found), ignored, last.answer)

    def _group_list(self, asked: Asked, last: Told, found: IndexAnswer) -> list[Group]:
        named = self._groups_of(asked, last, found.groups)
        order = np.arange(len(found.groups))
        if asked.by in RANKED:
            keep = found.n > 0 if last.metric.is_additive else ~np.isnan(found.value)
            order = np.lexsort((np.where(np.isnan(found.value), np.inf, -found.value), named.nowhere))
            order = order[keep[order]]
        numbers = (getattr(found, name)[order].tolist() for name in ("value", "numerator", "denominator", "n"))
        names = (named.names[place] for place in order.tolist())
        return [Group(*name, *four) for name, *four in zip(names, *numbers, strict=True)]

    def _groups_of(self, asked: Asked, last: Told, groups: np.ndarray) -> Named:
        if asked not in self._named:
            names = {group.group: (group.name, group.name_zh) for group in last.groups}
            if asked.by == "district" and asked.level:
                places = self.asking.city.districts(asked.level)
                names |= dict(zip(places.index, zip(places.name_en, places.name_zh, strict=True), strict=True))
            found = [(group, *names.get(group, (str(group), str(group)))) for group in groups.tolist()]
            self._named[asked] = Named(found, np.isin(groups.astype(str), UNPLACED))
        return self._named[asked]


def key_of(asking: Asking, active: str) -> tuple[Any, ...]:
    """What an index stays right for: snapshot, the other clauses, and which questions there are."""
    others = asking.selection.predicate().without(active)
    return asking.city.service.snapshot.id, active, others, frozenset(asking.last)


def _question(asked: Asked) -> Question:
    return Question(asked.metric_id, asked.by, asked.level, asked.own)


def _can_ask(asked: Asked, active: str) -> bool:
    """A view is not narrowed by its own clause, and a series over time not by time."""
    periodic = active == "time" and asked.by in PERIODIC
    return active in ACTIVE and active not in asked.own and asked.period is None and not periodic
