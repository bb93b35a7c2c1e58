"""Periods by name, the periods they are compared with, and the rules for leap days and partial periods."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.problems import Problem
from pipelines.comparison.period_labels import label
from pipelines.comparison.periods import Calendar, pair

THURSDAY = date(2024, 7, 4)
NEW_YORK = Calendar(THURSDAY, (7, 1), "end")
DAYS = st.dates(date(1999, 1, 1), date(2101, 12, 31))
NAMES = st.sampled_from(["week", "28d", "90d", "month", "quarter", "year", "ytd", "fytd", "last_week"])

READ = {
    "week": ("2024-07-01", "2024-07-07", True),
    "last_week": ("2024-06-24", "2024-06-30", False),
    "28d": ("2024-06-03", "2024-06-30", False),
    "90d": ("2024-04-06", "2024-07-04", False),
    "cityscore_day": ("2024-07-04", "2024-07-04", False),
    "cityscore_week": ("2024-06-28", "2024-07-04", False),
    "cityscore_month": ("2024-06-05", "2024-07-04", False),
    "cityscore_quarter": ("2024-04-06", "2024-07-04", False),
    "month": ("2024-07-01", "2024-07-31", True),
    "last_month": ("2024-06-01", "2024-06-30", False),
    "quarter": ("2024-07-01", "2024-09-30", True),
    "year": ("2024-01-01", "2024-12-31", True),
    "ytd": ("2024-01-01", "2024-07-04", False),
    "fytd": ("2024-07-01", "2024-07-04", False),
    "2023": ("2023-01-01", "2023-12-31", False),
    "2024-02": ("2024-02-01", "2024-02-29", False),
    "2024-Q1": ("2024-01-01", "2024-03-31", False),
    "2024-W27": ("2024-07-01", "2024-07-07", True),
    "2020-W53": ("2020-12-28", "2021-01-03", False),
    "2024-06-30": ("2024-06-30", "2024-06-30", False),
    "FY2024": ("2023-07-01", "2024-06-30", False),
    "FY2025": ("2024-07-01", "2025-06-30", True),
}


@pytest.mark.parametrize("name", READ)
def test_a_period_by_name(name: str) -> None:
    period = NEW_YORK.read(name)
    assert (str(period.start), str(period.end), period.partial) == READ[name]


def test_28_days_end_today_on_a_sunday() -> None:
    assert Calendar(date(2024, 6, 30)).read("28d").end == date(2024, 6, 30)


def test_a_fiscal_year_named_by_its_start() -> None:
    assert Calendar(THURSDAY, (4, 1), "start").read("FY2024").start == date(2024, 4, 1)


@pytest.mark.parametrize(
    ("word", "meant"),
    [("weak", "week"), ("fytdd", "fytd"), ("2024-13", None), ("2023-W53", None), ("0d", None), ("2024-02-30", None)],
)
def test_a_word_that_is_no_period(word: str, meant: str | None) -> None:
    with pytest.raises(Problem) as caught:
        NEW_YORK.read(word)
    forms = "week, 28d, 90d, month, quarter, year, ytd, fytd, last_week, last_month, cityscore_week"
    sentence = f"no such period; write {forms}, 2024, 2024-07, 2024-Q3, 2024-W27, 2024-06-30 or FY2027"
    guess = f' Did you mean "{meant}"?' if meant else ""
    assert str(caught.value) == f'{sentence}; found "{word}".{guess}'


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(Problem) as caught:
        NEW_YORK.between(date(2024, 7, 2), date(2024, 7, 1))
    assert str(caught.value) == "the period ends (2024-07-01) before it starts (2024-07-02)."


PAIRS = {
    ("week", "previous"): ("2024-06-24", "2024-06-27", 4),
    ("week", "last_year"): ("2023-07-03", "2023-07-06", 4),
    ("last_week", "previous"): ("2024-06-17", "2024-06-23", 7),
    ("cityscore_week", "previous"): ("2024-06-21", "2024-06-27", 7),
    ("cityscore_month", "last_year"): ("2023-06-07", "2023-07-06", 30),
    ("2020-W53", "previous"): ("2020-12-21", "2020-12-27", 7),
    ("2020-W53", "last_year"): ("2019-12-30", "2020-01-05", 7),
    ("2024-02-29", "last_year"): ("2023-03-02", "2023-03-02", 1),
    ("2024-02", "last_year"): ("2023-02-01", "2023-02-28", 28),
    ("28d", "previous"): ("2024-05-06", "2024-06-02", 28),
    ("28d", "last_year"): ("2023-06-05", "2023-07-02", 28),
    ("month", "previous"): ("2024-06-01", "2024-06-04", 4),
    ("last_month", "previous"): ("2024-05-01", "2024-05-31", 31),
    ("2024-03", "last_year"): ("2023-03-01", "2023-03-31", 31),
    ("quarter", "previous"): ("2024-04-01", "2024-04-04", 4),
    ("ytd", "previous"): ("2023-01-01", "2023-07-04", 185),
    ("ytd", "last_year"): ("2023-01-01", "2023-07-04", 185),
    ("2023", "previous"): ("2022-01-01", "2022-12-31", 365),
}


@pytest.mark.parametrize(("name", "against"), PAIRS)
def test_what_a_period_is_compared_with(name: str, against: str) -> None:
    _, other = pair(NEW_YORK.read(name), against)
    assert (str(other.start), str(other.last), other.days) == PAIRS[name, against]


def test_29_february_is_left_out_where_the_other_year_has_none() -> None:
    current, other = pair(NEW_YORK.read("ytd"), "last_year")
    assert current.left_out == (date(2024, 2, 29),)
    assert current.days == other.days == 185
    current, other = pair(Calendar(date(2025, 3, 1)).read("ytd"), "last_year")
    assert other.left_out == (date(2024, 2, 29),)
    assert current.days == other.days == 60


def test_the_shift_of_a_year_can_be_chosen() -> None:
    _, other = pair(NEW_YORK.read("last_week"), "last_year", "same_date")
    assert (str(other.start), str(other.last)) == ("2023-06-24", "2023-06-30")


@given(DAYS, NAMES, st.sampled_from(["same_weekday", "same_date"]))
def test_last_year_has_as_many_days(as_of: date, name: str, shift: str) -> None:
    current, other = pair(Calendar(as_of, (7, 1)).read(name), "last_year", shift)
    assert current.days == other.days


@given(DAYS, st.sampled_from(["week", "28d", "90d", "last_week", "ytd"]))
def test_previous_weeks_and_days_are_as_long_and_end_before(as_of: date, name: str) -> None:
    current, other = pair(Calendar(as_of).read(name), "previous")
    assert current.days == other.days
    assert other.last < current.start


@given(DAYS)
def test_weeks_keep_their_weekdays(as_of: date) -> None:
    current, other = pair(Calendar(as_of).read("week"), "last_year")
    assert current.start.isoweekday() == other.start.isoweekday() == 1
    assert (current.end - current.start) == timedelta(days=6)


@given(DAYS)
def test_iso_weeks_read_back_to_the_week_of_the_day(as_of: date) -> None:
    year, week, _ = as_of.isocalendar()
    assert Calendar(as_of).read(f"{year}-W{week:02d}").start == Calendar(as_of).read("week").start


@given(DAYS, st.sampled_from([(1, 1), (4, 1), (7, 1), (10, 1)]))
def test_a_day_is_in_the_fiscal_year_that_starts_before_it(as_of: date, fiscal: tuple[int, int]) -> None:
    calendar = Calendar(as_of, fiscal)
    period = calendar.read("fytd")
    assert (period.start.month, period.start.day) == fiscal
    assert timedelta(0) <= as_of - period.start < timedelta(days=366)


def test_a_period_is_provisional_while_its_last_days_may_change() -> None:
    assert NEW_YORK.read("last_week").provisional(14)
    assert NEW_YORK.read("last_week").provisional(5)
    assert not NEW_YORK.read("last_week").provisional(4)
    assert not NEW_YORK.read("week").provisional(0)


def test_labels() -> None:
    assert label(NEW_YORK.read("last_week"), "en") == "week 26 of 2024 (24 Jun – 30 Jun 2024)"
    assert label(NEW_YORK.read("last_week"), "zh") == "2024年第26周（2024年6月24日至6月30日）"
    assert label(NEW_YORK.read("28d"), "en") == "3 Jun – 30 Jun 2024"
    assert label(NEW_YORK.read("FY2024"), "en") == "fiscal year 2024 (1 Jul 2023 – 30 Jun 2024)"
    assert label(NEW_YORK.read("ytd"), "zh") == "2024年初至今（2024年1月1日至7月4日）"
