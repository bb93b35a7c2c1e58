"""How fresh each data set is, and what was set aside when it was read."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import duckdb

from datasets.city import City
from datasets.dataset import Dataset
from pipelines.building.attempts import Attempts
from pipelines.clock import CityClock
from pipelines.snapshot import Snapshot, SnapshotStore

State = Literal["live", "late", "stale", "down", "never"]
Stored = tuple[int, datetime | None, datetime, list[str] | None]
LATE_INTERVALS = 2.0
STALE_INTERVALS = 4.0
UNPROMISED_HOURS = 366 * 24.0


@dataclass(frozen=True)
class DatasetStatus:
    """One data set: counts are of the published snapshot; `lag_hours` is the age of its newest event (of its last
    successful reading for boundaries), None where there is none. Times are UTC."""

    id: str
    fact: str
    state: State
    rows: int
    quarantined: dict[str, int] = field(default_factory=dict)
    set_aside: dict[str, int] = field(default_factory=dict)
    last_event: datetime | None = None
    last_success: datetime | None = None
    lag_hours: float | None = None
    interval_hours: float | None = None
    last_error: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class CityStatus:
    """The published snapshot of a city and its data sets."""

    city: str
    snapshot: Snapshot
    link: Path
    datasets: list[DatasetStatus]


def status(city: City, home: Path, now: datetime | None = None) -> CityStatus:
    """The state of every data set of the city; raises Problem where nothing has been published yet."""
    store = SnapshotStore(home, city.id)
    snapshot = store.current()
    attempts = Attempts(home, city.id).read()
    now = now or CityClock.of(snapshot.meta).now()
    with duckdb.connect(str(snapshot.path), read_only=True) as con:
        rows = _stored(con)
        aside = _aside(con)
        warned = _warned(con)
    listed = []
    for dataset in city.datasets.values():
        error = attempts.get(dataset.id, {}).get("error")
        stored = rows.get(dataset.id)
        one = aside.get(dataset.id, {True: {}, False: {}})
        listed.append(_status(dataset, stored, one, (*_notes(stored), *warned.get(dataset.id, ())), error, now))
    return CityStatus(city.id, snapshot, store.link, listed)


def state_of(lag_hours: float | None, interval_hours: float | None, error: str | None) -> State:
    """live within twice the promised interval, late within four times, then stale; down after a failed attempt.

    Where the publisher promises no interval a year is taken.
    """
    if error:
        return "down"
    if lag_hours is None:
        return "never"
    promised = interval_hours or UNPROMISED_HOURS
    if lag_hours <= LATE_INTERVALS * promised:
        return "live"
    return "late" if lag_hours <= STALE_INTERVALS * promised else "stale"


def _status(
    dataset: Dataset,
    stored: Stored | None,
    aside: dict[bool, dict[str, int]],
    warnings: tuple[str, ...],
    error: str | None,
    now: datetime,
) -> DatasetStatus:
    if stored is None:
        return DatasetStatus(dataset.id, dataset.fact, "never", 0, last_error=error)
    count, event, success, _ = stored
    event, success = event and event.replace(tzinfo=UTC), success.replace(tzinfo=UTC)
    lag = round((now - (event or success)).total_seconds() / 3600, 2)
    return DatasetStatus(
        dataset.id, dataset.fact, state_of(lag, dataset.interval_hours, error), count, aside[False], aside[True],
        event, success, lag, dataset.interval_hours, error, warnings,
    )  # fmt: skip


def _notes(stored: Stored | None) -> tuple[str, ...]:
    return tuple(stored[3] or ()) if stored else ()


def _stored(con: duckdb.DuckDBPyConnection) -> dict[str, Stored]:
    rows = con.execute("SELECT dataset, rows, last_event, last_success, notes FROM dataset_status").fetchall()
    return {dataset: (count, event, success, notes) for dataset, count, event, success, notes in rows}


def _aside(con: duckdb.DuckDBPyConnection) -> dict[str, dict[bool, dict[str, int]]]:
    found: dict[str, dict[bool, dict[str, int]]] = {}
    query = "SELECT dataset, kept, reason, count(*) FROM quarantine GROUP BY 1, 2, 3 ORDER BY 4 DESC, 3"
    for dataset, kept, reason, count in con.execute(query).fetchall():
        found.setdefault(dataset, {True: {}, False: {}})[kept][reason] = count
    return found


def _warned(con: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    query = "SELECT dataset, sentence FROM check_result WHERE NOT passed AND severity = 'warn'"
    for dataset, sentence in con.execute(query).fetchall():
        found.setdefault(dataset, []).append(sentence)
    return found
