"""The complete weeks before a period: how much a metric has varied, as a whole or by group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np

from pipelines.comparison.periods import DAY, last_sunday, monday_of
from pipelines.metrics.record import Metric
from pipelines.query.answer import Answer
from pipelines.query.pair_index import IndexAnswer, Question
from pipelines.query.predicate import Predicate
from pipelines.query.service import QueryService

WEEKS = 52
NO_WEEKS = np.zeros(0)


@dataclass(frozen=True)
class Weeks:
    """A metric in each of the weeks, oldest first; NaN where a week has no value."""

    value: np.ndarray = field(default_factory=lambda: NO_WEEKS)
    numerator: np.ndarray = field(default_factory=lambda: NO_WEEKS)
    denominator: np.ndarray = field(default_factory=lambda: NO_WEEKS)
    n: np.ndarray = field(default_factory=lambda: NO_WEEKS)

    @property
    def counts(self) -> list[float]:
        """The values that are known."""
        return self.value[~np.isnan(self.value)].tolist()

    @property
    def shares(self) -> tuple[list[float], list[float]]:
        """Hits and trials; a week without either has none."""
        return np.nan_to_num(self.numerator).tolist(), np.nan_to_num(self.denominator).tolist()

    @property
    def ordered(self) -> list[tuple[float, float]]:
        """Values, each with the rows that it is taken from."""
        return list(zip(self.value.tolist(), self.n.tolist(), strict=True))


def weeks_before(service: QueryService, metric: Metric, before: date, most: int = WEEKS) -> tuple[date, date] | None:
    """First Monday and last Sunday of at most so many complete weeks that end before the day and the data reach."""
    extent = service.extent(metric.fact, metric.kinds)
    if extent is None:
        return None
    end = min(last_sunday(before - DAY), last_sunday(extent[1]))
    start = max(end - timedelta(weeks=most) + DAY, monday_of(extent[0] + 6 * DAY))
    return (start, end) if start < end else None


def weekly(service: QueryService, metric: Metric, predicate: Predicate, before: date) -> Weeks:
    """The metric in those weeks, exactly."""
    span = weeks_before(service, metric, before)
    if span is None:
        return Weeks()
    narrowed = replace(predicate, start=span[0], end=span[1], left_out=(), until=None)
    frame = service.values([metric.id], narrowed, by="week")[metric.id].frame
    return Weeks(*(frame[name].to_numpy("float64") for name in ("value", "numerator", "denominator", "n")))


def weekly_by_group(service: QueryService, answer: Answer, predicate: Predicate, before: date) -> dict[str, Weeks]:
    """The metric in those weeks by the groups of the answer, from the pair index (quantiles: within its bound)."""
    span = weeks_before(service, answer.metric, before)
    question = Question(answer.metric.id, answer.by, answer.level)
    index = service.index("time", [question], predicate) if span else None
    if span is None or index is None or question not in index.built:
        return {}
    weeks = [index.answer(monday, monday + 6 * DAY)[question] for monday in _mondays(*span)]
    return {str(group): _of_group(weeks, place) for place, group in enumerate(weeks[0].groups)}


def _mondays(start: date, end: date) -> Iterable[date]:
    return (start + timedelta(weeks=week) for week in range(((end - start).days + 1) // 7))


def _of_group(weeks: list[IndexAnswer], place: int) -> Weeks:
    columns = ("value", "numerator", "denominator", "n")
    return Weeks(*(np.array([getattr(week, name)[place] for week in weeks], dtype="float64") for name in columns))
