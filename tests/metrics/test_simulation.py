"""False alarms of the tests as production runs them, where nothing changed: seeded, with the dispersion estimated from
the weeks before. Rates may exceed what is claimed only by what so many runs can by chance (3.3 standard errors)."""

import math

import numpy as np
import pytest

from pipelines.comparison.counts import count_evidence
from pipelines.comparison.ordered import Ordered, quantile_evidence
from pipelines.comparison.rates import rate_evidence
from pipelines.comparison.significance import ALPHA, benjamini_hochberg, quantile_positions
from pipelines.comparison.variants import published_poisson_z, scaled_anscombe
from pipelines.comparison.weekly import block_bootstrap, weekly_evidence

MEANS = (1, 3, 10, 30, 100)
DISPERSIONS = (1.0, 2.0, 4.0)


def weeks(draws: np.random.Generator, mean: float, phi: float, size: tuple[int, int]) -> np.ndarray:
    """Weekly counts with variance φ × mean: Poisson, or negative binomial."""
    return draws.poisson(mean, size) if phi == 1 else draws.negative_binomial(mean / (phi - 1), 1 / phi, size)


def most(rate: float, runs: int) -> float:
    return rate + 3.3 * math.sqrt(rate * (1 - rate) / runs)


@pytest.mark.parametrize("history", [12, 52])
@pytest.mark.parametrize("lines", [1, 8])
def test_counts(history: int, lines: int) -> None:
    """Week against week and four weeks against four, means 1 to 100 a week, dispersions 1 to 4."""
    runs, rates = 200, {}
    for mean in MEANS:
        for phi in DISPERSIONS:
            drawn = weeks(np.random.default_rng([mean, int(phi), history]), mean, phi, (runs, history + 8))
            for days, current, previous in (
                (7, drawn[:, 0], drawn[:, 1]),
                (28, drawn[:, :4].sum(1), drawn[:, 4:8].sum(1)),
            ):
                found = [
                    count_evidence(float(c), float(p), rest.tolist(), (days, days), lines).is_signal
                    for c, p, rest in zip(current, previous, drawn[:, 8:], strict=True)
                ]
                rates[mean, phi, days] = np.mean(found)
    worst = max(rates, key=lambda cell: rates[cell])
    assert rates[worst] <= most(ALPHA / lines, runs), (worst, rates[worst])
    assert np.mean(list(rates.values())) <= most(ALPHA / lines, runs * len(rates))


@pytest.mark.parametrize("mean", [2, 10, 40])
def test_counts_over_unequal_days(mean: int) -> None:
    runs = 800
    draws = np.random.default_rng(mean)
    past = weeks(draws, mean, 3, (runs, 52))
    current, previous = (weeks(draws, mean * days / 7, 3, (runs, 1))[:, 0] for days in (31, 28))
    found = [
        count_evidence(float(c), float(p), rest.tolist(), (31, 28)).is_signal
        for c, p, rest in zip(current, previous, past, strict=True)
    ]
    assert np.mean(found) <= most(ALPHA, runs)


def test_a_real_change_is_found() -> None:
    """A doubling from 100 a week with φ = 2 is found in nine of ten runs: caution does not make the test blind."""
    draws = np.random.default_rng(7)
    past, now = weeks(draws, 100, 2, (300, 53)), weeks(draws, 200, 2, (300, 1))[:, 0]
    rows = zip(now, past, strict=True)
    found = [count_evidence(float(c), float(row[0]), row[1:].tolist(), (7, 7)).is_signal for c, row in rows]
    assert np.mean(found) > 0.9


