"""Rules are evaluated beside the pages: after each new snapshot, and every minute because feeds fall silent."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import structlog
from tornado.ioloop import IOLoop, PeriodicCallback

from dashboards.city import City, served
from datasets.problems import Problem
from pipelines.alerts.store import AlertStore
from pipelines.alerts.watch import AlertWatch

LOOK_MS = 3_000
APART_SECONDS = 15.0
SILENCE_SECONDS = 60.0
log = structlog.get_logger("layouts")


class Watcher:
    """Lives as long as the server's loop; evaluates in a thread of its own, one round at a time."""

    def __init__(self, city: tuple[str, Path]) -> None:
        self._city = city
        self._watch: AlertWatch | None = None
        self._evaluated = ""
        self._at = float("-inf")
        self._busy = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="alerts")

    def start(self) -> None:
        """Look for work from now on."""
        PeriodicCallback(self._look, LOOK_MS).start()

    async def _look(self) -> None:
        if self._busy:
            return
        self._busy = True
        try:
            await IOLoop.current().run_in_executor(self._thread, self.round)
        finally:
            self._busy = False

    def round(self) -> None:
        """Evaluate where there is a reason to; what goes wrong stands in the log, and the next round tries again."""
        try:
            watch = self._watching()
        except Problem as problem:
            if time.monotonic() - self._at >= SILENCE_SECONDS:
                self._at = time.monotonic()
                log.warning("alerts are not watched", problem=str(problem))
            return
        watch.service.poll()
        waited = time.monotonic() - self._at
        is_new = watch.service.snapshot.id != self._evaluated
        if watch.rules and (waited >= SILENCE_SECONDS or (is_new and waited >= APART_SECONDS)):
            self._evaluate(watch)

    def _watching(self) -> AlertWatch:
        if self._watch is None:
            with served(*self._city):
                city = City()
            self._watch = AlertWatch(city.service, AlertStore(self._city[1], city.id))
        return self._watch

    def _evaluate(self, watch: AlertWatch) -> None:
        self._at = time.monotonic()
        try:
            found = watch.evaluate()
        except Exception:
            log.exception("alerts could not be evaluated")
            return
        self._evaluated = found.snapshot_id
        for problem in found.problems:
            log.warning("a rule could not be read", problem=str(problem))
        if found.fired or found.ended:
            log.info("alerts", fired=found.fired, ended=found.ended, snapshot=found.snapshot_id)
