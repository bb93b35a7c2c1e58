"""The legend of a map: a histogram of districts a class above the breaks."""

from __future__ import annotations

from collections import Counter

from markupsafe import Markup

from dashboards.markup import render
from dashboards.scene import Scene, Told
from dashboards.views.classes import COUNT, Classes

TALL_PX = 28


def legend(scene: Scene, told: Told, classes: Classes, values: list[float], corner: str) -> Markup:
    """HTML of the legend; empty where no district has a value."""
    if not classes.high:
        return Markup("")
    counts = Counter(classes.of(value) for value in values)
    most = max(counts.values(), default=1)
    filled = len(classes.breaks) + 1
    bars = [
        {"token": f"r{place + 1}", "count": counts[place], "px": round(TALL_PX * counts[place] / most, 1)}
        for place in range(min(COUNT, filled))
    ]
    edges = [scene.amount(told.metric, edge) for edge in (0.0, *classes.breaks, classes.high)]
    return render("legend", bars=bars, edges=edges, corner=corner, unit=scene.unit(told.metric), words=scene.words)
