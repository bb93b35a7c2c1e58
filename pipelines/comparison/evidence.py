"""What may be said of a change: signal, noise or not tested, with the numbers and the arithmetic behind the word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipelines.comparison.significance import (
    ALPHA,
    FEWEST_WEEKS,
    SMALL_COUNT,
    dispersion,
    mid_p,
    scaled_z,
    threshold,
    two_proportions,
    two_sided,
    wilson,
)
from pipelines.metrics.record import Texts

Verdict = Literal["signal", "noise", "not tested"]
SIGNAL = Texts(en="more than chance", zh="超出偶然波动")
NOISE = Texts(en="within the usual variation", zh="属于正常波动")
DISJOINT_ALPHA = 0.166
"""Intervals of 83.4 % that just do not touch stand for p = 0.05 (Goldstein and Healy 1995)."""


@dataclass(frozen=True)
class Evidence:
    """The verdict on a change. `threshold` is in the unit of z where z is given, otherwise in that of p; `phi` is the
    dispersion of the weekly counts; `arithmetic` prints the calculation line by line."""

    verdict: Verdict
    sentence: Texts
    method: str | None = None
    z: float | None = None
    phi: float | None = None
    p: float | None = None
    threshold: float | None = None
    arithmetic: tuple[str, ...] = ()

    @property
    def is_signal(self) -> bool:
        """Whether the change may be shown as one."""
        return self.verdict == "signal"


def untested(en: str, zh: str) -> Evidence:
    """No test was made, and why."""
    return Evidence("not tested", Texts(en=f"not tested: {en}", zh=f"未检验：{zh}"))


TOO_SHORT = untested(
    f"fewer than {FEWEST_WEEKS} weeks of history to measure the usual variation",
    f"历史不足{FEWEST_WEEKS}周，无法衡量正常波动",
)
NO_VALUE = untested("one of the two periods has no data", "其中一个统计期没有数据")
NO_DAYS = untested("the two periods have no day in common to compare", "两个统计期没有可比的日期")


def count_evidence(
    current: float, previous: float, weekly: Sequence[float], days: tuple[int, int], lines: int = 1
) -> Evidence:
    """The change of a count: the dispersion-scaled z, or mid-p for small counts and unequal numbers of days.

    weekly: counts of the complete weeks before; days: how many count on either side; lines: how many changes the
    headline is picked from (Bonferroni).
    """
    phi = dispersion(weekly)
    if min(days) == 0:
        return NO_DAYS
    if phi is None:
        return TOO_SHORT
    share = days[0] / sum(days)
    given = f"c = {current:,.0f} ({days[0]} d), p = {previous:,.0f} ({days[1]} d)"
    spread = f"φ = max(1, s² ÷ x̄) = {phi:.2f} ({len(weekly)} × 7 d)"
    if days[0] == days[1] and current + previous >= SMALL_COUNT:
        return _by_z(current, previous, phi, lines, (given, spread))
    return _by_mid_p(current, previous, phi, share, lines, (given, spread))


def _by_z(current: float, previous: float, phi: float, lines: int, given: tuple[str, ...]) -> Evidence:
    z, limit = scaled_z(current, previous, phi), threshold(lines)
    formula = "z = sign(c − p) · max(0, |c − p| − 1) ÷ √(φ · (c + p))"
    found = abs(z) >= limit
    line = f"{formula} = {z:.2f}; |z| {'≥' if found else '<'} {limit:.3f}"
    return _judged(found, "scaled_z", (*given, line), z=z, phi=phi, p=two_sided(z), threshold=limit)


def _by_mid_p(
    current: float, previous: float, phi: float, share: float, lines: int, given: tuple[str, ...]
) -> Evidence:
    p, limit = mid_p(current, previous, phi, share), ALPHA / lines
    formula = f"mid-p, Binomial((c + p) ÷ φ = {(current + previous) / phi:.1f}, {share:.4f})"
    found = p < limit
    line = f"{formula}: p = {p:.4f} {'<' if found else '≥'} {limit:g}"
    return _judged(found, "mid_p", (*given, line), phi=phi, p=p, threshold=limit)


def rate_evidence(hits: tuple[float, float], trials: tuple[float, float], lines: int = 1) -> Evidence:
    """The change of a share: two proportions; current first."""
    if min(trials) == 0:
        return NO_VALUE
    z, p = two_proportions(hits, trials)
    limit = ALPHA / lines
    given = tuple(_share_line(*side) for side in zip(("c", "p"), hits, trials, strict=True))
    name = "Fisher" if z is None else f"z = (c − p) ÷ √(x̄·(1 − x̄)·(1/n₁ + 1/n₂)) = {z:.2f}"
    line = f"{name}: p = {p:.4f} {'<' if p < limit else '≥'} {limit:g}"
    method = "fisher" if z is None else "two_proportions"
    return _judged(p < limit, method, (*given, line), z=z, p=p, threshold=limit)


def _share_line(side: str, hits: float, trials: float) -> str:
    low, high = wilson(hits, trials)
    share = f"{hits:,.0f} ÷ {trials:,.0f} = {100 * hits / trials:.1f} %"
    return f"{side} = {share} (Wilson 95 %: {100 * low:.1f} – {100 * high:.1f})"


def quantile_evidence(current: tuple[float, float], previous: tuple[float, float]) -> Evidence:
    """The change of a quantile: a signal where the order-statistic intervals of DISJOINT_ALPHA do not touch."""
    found = current[0] > previous[1] or previous[0] > current[1]
    lines = tuple(
        f"{side} ∈ [{low:,.1f}, {high:,.1f}] ({100 * (1 - DISJOINT_ALPHA):.1f} %)"
        for side, (low, high) in (("c", current), ("p", previous))
    )
    return _judged(found, "order_statistics", (*lines, "∩ = ∅" if found else "∩ ≠ ∅"), threshold=DISJOINT_ALPHA)


def rejudged(evidence: Evidence, found: bool, tested: int) -> Evidence:
    """The evidence of one of many areas, by Benjamini-Hochberg over all that were tested."""
    line = f"Benjamini–Hochberg, q = {ALPHA:g}, k = {tested}: {'signal' if found else 'noise'}"
    arithmetic = (*evidence.arithmetic, line)
    return _judged(found, str(evidence.method), arithmetic, evidence.z, evidence.phi, evidence.p, evidence.threshold)


def _judged(
    found: bool,
    method: str,
    arithmetic: tuple[str, ...],
    z: float | None = None,
    phi: float | None = None,
    p: float | None = None,
    threshold: float | None = None,
) -> Evidence:
    verdict: Verdict = "signal" if found else "noise"
    return Evidence(verdict, SIGNAL if found else NOISE, method, z, phi, p, threshold, arithmetic)
