"""The legend of a map: a histogram of districts a class above the breaks."""

from __future__ import annotations

from collections import Counter
from typing import Any

from dashboards.asking import Told
from dashboards.scene import COMPACT_FROM, Scene
from dashboards.views.classes import COUNT, Classes

TALL_PX = 28


def legend(scene: Scene, told: Told, classes: Classes, values: list[float]) -> dict[str, Any]:
    """Values of the legend's template; no bars where no district has a value."""
    counts = Counter(classes.of(value) for value in values)
    most = max(counts.values(), default=1)
    filled = range(min(COUNT, len(classes.breaks) + 1) if classes.high else 0)
    bars = [
        {"token": f"r{place + 1}", "count": counts[place], "px": round(TALL_PX * counts[place] / most)}
        for place in filled
    ]
    low = 0.0 if told.metric.is_additive else min(values, default=0.0)
    edges = _edges(scene, told, (low, *classes.breaks, classes.high))
    return {"bars": bars, "edges": edges, "unit": scene.unit(told.metric)}


def _edges(scene: Scene, told: Told, values: tuple[float, ...]) -> list[str]:
    """Whole numbers without decimals where all inner edges are whole."""
    if values[-1] < COMPACT_FROM and all(float(value).is_integer() for value in values[1:-1]):
        return [scene.words.number(value) for value in values]
    return [scene.amount(told.metric, value) for value in values]
