"""The change of a quantile, from the order-statistic intervals of both sides."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.comparison.evidence import TOO_SHORT, Evidence, tested
from pipelines.comparison.significance import ALPHA, FEWEST_WEEKS, freedom, threshold, two_sided

FEWEST_ROWS = 20
"""A week with fewer rows says nothing of how much the quantile varies."""


@dataclass(frozen=True)
class Ordered:
    """A quantile with the order-statistic interval (95 % or more) around it, and the rows that it is taken from."""

    value: float
    low: float
    high: float
    n: int

    @property
    def row_variance(self) -> float:
        """The variance of the quantile, as far as one row has a share in it."""
        return self.n * ((self.high - self.low) / (2 * threshold())) ** 2


def quantile_dispersion(
    weekly: Sequence[tuple[float, float]], sides: tuple[Ordered, Ordered]
) -> tuple[float, int] | None:
    """φ, by how much weekly quantiles vary more than their order statistics allow, at least 1; and the weeks used.

    weekly: (quantile, rows) of the complete weeks before. None with fewer than 8 weeks of 20 rows.
    """
    weeks = np.array([week for week in weekly if week[1] >= FEWEST_ROWS and not math.isnan(week[0])])
    if len(weeks) < FEWEST_WEEKS:
        return None
    value, n = weeks[:, 0], weeks[:, 1]
    seen = float(np.sum(n * (value - np.average(value, weights=n)) ** 2) / (len(n) - 1))
    expected = sum(side.row_variance for side in sides) / 2
    return (max(seen / expected, 1.0) if expected > 0 else 1.0), len(weeks)


def quantile_evidence(
    current: Ordered, previous: Ordered, weekly: Sequence[tuple[float, float]], lines: int = 1
) -> Evidence:
    """The evidence for a quantile: the difference over the distances of both values from the limits that face each
    other (Zou and Donner 2008), widened by φ."""
    measured = quantile_dispersion(weekly, (current, previous))
    if measured is None:
        return TOO_SHORT
    phi, weeks = measured
    df = freedom(phi, weeks)
    z = _mover(current, previous) / math.sqrt(phi)
    p, limit = two_sided(z, df), ALPHA / lines
    student = "" if df is None else f" (t, {df:g})"
    return tested(
        "order_statistics",
        p,
        limit,
        z=z,
        phi=phi,
        threshold=threshold(lines, df),
        arithmetic=(
            *(_line(name, side) for name, side in (("c", current), ("p", previous))),
            f"φ = {phi:.2f} ({weeks} × 7 d)",
            f"z = 1.96 · (c − p) ÷ √(φ · (d₁² + d₂²)) = {z:.2f}",
            f"p = {p:.4f} {'<' if p < limit else '≥'} {limit:g}{student}",
        ),
        inputs={
            "current": vars(current),
            "previous": vars(previous),
            "weeks": weeks,
            "lines": lines,
            "degrees_of_freedom": df,
        },
    )


def _mover(current: Ordered, previous: Ordered) -> float:
    change = current.value - previous.value
    if change == 0:
        return 0.0
    near = (
        (current.value - current.low, previous.high - previous.value)
        if change > 0
        else (current.high - current.value, previous.value - previous.low)
    )
    reach = math.hypot(*near)
    return threshold() * change / reach if reach > 0 else math.copysign(math.inf, change)


def _line(name: str, side: Ordered) -> str:
    return f"{name} = {side.value:,.1f} ∈ [{side.low:,.1f}, {side.high:,.1f}] (95 %, n = {side.n:,})"
