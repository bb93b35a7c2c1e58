"""The change of a mean or an amount, judged by how much its weeks have varied: for readings, rides, money."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from pipelines.comparison.evidence import NO_DAYS, TOO_SHORT, Evidence, tested, untested
from pipelines.comparison.significance import ALPHA, FEWEST_WEEKS, threshold, two_sided

FEWEST_EFFECTIVE = 5.0
MOST_CORRELATED = 0.95
RESAMPLES = 999
SEED = 20261123
TOO_ALIKE = untested(
    "weeks hang together so closely that too few independent ones are left",
    "各周之间相关过强，独立的周数太少",
)
ALL_EQUAL = untested(
    "the weeks before were all equal, so that the usual variation is not known",
    "此前各周数值完全相同，无法衡量正常波动",
)


def autocorrelation(values: np.ndarray) -> float:
    """Lag-1 correlation of a series, corrected for its bias in short ones, from 0 to 0.95."""
    rest = values - values.mean()
    spread = float(rest @ rest)
    if spread == 0:
        return 0.0
    found, k = float(rest[1:] @ rest[:-1]) / spread, len(values)
    return min(max((k * found + 1) / (k - 3), 0.0), MOST_CORRELATED)


def inflation(weeks: float, rho: float) -> float:
    """By how much the variance of a mean of that many weeks exceeds that of independent ones: 1 + 2Σ(1 − j/m)·ρ^j."""
    lags = np.arange(1, max(math.ceil(weeks), 1))
    return 1 + 2 * float(np.sum(np.maximum(1 - lags / weeks, 0) * rho**lags))


def weekly_evidence(
    current: float, previous: float, series: Sequence[float], weeks: tuple[float, float], lines: int = 1
) -> Evidence:
    """The evidence for a mean or an amount a day.

    series: the same of the complete weeks before; weeks: how many weeks are on either side. The variance of weeks is
    that of an autocorrelated series of the first order; Student's t with as many degrees as effective weeks, less one.
    """
    if min(weeks) <= 0:
        return NO_DAYS
    values = np.asarray([value for value in series if not math.isnan(value)], dtype="float64")
    if len(values) < FEWEST_WEEKS:
        return TOO_SHORT
    if not values.var() and current != previous:
        return ALL_EQUAL
    rho = autocorrelation(values)
    effective = len(values) / inflation(len(values), rho)
    if effective < FEWEST_EFFECTIVE:
        return TOO_ALIKE
    variance = float(values.var(ddof=1)) * (1 - 1 / len(values)) / (1 - 1 / effective)
    spread = math.sqrt(variance * sum(inflation(m, rho) / m for m in weeks))
    change, df = current - previous, effective - 1
    z = change / spread if spread > 0 else 0.0
    p, limit = two_sided(z, df), ALPHA / lines
    low, high = block_bootstrap(values, rho)
    return tested(
        "weekly",
        p,
        limit,
        z=z,
        threshold=threshold(lines, df),
        arithmetic=(
            f"c = {current:,.2f} ({weeks[0]:.2f} × 7 d), p = {previous:,.2f} ({weeks[1]:.2f} × 7 d)",
            f"x̄ ∈ [{low:,.2f}, {high:,.2f}] (95 %, k = {len(values)} × 7 d)",
            f"s² = {variance:,.4g}, ρ = {rho:.2f}, k′ = {effective:.1f}",
            f"z = (c − p) ÷ √(s²·(g₁/m₁ + g₂/m₂)) = {z:.2f}",
            f"p = {p:.4f} {'<' if p < limit else '≥'} {limit:g} (t, {df:.1f})",
        ),
        inputs={
            "current": current,
            "previous": previous,
            "weeks": list(weeks),
            "series": values.tolist(),
            "autocorrelation": rho,
            "effective_weeks": effective,
            "mean_interval": [low, high],
            "lines": lines,
            "degrees_of_freedom": df,
        },
    )


def block_bootstrap(values: np.ndarray, rho: float, alpha: float = ALPHA) -> tuple[float, float]:
    """Percentile interval of a series' mean from moving blocks, drawn from a fixed seed.

    Blocks are as long as a first-order series asks (Carlstein 1986): (√6·ρ ÷ (1 − ρ²))^⅔ · k^⅓, at least 1.
    """
    k = len(values)
    length = min(max(round((math.sqrt(6) * rho / (1 - rho**2)) ** (2 / 3) * k ** (1 / 3)), 1), k)
    starts = np.random.default_rng(SEED).integers(0, k - length + 1, (RESAMPLES, math.ceil(k / length)))
    drawn = values[starts[:, :, None] + np.arange(length)].reshape(RESAMPLES, -1)[:, :k]
    low, high = np.quantile(drawn.mean(axis=1), (alpha / 2, 1 - alpha / 2))
    return float(low), float(high)
