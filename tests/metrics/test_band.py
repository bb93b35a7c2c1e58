"""The usual range: how often it holds an unremarkable week, with and without a season, and weeks with holidays."""

import math
from datetime import date, timedelta

import numpy as np
import pytest

from pipelines.comparison.band import Band, Week, control_band, usual_bands

FIRST = date(2021, 1, 4)


def usual_range(history: list[Week], week: Week) -> Band | None:
    return usual_bands(history, [week])[0]


def series(draws: np.random.Generator, weeks: int, swing: float) -> list[Week]:
    level = 50 * (1 + swing * np.sin(2 * np.pi * (np.arange(weeks) / 52.18 + draws.uniform())))
    counts = draws.negative_binomial(level / 2, 1 / 3)
    return [Week(FIRST + timedelta(weeks=place), float(count)) for place, count in enumerate(counts)]


@pytest.mark.parametrize("years", [0.7, 1, 3, 4])
@pytest.mark.parametrize("swing", [0.0, 0.4])
def test_a_band_of_95_holds_95_of_100_weeks(years: float, swing: float) -> None:
    draws, runs, held = np.random.default_rng([int(10 * years), int(10 * swing)]), 60, 0
    for _ in range(runs):
        *history, week = series(draws, int(52.18 * years) + 1, swing)
        band = usual_range(history, week)
        assert band is not None
        assert band.basis == ("same fortnight of earlier years" if years >= 3 else "the 8 weeks before")
        held += band.place(week.value) == "usual"
    assert held / runs > 0.95 - 3.3 * math.sqrt(0.95 * 0.05 / runs)


def test_a_season_narrows_the_band_to_what_is_usual_at_that_time() -> None:
    history = [
        Week(monday, 100 + 50 * math.sin(2 * math.pi * monday.timetuple().tm_yday / 365.25) + place % 3)
        for place in range(209)
        for monday in [FIRST + timedelta(weeks=place)]
    ]
    band = usual_range(history[:-1], history[-1])
    assert band.expected == pytest.approx(history[-1].value, abs=6)
    assert band.high - band.low < 30
    assert band.place(band.expected + 20) == "high"


def test_by_hand_a_level_series() -> None:
    """26 weeks of 10 and 12 in turn: the median of 8 is 11, every week lies 1 away."""
    history = [Week(FIRST + timedelta(weeks=place), 10.0 + 2 * (place % 2)) for place in range(26)]
    band = usual_range(history, Week(FIRST + timedelta(weeks=26), 14.0))
    assert (band.expected, band.low, band.high) == (11, 10, 12)
    assert band.arithmetic == ("11.00 ± 1.00: 10.00 – 12.00 (the 8 weeks before)",)
    assert band.place(14) == "high"


def test_a_week_with_holidays_is_compared_with_such_weeks() -> None:
    weeks = [Week(FIRST + timedelta(weeks=place), 100.0 + place % 2) for place in range(160)]
    weeks = [Week(one.monday, 40.0 + place // 40, 7) if place % 40 == 20 else one for place, one in enumerate(weeks)]
    falls = Week(FIRST + timedelta(weeks=160), 41.0, 7)
    assert usual_range(weeks, falls).place(41.0) == "usual"
    assert usual_range(weeks, falls).basis == "weeks with holidays"
    assert usual_range(weeks, Week(falls.monday, 41.0)).place(41.0) == "low"
    assert usual_range(weeks[:60], Week(FIRST + timedelta(weeks=60), 41.0, 7)) is None


def test_a_series_of_a_little_over_two_years_has_a_band_for_each_week() -> None:
    """Its last weeks have two earlier years, but too few weeks are known that could be set against two."""
    weeks = series(np.random.default_rng(5), 110, 0.2)
    for place in range(100, 110):
        band = usual_range(weeks[:place], weeks[place])
        assert band is not None
        assert band.basis == "the 8 weeks before"


def test_what_was_never_below_nothing_is_not_expected_to_be() -> None:
    history = [Week(FIRST + timedelta(weeks=place), 20.0 * (place % 2)) for place in range(40)]
    assert usual_range(history, Week(FIRST + timedelta(weeks=40), 3.0)).low == 0
    below = [*history[:-1], Week(history[-1].monday, -20.0)]
    assert usual_range(below, Week(FIRST + timedelta(weeks=40), 3.0)).low < 0


def test_too_short() -> None:
    assert usual_range([Week(FIRST, 1.0)] * 25, Week(FIRST + timedelta(weeks=30), 1.0)) is None


def test_the_control_band_of_five_years() -> None:
    assert control_band([8, 10, 12, 10, 10]) == pytest.approx((10 - 2 * math.sqrt(2), 10 + 2 * math.sqrt(2)))
    assert control_band([8, 10]) is None


def test_many_weeks_at_once_are_as_each_by_itself() -> None:
    """No week's range knows of a week that comes after it."""
    weeks = series(np.random.default_rng(8), 180, 0.3)
    weeks = [Week(one.monday, one.value, 3) if place % 17 == 0 else one for place, one in enumerate(weeks)]
    wanted = weeks[100:]
    together = usual_bands(weeks, wanted)
    assert together == [usual_range(weeks[:place], weeks[place]) for place in range(100, 180)]
    assert {band.basis for band in together if band} == {
        "same fortnight of earlier years",
        "the 8 weeks before",
        "weeks with holidays",
    }
