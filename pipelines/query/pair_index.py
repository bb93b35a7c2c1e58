"""Answers while one clause is dragged, without SQL: exact counts, quantiles within a stated bound."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from datasets.problems import Problem, did_you_mean
from pipelines.query.buckets import BOUND_PCT, BUCKETS, quantiles
from pipelines.query.index_build import Built, Matrix
from pipelines.query.plan import PERIODIC
from pipelines.query.predicate import Predicate

ACTIVE = ("time", "districts", "categories", "agencies", "hours")


@dataclass(frozen=True)
class Question:
    """What a view needs: a metric, its grouping, and the view's own clauses, by which it is not filtered."""

    metric_id: str
    by: str | None = None
    level: str | None = None
    own: tuple[str, ...] = ()

    def predicate(self, predicate: Predicate, active: str) -> Predicate:
        """The clauses of the view but the active one."""
        return predicate.without(active, *self.own)


@dataclass(frozen=True)
class IndexAnswer:
    """Arrays in the order of `groups`, which stays the same while the clause is dragged."""

    groups: np.ndarray
    value: np.ndarray
    numerator: np.ndarray
    denominator: np.ndarray
    n: np.ndarray
    approximate: bool = False

    @property
    def bound_pct(self) -> float:
        """By how much of itself a value may be off."""
        return BOUND_PCT if self.approximate else 0.0


@dataclass(frozen=True)
class Index:
    """The answers of several questions under one active clause. `not_indexed` must be asked when it is released."""

    active: str
    snapshot_id: str
    built: dict[Question, Built]
    not_indexed: tuple[Question, ...]

    def answer(self, start: date | None, end: date | None) -> dict[Question, IndexAnswer]:
        """The answers for the local days from start to end, both included; for an active time range."""
        return {question: _between(built, start, end) for question, built in self.built.items()}

    def among(self, members: Iterable[Any]) -> dict[Question, IndexAnswer]:
        """The answers for those districts, categories, agencies or (weekday, hour) pairs; for another active clause.

        No members means all rows, as an empty clause does.
        """
        chosen = [day * 24 + hour for day, hour in members] if self.active == "hours" else list(members)
        return {question: _among(built, chosen) for question, built in self.built.items()}


def check_question(question: Question, active: str) -> None:
    """Raises Problem for a clause that cannot be dragged and for a series over the time that is dragged."""
    if active not in ACTIVE:
        raise Problem(f"only {', '.join(ACTIVE)} can be dragged", found=active, meant=did_you_mean(active, ACTIVE))
    if active == "time" and question.by in PERIODIC:
        raise Problem(f"a series by {question.by} does not change while the time range is dragged")


def _between(built: Built, start: date | None, end: date | None) -> IndexAnswer:
    days = built.size
    first, last = _day(built, start, 0), _day(built, end, days - 1) + 1
    first = min(max(first, 0), days)
    last = min(max(last, first), days)
    if built.plan.metric.stock is not None:
        first = 0
    return _answer(built, {name: matrix.between(first, last) for name, matrix in built.matrices.items()})


def _day(built: Built, day: date | None, otherwise: int) -> int:
    return otherwise if day is None or built.first_day is None else (day - built.first_day).days


def _among(built: Built, members: Sequence[object]) -> IndexAnswer:
    known = [built.members[member] for member in members if member in built.members]
    places = known if members else range(built.size)
    return _answer(built, {name: matrix.of(places) for name, matrix in built.matrices.items()})


def _answer(built: Built, sums: dict[str, np.ndarray]) -> IndexAnswer:
    metric = built.plan.metric
    nothing = np.full(len(built.groups), np.nan)
    if metric.quantile is not None:
        counts = sums["n"].reshape(-1, BUCKETS)
        value = quantiles(counts, metric.quantile.at) * metric.scale
        return IndexAnswer(built.groups, value, nothing, nothing, counts.sum(axis=1), approximate=True)
    numerator = sums["num"]
    n = sums.get("n", numerator)
    if metric.no_rows == "unknown":
        numerator = np.where(n == 0, np.nan, numerator)
    if "den" not in sums:
        return IndexAnswer(built.groups, numerator * metric.scale, numerator, nothing, n)
    denominator = sums["den"]
    value = numerator * metric.scale / np.where(denominator == 0, np.nan, denominator)
    return IndexAnswer(built.groups, value, numerator, denominator, n)


def weekly(matrix: Matrix, first: int, weeks: int) -> np.ndarray:
    """Sums of whole weeks from a day position on: weeks × cells."""
    return np.stack([matrix.between(first + 7 * week, first + 7 * week + 7) for week in range(weeks)])
