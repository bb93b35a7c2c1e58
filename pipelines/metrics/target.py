"""How a value stands against a target, and which target is in force."""

from __future__ import annotations

from datetime import date
from typing import Literal

from datasets.targets import Target

State = Literal["on", "watch", "off"]
EDGE = 1e-9


class MetricTarget(Target):
    """A target that values are judged by."""

    def holds(self, day: date, district: str | None = None) -> bool:
        """Whether the target is in force on that day for the district (None: the whole city)."""
        in_time = self.from_ <= day and (self.until is None or day <= self.until)
        return in_time and (not self.districts or district in self.districts)

    def miss(self, value: float, direction: str) -> float:
        """How far the value misses the target, 0 where it meets it, in the metric's unit."""
        if self.value is not None:
            return max(0.0, self.value - value if direction == "up" else value - self.value)
        below = 0.0 if self.low is None else self.low - value
        above = 0.0 if self.high is None else value - self.high
        return max(0.0, below, above)

    def state(self, value: float, direction: str) -> State:
        """On target, missed within the tolerance, or off."""
        missed = self.miss(value, direction)
        edge = EDGE * max(1.0, abs(value))
        if missed <= edge:
            return "on"
        return "watch" if self.tolerance > 0 and missed <= self.tolerance + edge else "off"


def in_force(targets: tuple[MetricTarget, ...], day: date, district: str | None = None) -> MetricTarget | None:
    """The target on that day: one for the district before one for all, then the one that started last."""
    holding = [target for target in targets if target.holds(day, district)]
    return max(holding, key=lambda target: (bool(target.districts), target.from_), default=None)
