"""Tests and intervals as plain numbers. Formulas: METRICS.md 3.0; reasons: docs/decisions/."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.special import betainc
from scipy.stats import binom, fisher_exact, norm
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint, proportions_ztest

ALPHA = 0.05
FEWEST_WEEKS = 8
SMALL_COUNT = 40
SMALL_CELL = 5


def dispersion(weekly: Sequence[float] | np.ndarray) -> float | None:
    """φ, the variance of weekly counts over their mean, never below 1; None with fewer than 8 weeks or no events."""
    counts = np.asarray(weekly, dtype="float64")
    if len(counts) < FEWEST_WEEKS or counts.mean() <= 0:
        return None
    return max(float(counts.var(ddof=1) / counts.mean()), 1.0)


def threshold(lines: int = 1) -> float:
    """|z| from which a change is a signal; Bonferroni where the headline is picked from many lines (8: 2.734)."""
    return float(norm.isf(ALPHA / (2 * lines)))


def scaled_z(current: float, previous: float, phi: float, share: float = 0.5) -> float:
    """sign · max(0, |c − E| − ½) / √(φ·N·s·(1−s)), with N = c + p, s the current side's share of exposure, E = N·s.

    With equal exposure (s = ½) this is sign · max(0, |c − p| − 1) / √(φ·(c + p)).
    """
    total = current + previous
    if total == 0:
        return 0.0
    excess = current - total * share
    scale = math.sqrt(phi * total * share * (1 - share))
    return math.copysign(max(0.0, abs(excess) - 0.5) / scale, excess)


def two_sided(z: float) -> float:
    """The chance of a |z| at least this large where nothing changed."""
    return float(2 * norm.sf(abs(z)))


def mid_p(current: float, previous: float, phi: float = 1.0, share: float = 0.5) -> float:
    """Two-sided mid-p of the conditional binomial: given the total, the current count is Binomial(N, share).

    With φ above 1 the counts are divided by it (effective counts); the binomial tail is then continued between
    whole numbers by the incomplete beta function, which equals it at whole numbers.
    """
    hits, total = current / phi, (current + previous) / phi
    if total == 0:
        return 1.0
    up = (_at_least(hits, total, share) + _at_least(hits + 1, total, share)) / 2
    return float(min(1.0, 2 * min(up, 1 - up)))


def _at_least(hits: float, total: float, share: float) -> float:
    if hits <= 0:
        return 1.0
    return float(betainc(hits, total - hits + 1, share)) if hits < total + 1 else 0.0


def two_proportions(hits: tuple[float, float], trials: tuple[float, float]) -> tuple[float | None, float]:
    """z (None where the test is exact) and p of the difference of two shares: pooled z; Fisher in small cells."""
    pooled = sum(hits) / sum(trials)
    if min(trials) * min(pooled, 1 - pooled) < SMALL_CELL:
        table = [[hits[0], trials[0] - hits[0]], [hits[1], trials[1] - hits[1]]]
        return None, float(fisher_exact(np.rint(table).astype(int)).pvalue)
    z, p = proportions_ztest(np.array(hits), np.array(trials))
    return float(z), float(p)


def wilson(hits: float, trials: float, alpha: float = ALPHA) -> tuple[float, float]:
    """The Wilson interval of a share."""
    low, high = proportion_confint(hits, trials, alpha=alpha, method="wilson")
    return float(low), float(high)


def quantile_positions(n: int, at: float, alpha: float) -> tuple[float, float] | None:
    """Positions (0 to 1, for interpolating quantiles) of the two ordered values that bracket a quantile with
    confidence of at least 1 − alpha; None where n is too small to have them."""
    low, high = int(binom.ppf(alpha / 2, n, at)), int(binom.ppf(1 - alpha / 2, n, at)) + 1
    if n < 2 or low < 1 or high > n:
        return None
    return (low - 1) / (n - 1), (high - 1) / (n - 1)


def benjamini_hochberg(p_values: Sequence[float], q: float = ALPHA) -> list[bool]:
    """Which of many areas are signals when at most the share q of the signals may be false."""
    if not p_values:
        return []
    return [bool(found) for found in multipletests(p_values, alpha=q, method="fdr_bh")[0]]
