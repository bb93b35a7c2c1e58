"""New York's YAMLs: whole, complete for every published file, and right in their expressions."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from datasets.catalogue import check_city, load_city
from datasets.dataset import NAMED_IN_BRACES, Column, normal_name
from datasets.landing import Landing
from datasets.landing.heads import header_of

CITY = load_city("nyc")
NYC = CITY.datasets


def test_nothing_is_wrong() -> None:
    assert check_city("nyc") == []
    assert len(NYC) == 15


def test_every_data_set_says_who_publishes_it_and_where_it_lives() -> None:
    for dataset in NYC.values():
        assert dataset.publisher
        assert dataset.licence
        assert dataset.source.connector in ("socrata", "http", "gtfs")
        assert dataset.files
        assert dataset.quirks


def test_people_are_described_nowhere() -> None:
    never = {name: dataset.never for name, dataset in NYC.items() if dataset.never}
    assert never == {
        "bike_trips": ["birth year", "gender"],
        "complaints": ["SUSP_AGE_GROUP", "SUSP_RACE", "SUSP_SEX", "VIC_AGE_GROUP", "VIC_RACE", "VIC_SEX"],
        "shootings": ["PERP_AGE_GROUP", "PERP_SEX", "PERP_RACE", "VIC_AGE_GROUP", "VIC_SEX", "VIC_RACE"],
    }
    for dataset in NYC.values():
        for field in ("longitude", "latitude", "address", "note", "ticket_id", "incident_id"):
            if field in dataset.columns and dataset.fact != "reading":
                assert dataset.columns[field].visibility == "internal", (dataset.id, field)


def computed(column: Column, text: str | None, **others: str) -> object:
    """What a column's expression makes of a text, and of the other columns that it names."""
    values: list[str | None] = []

    def bound(found) -> str:
        values.append(others[found[1].replace(" ", "_")] if found[1] else text)
        return "(?::varchar)"

    sql = NAMED_IN_BRACES.sub(bound, column.sql or "{}")
    row = duckdb.connect().execute(f"select {sql}", values).fetchone()
    assert row is not None
    return row[0]


COMMUNITY_BOARDS = {
    "04 MANHATTAN": "104",
    "12 BRONX": "212",
    "18 BROOKLYN": "318",
    "14 QUEENS": "414",
    "03 STATEN ISLAND": "503",
    "64 MANHATTAN": "164",
    "55 BROOKLYN": "355",
    "Unspecified MANHATTAN": "",
    "0 Unspecified": "",
    None: None,
}


@pytest.mark.parametrize(("text", "district"), COMMUNITY_BOARDS.items())
def test_community_board_is_a_district(text: str | None, district: str | None) -> None:
    assert computed(NYC["requests_311"].columns["district.community_district"], text) == district


def test_every_community_board_of_the_files_is_read(nyc_data: Path) -> None:
    boards: set[str] = set()
    for path in Landing("unused", CITY).plan(nyc_data).files["requests_311"]:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
            boards |= {row.get("Community Board") or row.get("community_board", "") for row in csv.DictReader(stream)}
    column = NYC["requests_311"].columns["district.community_district"]
    odd = {str(computed(column, board)) for board in boards} - {f"{b}{n:02}" for b in range(1, 6) for n in range(1, 19)}
    assert odd == {"", "164", "226", "227", "228", "355", "480", "481", "482", "483", "484"}


MOMENTS = {
    ("requests_311", "opened_at", "10/21/18 0:00"): datetime(2018, 10, 21),
    ("requests_311", "opened_at", "02/28/2023 11:45:00 PM"): datetime(2023, 2, 28, 23, 45),
    ("requests_311", "opened_at", "3/14/2025 1:20"): datetime(2025, 3, 14, 1, 20),
    ("requests_311", "opened_at", "2023-12-10T00:37:41.000"): datetime(2023, 12, 10, 0, 37, 41),
    ("collisions", "occurred_at", "06/30/2024 7:05"): datetime(2024, 6, 30, 7, 5),
    ("collisions", "occurred_at", "2024-06-30T00:00:00.000 7:05"): datetime(2024, 6, 30, 7, 5),
    ("shootings", "occurred_at", "5/27/2021 3:56:00"): datetime(2021, 5, 27, 3, 56),
    ("complaints", "occurred_at", "01/01/2010 17:30:00"): datetime(2010, 1, 1, 17, 30),
    ("mta_ridership", "served_at", "2020-03-01"): datetime(2020, 3, 1),
    ("bike_trips", "served_at", "4/1/17 0:14"): datetime(2017, 4, 1, 0, 14),
    ("bike_trips", "served_at", "2018-01-01 00:01:46"): datetime(2018, 1, 1, 0, 1, 46),
    ("for_hire_trips", "served_at", "01/01/2015"): datetime(2015, 1, 1),
    ("air_quality", "measured_at", "12/01/2008"): datetime(2008, 12, 1),
    ("hourly_rain", "measured_at", "5/1/1948 1:00"): datetime(1948, 5, 1, 1),
    ("daily_weather", "measured_at", "2019-05-01"): datetime(2019, 5, 1),
    ("expense_budget", "publication_date", "20260512"): datetime(2026, 5, 12),
}


