"""Tests and intervals against published figures, exact enumeration and simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from pipelines.comparison.significance import (
    benjamini_hochberg,
    dispersion,
    mid_p,
    quantile_positions,
    scaled_z,
    threshold,
    two_proportions,
    two_sided,
    wilson,
)

COUNTS = st.integers(0, 200)


def test_the_formula_of_equal_exposure() -> None:
    assert scaled_z(130, 100, 1.0) == pytest.approx(29 / np.sqrt(230))
    assert scaled_z(100, 130, 2.0) == pytest.approx(-29 / np.sqrt(460))
    assert scaled_z(101, 100, 1.0) == 0
    assert scaled_z(0, 0, 1.0) == 0


def test_thresholds() -> None:
    assert threshold() == pytest.approx(1.96, abs=0.0005)
    assert threshold(8) == pytest.approx(2.734, abs=0.0005)


def test_dispersion_is_variance_over_mean_and_never_below_one() -> None:
    assert dispersion([4, 6, 4, 6, 4, 6, 4, 6]) == 1
    assert dispersion([0, 20, 0, 20, 0, 20, 0, 20]) == pytest.approx(np.var([0, 20] * 4, ddof=1) / 10)
    assert dispersion([5] * 7) is None
    assert dispersion([0] * 20) is None


@given(COUNTS, COUNTS, st.sampled_from([0.5, 7 / 14.5, 28 / 59]))
def test_mid_p_equals_the_sum_of_the_binomial(current: int, previous: int, share: float) -> None:
    total = current + previous
    up = binom.sf(current, total, share) + binom.pmf(current, total, share) / 2
    assert mid_p(current, previous, share=share) == pytest.approx(min(1, 2 * min(up, 1 - up)), abs=1e-9)


@given(COUNTS, COUNTS)
def test_the_tests_have_no_side(current: int, previous: int) -> None:
    assert scaled_z(current, previous, 1.3) == -scaled_z(previous, current, 1.3)
    assert mid_p(current, previous, 1.3) == pytest.approx(mid_p(previous, current, 1.3), abs=0.2)


def test_zero_to_three_is_no_signal() -> None:
    assert mid_p(3, 0) == pytest.approx(0.125)


@pytest.mark.parametrize("mean", [10, 30, 100])
def test_false_alarms_of_the_scaled_z_on_poisson_counts(mean: int) -> None:
    pairs = np.random.default_rng(mean).poisson(mean, (20_000, 2))
    z = np.array([scaled_z(current, previous, 1.0) for current, previous in pairs])
    rate = np.mean(np.abs(z) >= threshold())
    assert 0.02 < rate < 0.055


@pytest.mark.parametrize("mean", [2, 5, 15])
def test_false_alarms_of_mid_p_on_small_counts(mean: int) -> None:
    pairs = np.random.default_rng(mean).poisson(mean, (5_000, 2))
    p = np.array([mid_p(current, previous) for current, previous in pairs])
    assert np.mean(p < 0.05) < 0.06


def test_false_alarms_where_weeks_vary_more_than_chance() -> None:
    """Negative binomial weeks with φ = 4: estimating φ from 52 weeks keeps the rate, leaving it out does not."""
    draws = np.random.default_rng(1)
    mean, phi, runs = 60.0, 4.0, 4000
    weeks = draws.negative_binomial(mean / (phi - 1), 1 / phi, (runs, 54))
    current, previous = weeks[:, 0], weeks[:, 1]
    estimated = [dispersion(row) or 1.0 for row in weeks[:, 2:]]
    scaled = [scaled_z(c, p, f) for c, p, f in zip(current, previous, estimated, strict=True)]
    plain = [scaled_z(c, p, 1.0) for c, p in zip(current, previous, strict=True)]
    assert 0.03 < np.mean(np.abs(scaled) >= threshold()) < 0.07
    assert np.mean(np.abs(plain) >= threshold()) > 0.25


def test_effective_counts_keep_the_rate_with_unequal_exposure() -> None:
    draws = np.random.default_rng(2)
    phi, runs = 3.0, 4000
    current = draws.negative_binomial(62 / (phi - 1), 1 / phi, runs)
    previous = draws.negative_binomial(56 / (phi - 1), 1 / phi, runs)
    p = np.array([mid_p(c, q, phi, 62 / 118) for c, q in zip(current, previous, strict=True)])
    assert 0.03 < np.mean(p < 0.05) < 0.07


def test_z_and_mid_p_agree_on_large_counts() -> None:
    assert two_sided(scaled_z(1100, 1000, 1.0)) == pytest.approx(mid_p(1100, 1000), abs=0.002)


def test_wilson_interval_of_the_textbook() -> None:
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=0.0001)  # Newcombe 1998, table I


def test_two_proportions() -> None:
    z, p = two_proportions((80, 60), (100, 100))
    assert z == pytest.approx(3.086, abs=0.001)
    assert p == pytest.approx(0.00203, abs=0.0001)
    z, p = two_proportions((3, 1), (4, 4))
    assert (z, p) == (None, pytest.approx(0.4857, abs=0.0001))  # the lady tasting tea


@pytest.mark.parametrize("at", [0.5, 0.9])
def test_order_statistics_hold_the_quantile_as_often_as_they_say(at: float) -> None:
    draws = np.random.default_rng(3).exponential(1, (4000, 120))
    positions = quantile_positions(120, at, 0.05)
    low, high = np.quantile(draws, positions, axis=1)
    truth = -np.log(1 - at)
    assert np.mean((low <= truth) & (truth <= high)) >= 0.945


def test_too_few_rows_have_no_interval() -> None:
    assert quantile_positions(5, 0.9, 0.05) is None


def test_benjamini_hochberg_of_the_paper() -> None:
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719]
    p += [0.6528, 0.759, 1.0]
    assert sum(benjamini_hochberg(p)) == 4  # Benjamini and Hochberg 1995, section 4.1
    assert benjamini_hochberg([]) == []
