"""The base map on a figure: each layer in its place and colour, nothing for a city without one."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from bokeh.models import ColumnDataSource, GlyphRenderer, Plot
from bokeh.plotting import figure

from dashboards.look import THEMES, Look
from dashboards.views.base_map import draw_base_map

SQUARE = [[0.0, 0.0], [9.0, 0.0], [9.0, 9.0], [0.0, 9.0], [0.0, 0.0]]
ISLAND = [[3.0, 3.0], [4.0, 3.0], [4.0, 4.0], [3.0, 3.0]]
PATH = [[0.0, 0.0], [5.0, 5.0]]
FEATURES = [
    ("metro", "line", [PATH]),
    ("park", "area", [SQUARE]),
    ("rail", "line", [PATH, PATH]),
    ("road", "line", [PATH]),
    ("station", "point", [[[1.0, 2.0]]]),
    ("station", "point", [[[3.0, 4.0]]]),
    ("stream", "line", [PATH]),
    ("water", "area", [SQUARE, ISLAND]),
]


def frame(features: list[tuple[str, str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(features, columns=["layer", "shape", "rings"])


def drawn(theme: str, features: list[tuple[str, str, Any]]) -> list[GlyphRenderer]:
    plot: Plot = figure()
    draw_base_map(plot, Look(theme), frame(features))
    return list(plot.renderers)


def colour(renderer: GlyphRenderer) -> str:
    glyph = renderer.glyph
    return glyph.line_color if type(glyph).__name__ == "MultiLine" else glyph.fill_color


def columns(renderer: GlyphRenderer) -> dict[str, Any]:
    source = renderer.data_source
    assert isinstance(source, ColumnDataSource)
    return dict(source.data)


@pytest.mark.parametrize("theme", THEMES)
def test_layers_lie_in_their_order_in_the_colours_of_the_tokens(theme: str) -> None:
    look = Look(theme)
    tokens = ["park", "road", "water", "water", "ground", "ink2", "ink2", "ink2"]
    assert [colour(renderer) for renderer in drawn(theme, FEATURES)] == [look[token] for token in tokens]


def test_water_lies_above_parks_and_roads_and_keeps_its_islands() -> None:
    park, road, water, *_ = drawn("dark", FEATURES)
    assert (park.glyph.hatch_pattern, park.glyph.fill_alpha) == ("dot", 0.16)
    assert (road.glyph.line_alpha, water.glyph.fill_alpha) == (0.36, 1.0)
    assert columns(water)["xs"] == [[[[0.0, 9.0, 9.0, 0.0, 0.0], [3.0, 4.0, 4.0, 3.0]]]]


def test_a_rail_is_dashed_on_its_casing_and_every_part_is_a_line() -> None:
    casing, rail = drawn("light", FEATURES)[4:6]
    assert (casing.glyph.line_width, casing.glyph.line_dash.value) == (3.4, [])
    assert (rail.glyph.line_width, rail.glyph.line_dash.value) == (1.5, [7, 4])
    assert columns(rail) == {"xs": [[0.0, 5.0], [0.0, 5.0]], "ys": [[0.0, 5.0], [0.0, 5.0]]}


def test_stations_of_all_features_are_marks_of_one_renderer() -> None:
    assert columns(drawn("light", FEATURES)[-1]) == {"x": [1.0, 3.0], "y": [2.0, 4.0]}


def test_a_layer_without_features_and_a_city_without_a_base_map_cost_no_renderer() -> None:
    assert len(drawn("dark", [("road", "line", [PATH])])) == 1
    assert drawn("dark", []) == []
