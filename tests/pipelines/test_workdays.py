"""Working days of a city: without its holidays, with the weekend days worked instead, by the city's own midnight."""

from datetime import date, datetime

import duckdb
import pytest

from datasets.catalogue import load_city
from pipelines.building.workdays import list_workdays

DAYS = {
    date(2026, 2, 13): True,  # a Friday
    date(2026, 2, 14): True,  # a Saturday that is worked
    date(2026, 2, 15): False,  # a Sunday, and Spring Festival
    date(2026, 2, 23): False,  # a Monday, its last day
    date(2026, 2, 24): True,
}


@pytest.fixture
def workdays() -> dict[date, tuple[bool, datetime, int]]:
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        list_workdays(con, load_city("demo").profile)
        rows = con.execute("SELECT date, is_workday, starts_at, workdays_before FROM workday ORDER BY date").fetchall()
    return {day: (is_one, starts_at, before) for day, is_one, starts_at, before in rows}


def test_working_days_follow_the_profile(workdays: dict) -> None:
    assert {day: workdays[day][0] for day in DAYS} == DAYS


def test_working_days_before_a_day_grow_by_the_working_days(workdays: dict) -> None:
    grown = workdays[date(2026, 2, 24)][2] - workdays[date(2026, 2, 13)][2]
    assert grown == 2
    assert workdays[date(1990, 1, 1)][2] == 0


def test_a_day_begins_at_the_citys_midnight(workdays: dict) -> None:
    assert workdays[date(2026, 2, 14)][1] == datetime(2026, 2, 13, 16)
