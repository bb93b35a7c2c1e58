"""Evaluating rules: an episode begins when a rule holds, goes on while it stands, and ends when it has been quiet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from datasets.alerting import AlertRule
from datasets.problems import Problem
from pipelines.alerts.conditions import read
from pipelines.alerts.reading import Reading
from pipelines.alerts.rules import rules_of
from pipelines.alerts.store import AlertStore
from pipelines.clock import CityClock
from pipelines.query.service import QueryService


@dataclass(frozen=True)
class Evaluation:
    """One round: the snapshot, how many alerts it fired and ended, and the rules that could not be read."""

    snapshot_id: str
    fired: int
    ended: int
    problems: tuple[Problem, ...]


class AlertWatch:
    """The rules of a city over its answers. Raises Problem for a rule that names what is not there."""

    def __init__(self, service: QueryService, store: AlertStore) -> None:
        self.service, self.store = service, store
        self.rules = rules_of(service.city)

    def now(self) -> datetime:
        """The city's time, UTC."""
        return CityClock.of(self.service.snapshot.meta).now()

    def evaluate(self, now: datetime | None = None) -> Evaluation:
        """Every rule at a moment (UTC; by default now), all from one snapshot."""
        fired = ended = 0
        problems = []
        with self.service.batch() as snapshot:
            moment = now or self.now()
            for rule in self.rules:
                try:
                    readings = read(rule, self.service, moment)
                except Problem as problem:
                    problems.append(Problem(problem.what, f"alerts.{rule.id}", problem.found, problem.meant))
                    continue
                if readings is not None:
                    fired += self._begin(rule, readings, snapshot.id, moment)
                    ended += self._go_on(rule, readings, moment)
        return Evaluation(snapshot.id, fired, ended, tuple(problems))

    def _begin(self, rule: AlertRule, readings: list[Reading], snapshot_id: str, now: datetime) -> int:
        return sum(
            self.store.fire(rule.id, rule.level, reading, snapshot_id, now) for reading in readings if reading.holds
        )

    def _go_on(self, rule: AlertRule, readings: list[Reading], now: datetime) -> int:
        """Episodes whose condition stands are held; those that have been quiet long enough end."""
        by_area = {reading.area: reading for reading in readings}
        ended = 0
        for alert in self.store.open_episodes(rule.id):
            reading = by_area.get(alert.area)
            if reading is not None and (reading.holds or reading.stands):
                self.store.hold(alert.id, reading.value, now)
            elif abs(now - alert.held) >= timedelta(days=rule.quiet_days):  # a clock may jump back
                self.store.end(alert.id, now)
                ended += 1
        return ended
