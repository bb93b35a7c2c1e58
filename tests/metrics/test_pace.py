"""Year-end pace: the formula by hand, and how often the range holds the year's end."""

import math
from datetime import date

import numpy as np
import pytest

from pipelines.comparison.pace import YearToDate, elapsed_share, year_end_range


def test_by_hand() -> None:
    """300 by half of the year; last year 200 of 500 by then: linear 600, seasonal 750.

    Linear: rest 300, reach 1.96·√(300 + 300²/300) = 48.0. Seasonal: rest 450, reach
    1.96·√(450 + 450²·(1/300 + 1/200 + 1/300)) = 1.96·√2812.5 = 103.9.
    """
    pace = year_end_range(YearToDate(300, 200, 500), 0.5, 1.0)
    assert (pace.linear, pace.seasonal) == (600, 750)
    assert (pace.low, pace.high) == pytest.approx((552.0, 853.9), abs=0.1)
    assert pace.arithmetic[:2] == ("linear: 300 ÷ 0.5000 = 600", "seasonal: 300 ÷ (200 ÷ 500) = 750")


def test_none_before_a_quarter_of_the_year() -> None:
    assert year_end_range(YearToDate(300), 0.249, 1.0) is None
    assert year_end_range(YearToDate(300), 0.25, 1.0).seasonal is None
    assert year_end_range(YearToDate(0), 0.5, 1.0) is None


def test_the_end_is_never_below_what_has_happened() -> None:
    assert year_end_range(YearToDate(4), 0.99, 4.0).low == 4


def test_elapsed_share() -> None:
    assert elapsed_share(date(2024, 1, 1), date(2024, 12, 31), date(2024, 12, 31)) == 1
    assert elapsed_share(date(2023, 1, 1), date(2023, 1, 1), date(2023, 12, 31)) == 1 / 365


@pytest.mark.parametrize("elapsed", [0.25, 0.5, 0.9])
@pytest.mark.parametrize("phi", [1.0, 3.0])
def test_the_range_holds_the_year_s_end(elapsed: float, phi: float) -> None:
    draws, runs = np.random.default_rng([int(100 * elapsed), int(phi)]), 1500

    def drawn(mean: float) -> np.ndarray:
        if phi == 1:
            return draws.poisson(mean, runs)
        return draws.negative_binomial(mean / (phi - 1), 1 / phi, runs)

    now, rest, before, left = (drawn(400 * share) for share in (elapsed, 1 - elapsed) * 2)
    held = []
    for c, r, a, b in zip(now, rest, before, left, strict=True):
        pace = year_end_range(YearToDate(float(c), float(a), float(a + b)), elapsed, phi)
        held.append(pace.low <= c + r <= pace.high)
    assert np.mean(held) > 0.95 - 3.3 * math.sqrt(0.95 * 0.05 / runs)
