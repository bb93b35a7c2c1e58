"""Made facts from literal readings and departures: rows in, index, NowCast and gaps out, counted by hand."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import duckdb
import pytest

from datasets.catalogue import load_city
from datasets.facts import load_facts
from pipelines.building.coverage import TABLE, update_coverage
from pipelines.building.made import MadeFacts, made_mark, made_models
from pipelines.building.schema import fact_columns

LEVELS = ("district", "sub_district")
DAY = date(2026, 2, 28)
PLACES = {"A": "d1", "B": "d1", "C": "d2"}
FLAT = {"pm25": 20.0, "pm10": 40.0, "o3": 80.0, "no2": 20.0, "so2": 10.0, "co": 0.5}


def hours(station: str, kind: str, values: list[float | None], day: date = DAY) -> list[dict]:
    """One reading an hour from local midnight on; local time is taken as UTC."""
    begin = datetime.combine(day, datetime.min.time())
    moments = [begin + timedelta(hours=hour) for hour in range(len(values))]
    return [reading(station, kind, at, value) for at, value in zip(moments, values, strict=True) if value is not None]


def reading(station: str, kind: str, at: datetime, value: float) -> dict:
    placed = {"district_id": PLACES[station], "sub_district_id": "unspecified", "longitude": 1.0, "x": 2.0}
    own = {"kind": kind, "station": station, "level": "station", "span": "hour", "value": value, "measured_at": at}
    return {"dataset": "air", "measured_date": at.date(), "event_hour": at.hour} | own | placed


def departure(number: int, scheduled: str, observed: str | None) -> dict:
    at = datetime.fromisoformat(f"2026-02-28T{scheduled}")
    seen = datetime.fromisoformat(f"2026-02-28T{observed}") if observed else None
    times = {"served_at": at, "served_date": at.date(), "event_hour": at.hour, "observed_at": seen}
    own = {"kind": "departure", "mobility_id": str(number), "category": "1", "subcategory": "S1"}
    return {"dataset": "buses", "is_cancelled": observed is None, "district_id": "d1"} | own | times


class Town:
    """A database with the facts that are given, and what is made from them."""

    def __init__(self) -> None:
        self.con = duckdb.connect()
        self.con.execute(TABLE)
        self.con.execute(
            "CREATE TABLE check_result (id VARCHAR, model VARCHAR, dataset VARCHAR, severity VARCHAR, "
            "passed BOOLEAN, found BIGINT, sentence VARCHAR)"
        )
        for name in ("reading", "mobility"):
            columns = fact_columns(load_facts()[name], LEVELS)
            self.con.execute(f"CREATE TABLE {name} ({', '.join(f'{c} {t}' for c, t in columns.items())})")
        self.made = MadeFacts(self.con, load_city("demo").profile)

    def add(self, fact: str, rows: list[dict]) -> None:
        """Adds rows and says since when the data set has changed."""
        event = {"reading": "measured_date", "mobility": "served_date"}[fact]
        for row in rows:
            names, values = ", ".join(row), list(row.values())
            self.con.execute(f"INSERT INTO {fact} ({names}) VALUES ({', '.join('?' * len(row))})", values)
        update_coverage(self.con, load_facts()[fact], LEVELS, rows[0]["dataset"])
        self.made.touch(rows[0]["dataset"], min(row[event] for row in rows))

    def ask(self, sql: str) -> list[tuple]:
        return self.con.execute(sql).fetchall()

    def everything(self) -> list[list[tuple]]:
        return [self.ask(f"SELECT * FROM {name} ORDER BY ALL") for name in made_models()]


@pytest.fixture
def town() -> Iterator[Town]:
    town = Town()
    yield town
    town.con.close()


def flat_day(day: date = DAY, stations: str = "ABC", **other: float) -> list[dict]:
    values = FLAT | other
    return [row for s in stations for kind, value in values.items() for row in hours(s, kind, [value] * 24, day)]


def index(town: Town, standard: str, level: str, area: str) -> tuple:
    rows = town.ask(
        "SELECT aqi, category, is_valid, in_force FROM air_day "
        f"WHERE standard = '{standard}' AND level = '{level}' AND station = '{area}' AND day = '{DAY}'"
    )
    assert len(rows) == 1
    return rows[0]


def test_the_chinese_index_of_an_area_is_that_of_its_mean_concentration(town: Town) -> None:
    town.add("reading", flat_day(stations="AC", pm25=75.0) + flat_day(stations="B", pm25=115.0))
    town.made.make(None)
    assert index(town, "hj633_2012", "station", "A") == (100, "pm25", True, True)
    assert index(town, "hj633_2012", "station", "B") == (150, "pm25", True, True)
    assert index(town, "hj633_2012", "district", "d1") == (125, "pm25", True, True)  # 95: 100 + 50 * 20 / 40
    assert index(town, "hj633_2012", "city", "city") == (117, "pm25", True, True)  # 88.33 is 88: 116.25 rounded up
    assert index(town, "hj633_2026", "station", "A") == (114, "pm25", True, False)


def test_the_us_index_of_an_area_is_that_of_its_highest_station(town: Town) -> None:
    town.add("reading", flat_day(stations="AC", pm25=9.0) + flat_day(stations="B", pm25=35.4))
    town.made.make(None)
    assert index(town, "us_aqi_2024", "city", "city")[:2] == (100, "pm25")
    assert index(town, "us_aqi_2024", "district", "d2")[0] == 50
    assert index(town, "us_aqi_2012", "district", "d2")[0] == 38  # 9.0 of 12.0 is 37.5


def test_ozone_is_judged_by_its_highest_eight_hours_within_the_day(town: Town) -> None:
    ozone = [40.0] * 10 + [240.0] * 8 + [40.0] * 6
    rows = [row for row in flat_day(stations="C") if row["kind"] != "o3"] + hours("C", "o3", ozone)
    town.add("reading", rows)
    town.made.make(None)
    assert town.ask("SELECT DISTINCT o3_8h FROM air_day WHERE standard = 'hj633_2012'") == [(240.0,)]
    assert index(town, "hj633_2012", "station", "C")[:2] == (175, "o3")  # 150 + 50 * 25 / 50; one hour: 120


def test_a_day_needs_twenty_hours_unless_it_is_above_a_hundred(town: Town) -> None:
    gap = [row for row in flat_day(stations="A") if row["kind"] != "pm25"]
    town.add("reading", gap + hours("A", "pm25", [20.0] * 19))
    town.made.make(None)
    assert index(town, "hj633_2012", "station", "A")[2] is False
    assert index(town, "us_aqi_2024", "station", "A")[2] is True
    bad = [row for row in flat_day(stations="B") if row["kind"] not in ("pm25", "pm10")]
    town.add("reading", bad + hours("B", "pm10", [350.0] * 24))
    town.made.make(made_mark())
    assert index(town, "hj633_2012", "station", "B")[:3] == (200, "pm10", True)


def test_no_primary_pollutant_where_the_chinese_index_is_at_most_fifty(town: Town) -> None:
    town.add("reading", flat_day())
    town.made.make(None)
    assert index(town, "hj633_2012", "city", "city") == (40, None, True, True)  # PM10 40 of 50; ozone 80 of 100


def test_nowcast_by_hand(town: Town) -> None:
    town.add("reading", hours("A", "pm25", [10.0, 20.0, 40.0]) + hours("B", "pm25", [None, 50.0, None, 40.0]))
    town.made.make(None)
    values = dict(town.ask("SELECT station || event_hour, value FROM air_hour"))
    # A, 2 o'clock: lowest over highest is 0.25, so w = 0.5: (40 + 20 * 0.5 + 10 * 0.25) / 1.75 = 30
    # A, 1 o'clock: w = 0.5: (20 + 10 * 0.5) / 1.5 = 16.66, truncated
    # B, 3 o'clock: w = 0.8: (40 + 50 * 0.64) / 1.64 = 43.9; the other hours of A and B have one of three
    assert values == {"A2": 30.0, "A1": 16.6, "B3": 43.9}


def test_gaps_and_waits_by_hand(town: Town) -> None:
    rows = [departure(1, "08:00", "08:00"), departure(2, "08:10", "08:15"), departure(3, "08:20", None)]
    rows += [departure(4, "08:30", "08:30"), departure(5, "09:30", "09:30")]
    town.add("mobility", rows)
    town.made.make(None)
    columns = "is_frequent, scheduled, scheduled_min, scheduled_min2, observed, observed_min, observed_min2"
    assert town.ask(f"SELECT {columns} FROM departure_gap ORDER BY served_at") == [
        (True, 3, 30.0, 300.0, 2, 30.0, 450.0),
        (False, 1, 60.0, 3600.0, 1, 60.0, 3600.0),
    ]
    paired = town.ask("SELECT paired, paired_min, deviation_min, deviation_min2 FROM departure_gap ORDER BY served_at")
    assert paired[0] == (2, 20.0, 10.0, 50.0)  # 15 and 15 observed where 10 were scheduled


def test_the_wait_is_half_the_mean_gap_times_one_plus_its_squared_variation(town: Town) -> None:
    seen = ["08:00", "08:07", "08:09", "08:31", "08:38"]
    town.add("mobility", [departure(n, f"08:{10 * n:02d}", at) for n, at in enumerate(seen)])
    town.made.make(None)
    total, squares = town.ask("SELECT observed_min, observed_min2 FROM departure_gap")[0]
    gaps = [7, 2, 22, 7]
    mean = sum(gaps) / 4
    variation = sum((gap - mean) ** 2 for gap in gaps) / 4 / mean**2
    assert squares / (2 * total) == pytest.approx(mean / 2 * (1 + variation))


def test_a_day_made_again_is_the_same_as_everything_made_again(town: Town) -> None:
    days = [DAY + timedelta(days=number) for number in range(4)]
    for number, day in enumerate(days[:3]):
        town.add("reading", flat_day(day, pm25=30.0 + 20 * number))
    town.made.make(None)
    town.add("reading", flat_day(days[3], pm25=99.0, o3=170.0))
    town.add("mobility", [departure(1, "08:00", "08:00"), departure(2, "08:10", "08:15")])
    town.made.make(made_mark())
    grown = town.everything()
    town.made.make(None)
    assert town.everything() == grown
    assert all(grown)


def test_what_has_not_changed_is_not_made_again(town: Town) -> None:
    town.add("reading", flat_day())
    town.made.make(None)
    town.con.execute("UPDATE air_day SET aqi = 499")
    again = MadeFacts(town.con, load_city("demo").profile)
    again.make(made_mark())
    assert town.ask("SELECT DISTINCT aqi FROM air_day") == [(499,)]
    again.make("another")
    assert (499,) not in town.ask("SELECT DISTINCT aqi FROM air_day")


def test_coverage_lists_what_was_made(town: Town) -> None:
    town.add("reading", flat_day())
    town.made.make(None)
    rows = town.ask("SELECT fact, kind, dataset, first_date, list_contains(fields, 'district_id') FROM coverage")
    assert ("air_day", "cn_aqi", "air", DAY, True) in rows
    assert ("air_hour", "nowcast_pm25", "air", DAY, True) in rows