def test_groups_hold_the_false_discovery_rate() -> None:
    """60 areas, 6 of which truly double: of what is called a signal at most one in twenty is none, over 60 maps; with
    no change anywhere at most one map in twenty has a signal."""
    draws = np.random.default_rng(11)
    shares, clean = [], []
    for _ in range(60):
        past = weeks(draws, 20, 2, (60, 53))
        for doubled, kept in ((6, shares), (0, clean)):
            now = weeks(draws, 20, 2, (60, 1))[:, 0] + weeks(draws, 20, 2, (60, 1))[:, 0] * (np.arange(60) < doubled)
            chances = [
                count_evidence(float(c), float(row[0]), row[1:].tolist(), (7, 7)).p
                for c, row in zip(now, past, strict=True)
            ]
            signals = np.array(benjamini_hochberg(chances))
            kept.append(signals[doubled:].sum() / max(signals.sum(), 1))
    assert np.mean(shares) <= 0.05 + 3.3 * np.std(shares) / math.sqrt(60)
    assert np.mean(clean) <= most(0.05, 60)


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
@pytest.mark.parametrize("phi", DISPERSIONS)
def test_shares(share: float, phi: float) -> None:
    """Beta-binomial weeks of 10 and 200 trials, φ as stated."""
    runs = 300
    for trials in (10, 200):
        draws = np.random.default_rng(trials)
        chance = np.full((runs, 54), share)
        if phi > 1:
            spread = (trials - 1) / (phi - 1) - 1
            chance = draws.beta(share * spread, (1 - share) * spread, (runs, 54))
        hits = draws.binomial(trials, chance).astype(float)
        found = [
            rate_evidence((row[0], row[1]), (trials, trials), (row[2:].tolist(), [trials] * 52)).is_signal
            for row in hits
        ]
        assert np.mean(found) <= most(ALPHA, runs), trials


@pytest.mark.parametrize("at", [0.5, 0.9])
@pytest.mark.parametrize("batches", [1, 5])
def test_quantiles(at: float, batches: int) -> None:
    """Hours to close, skewed; in batches of 5 the rows of a batch share most of their time, so that φ is above 1."""
    runs, n, rows = 300, 60, np.random.default_rng([int(100 * at), batches])
    positions = quantile_positions(n, at, ALPHA)
    found = []
    for _ in range(runs):
        common = np.repeat(rows.exponential(1, (54, n // batches)), batches, axis=1)
        hours = 24 * (common + (0.1 * rows.exponential(1, (54, n)) if batches > 1 else 0))
        value = np.quantile(hours, at, axis=1)
        low, high = np.quantile(hours[:2], positions, axis=1)
        sides = [Ordered(value[side], low[side], high[side], n) for side in (0, 1)]
        found.append(quantile_evidence(*sides, [(one, n) for one in value[2:]]).is_signal)
    assert np.mean(found) <= most(ALPHA, runs)


@pytest.mark.parametrize("rho", [0.0, 0.4, 0.8])
@pytest.mark.parametrize("history", [12, 52])
def test_means(rho: float, history: int) -> None:
    """Readings whose weeks resemble each other, over one and four weeks."""
    runs, draws = 300, np.random.default_rng([int(10 * rho), history])
    noise = draws.normal(size=(runs, history + 8))
    series = noise.copy()
    for week in range(1, history + 8):
        series[:, week] = rho * series[:, week - 1] + math.sqrt(1 - rho**2) * noise[:, week]
    for m in (1, 4):
        found = [
            weekly_evidence(row[-m:].mean(), row[-2 * m : -m].mean(), row[:history].tolist(), (m, m)).is_signal
            for row in series
        ]
        assert np.mean(found) <= most(ALPHA, runs), m


def test_the_bootstrap_holds_the_mean_as_often_as_it_says_and_is_repeatable() -> None:
    series = np.random.default_rng(3).normal(size=(200, 52))
    held = [low <= 0 <= high for low, high in (block_bootstrap(row, 0.0) for row in series)]
    assert np.mean(held) > 0.95 - 3.3 * math.sqrt(0.95 * 0.05 / 200)
    assert block_bootstrap(series[0], 0.3) == block_bootstrap(series[0], 0.3)


@pytest.mark.parametrize("mean", [10, 30, 100])
def test_the_published_poisson_z_has_the_false_alarms_that_its_caution_states(mean: int) -> None:
    pairs = np.random.default_rng(mean).poisson(mean, (6000, 2)).astype(float)
    published = np.mean([published_poisson_z(*pair).found for pair in pairs])
    scaled = np.mean([scaled_anscombe(*pair).found for pair in pairs])
    assert 0.025 < published < 0.045
    assert 0.04 < scaled < 0.06
