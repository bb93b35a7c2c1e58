"""Facts of New York's files, from their README or counted by hand with the csv module."""

import csv
import json
import shutil
from pathlib import Path

import duckdb
import pytest

from datasets.catalogue import load_city
from pipelines.refresh import RefreshReport, Request, refresh


@pytest.fixture(scope="module")
def published(nyc_home: Path, tmp_path_factory: pytest.TempPathFactory):
    """A copy: a service of another test may hold the file itself open, in its own way."""
    held = shutil.copy(nyc_home / "snapshots" / "nyc" / "current", tmp_path_factory.mktemp("read") / "nyc.duckdb")
    with duckdb.connect(str(held), read_only=True) as con:
        yield con


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def line(report: RefreshReport, dataset: str):
    return next(one for one in report.datasets if one.id == dataset)


def test_every_data_set_is_published(published) -> None:
    city = load_city("nyc")
    found = {row[0] for row in published.execute("SELECT dataset FROM part").fetchall()}
    assert found == set(city.datasets)


@pytest.mark.parametrize(("where", "budget"), [("TRUE", 126_494_910_064), ("agency = 'NYPD'", 6_950_402_183)])
def test_the_budget_is_that_of_the_newest_publication(published, where: str, budget: int) -> None:
    query = f"SELECT sum(modified) FROM budget_line WHERE is_latest AND fiscal_year = 2027 AND {where}"
    assert published.execute(query).fetchone() == (budget,)
    latest = "SELECT DISTINCT publication_date::VARCHAR FROM budget_line WHERE is_latest"
    assert published.execute(latest).fetchall() == [("2026-05-12",)]


def test_the_police_adopted_budget(published) -> None:
    query = "SELECT sum(adopted) FROM budget_line WHERE is_latest AND agency = 'NYPD'"
    assert published.execute(query).fetchone() == (6_276_535_865,)


def test_collisions_of_the_week_of_the_fourth_of_july(published) -> None:
    query = """SELECT count(*), sum(injured), sum(killed) FROM incident
    WHERE kind = 'collision' AND occurred_date BETWEEN '2024-06-30' AND '2024-07-07'"""
    assert published.execute(query).fetchone() == (1876, 1157, 8)


def test_shootings_and_the_precinct_that_the_boundaries_do_not_know(published) -> None:
    query = "SELECT count(*), count(*) FILTER (precinct_id = 'unknown'), count(*) FILTER (is_murder) FROM incident"
    assert published.execute(f"{query} WHERE kind = 'shooting'").fetchone() == (27_312, 112, 5_266)
    raw = "SELECT DISTINCT raw, kept FROM quarantine WHERE dataset = 'shootings'"
    assert published.execute(raw).fetchall() == [("121", True)]


def test_tickets_of_the_sample_and_their_unspecified_districts(published) -> None:
    query = """SELECT count(*), count(*) FILTER (community_district_id = 'unspecified')
    FROM ticket JOIN part USING (dataset, part) WHERE part.name = 'test_sample3.csv'"""
    assert published.execute(query).fetchone() == (4_999, 35)


def test_point_in_polygon_gives_the_borough_where_the_police_gave_none(published, nyc_data: Path) -> None:
    rows = rows_of(nyc_data / "public_safety" / "nyccrashes_2024w0630_by20250212.csv")
    nameless = {row["COLLISION_ID"] for row in rows if not row["BOROUGH"]}
    located = {row["COLLISION_ID"] for row in rows if not row["BOROUGH"] and float(row["LATITUDE"] or 0)}
    placed = published.execute(
        "SELECT incident_id FROM incident WHERE kind = 'collision' AND borough_id <> 'unspecified'"
    ).fetchall()
    assert nameless & {row[0] for row in placed} == located
    assert (len(nameless), len(located)) == (542, 422)


def test_for_hire_trips_with_bare_carriage_returns(published) -> None:
    query = "SELECT count(*), sum(value) FROM mobility WHERE kind = 'for_hire_trips'"
    rows, trips = published.execute(query).fetchone()
    assert rows == 26_181
    assert trips > rows


def test_bike_trips_in_two_date_formats(published) -> None:
    query = """SELECT strftime(served_date, '%Y-%m'), count(*) FROM mobility WHERE kind = 'bike_trips'
    GROUP BY 1 ORDER BY 1"""
    assert published.execute(query).fetchall() == [("2017-04", 21_186), ("2018-01", 12_677)]


def test_subway_departures_after_midnight_belong_to_the_next_date(published) -> None:
    query = """SELECT sum(value) FROM mobility
    WHERE kind = 'scheduled_departures' AND served_date = '2018-11-04' AND event_hour BETWEEN 0 AND 3"""
    assert published.execute(query).fetchone()[0] > 0
    assert published.execute(
        "SELECT max(served_date)::VARCHAR FROM mobility WHERE kind = 'scheduled_departures'"
    ).fetchone() == ("2018-11-04",)


def test_riders_are_the_five_services_that_count_riders(published, nyc_data: Path) -> None:
    rows = rows_of(nyc_data / "transport" / "MTA_Daily_Ridership.csv")
    riders = sum(int(v or 0) for row in rows for k, v in row.items() if k.endswith("Total Estimated Ridership"))
    query = "SELECT sum(value), count(DISTINCT category) FROM mobility WHERE kind = 'ridership'"
    assert published.execute(query).fetchone() == (riders, 5)


def test_rain_in_millimetres(published, nyc_data: Path) -> None:
    rows = rows_of(nyc_data / "environment" / "rainfall_CP.csv")
    hourly = [row for row in rows if row["time(H:M)"].endswith((":00", ":51"))]
    inches = sum(float(row["Value"]) for row in hourly if row["Value"])
    (millimetres,) = published.execute("SELECT sum(value) FROM reading WHERE kind = 'rain_mm'").fetchone()
    assert millimetres == pytest.approx(inches * 25.4, rel=1e-9)


def test_no_column_that_never_leaves_the_source_is_in_the_snapshot(published) -> None:
    columns = {row[0].lower() for row in published.execute("SELECT column_name FROM duckdb_columns()").fetchall()}
    never = {name.lower() for dataset in load_city("nyc").datasets.values() for name in dataset.never}
    assert never
    assert not never & columns
    raws = published.execute("SELECT raw FROM quarantine WHERE raw LIKE '{%'").fetchall()
    keys = {key.lower() for (raw,) in raws for key in json.loads(raw)}
    assert not never & keys


def test_the_second_collision_file_changes_21_adds_1_and_reads_nothing_else(nyc_data: Path, tmp_path: Path) -> None:
    city, inbox = load_city("nyc"), tmp_path / "inbox"
    inbox.mkdir()
    safety = nyc_data / "public_safety"
    shutil.copy(safety / "nyccrashes_2024w0630_by20240916.csv", inbox)
    shutil.copy(safety / "NYPD_Complaint_Data_Historic.csv", inbox)
    shutil.copytree(nyc_data / "boundaries", inbox / "boundaries")
    first = line(refresh(city, tmp_path, Request(folder=inbox)), "collisions")
    assert (first.read, first.added) == (1_875, 1_875)
    shutil.copy(safety / "nyccrashes_2024w0630_by20250212.csv", inbox)
    report = refresh(city, tmp_path, Request(folder=inbox))
    second = line(report, "collisions")
    assert (second.read, second.added, second.changed, second.gone, second.rows) == (1_876, 1, 21, 0, 1_876)
    assert {one.id: one.read for one in report.datasets if one.read} == {"collisions": 1_876}
