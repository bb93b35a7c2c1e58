"""GTFS: one feed to scheduled departures a route and service hour (https://gtfs.org/documentation/schedule/reference/)."""

import tempfile
import zipfile
from pathlib import Path

import duckdb

from datasets.dataset import Dataset
from datasets.facts import load_facts
from datasets.landing import Landed
from datasets.problems import Problem
from pipelines.building.database import count_of
from pipelines.staging.place import Place
from pipelines.staging.rows import PartRows, select_rows
from pipelines.staging.stage import Staged
from pipelines.staging.typed import Reader, literal

FACT = "mobility"
KIND = "scheduled_departures"
MANDATORY = {
    "trips": ("route_id", "service_id", "trip_id"),
    "stop_times": ("trip_id", "departure_time", "stop_sequence"),
    "routes": ("route_id", "route_short_name", "route_long_name"),
}
OPTIONAL = {
    "calendar": (
        *("service_id", "start_date", "end_date", "monday", "tuesday", "wednesday"),
        *("thursday", "friday", "saturday", "sunday"),
    ),
    "calendar_dates": ("service_id", "date", "exception_type"),
}


class GtfsStager:
    """Stages the feeds of a build."""

    def __init__(self, con: duckdb.DuckDBPyConnection, place: Place) -> None:
        self._con, self._place = con, place

    def stage(self, dataset: Dataset, landed: Landed, part: int) -> Staged:
        """Reads the feed's scheduled departures into a temporary table.

        Raises Problem where the file is no zip archive or lacks a mandatory file.
        """
        with tempfile.TemporaryDirectory() as folder:
            trips = self._load(landed, Path(folder))
            return Staged(trips, (), self._rows(dataset, part))

    def _load(self, landed: Landed, folder: Path) -> int:
        try:
            with zipfile.ZipFile(landed.path) as feed:
                members = {Path(name).name: name for name in feed.namelist()}
                for table, columns in {**MANDATORY, **OPTIONAL}.items():
                    self._table(feed, members.get(f"{table}.txt"), table, columns, folder)
        except zipfile.BadZipFile as error:
            raise Problem("is not a zip archive", place=landed.name, found=str(error)) from error
        return count_of(self._con, "gtfs_trips")

    def _table(
        self, feed: zipfile.ZipFile, member: str | None, table: str, columns: tuple[str, ...], folder: Path
    ) -> None:
        if member is None:
            if table in MANDATORY:
                raise Problem(
                    f"has no {table}.txt, which a GTFS feed must have", place=Path(feed.filename or "feed").name
                )
            empty = ", ".join(f"NULL::VARCHAR AS {name}" for name in columns)
            self._con.execute(f"CREATE OR REPLACE TEMP TABLE gtfs_{table} AS SELECT {empty} LIMIT 0")
            return
        path = feed.extract(member, folder)
        try:
            self._con.execute(
                f"CREATE OR REPLACE TEMP TABLE gtfs_{table} AS SELECT {', '.join(columns)} "
                f"FROM read_csv({literal(path)}, header=true, all_varchar=true, delim=',')"
            )
        except duckdb.Error as error:
            raise Problem(
                f"{table}.txt cannot be read", place=Path(feed.filename or "feed").name, found=str(error)[:160]
            ) from error

    def _rows(self, dataset: Dataset, part: int) -> PartRows:
        sql = (Path(__file__).parent / "gtfs.sql").read_text("utf-8")
        self._con.execute(f"CREATE OR REPLACE TEMP TABLE typed_{part} AS {sql}")
        given = {
            "dataset": literal(dataset.id),
            "part": str(part),
            "record": "s.place + 1",
            "kind": literal(KIND),
            "mobility_id": "s.category || '|' || strftime(s.served_local, '%Y-%m-%dT%H')",
            "served_at": Reader(self._place.time_zone).utc("s.served_local"),
            "served_date": "s.served_local::DATE",
            "category": "s.category",
            "subcategory": "s.subcategory",
            "value": "s.value",
            "event_hour": "hour(s.served_local)",
            "event_dow": "isodow(s.served_local) - 1",
        }
        source = f"FROM (SELECT rowid AS place, * FROM typed_{part}) AS s"
        sql = select_rows(load_facts()[FACT], self._place.levels, given, source)
        return PartRows(part, sql, f"SELECT part, place, record, mobility_id FROM ({sql})")
