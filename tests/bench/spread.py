"""Several runs of two things by turns, and what their times say."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Spread:
    """Seconds of the runs of one thing."""

    name: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.seconds)

    def __str__(self) -> str:
        low, high = min(self.seconds), max(self.seconds)
        return f"{self.name}: median {self.median:.2f} s, {low:.2f} to {high:.2f} s, {len(self.seconds)} runs"


def by_turns(things: dict[str, Callable[[], None]], runs: int) -> dict[str, Spread]:
    """Each thing `runs` times, one after the other in every round, so that a busy machine slows all alike."""
    taken: dict[str, list[float]] = {name: [] for name in things}
    for _ in range(runs):
        for name, thing in things.items():
            started = time.perf_counter()
            thing()
            taken[name].append(time.perf_counter() - started)
    return {name: Spread(name, tuple(seconds)) for name, seconds in taken.items()}


def ratio(of: Spread, to: Spread) -> str:
    """The ratio of the medians, and the lowest and highest ratio of one round."""
    rounds = [a / b for a, b in zip(of.seconds, to.seconds, strict=True)]
    return f"{of.median / to.median:.2f} × ({min(rounds):.2f} to {max(rounds):.2f} in {len(rounds)} rounds)"


@dataclass(frozen=True)
class Sample:
    """Repeated measurements of one thing."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.values)

    def words(self, unit: str) -> str:
        """Median, 95th percentile, range and size."""
        ordered = sorted(self.values)
        p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
        low, high = ordered[0], ordered[-1]
        return f"p50 {self.median:,.0f}, p95 {p95:,.0f}, {low:,.0f} to {high:,.0f} {unit}, n = {len(ordered)}"
