"""The change of a count: the dispersion-scaled z, or mid-p for small counts and unequal exposure."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.comparison.evidence import NO_DAYS, TOO_SHORT, Evidence, tested
from pipelines.comparison.significance import (
    ALPHA,
    SMALL_COUNT,
    dispersion,
    estimated,
    freedom,
    mid_p,
    scaled_z,
    threshold,
    two_sided,
)
from pipelines.comparison.variants import variants_of


def count_evidence(
    current: float, previous: float, weekly: Sequence[float], days: tuple[float, float], lines: int = 1
) -> Evidence:
    """The evidence for a count.

    weekly: counts of the complete weeks before; days: how many count on either side; lines: how many changes the
    headline is picked from (Bonferroni).
    """
    phi = dispersion(weekly)
    if min(days) <= 0:
        return NO_DAYS
    if phi is None:
        return TOO_SHORT
    df = freedom(phi, len(weekly))
    given = {
        "arithmetic": (
            f"c = {current:,.0f} ({days[0]:g} d), p = {previous:,.0f} ({days[1]:g} d)",
            f"φ = max(1, s² ÷ x̄) = {phi:.2f} ({len(weekly)} × 7 d)",
        ),
        "inputs": {
            "current": current,
            "previous": previous,
            "days": list(days),
            "weeks": len(weekly),
            "weekly": list(weekly),
            "lines": lines,
            "degrees_of_freedom": df,
        },
        "phi": phi,
    }
    if days[0] == days[1]:
        given["variants"] = variants_of(current, previous)
    if days[0] == days[1] and current + previous >= SMALL_COUNT:
        return _by_z(current, previous, given)
    return _by_mid_p(current, previous, days[0] / sum(days), given)


def _by_z(current: float, previous: float, given: dict) -> Evidence:
    phi, lines, df = given["phi"], given["inputs"]["lines"], given["inputs"]["degrees_of_freedom"]
    z, limit, p = (
        scaled_z(current, previous, phi),
        threshold(lines, df),
        two_sided(scaled_z(current, previous, phi), df),
    )
    sign = "≥" if p < ALPHA / lines else "<"
    formula = "z = sign(c − p) · max(0, |c − p| − 1) ÷ √(φ · (c + p))"
    line = f"{formula} = {z:.2f}; |z| {sign} {limit:.3f}{_student(df)}"
    return tested("scaled_z", p, ALPHA / lines, **_with(given, line), z=z, threshold=limit)


def _by_mid_p(current: float, previous: float, share: float, given: dict) -> Evidence:
    phi, lines, df = given["phi"], given["inputs"]["lines"], given["inputs"]["degrees_of_freedom"]
    exact = mid_p(current, previous, phi, share)
    p, limit = estimated(exact, 1.0, df), ALPHA / lines
    formula = f"mid-p, Binomial((c + p) ÷ φ = {(current + previous) / phi:.1f}, {share:.4f})"
    line = f"{formula}: p = {p:.4f} {'<' if p < limit else '≥'} {limit:g}{_student(df)}"
    return tested("mid_p", p, limit, **_with(given, line))


def _with(given: dict, line: str) -> dict:
    return given | {"arithmetic": (*given["arithmetic"], line)}


def _student(df: float | None) -> str:
    return "" if df is None else f" (t, {df:g})"