@pytest.mark.parametrize(("key", "moment"), MOMENTS.items(), ids=str)
def test_formats_are_tried_in_an_order_that_reads_every_dress(key: tuple[str, str, str], moment: datetime) -> None:
    dataset, field, text = key
    formats = NYC[dataset].columns[field].formats
    assert duckdb.connect().execute("select try_strptime(?, ?)", [text, formats]).fetchall() == [(moment,)]


def test_air_quality_says_what_was_measured_for_how_long_and_where() -> None:
    columns = NYC["air_quality"].columns
    assert {text: computed(columns["kind"], text) for text in ("365", "375", "386", "999")} == {
        "365": "pm25",
        "375": "no2_ppb",
        "386": "o3_ppb",
        "999": "indicator_999",
    }
    periods = ("Annual Average 2023", "Summer 2023", "Winter 2022-23", "2015", "2015-2017")
    assert [computed(columns["span"], text) for text in periods] == ["year", "season", "season", "year", "multi_year"]
    areas = [("Citywide", "1"), ("Borough", "3"), ("CD", "307"), ("UHF42", "402"), ("UHF34", "503504")]
    names = ("level", "district.borough", "district.community_district", "station")
    assert [tuple(computed(columns[name], kind, Geo_Join_ID=key) for name in names) for kind, key in areas] == [
        ("city", "", "", "citywide:1"),
        ("borough", "3", "", "borough:3"),
        ("community_district", "3", "307", "cd:307"),
        ("uhf42", "", "", "uhf42:402"),
        ("uhf34", "", "", "uhf34:503504"),
    ]


def test_units_are_converted() -> None:
    cells = NYC["daily_weather"].unpivot
    assert cells is not None
    texts = {"PRCP": "0.01", "SNOW": "1.0", "TMAX": "32", "TMIN": "-4", "AWND": "10"}
    found = {
        cells.columns[name].kind: computed(Column(sql=cells.columns[name].sql), text) for name, text in texts.items()
    }
    assert found == {
        "rain_day_mm": pytest.approx(0.254),
        "snow_day_mm": pytest.approx(25.4),
        "temperature_max_c": 0.0,
        "temperature_min_c": -20.0,
        "wind_speed_m_s": pytest.approx(4.4704),
    }
    rain = NYC["hourly_rain"].columns["value"]
    assert [computed(rain, text) for text in ("0.5", "T", "0.5s", "M")] == [
        pytest.approx(12.7),
        0,
        pytest.approx(12.7),
        None,
    ]
    kind = NYC["hourly_rain"].columns["kind"]
    times = ("0:51", "13:00", "13:05", "2025-01-01T00:51:00", "2025-01-01T00:57:00")
    assert [computed(kind, text) == "rain_mm" for text in times] == [True, True, False, True, False]
    assert computed(NYC["bike_trips"].columns["duration_min"], "252") == pytest.approx(4.2)


def test_only_riders_are_ridership() -> None:
    unpivot = NYC["mta_ridership"].unpivot
    assert unpivot is not None
    kinds = [cell.kind for cell in unpivot.columns.values()]
    assert (kinds.count("ridership"), kinds.count("scheduled_trips"), kinds.count("vehicle_crossings")) == (5, 1, 1)


def test_districts_are_named_in_both_languages() -> None:
    boroughs, districts = NYC["boroughs"].columns, NYC["community_districts"].columns
    assert [computed(boroughs[name], "5") for name in ("name_zh", "code")] == ["史泰登岛", "SI"]
    names = ("name_en", "name_zh", "code", "parent_id")
    assert [computed(districts[name], "307") for name in names] == ["Brooklyn 7", "布鲁克林第7社区", "BK07", "3"]


