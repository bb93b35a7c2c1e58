"""Public holidays of the profile are those that the generator goes by, and weeks of holidays are not called unusual."""

from datetime import date, timedelta

import numpy as np
import pytest

from datasets.catalogue import load_city
from datasets.demo.generator.holidays import holiday_of, worked_weekend
from datasets.holidays import days_off, days_worked
from pipelines.comparison.band import Band, Week
from pipelines.comparison.outlook import usual_ranges
from tests.demo_city import DemoCity

FEASTS = ("spring_festival", "national_day")
MOVED_BY_HOLIDAYS = ["tickets_opened", "ridership", "travel_time_index"]


def test_the_profile_lists_the_days_that_the_generator_takes_off_and_those_worked_instead() -> None:
    days = np.arange("2023-01-01", "2027-01-01", dtype="datetime64[D]")
    taken = frozenset(days[holiday_of(days) >= 0].tolist())
    holidays = load_city("demo").profile.holidays
    assert days_off(holidays) == taken
    assert days_worked(holidays) == frozenset(days[worked_weekend(days)].tolist())


def weeks_of_feasts(city: DemoCity, metric: str, **holidays) -> list[tuple[Week, Band]]:
    """The weeks of the decoys of which at least half was off, with their range where there is one."""
    found = []
    for decoy in city.truth["decoys"]:
        if decoy["kind"] in FEASTS:
            start, end = (date.fromisoformat(decoy[side]) for side in ("from", "to"))
            week = timedelta(days=6)
            found += usual_ranges(city.service, metric, (start - week, end + week), **holidays)
    off = days_off(city.city.profile.holidays)
    return [
        (week, band)
        for week, band in found
        if band and sum(week.monday + timedelta(days=day) in off for day in range(7)) >= 4
    ]


@pytest.mark.parametrize("metric", MOVED_BY_HOLIDAYS)
def test_weeks_of_the_holiday_decoys_are_usual(demo_city: DemoCity, metric: str) -> None:
    judged = weeks_of_feasts(demo_city, metric)
    assert len(judged) >= 2
    assert {band.basis for _, band in judged} == {"weeks with holidays"}
    assert [band.place(week.value) for week, band in judged] == ["usual"] * len(judged)


def test_without_the_list_the_same_weeks_would_be_called_low(demo_city: DemoCity) -> None:
    judged = [one for metric in MOVED_BY_HOLIDAYS for one in weeks_of_feasts(demo_city, metric, holidays=frozenset())]
    assert sum(band.place(week.value) == "low" for week, band in judged) >= 3
