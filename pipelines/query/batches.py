"""One snapshot a batch: readers hold the file they opened and change to a newer one between two batches."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from pathlib import Path

import duckdb
import structlog

from datasets.city import City
from datasets.problems import Problem
from pipelines.query.opened import Limits, OpenSnapshot
from pipelines.query.published import Published

log = structlog.get_logger()


class Batches:
    """Holds the published snapshot open and pins it for as long as a batch runs; raises Problem where none opens.

    `changed` is told the ids of the newest snapshot and of the one before it, which batches may still be asking.
    """

    def __init__(
        self, home: Path, city: City, limits: Limits, changed: Callable[[frozenset[str]], None] = lambda _ids: None
    ) -> None:
        self.changes = 0
        self._changed = changed
        self._city, self._limits = city, limits
        self._published = Published(home, city.id)
        self._guard = threading.Lock()
        self._opening = threading.RLock()
        self._seen = self._published.linked()
        self._current = self._published.open(limits, city.profile.time_zone)
        self._polled = time.monotonic()
        self._pinned: ContextVar[OpenSnapshot | None] = ContextVar("pinned", default=None)

    @property
    def snapshot(self) -> OpenSnapshot:
        """The snapshot of the batch that runs here, otherwise the one that the next batch will use."""
        return self._pinned.get() or self._current

    @contextmanager
    def batch(self) -> Iterator[OpenSnapshot]:
        """Everything asked in the block is answered from one snapshot; a batch within a batch is the same batch."""
        if (pinned := self._pinned.get()) is not None:
            yield pinned
            return
        if time.monotonic() - self._polled > self._limits.poll_seconds:
            self.poll()
        with ExitStack() as stack:
            with self._guard:
                snapshot = stack.enter_context(self._current.used())
            token = self._pinned.set(snapshot)
            stack.callback(self._pinned.reset, token)
            yield snapshot

    def kept(self) -> list[str]:
        """Ids of the snapshots that are kept, newest first; the published one and those before it."""
        return [path.stem for path in self._published.candidates()]

    @contextmanager
    def earlier(self, snapshot_id: str) -> Iterator[OpenSnapshot]:
        """Everything asked in the block is answered from that kept snapshot; raises Problem where it does not open.

        One at a time: DuckDB opens a file once a process.
        """
        with self._opening, ExitStack() as stack:
            snapshot = stack.enter_context(self._of(snapshot_id))
            token = self._pinned.set(snapshot)
            stack.callback(self._pinned.reset, token)
            yield snapshot

    @contextmanager
    def _of(self, snapshot_id: str) -> Iterator[OpenSnapshot]:
        if snapshot_id == self._current.id:
            with self._current.used() as current:
                yield current
            return
        path = next((path for path in self._published.candidates() if path.stem == snapshot_id), None)
        if path is None:
            raise Problem("no such snapshot is kept", found=snapshot_id)
        try:
            snapshot = OpenSnapshot(path, self._limits, self._city.profile.time_zone)
        except duckdb.Error as error:
            raise Problem("the snapshot does not open", found=snapshot_id) from error
        try:
            yield snapshot
        finally:
            snapshot.retire()

    def poll(self) -> bool:
        """Opens the published snapshot if the link has changed; whether the next batch uses another one."""
        with self._guard:
            self._polled = time.monotonic()
            linked = self._published.linked()
            if linked is None or linked == self._seen:
                return False
            self._seen = linked
            opened = self._opened()
            if opened is None:
                return False
            retired, self._current = self._current, opened
            self.changes += 1
        log.info("snapshot changed", city=self._city.id, snapshot=opened.id)
        retired.retire()
        self._changed(frozenset((opened.id, retired.id)))
        return True

    def close(self) -> None:
        """Closes the snapshot when the last batch has ended."""
        self._current.retire()

    def _opened(self) -> OpenSnapshot | None:
        try:
            opened = self._published.open(self._limits, self._city.profile.time_zone)
        except Problem as problem:
            log.error("no published snapshot opens", city=self._city.id, problem=str(problem))
            return None
        if opened.id != self._current.id:
            return opened
        opened.retire()
        return None
