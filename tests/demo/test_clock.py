"""The three years a city covers, public holidays and working days."""

from datetime import date, datetime

import numpy as np
import pytest

from datasets.demo.generator.clock import Clock
from datasets.demo.generator.holidays import feasts


@pytest.mark.parametrize(
    ("as_of", "first_day", "instant"),
    [
        (date(2026, 11, 22), "2023-11-23", "2026-11-23T00:00:00"),
        (datetime(2026, 11, 22, 12, 30), "2023-11-23", "2026-11-22T12:30:00"),
        (datetime(2026, 11, 22), "2023-11-22", "2026-11-22T00:00:00"),
        (date(2024, 2, 29), "2021-03-01", "2024-03-01T00:00:00"),
        (date(2026, 12, 31), "2024-01-01", "2027-01-01T00:00:00"),
    ],
)
def test_three_years_to_the_end_of_the_day_or_to_the_instant(as_of, first_day, instant):
    clock = Clock.until(as_of)
    assert (str(clock.first_day), str(clock.as_of)) == (first_day, instant)


def workday(clock, day):
    return bool(clock.is_workday[clock.index(np.array([day], "datetime64[D]"))[0]])


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2025-01-26", True),  # a Sunday worked for Spring Festival
        ("2025-01-28", False),  # Spring Festival's first day off
        ("2025-02-05", True),
        ("2025-10-08", False),  # National Day and Mid-Autumn together
        ("2025-10-11", True),  # a Saturday worked
        ("2026-02-23", False),
        ("2026-10-10", True),
        ("2026-10-11", False),
    ],
)
def test_working_days_follow_the_state_councils_notices(day, works):
    assert workday(Clock.until(date(2026, 11, 22)), day) is works


def test_a_year_without_a_notice_goes_by_rule():
    assert feasts(2027)["spring_festival"] == (date(2027, 2, 5), date(2027, 2, 12))


def test_due_dates_skip_holidays_and_end_with_office_hours():
    clock = Clock.until(date(2025, 12, 31))
    opened = np.array(["2025-09-29T10:00:00", "2025-03-03T23:59:00"], "datetime64[s]")
    due = clock.add_working_days(opened, np.array([5, 5]))
    # Sep 30, then Oct 9, 10, 11 (a worked Saturday) and 13; a plain week for the other
    assert due.astype(str).tolist() == ["2025-10-13T17:30:00", "2025-03-10T17:30:00"]


def test_the_next_working_day_is_the_day_itself_where_it_is_one():
    clock = Clock.until(date(2025, 12, 31))
    times = np.array(["2025-10-01T08:00:00", "2025-10-09T08:00:00"], "datetime64[s]")
    assert clock.next_workday(times).astype(str).tolist() == ["2025-10-09", "2025-10-09"]
