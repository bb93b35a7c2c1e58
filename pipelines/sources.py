"""The data sets behind an answer: licence, newest event, and the state that the card shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from pipelines.opened import OpenSnapshot, StoredStatus
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
