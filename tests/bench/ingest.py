"""From CSV to a published snapshot, against what DuckDB alone needs to read the same bytes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb

from datasets.catalogue import City
from pipelines.refresh import Request, refresh
from tests.bench.city import write_city, write_exports
from tests.bench.spread import Spread, by_turns, ratio

MOMENT = "'%m/%d/%Y %I:%M:%S %p'"
TYPED = f"""
    "Unique Key" as ticket_id, strptime("Created Date", {MOMENT}) as opened_at,
    strptime("Closed Date", {MOMENT}) as closed_at, strptime("Due Date", {MOMENT}) as due_at,
    "Complaint Type" as category, "Descriptor" as subcategory, "Agency" as agency, "Status" as status,
    "Open Data Channel Type" as channel, "Incident Address" as address, "Resolution Description" as note,
    "Borough" as borough, "Community Board" as board,
    cast("Longitude" as double) as longitude, cast("Latitude" as double) as latitude"""


def run(rows: int, runs: int) -> None:
    """Prints the ratios for a CSV of so many requests."""
    with tempfile.TemporaryDirectory(prefix="onescreen-bench-") as name:
        folder = Path(name)
        city = write_city(folder / "city")
        requests = write_exports(folder / "exports", rows)
        size = requests.stat().st_size
        print(f"CSV of 311 requests: {rows:,} rows, {size / 1e6:,.0f} MB, {size / rows:.0f} bytes a row")
        _report(by_turns(_things(city, requests, folder / "work"), runs), rows)


def _things(city: City, requests: Path, work: Path) -> dict[str, Callable[[], None]]:
    exports = requests.parent
    return {
        "published": lambda: _afresh(work, lambda: _publish(city, work, exports)),
        "bare": lambda: _afresh(work, lambda: _load(work, f"select * from read_csv('{requests}')")),
        "typed": lambda: _afresh(work, lambda: _load(work, _typed(requests))),
    }


def _afresh(work: Path, thing: Callable[[], None]) -> None:
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    thing()


def _publish(city: City, home: Path, exports: Path) -> None:
    refresh(city, home, Request(folder=exports))


def _typed(requests: Path) -> str:
    return f"select {TYPED} from read_csv('{requests}', all_varchar = true, header = true)"


def _load(work: Path, select: str) -> None:
    with duckdb.connect(work / "bare.duckdb") as connection:
        connection.execute(f"create table requests as {select}")


def _report(taken: dict[str, Spread], rows: int) -> None:
    for spread in taken.values():
        print(f"  {spread}, {rows / spread.median:,.0f} rows a second")
    print(f"CSV to published snapshot / bare read_csv into a table: {_ratio(taken, 'bare')}")
    print(f"CSV to published snapshot / typed load of what is mapped: {_ratio(taken, 'typed')}")


def _ratio(taken: dict[str, Spread], peer: str) -> str:
    return ratio(taken["published"], taken[peer])
