"""A question of the command line, put to the query service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import typer

from datasets.catalogue import City
from datasets.problems import Problem
from pipelines.comparison.compare import Comparison, compare, compare_groups
from pipelines.comparison.periods import Against, Calendar, Period, Shift
from pipelines.metrics.forms import Texts
from pipelines.query.answer import Answer
from pipelines.query.predicate import Predicate
from pipelines.query.service import QueryService


@dataclass(frozen=True)
class Question:
    """A metric as the words of a command name it; `period` is a name, `start` and `end` are local dates."""

    metric: str
    by: str | None = None
    level: str | None = None
    period: str | None = None
    start: date | None = None
    end: date | None = None
    where: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.period and (self.start or self.end):
            raise typer.BadParameter("a period has its own start and end; leave out --start and --end.")

    @property
    def predicate(self) -> Predicate:
        """Its conditions, at any time."""
        return Predicate(level=self.level, where=self.where)

    def named_period(self, calendar: Calendar) -> Period | None:
        """The period that it names, or that lies between its dates; None without."""
        if self.period:
            return calendar.read(self.period)
        return calendar.between(self.start, self.end) if self.start and self.end else None


@contextmanager
def service(home: Path, city: City) -> Iterator[QueryService]:
    """The query service of a city, closed at the end."""
    opened = QueryService(home, city)
    try:
        yield opened
    finally:
        opened.close()


def lacking(home: Path, city: City, metric_ids: Iterable[str]) -> dict[str, Texts]:
    """What is missing, by the metrics that the city's published snapshot has no data for; none without a snapshot."""
    try:
        opened = QueryService(home, city)
    except Problem:
        return {}
    try:
        missing = {metric_id: opened.lacking(metric_id) for metric_id in metric_ids}
    finally:
        opened.close()
    return {metric_id: words for metric_id, words in missing.items() if words is not None}


def answered(asked: QueryService, question: Question) -> Answer:
    """The values of the metric in the period, as a whole or by group."""
    predicate = replace(question.predicate, start=question.start, end=question.end)
    if question.period:
        predicate = calendar_of(asked, question.metric).read(question.period).narrow(predicate)
    return asked.values([question.metric], predicate, by=question.by, level=question.level)[question.metric]


def compared(asked: QueryService, question: Question, against: Against, shift: Shift | None = None) -> list[Comparison]:
    """The metric, as a whole or by group, in the period and in the one before it or the same one a year before."""
    period = question.named_period(calendar_of(asked, question.metric))
    if period is None:
        raise typer.BadParameter("--compare needs --period, or --start and --end.")
    if period.days == 0:
        what, zh = f"the metric's data end before {period.start}", f"该指标的数据在 {period.start} 之前已经结束。"
        raise Problem(what, found=question.metric, zh=zh)
    about = question.metric, period, against
    if question.by is None:
        return [compare(asked, *about, question.predicate, shift)]
    return compare_groups(asked, *about, question.by, question.predicate, question.level, shift)


def calendar_of(asked: QueryService, metric_id: str) -> Calendar:
    """The calendar as of the last day that the metric's data reach, at the latest the snapshot's."""
    metric = asked.registry[metric_id]
    reached = asked.extent(metric.fact, metric.kinds)
    if reached is None:
        raise Problem("the snapshot has no data for this metric", found=metric_id, zh="快照中没有该指标的数据。")
    return Calendar.of(asked.city.profile, min(reached[1], asked.snapshot.moment.day))
