"""Areas drawn on a map: a box, a lasso or a polygon of corners becomes the polygon clause."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

from bokeh.events import SelectionGeometry
from bokeh.models import BoxSelectTool, LassoSelectTool, PanTool, Plot, Tool
from shapely import Polygon

from dashboards.address import MOST_VALUES
from dashboards.look import Look

WAYS = ("box", "lasso", "polygon")
MADE = {"box": BoxSelectTool, "lasso": LassoSelectTool}
FINEST_M = 20.0
MOST_GIVEN = 20_000
Ring = tuple[tuple[float, float], ...]


def drawing_tools(look: Look) -> list[Tool]:
    """One tool a way that is dragged, named after it."""
    tools = [made(name=way, renderers=[], continuous=False) for way, made in MADE.items()]
    for tool in tools:
        tool.overlay.update(fill_color=look["sel"], fill_alpha=0.12, line_color=look["sel"], line_width=2)
    return tools


class Drawing:
    """Which way is drawn in; `way` is empty while taps choose districts. Taps are the corners of a polygon."""

    def __init__(self, figure: Plot, models: Mapping[str, Any], on_ring: Callable[[Ring], None]) -> None:
        self.figure, self.way, self._on_ring = figure, "", on_ring
        self._tools = {way: models[way] for way in MADE}
        self.corners: list[tuple[float, float]] = []
        figure.on_event(SelectionGeometry, self._drawn)

    def choose(self, way: str) -> None:
        """Draw in this way from now on; the same again is to tap again."""
        self.way = way if way in WAYS and way != self.way else ""
        self.corners = []
        pan = next(tool for tool in self.figure.tools if isinstance(tool, PanTool))
        self.figure.toolbar.active_drag = self._tools.get(self.way, pan)

    def corner(self, x: float, y: float, last: bool) -> None:
        """The next corner of a polygon; the last one closes it, where it has an area."""
        self.corners.append((x, y))
        ring = ring_of({"x": [x for x, _ in self.corners], "y": [y for _, y in self.corners]}) if last else ()
        if ring:
            self._finish(ring)

    def _finish(self, ring: Ring) -> None:
        self.choose("")
        self._on_ring(ring)

    def _drawn(self, event: SelectionGeometry) -> None:
        ring = ring_of(event.geometry) if event.final and self.way else ()
        if ring:
            self._finish(ring)


def ring_of(geometry: Mapping[str, Any]) -> Ring:
    """The drawn shape as a ring with few corners, in whole metres; empty where it has no area."""
    try:
        if geometry.get("type") == "rect":
            x0, x1, y0, y1 = (float(geometry[name]) for name in ("x0", "x1", "y0", "y1"))
            places = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
        else:
            places = list(zip(map(float, geometry["x"]), map(float, geometry["y"]), strict=True))
    except (KeyError, TypeError, ValueError):
        return ()
    if not 3 <= len(places) <= MOST_GIVEN or not all(isfinite(x) and isfinite(y) for x, y in places):
        return ()
    return _thinned(Polygon(places))


def _thinned(shape: Polygon) -> Ring:
    step = FINEST_M
    while len(shape.exterior.coords) > MOST_VALUES:
        shape, step = shape.simplify(step, preserve_topology=False), step * 2
        if not isinstance(shape, Polygon) or shape.is_empty:
            return ()
    ring = tuple(dict.fromkeys((float(round(x)), float(round(y))) for x, y in shape.exterior.coords))
    return ring if len(ring) >= 3 and Polygon(ring).convex_hull.area > 0 else ()
