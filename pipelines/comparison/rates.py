"""The change of a share: two proportions, with the dispersion of the weekly shares before."""

from __future__ import annotations

import math
from collections.abc import Sequence

from pipelines.comparison.evidence import NO_VALUE, TOO_SHORT, Evidence, tested, untested
from pipelines.comparison.significance import ALPHA, freedom, share_dispersion, two_proportions, wilson

Weeks = tuple[Sequence[float], Sequence[float]]
NOT_A_PART = untested("the numerator is no part of the denominator", "分子不是分母的一部分")


def rate_evidence(hits: tuple[float, float], trials: tuple[float, float], weekly: Weeks, lines: int = 1) -> Evidence:
    """The evidence for a share; current side first. weekly: hits and trials of the complete weeks before."""
    if min(trials) == 0:
        return NO_VALUE
    if any(hit > trial or hit < 0 for hit, trial in zip(hits, trials, strict=True)):
        return NOT_A_PART
    phi = share_dispersion(*weekly)
    if phi is None:
        return TOO_SHORT
    weeks = sum(trial > 0 for trial in weekly[1])
    df = freedom(phi, weeks)
    (z, p), limit = two_proportions(hits, trials, phi, df), ALPHA / lines
    name = "Fisher, √φ" if z is None else f"z = (c − p) ÷ √(φ·x̄·(1 − x̄)·(1/n₁ + 1/n₂)) = {z:.2f}"
    student = "" if df is None else f" (t, {df:g})"
    return tested(
        "fisher" if z is None else "two_proportions",
        p,
        limit,
        z=z,
        phi=phi,
        arithmetic=(
            *(_share_line(*side, phi) for side in zip(("c", "p"), hits, trials, strict=True)),
            f"φ = max(1, Σ(h − n·x̄)² ÷ (n·x̄·(1 − x̄)) ÷ (k − 1)) = {phi:.2f} ({weeks} × 7 d)",
            f"{name}: p = {p:.4f} {'<' if p < limit else '≥'} {limit:g}{student}",
        ),
        inputs={"hits": list(hits), "trials": list(trials), "weeks": weeks, "lines": lines, "degrees_of_freedom": df},
    )


def share_interval(hits: float, trials: float, phi: float = 1.0) -> tuple[float, float]:
    """The Wilson interval of a share; over-dispersed shares have effective counts, both over φ."""
    return wilson(hits / phi, trials / phi)


def _share_line(side: str, hits: float, trials: float, phi: float) -> str:
    low, high = share_interval(hits, trials, phi)
    share = f"{hits:,.0f} ÷ {trials:,.0f} = {100 * hits / trials:.1f} %"
    wide = "" if math.isclose(phi, 1) else ", n ÷ φ"
    return f"{side} = {share} (Wilson 95 %{wide}: {100 * low:.1f} – {100 * high:.1f})"
