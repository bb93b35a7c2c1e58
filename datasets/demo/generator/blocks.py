"""What every stream yields: a run of days, of which any instant can be published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import pyarrow as pa

from datasets.demo.generator.columns import chance
from datasets.demo.generator.world import World


@dataclass(frozen=True)
class Block:
    """Rows in order of time.

    `event` is the moment a row is about, `known_at` when it is first published, `key` a number that is the
    row's own; `changes` are the instants at which something in it is added; `publish(until)` gives the rows
    with nothing that happens after that instant; rows go to one file a year. Where a
    publication `replaces` the one before, it has a file named after its month, and only the newest is kept.
    """

    event: np.ndarray
    known_at: np.ndarray
    key: np.ndarray
    publish: Callable[[np.datetime64], pa.Table]
    changes: tuple[np.ndarray, ...] = field(default=())
    replaces: bool = False

    def visible(self, since: np.datetime64, until: np.datetime64) -> np.ndarray:
        """Which rows an export at `until` holds that starts with events of `since`."""
        return (self.event >= since) & (self.known_at <= until)

    def news(self, since: np.datetime64, until: np.datetime64) -> np.ndarray:
        """Which rows are new, or have something new in them, after `since` and up to `until`."""
        fresh = (self.known_at > since) & (self.known_at <= until)
        for change in self.changes:
            fresh |= (change > since) & (change <= until) & (self.known_at <= until)
        return fresh


class Stream(Protocol):
    """One data set that grows day by day."""

    @property
    def dataset(self) -> str:
        """The data set's name in file names."""

    def rows_a_day(self, world: World, /) -> float:
        """About how many rows a day has."""

    def block(self, world: World, days: np.ndarray) -> Block:
        """The rows of those days; the same days give the same rows."""


def reported_late(event: np.ndarray, key: np.ndarray, salt: int, share: float, days: float) -> np.ndarray:
    """When rows are first published: at once, but a share of them up to so many days later."""
    drawn = chance(key, salt)
    lag = np.where(drawn < share, drawn / share * days * 86_400 + 3_600, 0)
    return event + lag.astype("timedelta64[s]")
