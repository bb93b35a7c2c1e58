"""A spark line as inline SVG: one value a bin, gaps where there is none, the last one marked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from markupsafe import Markup

WIDTH, HEIGHT, INSET = 146.0, 44.0, 5.0
Point = tuple[float, float]


def spark(values: Sequence[float | None], target: float | None, state: str, zero: bool, label: str) -> Markup:
    """The line of the values; `zero` sets the floor at zero, `target` draws a dashed line."""
    known = [value for value in values if value is not None]
    if not known:
        return Markup("")
    low, high = _limits([*known, *([target] if target is not None else [])], zero)
    places = [None if v is None else _place(i, v, len(values), low, high) for i, v in enumerate(values)]
    parts = [_line(run) for run in _runs(places)]
    if target is not None:
        y = _place(0, target, len(values), low, high)[1]
        parts.insert(0, Markup('<path class="target" d="M0 {y:.1f}H{w:g}"/>').format(y=y, w=WIDTH))
    x, y = [place for place in places if place][-1]
    dot = Markup('<circle class="last s-{}" cx="{:.1f}" cy="{:.1f}" r="3.4"/>').format(state, x, y)
    box = Markup('<svg class="spark" viewBox="0 0 {:g} {:g}" role="img" aria-label="{}">{}</svg>')
    return box.format(WIDTH, HEIGHT, label, Markup("").join([*parts, dot]))


def _limits(known: list[float], zero: bool) -> tuple[float, float]:
    low, high = min(known), max(known)
    if zero:
        low = min(0.0, low)
    return (low, high) if high > low else (low - 1, high + 1)


def _place(index: int, value: float, count: int, low: float, high: float) -> Point:
    x = INSET + (WIDTH - 2 * INSET) * (index / (count - 1) if count > 1 else 1)
    return x, HEIGHT - INSET - (HEIGHT - 2 * INSET) * (value - low) / (high - low)


def _runs(places: list[Point | None]) -> list[list[Point]]:
    """Neighbours that are known, as one stretch each."""
    return [
        [place for place in run if place]
        for known, run in groupby(places, key=lambda place: place is not None)
        if known
    ]


def _line(run: list[Point]) -> Markup:
    if len(run) == 1:
        return Markup('<circle class="alone" cx="{:.1f}" cy="{:.1f}" r="1.6"/>').format(*run[0])
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in run)
    return Markup('<path class="line" d="M{}"/>').format(path)
