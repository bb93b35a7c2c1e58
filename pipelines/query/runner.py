"""Runs statements for many callers: each distinct one once, kept, limited in time, interruptible."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import duckdb
import pandas as pd
import structlog

from datasets.problems import Problem
from pipelines.query.opened import Limits, OpenSnapshot
from pipelines.query.result_cache import ByteLru

log = structlog.get_logger()
INSIST_SECONDS = 0.02
CELL_BYTES = 32


class Superseded(Problem):
    """The question was given up because its asker asked a newer one."""

    def __init__(self) -> None:
        super().__init__("a newer question took the place of this one")


class NotKnown(Exception):  # noqa: N818 (no error: the answer must be fetched)
    """The answer is not kept, and only what is kept was asked for."""


@dataclass
class Counters:
    """What the service has done since it started."""

    asked: int = 0
    run: int = 0
    cache_hits: int = 0
    joined: int = 0
    interrupts: int = 0
    timeouts: int = 0


@dataclass(frozen=True)
class Query:
    """A SELECT and its bound parameters."""

    sql: str
    parameters: tuple[tuple[str, object], ...]

    @classmethod
    def of(cls, sql: str, parameters: dict[str, object]) -> Query:
        """The query with its parameters in a form that can be a key."""
        return cls(sql, tuple(parameters.items()))


@dataclass(eq=False)
class Flight:
    """A query that is waiting or running, and the scopes that wait for it."""

    key: Hashable
    future: Future[pd.DataFrame]
    keep: bool = True
    scopes: set[Hashable] = field(default_factory=set)
    cursor: duckdb.DuckDBPyConnection | None = None
    reason: Problem | None = None


class Runner:
    """A pool of workers, each with a cursor of its own on the snapshot that is asked."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.counters = Counters()
        self.cache: ByteLru[pd.DataFrame] = ByteLru(limits.cache_bytes // 2, weight_of)
        self._pool = ThreadPoolExecutor(limits.workers, thread_name_prefix="query")
        self._flights: dict[Hashable, Flight] = {}
        self._guard = threading.RLock()
        self._mode = threading.local()

    @contextmanager
    def only_known(self) -> Iterator[None]:
        """In this block and thread a question whose answer is not kept raises NotKnown at once."""
        self._mode.only_known = True
        try:
            yield
        finally:
            self._mode.only_known = False

    def ask(
        self, snapshot: OpenSnapshot, queries: Sequence[Query], scope: Hashable = None, keep: bool = True
    ) -> list[pd.DataFrame]:
        """The rows of each query, in order; keep: whether they are kept for the next who asks.

        A newer question of the same scope (not None) takes this one's place, which then raises Superseded; a
        query over the time limit raises Problem. Raises NotKnown where only what is kept was asked for.
        """
        keys = [(snapshot.id, query) for query in queries]
        if getattr(self._mode, "only_known", False) and any(self.cache.get(key) is None for key in keys):
            raise NotKnown
        with self._guard:
            self._supersede(scope, keep=set(keys))
            waiting = [
                self._kept(key) or self._start(snapshot, query, key, scope, keep)
                for query, key in zip(queries, keys, strict=True)
            ]
        return [flight.future.result() for flight in waiting]

    def close(self) -> None:
        """Interrupts what runs and stops the workers."""
        with self._guard:
            for flight in list(self._flights.values()):
                self._interrupt(flight, Superseded())
        self._pool.shutdown()

    def _kept(self, key: Hashable) -> Flight | None:
        self.counters.asked += 1
        rows = self.cache.get(key)
        if rows is None:
            return None
        self.counters.cache_hits += 1
        landed = Flight(key, Future())
        landed.future.set_result(rows)
        return landed

    def _start(self, snapshot: OpenSnapshot, query: Query, key: Hashable, scope: Hashable, keep: bool) -> Flight:
        flight = self._flights.get(key)
        if flight is None or flight.reason is not None:
            flight = Flight(key, Future(), keep)
            self._flights[key] = flight
            self._pool.submit(self._fly, flight, snapshot, query)
        else:
            self.counters.joined += 1
        flight.scopes.add(scope)
        return flight

    def _supersede(self, scope: Hashable, keep: set[Hashable]) -> None:
        if scope is None:
            return
        for key, flight in list(self._flights.items()):
            if scope in flight.scopes and key not in keep:
                flight.scopes.discard(scope)
                if not flight.scopes:
                    self._interrupt(flight, Superseded())

    def _interrupt(self, flight: Flight, reason: Problem) -> None:
        flight.reason = reason
        self.counters.interrupts += 1
        self._insist(flight)

    def _insist(self, flight: Flight) -> None:
        """Interrupts until it ends: DuckDB forgets an interrupt that comes before the statement has begun."""
        with self._guard:
            if flight.cursor is None:
                return
            flight.cursor.interrupt()
        again = threading.Timer(INSIST_SECONDS, self._insist, (flight,))
        again.daemon = True
        again.start()

    def _fly(self, flight: Flight, snapshot: OpenSnapshot, query: Query) -> None:
        with snapshot.used():
            try:
                rows = self._run(flight, snapshot, query)
            except Problem as problem:
                self._land(flight)
                flight.future.set_exception(problem)
                return
            if flight.keep:
                self.cache.put(flight.key, rows)
            self._land(flight)
            flight.future.set_result(rows)

    def _run(self, flight: Flight, snapshot: OpenSnapshot, query: Query) -> pd.DataFrame:
        with self._guard:
            if flight.reason is not None:
                raise flight.reason
            flight.cursor = snapshot.cursor()
            self.counters.run += 1
        clock = threading.Timer(self.limits.seconds, self._time_out, (flight,))
        clock.daemon = True
        clock.start()
        try:
            return flight.cursor.execute(query.sql, dict(query.parameters)).df()
        except duckdb.Error as error:
            raise flight.reason or _failure(error, query) from error
        finally:
            clock.cancel()
            with self._guard:
                flight.cursor.close()
                flight.cursor = None

    def _time_out(self, flight: Flight) -> None:
        with self._guard:
            if flight.cursor is not None:
                self.counters.timeouts += 1
                what = f"the question took longer than {self.limits.seconds:g} seconds and was stopped"
                self._interrupt(flight, Problem(f"{what}; choose a shorter period"))

    def _land(self, flight: Flight) -> None:
        with self._guard:
            if self._flights.get(flight.key) is flight:
                del self._flights[flight.key]


def _failure(error: duckdb.Error, query: Query) -> Problem:
    log.error("query failed", error=str(error), sql=query.sql)
    if isinstance(error, duckdb.OutOfMemoryException):
        return Problem("the question needs more memory than it may use; choose a shorter period")
    return Problem("the question could not be answered; the log says why")


def weight_of(frame: pd.DataFrame) -> int:
    """Bytes that a frame takes, roughly: of its cells numbers take 8 and names some 50. Asking pandas takes longer than
    making a small frame."""
    return CELL_BYTES * frame.size + 512
