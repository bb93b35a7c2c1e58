"""What a snapshot says of each data set: its publisher and names, how many rows it has, what the last reading did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from datasets.dataset import Dataset

TABLE = """CREATE TABLE IF NOT EXISTS dataset_status (
  dataset VARCHAR PRIMARY KEY, fact VARCHAR, publisher VARCHAR, licence VARCHAR, name_en VARCHAR, name_zh VARCHAR,
  interval_hours DOUBLE, rows BIGINT, read BIGINT, added BIGINT, changed BIGINT, gone BIGINT,
  last_event TIMESTAMP, last_success TIMESTAMP, last_error VARCHAR, notes VARCHAR[]
)"""
_KNOWN = "SELECT dataset, rows, publisher, licence, name_en, name_zh, interval_hours FROM dataset_status"


@dataclass(frozen=True)
class Reading:
    """What a reading left: rows of the data set, rows read, added, changed and gone, UTC time of its newest row."""

    rows: int
    read: int
    added: int
    changed: int
    gone: int
    last_event: datetime | None
    notes: tuple[str, ...]


class Statuses:
    """The table `dataset_status` of a build; one a build."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con
        self._known = {dataset: (rows, tuple(said)) for dataset, rows, *said in con.execute(_KNOWN).fetchall()}

    def describe(self, dataset: Dataset) -> int:
        """What a data set's YAML says of it holds for rows that were read before it was said; returns its rows."""
        rows, said = self._known.get(dataset.id, (0, ()))
        if said and said != _said(dataset):
            self._con.execute(
                "UPDATE dataset_status SET publisher = ?, licence = ?, name_en = ?, name_zh = ?, interval_hours = ? "
                "WHERE dataset = ?",
                [*_said(dataset), dataset.id],
            )
        return rows

    def note(self, dataset: Dataset, reading: Reading, now: datetime) -> None:
        """Replaces what is said of the data set after its files were read at `now`."""
        self._con.execute("DELETE FROM dataset_status WHERE dataset = ?", [dataset.id])
        self._con.execute(
            "INSERT INTO dataset_status VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [dataset.id, dataset.fact, *_said(dataset), reading.rows, reading.read, reading.added, reading.changed,
             reading.gone, reading.last_event, now.astimezone(UTC).replace(tzinfo=None), None, list(reading.notes)],
        )  # fmt: skip


def _said(dataset: Dataset) -> tuple[object, ...]:
    return dataset.publisher, dataset.licence, dataset.names["en"], dataset.names["zh"], dataset.interval_hours
