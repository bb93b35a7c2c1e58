"""What lies above the districts' fill so that a city is recognised: parks, roads, water, rails and stations.

Drawn once when the figure is composed and never fed; a city without a base map gets no renderer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from bokeh.core.properties import value
from bokeh.models import ColumnDataSource, Plot

from dashboards.look import Look

PARK_ALPHA, PARK_DOT_ALPHA = 0.16, 0.75
ROAD_ALPHA = {"dark": 0.36, "light": 0.6}
RAIL_DASH = (7, 4)


@dataclass(frozen=True)
class Stroke:
    """How a line is drawn: a colour token, a width in px, an alpha, dashes."""

    colour: str
    width: float
    alpha: float = 1.0
    dash: tuple[int, ...] = ()


def draw_base_map(figure: Plot, look: Look, frame: pd.DataFrame) -> None:
    """Adds the layers of QueryService.base_map to a figure in Web Mercator metres; water above roads."""
    if frame.empty:
        return
    _areas(figure, _of(frame, "area", "park"), look["park"], PARK_ALPHA, dotted=True)
    for layer, stroke in _strokes(look):
        if layer == "water":
            _areas(figure, _of(frame, "area", "water", "stream"), look["water"], 1.0)
        _lines(figure, _of(frame, "line", layer), look, stroke)
    stations = _of(frame, "point", "station")
    if stations:
        columns = {"x": [part[0][0] for part in stations], "y": [part[0][1] for part in stations]}
        figure.scatter(
            "x", "y", source=ColumnDataSource(columns), size=2.4, color=look["ink2"], alpha=0.7, marker="square"
        )


def _strokes(look: Look) -> list[tuple[str, Stroke]]:
    """Lines from the lowest to the highest; a rail lies on a casing of the ground."""
    return [
        ("road", Stroke("road", 1.3, ROAD_ALPHA[look.theme])),
        ("water", Stroke("water", 2.4)),
        ("stream", Stroke("water", 2.0)),
        ("rail", Stroke("ground", 3.4, 0.8)),
        ("rail", Stroke("ink2", 1.5, 0.85, RAIL_DASH)),
        ("metro", Stroke("ink2", 1.2, 0.5)),
    ]


def _of(frame: pd.DataFrame, shape: str, *layers: str) -> list[Any]:
    """Parts of the features of those layers and that shape; of areas all rings of a feature together."""
    chosen = frame.loc[(frame["shape"] == shape) & frame["layer"].isin(layers), "rings"]
    return list(chosen) if shape == "area" else [part for parts in chosen for part in parts]


def _areas(figure: Plot, features: list[Any], colour: str, alpha: float, dotted: bool = False) -> None:
    if not features:
        return
    columns = {
        axis: [[[_along(ring, i) for ring in rings]] for rings in features] for i, axis in enumerate(("xs", "ys"))
    }
    hatch = {"hatch_pattern": "dot", "hatch_color": colour, "hatch_alpha": PARK_DOT_ALPHA, "hatch_scale": 4}
    figure.multi_polygons(
        "xs",
        "ys",
        source=ColumnDataSource(columns),
        fill_color=colour,
        fill_alpha=alpha,
        line_color=None,
        **(hatch if dotted else {}),
    )


def _lines(figure: Plot, parts: list[Any], look: Look, stroke: Stroke) -> None:
    if not parts:
        return
    columns = {axis: [_along(part, i) for part in parts] for i, axis in enumerate(("xs", "ys"))}
    figure.multi_line(
        "xs",
        "ys",
        source=ColumnDataSource(columns),
        line_color=look[stroke.colour],
        line_width=stroke.width,
        line_alpha=stroke.alpha,
        line_dash=value(list(stroke.dash)),
        line_join="round",
    )


def _along(part: Any, axis: int) -> list[float]:
    return [point[axis] for point in part]
