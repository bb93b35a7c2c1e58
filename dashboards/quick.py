"""Answers while one clause changes, from the pair index: exact counts, quantiles within the index's bound."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from dashboards.asking import Asked, Told
from dashboards.selection import Period
from pipelines.pair_index import ACTIVE, Index, IndexAnswer, Question
from pipelines.plan import PERIODIC

if TYPE_CHECKING:
    from dashboards.asking import Asking

RANKED = ("district", "category", "agency")


class Quick:
    """The index of one clause under the others, and the answers for the value that the clause has now."""

    def __init__(self, asking: Asking, active: str) -> None:
        self.asking, self.active = asking, active
        self.key = key_of(asking, active)
        questions = {asked: _question(asked) for asked in asking.last if _can_ask(asked, active)}
        predicate = asking.selection.predicate()
        self.index: Index = asking.city.service.index(active, list(questions.values()), predicate)
        self._questions = {asked: q for asked, q in questions.items() if q in self.index.built}
        self._names: dict[Asked, tuple[np.ndarray, np.ndarray]] = {}
        self._answers: dict[Question, IndexAnswer] = {}
        self._unnarrowed: dict[Question, IndexAnswer] = {}

    def between(self, period: Period) -> None:
        """The clause is this time range."""
        self._answers = self.index.answer(*period)

    def among(self, members: Iterable[object]) -> None:
        """The clause is these districts, categories, agencies or hours."""
        self._answers = self.index.among(members)
        self._unnarrowed = self.index.among(()) if self.active == "categories" else {}

    def told(self, asked: Asked) -> Told | None:
        """The answer, None where the question is not indexed."""
        question = self._questions.get(asked)
        if question is None or question not in self._answers:
            return None
        last = self.asking.last[asked]
        unheard = self.active in self.asking.selection.unheard(last.metric.fact)
        found = (self._unnarrowed if unheard else self._answers)[question]
        return Told(last.metric, self._frame(asked, last, found), last.ignored, last.answer)

    def _frame(self, asked: Asked, last: Told, found: IndexAnswer) -> pd.DataFrame:
        keep = np.ones(len(found.groups), dtype=bool)
        order = np.arange(len(found.groups))
        if asked.by in RANKED:
            keep = found.n > 0 if last.metric.is_additive else ~np.isnan(found.value)
            order = np.argsort(np.where(np.isnan(found.value), -np.inf, -found.value), kind="stable")
        order = order[keep[order]]
        names, names_zh = self._named(asked, last, found.groups)
        columns: dict[str, Any] = {
            "group": found.groups[order],
            "name": names[order],
            "name_zh": names_zh[order],
            "value": found.value[order],
            "numerator": found.numerator[order],
            "denominator": found.denominator[order],
            "n": found.n[order],
            "below_min_n": (found.n < last.metric.min_n)[order],
        }
        return pd.DataFrame(columns)

    def _named(self, asked: Asked, last: Told, groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        if asked not in self._names:
            frame = last.frame
            pairs = {
                group: (en, zh) for group, en, zh in zip(frame["group"], frame["name"], frame["name_zh"], strict=True)
            }
            if asked.by == "district" and asked.level:
                places = self.asking.city.districts(asked.level)
                pairs |= {i: (en, zh) for i, en, zh in zip(places.index, places.name_en, places.name_zh, strict=True)}
            found = [pairs.get(group, (str(group), str(group))) for group in groups]
            self._names[asked] = tuple(np.array(column, dtype=object) for column in zip(*found, strict=True)) or (
                np.array([], dtype=object),
                np.array([], dtype=object),
            )  # type: ignore[assignment]
        return self._names[asked]


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
