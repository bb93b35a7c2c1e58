"""Snapshot files with literal rows, in the form of docs/architecture.md."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import duckdb
import pandas as pd

from datasets.facts import load_facts
from pipelines.metrics.fact_columns import always_filled, columns_of, local_date
from pipelines.staging.quarantine import TABLE as QUARANTINE_TABLE

LEVELS = ("borough", "community_district", "precinct")
SQL = {"text": "varchar", "int": "bigint", "float": "double", "money": "decimal(18,2)", "bool": "boolean"}
SQL |= {"date": "date", "datetime": "timestamp", "time": "time"}
KIND_DATASETS = {
    "request": "requests_311",
    "collision": "collisions",
    "shooting": "shootings",
    "complaint": "complaints",
    "pm25": "air_quality",
    "rain_mm": "hourly_rain",
    "ridership": "mta_ridership",
    "vehicle_crossings": "mta_ridership",
    "bike_trips": "bike_trips",
    "for_hire_trips": "for_hire_trips",
    "scheduled_departures": "subway_gtfs",
    "expense": "expense_budget",
}
DISTRICTS = [
    ("borough", "1", "Manhattan", "曼哈顿", None, "MN"),
    ("borough", "3", "Brooklyn", "布鲁克林", None, "BK"),
    ("community_district", "101", "Manhattan 1", "曼哈顿1区", "1", None),
    ("community_district", "104", "Manhattan 4", "曼哈顿4区", "1", None),
    ("community_district", "301", "Brooklyn 1", "布鲁克林1区", "3", None),
    ("precinct", "1", "Precinct 1", "第1警区", "1", None),
    ("precinct", "75", "Precinct 75", "第75警区", "3", None),
]
AGENCIES = [
    ("nypd", "Police Department", "警察局", ["056", "NYPD"]),
    ("dot", "Department of Transportation", "交通局", ["841", "DOT"]),
]
SQUARE = [[[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0], [0.0, 0.0]]]


def column_types(fact: str) -> dict[str, str]:
    types = {name: SQL[type_] for name, type_ in columns_of(load_facts()[fact]).items()}
    return types | {f"{level}_id": "varchar" for level in LEVELS}


def completed(fact: str, row: dict) -> dict:
    """The row with the local dates, hours and flags that the models derive; local times are taken as UTC."""
    event = load_facts()[fact].event
    row = {"dataset": KIND_DATASETS.get(row["kind"], row["kind"]), "part": 1} | row
    for name, value in list(row.items()):
        if name.endswith("_at") and value is not None:
            row.setdefault(name.removesuffix("_at") + "_date", value.date())
    at = row.get(event)
    if isinstance(at, datetime):
        row.setdefault("event_hour", at.hour)
        row.setdefault("event_dow", at.weekday())
    if fact == "ticket":
        row.setdefault("is_open", not row["is_closed"])
        if row.get("closed_at"):
            row.setdefault("hours_to_close", (row["closed_at"] - row["opened_at"]).total_seconds() / 3600)
            row.setdefault("working_days_to_close", days_on_weekdays(row["opened_at"], row["closed_at"]))
    return row


def days_on_weekdays(start: datetime, end: datetime) -> float:
    """The days of 24 hours from start to end that lie on Monday to Friday; rows written by hand know no holidays."""
    found, at_ = timedelta(), start
    while at_ < end:
        midnight = datetime.combine(at_.date() + timedelta(days=1), time.min)
        found += min(midnight, end) - at_ if at_.weekday() < 5 else timedelta()
        at_ = midnight
    return found / timedelta(days=1)


def write_snapshot(home: Path, name: str, facts: dict[str, list[dict]], as_of: str, city: str = "nyc") -> Path:
    """Writes the file and points `current` to it."""
    folder = home / "snapshots" / city
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.duckdb"
    with duckdb.connect(str(path)) as connection:
        _small_tables(connection, as_of)
        for fact in load_facts():
            _fact_table(connection, fact, facts.get(fact, []))
        _status(connection)
    publish(path)
    return path


def publish(path: Path) -> None:
    link = path.parent / "current"
    link.unlink(missing_ok=True)
    link.symlink_to(path.name)


def _small_tables(connection: duckdb.DuckDBPyConnection, as_of: str) -> None:
    connection.execute("create table meta(key varchar, value varchar)")
    connection.executemany("insert into meta values (?, ?)", [["city", "nyc"], ["as_of", as_of]])
    connection.execute(
        "create table district(level varchar, district_id varchar, name_en varchar, name_zh varchar, "
        "parent_id varchar, code varchar, population bigint, area_km2 double, rings double[][][], "
        "label_x double, label_y double)"
    )
    unplaced = [(level, name, name, name, None, None) for level in LEVELS for name in ("unspecified", "unknown")]
    rows = [[*row, 1000, 2.5, SQUARE, 5.0, 5.0] for row in DISTRICTS]
    rows += [[*row, None, None, None, None, None] for row in unplaced]
    connection.executemany(f"insert into district values ({', '.join('?' * 11)})", rows)
    connection.execute("create table agency(agency varchar, name_en varchar, name_zh varchar, codes varchar[])")
    connection.executemany("insert into agency values (?, ?, ?, ?)", [list(row) for row in AGENCIES])
    connection.execute(QUARANTINE_TABLE)
    connection.execute("create table category(fact varchar, category varchar, name_en varchar, name_zh varchar)")
    connection.execute(
        "create table coverage(fact varchar, kind varchar, dataset varchar, rows bigint, "
        "first_date date, last_date date, fields varchar[])"
    )


def _fact_table(connection: duckdb.DuckDBPyConnection, fact: str, rows: list[dict]) -> None:
    types = column_types(fact)
    connection.execute(f"create table {fact} ({', '.join(f'{name} {type_}' for name, type_ in types.items())})")
    if not rows:
        return
    listed = [completed(fact, row) for row in rows]
    wrong = {name for row in listed for name in row} - set(types)
    assert not wrong, wrong
    frame = pd.DataFrame({name: [row.get(name) for row in listed] for name in types}, dtype=object)
    filled = [name for name in types if frame[name].notna().any()]
    connection.execute(f"insert into {fact} by name select {', '.join(_cast(n, types) for n in filled)} from frame")
    unlisted = always_filled(load_facts()[fact])
    event = load_facts()[fact].event
    day = local_date(event)
    filled = [_filled(name) for name in types if name not in unlisted]
    connection.execute(
        f"insert into coverage select '{fact}', kind, dataset, count(*), min({day}), max({day}), "
        f"list_filter([{', '.join(filled)}], lambda name: name is not null) "
        f"from {fact} group by kind, dataset"
    )


def _cast(name: str, types: dict[str, str]) -> str:
    return f"{name}::varchar::{types[name]} as {name}"


def _filled(name: str) -> str:
    return f"case when count({name}) > 0 then '{name}' end"


def _status(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "create table dataset_status as select dataset, any_value(fact) as fact, 'A publisher' as publisher, "
        "'A licence' as licence, 'Name' as name_en, '名称' as name_zh, 24.0::double as interval_hours, "
        "sum(rows)::bigint as rows, max(last_date)::timestamp as last_event, "
        "timestamp '2024-07-08 06:00:00' as last_success, null::varchar as last_error "
        "from coverage group by dataset"
    )


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def day(text: str) -> date:
    return date.fromisoformat(text)
