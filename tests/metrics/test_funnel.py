"""Funnel limits: a worked example, the share of areas inside, and over-dispersion."""

import numpy as np
import pytest
from scipy.stats import binom

from pipelines.comparison.funnel import funnel, limits, winsorised_phi


def test_limits_by_hand() -> None:
    """100 trials at one half: P(X ≤ 39) = 0.0176, P(X ≤ 40) = 0.0284; 0.025 lies 0.3115 of a step below 40."""
    low, high = limits(np.array([100.0]), 0.5, "binomial", 0.95)
    below, here = binom.cdf([39, 40], 100, 0.5)
    assert low[0] == pytest.approx((40 - (here - 0.025) / (here - below)) / 100)
    assert low[0] == pytest.approx(0.3969, abs=0.0005)
    assert high[0] == pytest.approx(0.5931, abs=0.002)


def test_areas_lie_inside_as_often_as_the_limits_say() -> None:
    draws = np.random.default_rng(1)
    trials = draws.integers(20, 800, 4000)
    hits = draws.binomial(trials, 0.3)
    plotted = funnel(
        {str(i): (float(h), float(n)) for i, (h, n) in enumerate(zip(hits, trials, strict=True))}, "binomial"
    )
    places = [area.place for area in plotted.areas]
    assert plotted.phi < 1.15
    assert np.mean([place == "within" for place in places]) == pytest.approx(0.95, abs=0.015)
    assert np.mean([place.startswith("far") for place in places]) < 0.006


def test_counts_by_residents_and_over_dispersion() -> None:
    draws = np.random.default_rng(2)
    residents = draws.integers(5_000, 90_000, 300).astype(float)
    expected = residents * 0.002
    counts = draws.negative_binomial(expected / 3, 1 / 4)
    plotted = funnel(
        {str(i): (float(c), r) for i, (c, r) in enumerate(zip(counts, residents, strict=True))}, "poisson", 1000
    )
    assert plotted.rate == pytest.approx(2, abs=0.15)
    assert 3.2 < plotted.phi < 5
    assert np.mean([area.place == "within" for area in plotted.areas]) == pytest.approx(0.95, abs=0.03)


def test_an_area_that_truly_differs_is_outside_and_does_not_widen_the_funnel() -> None:
    areas = {str(i): (50.0 + i % 5, 100.0) for i in range(20)} | {"far": (95.0, 100.0)}
    plotted = funnel(areas, "binomial", 100)
    assert plotted.phi == 1
    assert {area.group: area.place for area in plotted.areas}["far"] == "far above"


def test_winsorising_draws_in_the_outer_tenth() -> None:
    assert winsorised_phi([0.0] * 18 + [9.0, -9.0]) == 1
    assert winsorised_phi([2.0, -2.0] * 10) == pytest.approx(4 / 0.6787, abs=0.01)
    assert winsorised_phi([2.0, -2.0] * 4) == 4
    assert winsorised_phi(np.random.default_rng(3).normal(0, 2, 20_000)) == pytest.approx(4, abs=0.15)
    assert winsorised_phi([5.0] * 7) == 1


def test_nothing_to_plot() -> None:
    assert funnel({"a": (0.0, 0.0)}, "poisson") is None
