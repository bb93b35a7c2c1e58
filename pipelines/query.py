"""The query service: takes a predicate and metric ids, answers small frames from one pinned snapshot."""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import structlog

from datasets.catalogue import City
from datasets.problems import Problem
from datasets.profile import Language
from pipelines.compile import Statement, compile_plans
from pipelines.frames import COLUMNS, Names, frame_of
from pipelines.metrics.record import Metric
from pipelines.metrics.registry import Registry
from pipelines.opened import Freshness, Limits, OpenSnapshot
from pipelines.plan import Plan, Planner
from pipelines.predicate import Predicate
from pipelines.published import Published
from pipelines.resolve import Resolver
from pipelines.runner import Counters, Query, Runner

log = structlog.get_logger()
EVERYTHING = Predicate()


@dataclass(frozen=True)
class Source:
    """A data set behind an answer."""

    dataset: str
    names: dict[Language, str]
    publisher: str
    licence: str
    interval_hours: float | None
    last_event: date | None
    last_success: datetime | None
    last_error: str | None


@dataclass(frozen=True)
class Answer:
    """A metric's values. `frame` has group, name, name_zh, value, numerator, denominator, n, below_min_n;
    `ignored` names the clauses that the rows cannot follow; `level` is the level of the districts."""

    metric: Metric
    frame: pd.DataFrame
    ignored: tuple[str, ...]
    by: str | None
    level: str | None
    snapshot_id: str
    as_of: datetime
    sources: tuple[Source, ...]
    approximate: bool = False


