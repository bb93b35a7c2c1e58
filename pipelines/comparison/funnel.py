"""Funnel limits for ranking districts: how far a district of that size strays from the whole by chance alone.

Spiegelhalter 2005, Statistics in Medicine 24:1185. A district outside the limits differs from the whole; districts
inside them are not to be ranked against each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import binom, norm, poisson

Model = Literal["binomial", "poisson"]
Place = Literal["far above", "above", "within", "below", "far below"]
INNER, OUTER = 0.95, 0.998
WINSORISED = 0.10
FEWEST_AREAS = 8


@dataclass(frozen=True)
class Area:
    """An area in the funnel: its rate with the limits for its exposure, `scale` applied, and where it lies."""

    group: str
    rate: float
    exposure: float
    inner: tuple[float, float]
    outer: tuple[float, float]
    z: float
    place: Place


@dataclass(frozen=True)
class Funnel:
    """All areas around the rate of the whole; `phi` is the over-dispersion that the limits were widened by."""

    model: Model
    rate: float
    phi: float
    areas: tuple[Area, ...]
    arithmetic: tuple[str, ...]


def funnel(counts: Mapping[str, tuple[float, float]], model: Model, scale: float = 1.0) -> Funnel | None:
    """The funnel of (events, exposure) by area; None where there is no exposure at all.

    binomial: exposure is trials, as of a share. poisson: exposure is residents or days, as of a rate.
    """
    known = {group: pair for group, pair in counts.items() if pair[1] > 0}
    if not known:
        return None
    events, exposure = (np.array(column, dtype="float64") for column in zip(*known.values(), strict=True))
    rate = float(events.sum() / exposure.sum())
    z = standardised(events, exposure, rate, model)
    phi = winsorised_phi(z)
    edges = {cover: limits(exposure, rate, model, cover, phi) for cover in (INNER, OUTER)}
    areas = tuple(
        Area(
            group=group,
            rate=scale * float(events[i] / exposure[i]),
            exposure=float(exposure[i]),
            inner=_scaled(edges[INNER], i, scale),
            outer=_scaled(edges[OUTER], i, scale),
            z=float(z[i] / np.sqrt(phi)),
            place=_place(float(events[i] / exposure[i]), *(_scaled(edges[cover], i, 1.0) for cover in (INNER, OUTER))),
        )
        for i, group in enumerate(known)
    )
    return Funnel(model, scale * rate, phi, areas, _arithmetic(model, events, exposure, phi))


def standardised(events: np.ndarray, exposure: np.ndarray, rate: float, model: Model) -> np.ndarray:
    """By how many standard errors of its own exposure each area's rate differs from that of the whole."""
    variance = rate * (1 - rate) if model == "binomial" else rate
    if variance <= 0:
        return np.zeros(len(events))
    return (events / exposure - rate) / np.sqrt(variance / exposure)


def winsorised_phi(z: Sequence[float] | np.ndarray) -> float:
    """φ, the mean of z² after the outer tenth at either end is drawn in to the next value, over what that mean is for
    normal z (0.68 for tenths: else φ is too small by a third and limits too narrow); never below 1.

    1 with fewer than 8 areas, as φ cannot be told from a true difference then.
    """
    if len(z) < FEWEST_AREAS:
        return 1.0
    ordered = np.sort(np.asarray(z, dtype="float64"))
    ends = int(WINSORISED * len(ordered))
    drawn = np.clip(ordered, ordered[ends], ordered[len(ordered) - 1 - ends])
    return max(float(np.mean(drawn**2)) / _drawn_in(ends / len(ordered)), 1.0)


def _drawn_in(share: float) -> float:
    """The mean of z² of a normal z whose outer shares at both ends are drawn in."""
    if share == 0:
        return 1.0
    edge = float(norm.isf(share))
    return 1 - 2 * share - 2 * edge * float(norm.pdf(edge)) + 2 * share * edge**2


def limits(
    exposure: np.ndarray, rate: float, model: Model, cover: float, phi: float = 1.0
) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper limits of a rate by exposure: exact, interpolated between whole numbers of events as in the
    paper (A.1); with φ above 1 normal limits, √φ times as wide, where those reach farther."""
    tail = (1 - cover) / 2
    low, high = (_exact(exposure, rate, model, p) for p in (tail, 1 - tail))
    if phi > 1:
        variance = rate * (1 - rate) if model == "binomial" else rate
        reach = norm.isf(tail) * np.sqrt(phi * variance / exposure)
        low, high = np.minimum(low, rate - reach), np.maximum(high, rate + reach)
    return np.clip(low, 0, None), np.clip(high, None, 1) if model == "binomial" else high


def _exact(exposure: np.ndarray, rate: float, model: Model, p: float) -> np.ndarray:
    trials = np.maximum(np.rint(exposure), 1)
    law = binom(trials, rate) if model == "binomial" else poisson(exposure * rate)
    r = law.ppf(p)
    step = law.pmf(r)
    alpha = np.where(step > 0, (law.cdf(r) - p) / np.where(step > 0, step, 1), 0)
    return np.asarray((r - alpha) / exposure)


def _place(rate: float, inner: tuple[float, float], outer: tuple[float, float]) -> Place:
    if rate > outer[1]:
        return "far above"
    if rate > inner[1]:
        return "above"
    if rate < outer[0]:
        return "far below"
    return "below" if rate < inner[0] else "within"


def _scaled(edges: tuple[np.ndarray, np.ndarray], place: int, scale: float) -> tuple[float, float]:
    return scale * float(edges[0][place]), scale * float(edges[1][place])


def _arithmetic(model: Model, events: np.ndarray, exposure: np.ndarray, phi: float) -> tuple[str, ...]:
    variance = "x̄·(1 − x̄) ÷ n" if model == "binomial" else "x̄ ÷ n"
    sums = f"{events.sum():,.0f} ÷ {exposure.sum():,.0f}"
    return (
        f"x̄ = Σ events ÷ Σ exposure = {sums} = {events.sum() / exposure.sum():.6g}",
        f"z = (x − x̄) ÷ √({variance}); φ = max(1, mean of z², outer tenths drawn in) = {phi:.2f} (k = {len(events)})",
        f"limits {100 * INNER:g} % and {100 * OUTER:g} %: exact {model}, widened by √φ",
    )