def test_one_agency_has_one_id_whatever_it_is_called() -> None:
    nypd = CITY.agencies["NYPD"]
    assert {"056", "POLICE DEPARTMENT"} <= set(nypd.codes)
    assert nypd.names["zh"] == "警察局"


def published_agencies(nyc_data: Path) -> Iterator[str]:
    plan = Landing("unused", CITY).plan(nyc_data)
    for path in (*plan.files["requests_311"], *plan.files["expense_budget"]):
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
            for row in csv.DictReader(stream):
                yield row.get("Agency") or row.get("agency") or row["Agency Number"]


def test_every_agency_of_the_files_is_known(nyc_data: Path) -> None:
    known = {code for agency in CITY.agencies.values() for code in (agency.id, *agency.codes)}
    assert set(published_agencies(nyc_data)) - known == set()


def test_every_file_is_assigned(nyc_data: Path) -> None:
    plan = Landing("unused", CITY).plan(nyc_data)
    assert {name: [path.name for path in paths] for name, paths in plan.files.items()} == {
        "boroughs": ["geo_toolkit_borough.geojson"],
        "community_districts": ["geo_toolkit_community_district.geojson"],
        "precincts": ["police_precincts.geojson"],
        "expense_budget": ["2027_Budget_Code.csv"],
        "air_quality": ["Air_Quality.csv"],
        "daily_weather": ["WeatherNYC.csv"],
        "hourly_rain": ["rainfall_CP.csv"],
        "complaints": ["NYPD_Complaint_Data_Historic.csv"],
        "collisions": [
            "NYPD_Motor_Vehicle_Collisions.csv",
            "nyc_crashes_lbdwk_2025.csv",
            "nyccrashes_2024w0630_by20240916.csv",
            "nyccrashes_2024w0630_by20250212.csv",
        ],
        "shootings": ["NYPD_Shooting_Incident_Data__Historic_.csv"],
        "requests_311": [
            "311_Animals_short.csv",
            "311_INTEGRATED-DATASET_2013schema.csv",
            "311_Service_Requests_SODA_api.csv",
            "311_illegal_animals_2010-2025.csv",
            "311_sample.csv",
            "test_sample3.csv",
        ],
        "bike_trips": ["201801_citibikejc_tripdata.csv", "JC-201704-citibike-tripdata.csv"],
        "mta_ridership": ["MTA_Daily_Ridership.csv"],
        "subway_gtfs": ["nyc_subway.zip"],
        "for_hire_trips": ["other-FHV-data-jan-aug-2015.csv"],
    }
    assert plan.unmatched == []
    assert {path.name: why for path, why in plan.passed_over} == {
        "2027_UoA.csv": "states the same amounts by unit of appropriation, which the file by budget code states in "
        "finer lines; 2027_Budget_Code.csv is there",
        "Expense_Budget_20260520.xlsx": "is a workbook; the publisher states the same amounts in CSV files, "
        "which are taken",
        "Expense_Budget_Data_Dictionary.xlsx": "describes the columns and holds no amounts",
    }


def test_every_published_column_is_mapped_or_listed(nyc_data: Path) -> None:
    new = {}
    for name, paths in Landing("unused", CITY).plan(nyc_data).files.items():
        known = {normal_name(word) for word in NYC[name].published} | {""}
        for path in paths:
            if path.suffix != ".zip":
                header = header_of(path, NYC[name].read) or []
                new[path.name] = [word for word in header if normal_name(word) not in known]
    assert len(new) == 23
    assert {name: words for name, words in new.items() if words} == {}


def test_second_collision_file_is_the_later_one(nyc_data: Path, tmp_path: Path) -> None:
    landing = Landing(tmp_path, CITY)
    landing.land(NYC["collisions"], nyc_data)
    dates = [file.published_at and file.published_at.date().isoformat() for file in landing.landed("collisions")]
    assert dates == [None, None, "2024-09-16", "2025-02-12"]


def test_boundaries_have_the_ids_that_the_mappings_give(nyc_data: Path) -> None:
    plan = Landing("unused", CITY).plan(nyc_data)
    ids = {}
    for name in ("boroughs", "community_districts", "precincts"):
        features = json.loads(plan.files[name][0].read_text("utf-8"))["features"]
        column = NYC[name].columns["district_id"].from_[0]
        ids[name] = {str(feature["properties"][column]) for feature in features}
    assert ids["boroughs"] == {"1", "2", "3", "4", "5"}
    assert (len(ids["community_districts"]), len(ids["precincts"])) == (59, 76)
    assert "164" not in ids["community_districts"]
    assert "121" not in ids["precincts"]
