"""Tests and intervals as plain numbers. Formulas: METRICS.md 3.0; reasons: docs/decisions/."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.special import betainc
from scipy.stats import binom, fisher_exact, norm, t
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

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


def freedom(phi: float, weeks: int) -> int | None:
    """Degrees of freedom of an estimated φ; None where φ is 1, as then the variance is that of chance itself."""
    return weeks - 1 if phi > 1 else None


def threshold(lines: int = 1, df: float | None = None) -> float:
    """|z| from which a change is a signal: 1.960; Bonferroni where the headline is picked from many lines (8: 2.734).

    df: degrees of freedom of the estimated variance, by Student's t (52 weeks: 2.008 and 2.843).
    """
    tail = ALPHA / (2 * lines)
    return float(norm.isf(tail) if df is None else t.isf(tail, df))


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


def two_sided(z: float, df: float | None = None) -> float:
    """The chance of a |z| at least this large where nothing changed; by Student's t where the variance is estimated."""
    return float(2 * (norm.sf(abs(z)) if df is None else t.sf(abs(z), df)))


def estimated(p: float, phi: float, df: float | None) -> float:
    """An exact p made wider: as the |z| that it stands for, over √φ, read from Student's t."""
    return p if df is None and phi == 1 else two_sided(float(norm.isf(p / 2)) / math.sqrt(phi), df)


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


def share_dispersion(hits: Sequence[float] | np.ndarray, trials: Sequence[float] | np.ndarray) -> float | None:
    """φ of weekly shares: Pearson's χ² of weeks against their common share over its degrees of freedom, at least 1.

    None with fewer than 8 weeks that have trials; 1 where the share is 0 or 1 in every week.
    """
    found, tried = np.asarray(hits, dtype="float64"), np.asarray(trials, dtype="float64")
    found, tried = found[tried > 0], tried[tried > 0]
    if len(tried) < FEWEST_WEEKS:
        return None
    share = found.sum() / tried.sum()
    if not 0 < share < 1:
        return 1.0
    chi2 = np.sum((found - tried * share) ** 2 / (tried * share * (1 - share)))
    return max(float(chi2 / (len(tried) - 1)), 1.0)


def two_proportions(
    hits: tuple[float, float], trials: tuple[float, float], phi: float = 1.0, df: float | None = None
) -> tuple[float | None, float]:
    """z (None where the test is exact) and p of the difference of two shares: pooled z; Fisher in small cells.

    φ widens the pooled variance; of Fisher's p it widens the |z| that the p stands for.
    """
    pooled = sum(hits) / sum(trials)
    if min(trials) * min(pooled, 1 - pooled) / phi < SMALL_CELL:
        table = [[hits[0], trials[0] - hits[0]], [hits[1], trials[1] - hits[1]]]
        return None, estimated(float(fisher_exact(np.rint(table).astype(int)).pvalue), phi, df)
    variance = phi * pooled * (1 - pooled) * (1 / trials[0] + 1 / trials[1])
    z = (hits[0] / trials[0] - hits[1] / trials[1]) / math.sqrt(variance)
    return z, two_sided(z, df)


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
