"""An alert: one episode of one cause, and the steps that people took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.metrics.record import Texts

STEPS = ("fired", "acknowledged", "assigned", "resolved", "evaluated")


@dataclass(frozen=True)
class Step:
    """What was done, when (UTC, the city's clock), by whom; `note` says to whom it was assigned, or what was found."""

    name: str
    at: datetime
    who: str
    note: str = ""


@dataclass(frozen=True)
class Alert:
    """`began` is when the rule fired, `held` when its condition was last seen, `ended` when the data cleared it."""

    id: int
    rule: str
    area: str
    names: Texts
    level: int
    began: datetime
    held: datetime
    ended: datetime | None
    value: float | None
    limit: float | None
    unit: str
    arithmetic: tuple[str, ...]
    snapshot_id: str
    steps: tuple[Step, ...]

    def step(self, name: str) -> Step | None:
        """The last time that this was done; None where it was not."""
        return next((step for step in reversed(self.steps) if step.name == name), None)

    @property
    def is_open(self) -> bool:
        """Whether nobody has resolved it."""
        return self.step("resolved") is None

    @property
    def is_done(self) -> bool:
        """Whether it is resolved and evaluated."""
        return self.step("evaluated") is not None

    def used(self, now: datetime) -> timedelta:
        """Time from the alarm until it was resolved, or until now."""
        resolved = self.step("resolved")
        return (resolved.at if resolved else now) - self.began
