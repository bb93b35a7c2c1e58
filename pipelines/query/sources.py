"""The data sets behind an answer: licence, newest event, and the state that the card shows."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines.building.attempts import Attempts
from pipelines.query.opened import OpenSnapshot, StoredStatus
from pipelines.status import State, state_of


@dataclass(frozen=True)
class Source:
    """A data set of the snapshot. Times are UTC; `lag_hours` is the age of its newest event."""

    dataset: str
    names: dict[str, str]
    publisher: str
    licence: str
    interval_hours: float | None
    rows: int
    last_event: datetime | None
    last_success: datetime | None
    lag_hours: float | None
    last_error: str | None
    state: State


class LastErrors:
    """Why the last attempt at a data set failed, read again at most every `seconds`."""

    def __init__(self, home: Path, city_id: str, seconds: float) -> None:
        self._attempts = Attempts(home, city_id)
        self._seconds = seconds
        self._read = -math.inf
        self._errors: dict[str, str | None] = {}

    def errors(self) -> dict[str, str | None]:
        """The error of each data set that was attempted; None where the attempt succeeded."""
        if time.monotonic() - self._read > self._seconds:
            self._read = time.monotonic()
            self._errors = {name: attempt.get("error") for name, attempt in self._attempts.read().items()}
        return self._errors


def sources_of(
    snapshot: OpenSnapshot, datasets: Iterable[str], errors: dict[str, str | None], now: datetime
) -> tuple[Source, ...]:
    """The data sets with the error of their last attempt, if it failed."""
    stored = snapshot.statuses
    return tuple(_source(stored[name], errors.get(name), now) for name in datasets if name in stored)


def _source(stored: StoredStatus, error: str | None, now: datetime) -> Source:
    newest = stored.last_event or stored.last_success
    lag = None if newest is None else (now - newest.replace(tzinfo=UTC)).total_seconds() / 3600
    names = {"en": stored.name_en, "zh": stored.name_zh}
    return Source(
        dataset=stored.dataset,
        names=names,
        publisher=stored.publisher,
        licence=stored.licence,
        interval_hours=stored.interval_hours,
        rows=stored.rows,
        last_event=stored.last_event,
        last_success=stored.last_success,
        lag_hours=lag,
        last_error=error,
        state=state_of(lag, stored.interval_hours, error),
    )
