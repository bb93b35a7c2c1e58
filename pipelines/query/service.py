"""The query service: takes predicates and metric ids, answers small frames from one pinned snapshot."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

import pandas as pd

from datasets.city import City
from datasets.fact_words import Word
from datasets.facts import load_facts
from pipelines.clock import CityClock
from pipelines.metrics.derivation import function
from pipelines.metrics.expression import check
from pipelines.metrics.fact_columns import columns_of
from pipelines.metrics.forms import Texts
from pipelines.metrics.record import Metric
from pipelines.metrics.registry import Break, Registry
from pipelines.query.answer import Answer, Points, Rows
from pipelines.query.batches import Batches
from pipelines.query.compile import group_expression, measured
from pipelines.query.derived_answers import DerivedQuestion, derived_answer
from pipelines.query.frames import Names
from pipelines.query.index_build import Built, built, index_statements
from pipelines.query.known import KnownFrames
from pipelines.query.lacking import NO_RESIDENTS, lacking
from pipelines.query.opened import Limits, OpenSnapshot
from pipelines.query.pair_index import Index, Question, check_question
from pipelines.query.plan import Plan, Planner
from pipelines.query.predicate import Predicate
from pipelines.query.resolve import Resolver
from pipelines.query.result_cache import ByteLru
from pipelines.query.row_queries import (
    Bounds,
    Paged,
    count_rows,
    counted_rows,
    grid,
    page,
    place_counts,
    points,
    rows_as_metric,
)
from pipelines.query.runner import Counters, Query, Runner
from pipelines.query.sources import LastErrors, Source, sources_of

EVERYTHING = Predicate()
SET_ASIDE = "SELECT dataset, kept, reason, count(*) AS count FROM quarantine GROUP BY ALL ORDER BY count DESC, reason"
WARNINGS = "SELECT dataset, severity, sentence FROM check_result WHERE NOT passed ORDER BY dataset, sentence"


class QueryService:
    """One a process, shared by all viewers; every method may be called from any thread.

    Raises Problem with a sentence, never a traceback of the database.
    """

    def __init__(self, home: Path | str, city: City, limits: Limits | None = None) -> None:
        self.city = city
        self.limits = limits or Limits()
        self.registry = Registry(city)
        self._attempts = LastErrors(Path(home), city.id, self.limits.poll_seconds)
        self._batches = Batches(Path(home), city, self.limits, self._forget_all_but)
        self._runner = Runner(self.limits)
        self._frames = KnownFrames(self._runner, self.limits, self._names)
        self._indexes: ByteLru[Built] = ByteLru(self.limits.index_bytes, lambda kept: kept.bytes)

    @property
    def snapshot(self) -> OpenSnapshot:
        """The snapshot of the batch that runs here, otherwise the one that the next batch will use."""
        return self._batches.snapshot

    @property
    def counters(self) -> Counters:
        """Questions asked, run, found in the cache, joined to one in flight, interrupted."""
        return self._runner.counters

    def poll(self) -> bool:
        """Moves to the published snapshot if the link has changed; whether it did."""
        return self._batches.poll()

    def _forget_all_but(self, snapshots: frozenset[str]) -> None:
        """Nobody asks an older snapshot again but to look back: its results would only fill the caches up."""
        for cache in (self._frames, self._indexes, self._runner.cache):
            cache.keep(lambda key: isinstance(key, tuple) and key[0] in snapshots)

    def batch(self) -> AbstractContextManager[OpenSnapshot]:
        """Everything asked in the block is answered from one snapshot."""
        return self._batches.batch()

    def only_known(self) -> AbstractContextManager[None]:
        """In the block and thread, what DuckDB would have to be asked raises NotKnown at once."""
        return self._runner.only_known()

    def kept(self) -> list[str]:
        """Ids of the kept snapshots, newest first."""
        return self._batches.kept()

    def earlier(self, snapshot_id: str) -> AbstractContextManager[OpenSnapshot]:
        """Everything asked in the block is answered from that kept snapshot."""
        return self._batches.earlier(snapshot_id)

    def close(self) -> None:
        """Stops the workers and closes the snapshot."""
        self._runner.close()
        self._batches.close()

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
        metrics = [self.registry[metric_id] for metric_id in dict.fromkeys(metric_ids)]
        return self.measured(metrics, predicate, by, level, scope)

    def measured(
        self,
        metrics: Sequence[Metric],
        predicate: Predicate = EVERYTHING,
        by: str | None = None,
        level: str | None = None,
        scope: Hashable = None,
    ) -> dict[str, Answer]:
        """As `values`, for records that need not stand in the registry."""
        with self.batch() as snapshot:
            planner, resolved = self._planner(snapshot, predicate)
            parts = {part.id: part for metric in metrics for part in self._with_rows(metric)}
            plans = {part.id: planner.plan(part, resolved, by, level) for part in parts.values()}
            frames = self._frames.of(snapshot, list(plans.values()), scope)
            found = {}
            for metric in metrics:
                if metric.derived is None:
                    plan = plans[metric.id]
                    found[metric.id] = self._answer(snapshot, plan, frames[plan])
                else:
                    plan = plans[self._with_rows(metric)[0].id]
                    question = DerivedQuestion(metric, predicate, by, plan, scope)
                    found[metric.id] = derived_answer(self, snapshot, planner, question, self._names(snapshot, plan))
            return found

    def spread(
        self,
        metric: Metric,
        of: str,
        predicate: Predicate = EVERYTHING,
        by: str | None = None,
        level: str | None = None,
        scope: Hashable = None,
    ) -> pd.DataFrame:
        """The metric's numerator and denominator by group and value of an SQL expression over its rows.

        Columns: group, of, numerator, denominator. Raises Problem for an expression that the fact does not allow.
        """
        for problem in check(of, columns_of(load_facts()[metric.fact]), metric.id, aggregate=False):
            raise problem
        with self.batch() as snapshot:
            planner, resolved = self._planner(snapshot, predicate)
            plan = planner.plan(metric, resolved, by, level)
            statement = measured((plan,), snapshot.moment, {"group": group_expression(plan), "of": of})
            rows = self._runner.ask(snapshot, [Query.of(statement.sql, statement.parameters)], scope)[0]
            return rows.rename(columns={"num_0": "numerator", "den_0": "denominator"})

    def _with_rows(self, metric: Metric) -> tuple[Metric, ...]:
        """The metric itself, or those with rows that it is made of: asked together they share their scans."""
        return (metric,) if metric.derived is None else self.registry.components(metric.id)

    def index(self, active: str, questions: Sequence[Question], predicate: Predicate, scope: Hashable = None) -> Index:
        """What answers the questions while the active clause (time, districts, categories, agencies, hours) is dragged.

        Built once for all sessions under the other clauses; a question that cannot follow it is `not_indexed`.
        """
        with self.batch() as snapshot:
            plans: dict[Question, Plan] = {}
            for question in questions:
                check_question(question, active)
                planner, resolved = self._planner(snapshot, question.predicate(predicate, active))
                metric = self.registry[question.metric_id]
                if planner.can_be_dragged(metric, question.by, active, resolved):
                    plans[question] = planner.plan(metric, resolved, question.by, question.level)
            kept = self._built(snapshot, active, list(plans.values()), scope)
            left = tuple(question for question in questions if question not in plans)
            return Index(active, snapshot.id, {question: kept[plan] for question, plan in plans.items()}, left)

    def points(
        self,
        kinds: Sequence[str],
        predicate: Predicate,
        bounds: Bounds,
        limit: int = 5000,
        scope: Hashable = None,
    ) -> Points:
        """Places of the rows of those kinds within the bounds (x min, y min, x max, y max in Web Mercator metres):
        points where they are at most `limit`, otherwise counts of map cells."""
        with self.batch() as snapshot:
            plans = self._row_plans(snapshot, kinds, predicate)
            queries = [place_counts(plan, bounds) for plan in plans]
            counts = pd.concat(self._runner.ask(snapshot, queries, scope)).sum()
            cell = None
            if counts["inside"] > limit:
                cells = [grid(plan, bounds) for plan in plans]
                queries, cell = [query for query, _ in cells], cells[0][1]
            else:
                queries = [points(plan, bounds) for plan in plans]
            frames = self._runner.ask(snapshot, queries, scope)
            return Points(
                frame=pd.concat(frames, ignore_index=True),
                cell=cell,
                inside=int(counts["inside"]),
                total=int(counts["total"]),
                unplaced=int(counts["total"] - counts["placed"]),
                ignored=tuple(sorted({name for plan in plans for name in plan.ignored})),
                snapshot_id=snapshot.id,
            )

    def rows(
        self,
        fact: str,
        predicate: Predicate,
        columns: Sequence[str],
        order: str | None = None,
        limit: int = 50,
        offset: int = 0,
        kinds: Sequence[str] = (),
        scope: Hashable = None,
    ) -> Rows:
        """A page of a fact's rows. `order` is a column, with a minus in front for the highest first."""
        return self._rows(
            rows_as_metric(fact, tuple(kinds)), predicate, Paged(tuple(columns), order, limit, offset), scope
        )

    def rows_behind(self, metric_id: str, predicate: Predicate, paged: Paged) -> Rows:
        """A page of the rows that a metric counts in its own time and under its own condition; of a stock or a
        composite, of the rows of its kinds."""
        return self._rows(counted_rows(self.registry[metric_id]), predicate, paged)

    def _rows(self, counted: Metric, predicate: Predicate, paged: Paged, scope: Hashable = None) -> Rows:
        with self.batch() as snapshot:
            planner, resolved = self._planner(snapshot, predicate)
            plan = planner.plan(counted, resolved, None, None)
            wanted = [page(plan, paged, planner.resolver.levels), count_rows(plan)]
            frame, total = self._runner.ask(snapshot, wanted, scope)
            return Rows(frame, int(total["total"].iloc[0]), plan.ignored, snapshot.id)

    def lacking(self, metric_id: str) -> Texts | None:
        """Why the city has no such metric: the data set or the fields that are missing; None where it has it."""
        record = self.registry[metric_id]
        made_by = function(record.derived.function) if record.derived else None
        some_do = getattr(made_by, "SOME_ROLES_DO", False)
        needs_residents = getattr(made_by, "needs_residents", lambda _: False)(record)
        with self.batch() as snapshot:
            names = {name: Word(en=one.name_en, zh=one.name_zh) for name, one in snapshot.statuses.items()}
            missing = lacking(self.registry.components(metric_id), snapshot.coverage, names, some_do)
            return missing or (NO_RESIDENTS if needs_residents and not snapshot.states_residents else None)

    def breaks(self, metric_id: str) -> tuple[Break, ...]:
        """The days from which on the metric means something else, in order: by its record, by the city's profile, or
        because a publisher says so of its rows or of its districts."""
        facts = {part.fact for part in (self.registry[metric_id], *self.registry.components(metric_id))}
        with self.batch() as snapshot:
            published = [
                Break(change.on, Texts(en=change.name_en, zh=change.name_zh), change.categories, change.districts)
                for change in snapshot.changes
                if change.fact in {"*", *facts}
            ]
        return tuple(sorted([*self.registry.breaks(metric_id), *published], key=lambda one: one.on))

    def districts(self, level: str | None = None) -> pd.DataFrame:
        """The districts of a level: district_id, names, parent, code, population, area_km2, rings, label point.

        `rings` are lists of rings of [x, y] in Web Mercator metres; None for `unspecified` and `unknown`.
        """
        with self.batch() as snapshot:
            level = Resolver(self.city, snapshot.places).level(level)
            return snapshot.districts(level)

    def base_map(self) -> pd.DataFrame:
        """The features behind the districts: layer, name_en, name_zh, shape (area, line, point), rings.

        `rings` are lists of parts (rings, strokes, single points) of [x, y] in Web Mercator metres. No rows where
        the city has no base map.
        """
        with self.batch() as snapshot:
            return snapshot.base_map.copy(deep=False)

    def extent(self, fact: str, kinds: Sequence[str] = ()) -> tuple[date, date] | None:
        """First and last local date of a fact's rows of those kinds; None where there are none."""
        with self.batch() as snapshot:
            return snapshot.coverage.extent(fact, tuple(kinds))

    def sources(self, fact: str | None = None, kinds: Sequence[str] = ()) -> tuple[Source, ...]:
        """The data sets that rows of a fact and those kinds come from; all of the snapshot where no fact is given."""
        with self.batch() as snapshot:
            named = snapshot.coverage.datasets(fact, tuple(kinds)) if fact else tuple(snapshot.statuses)
            return sources_of(snapshot, named, self._attempts.errors(), CityClock.of(snapshot.meta).now())

    def set_aside(self) -> pd.DataFrame:
        """Rows and values that were not taken as published: dataset, kept (whether the row was), reason, count."""
        with self.batch() as snapshot:
            return self._runner.ask(snapshot, [Query.of(SET_ASIDE, {})])[0]

    def warnings(self) -> pd.DataFrame:
        """Checks of the snapshot that found something: dataset, severity, sentence."""
        with self.batch() as snapshot:
            return self._runner.ask(snapshot, [Query.of(WARNINGS, {})])[0]

    def _planner(self, snapshot: OpenSnapshot, predicate: Predicate) -> tuple[Planner, Predicate]:
        resolver = Resolver(self.city, snapshot.places)
        resolved = resolver.resolve(predicate)
        named = resolved.categories or any(key == "category" for key, _ in resolved.where)
        categories = snapshot.categories if named else {}
        return Planner(self.city, snapshot.coverage, resolver, categories, snapshot.extent), resolved

    def _row_plans(self, snapshot: OpenSnapshot, kinds: Sequence[str], predicate: Predicate) -> list[Plan]:
        by_fact: dict[str, list[str]] = {}
        for kind in dict.fromkeys(kinds):
            by_fact.setdefault(snapshot.coverage.fact_of(kind), []).append(kind)
        planner, resolved = self._planner(snapshot, predicate)
        metrics = [rows_as_metric(fact, tuple(named)) for fact, named in by_fact.items()]
        return [planner.plan(metric, resolved, None, None) for metric in metrics]

    def _built(self, snapshot: OpenSnapshot, active: str, plans: Sequence[Plan], scope: Hashable) -> dict[Plan, Built]:
        keys = {plan: (snapshot.id, active, plan) for plan in plans}
        kept = {plan: found for plan, key in keys.items() if (found := self._indexes.get(key)) is not None}
        missing = [plan for plan in keys if plan not in kept]
        statements = index_statements(missing, active, snapshot.moment)
        queries = [Query.of(statement.sql, statement.parameters) for statement in statements]
        answers = self._runner.ask(snapshot, queries, scope, keep=False)
        for statement, rows in zip(statements, answers, strict=True):
            for place, plan in enumerate(statement.plans):
                kept[plan] = built(plan, place, rows, active)
                self._indexes.put(keys[plan], kept[plan])
        return kept

    def _names(self, snapshot: OpenSnapshot, plan: Plan) -> Names:
        city = self.city.profile.names
        district = snapshot.places.level(plan.level or self.city.profile.map_level)
        categories = snapshot.category_names.get(plan.metric.fact, {}) if plan.by == "category" else {}
        return Names(district, snapshot.places.agencies, categories, (city["en"], city["zh"]))

    def _answer(self, snapshot: OpenSnapshot, plan: Plan, frame: pd.DataFrame) -> Answer:
        return Answer(
            metric=plan.metric,
            frame=frame,
            ignored=plan.ignored,
            by=plan.by,
            level=plan.level,
            snapshot_id=snapshot.id,
            as_of=snapshot.moment.utc,
            sources=self.sources(plan.metric.fact, plan.metric.kinds),
            plan=plan,
            moment=snapshot.moment,
        )