class QueryService:
    """One a process, shared by all viewers; every method may be called from any thread.

    Raises Problem with a sentence, never a traceback of the database.
    """

    def __init__(self, home: Path | str, city: City, limits: Limits | None = None) -> None:
        self.city = city
        self.limits = limits or Limits()
        self.registry = Registry(city)
        self._published = Published(Path(home), city.id)
        self._runner = Runner(self.limits)
        self._guard = threading.Lock()
        self._current = self._published.open(self.limits, city.profile.time_zone)
        self._seen = self._published.linked()
        self._polled = time.monotonic()
        self._pinned: ContextVar[OpenSnapshot | None] = ContextVar(f"pinned-{id(self)}", default=None)

    @property
    def snapshot(self) -> OpenSnapshot:
        """The snapshot of the batch that runs here, otherwise the one that the next batch will use."""
        return self._pinned.get() or self._current

    @property
    def counters(self) -> Counters:
        """Questions asked, run, found in the cache, joined to one in flight, interrupted."""
        return self._runner.counters

    def poll(self) -> bool:
        """Moves to the published snapshot if the link has changed; whether it did."""
        with self._guard:
            self._polled = time.monotonic()
            linked = self._published.linked()
            if linked is None or linked == self._seen:
                return False
            self._seen = linked
            try:
                opened = self._published.open(self.limits, self.city.profile.time_zone)
            except Problem as problem:
                log.error("no newer snapshot opens", city=self.city.id, problem=str(problem))
                return False
            if opened.id == self._current.id:
                opened.retire()
                return False
            retired, self._current = self._current, opened
            self.counters.snapshot_changes += 1
        log.info("snapshot changed", city=self.city.id, snapshot=opened.id)
        retired.retire()
        return True

    @contextmanager
    def batch(self) -> Iterator[OpenSnapshot]:
        """Everything asked in the block is answered from one snapshot."""
        if (pinned := self._pinned.get()) is not None:
            yield pinned
            return
        if time.monotonic() - self._polled > self.limits.poll_seconds:
            self.poll()
        with ExitStack() as stack:
            with self._guard:
                snapshot = stack.enter_context(self._current.used())
            token = self._pinned.set(snapshot)
            stack.callback(self._pinned.reset, token)
            yield snapshot

    def values(
        self,
        metric_ids: Sequence[str],
        predicate: Predicate = EVERYTHING,
        by: str | None = None,
        level: str | None = None,
        scope: Hashable = None,
    ) -> dict[str, Answer]:
        """The metrics under the predicate, as a whole or by group; all from one snapshot.

        by is one of district, category, agency, day, week, month, hour, hour_of_week. level: that of the
        districts in the answer. scope: a newer question of the same scope interrupts this one (Superseded).
        """
        with self.batch() as snapshot:
            plans = self._plans(snapshot, metric_ids, predicate, by, level)
            covered = [plan for plan in plans if plan.extent is not None]
            statements = compile_plans(covered, snapshot.moment)
            queries = [Query.of(statement.sql, statement.parameters) for statement in statements]
            answers = self._runner.ask(snapshot, queries, scope)
            frames = self._frames(snapshot, statements, answers)
            return {plan.metric.id: self._answer(snapshot, plan, frames) for plan in plans}

    def extent(self, fact: str, kinds: Sequence[str] = ()) -> tuple[date, date] | None:
        """First and last local date of a fact's rows of those kinds; None where there are none."""
        with self.batch() as snapshot:
            return snapshot.coverage.extent(fact, tuple(kinds))

    def sources(self, fact: str, kinds: Sequence[str] = ()) -> tuple[Source, ...]:
        """The data sets that rows of a fact and those kinds come from."""
        with self.batch() as snapshot:
            return self._sources(snapshot, fact, tuple(kinds))

    def close(self) -> None:
        """Stops the workers and closes the snapshot."""
        self._runner.close()
        self._current.retire()

    def _plans(
        self,
        snapshot: OpenSnapshot,
        metric_ids: Sequence[str],
        predicate: Predicate,
        by: str | None,
        level: str | None,
    ) -> list[Plan]:
        metrics = [self.registry[metric_id] for metric_id in dict.fromkeys(metric_ids)]
        resolver = Resolver(self.city, snapshot.places)
        resolved = resolver.resolve(predicate)
        categories = snapshot.categories if resolved.categories else {}
        planner = Planner(self.city, snapshot.coverage, resolver, categories, snapshot.extent)
        return [planner.plan(metric, resolved, by, level) for metric in metrics]

    def _frames(
        self, snapshot: OpenSnapshot, statements: list[Statement], answers: list[pd.DataFrame]
    ) -> dict[str, pd.DataFrame]:
        names = self._names
        frames = {}
        for statement, rows in zip(statements, answers, strict=True):
            for place, plan in enumerate(statement.plans):
                frames[plan.metric.id] = frame_of(plan, place, rows, snapshot.moment, names(snapshot, plan))
        return frames

    def _names(self, snapshot: OpenSnapshot, plan: Plan) -> Names:
        city = self.city.profile.names
        district = snapshot.places.level(plan.level or self.city.profile.map_level)
        return Names(district, snapshot.places.agencies, (city["en"], city["zh"]))

    def _answer(self, snapshot: OpenSnapshot, plan: Plan, frames: dict[str, pd.DataFrame]) -> Answer:
        frame = frames.get(plan.metric.id)
        return Answer(
            metric=plan.metric,
            frame=pd.DataFrame(columns=COLUMNS) if frame is None else frame,
            ignored=plan.ignored,
            by=plan.by,
            level=plan.level,
            snapshot_id=snapshot.id,
            as_of=snapshot.moment.utc,
            sources=self._sources(snapshot, plan.metric.fact, plan.metric.kinds),
        )

    def _sources(self, snapshot: OpenSnapshot, fact: str, kinds: tuple[str, ...]) -> tuple[Source, ...]:
        return tuple(self._source(snapshot, name) for name in snapshot.coverage.datasets(fact, kinds))

    def _source(self, snapshot: OpenSnapshot, name: str) -> Source:
        known = self.city.datasets.get(name)
        if known is None:
            raise Problem("the snapshot holds a data set that the city does not have", found=name)
        fresh = snapshot.freshness.get(name, Freshness(name, 0, None, None, None))
        return Source(
            name,
            known.names,
            known.publisher,
            known.licence,
            known.interval_hours,
            fresh.last_event,
            fresh.last_success,
            fresh.last_error,
        )
