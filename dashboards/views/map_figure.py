"""The figure of a map: composed by GeoViews once for a city and theme, then fed through its data sources."""

from __future__ import annotations

from math import cosh
from typing import Any

import numpy as np
import pandas as pd
from bokeh.core.properties import value
from bokeh.models import BooleanFilter, CDSView, ColumnDataSource, PanTool, Plot, Range1d, WheelZoomTool

from dashboards.look import FONT, RAMP, Look
from dashboards.views.base_map import draw_base_map
from dashboards.views.map_drawing import drawing_tools
from dashboards.views.outlines import Box, Outlines

ASPECT = 1.12
HALO_PX = ((-1, 0), (1, 0), (0, -1), (0, 1))
EDGE_PX, LIMIT_PX, CASING_PX, CHOSEN_PX = 0.6, 1.0, 6.0, 2.6
UNKNOWN = len(RAMP)
MARKERS = ("circle", "diamond", "x", "square", "triangle", "inverted_triangle")
EARTH_M = 6_378_137.0
SCALE_M = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 5_000_000)
SIZES = {"circle": 3.6, "diamond": 6.0}


def compose_map(look: Look, outlines: Outlines, layers: int, base_map: pd.DataFrame) -> Plot:
    """Fill, base map, limits, points in `layers` kinds, selection, labels; nothing is projected.

    The base map (QueryService.base_map) is drawn here once; the outlines are fed later.
    """
    figure, glyph, source = _choropleth(outlines)
    source.name = "fill"
    source.data = {"xs": [], "ys": []} | fill_columns([], [])
    fill = {"fill_color": look.class_fill("ground"), "fill_alpha": {"field": "alpha"}}
    glyph.update(**fill, line_color=look["rule2"], line_width=EDGE_PX)
    _emphasis(figure, look, source)
    draw_base_map(figure, look, base_map)
    _limits(figure, look)
    _points(figure, look, layers)
    _selected(figure, look, source)
    _labels(figure, look)
    _frame(figure, look, outlines)
    return figure


def fill_columns(fills: list[int], alphas: list[float]) -> dict[str, Any]:
    """The columns of the fill that change with the answers: places on the ramp, UNKNOWN where there is no value."""
    return {"fill": fills, "alpha": alphas}


def _emphasis(figure: Plot, look: Look, fill: ColumnDataSource) -> None:
    """Hatches over districts without a value, outlines around the worst: the same shapes, not sent again.

    Views named `unknown` and `worst` say which; a column of hatches would make Bokeh draw a new canvas a district.
    """
    plain = {"fill_color": None, "line_color": None}
    hatch = {"hatch_pattern": "right_diagonal_line", "hatch_color": look["ink3"], "hatch_scale": 7, "hatch_weight": 1.2}
    figure.multi_polygons("xs", "ys", source=fill, view=_some("unknown"), **plain, **hatch)


def _some(name: str) -> CDSView:
    return CDSView(filter=BooleanFilter(booleans=[], name=name))


def _choropleth(outlines: Outlines) -> tuple[Plot, Any, ColumnDataSource]:
    import geoviews as gv
    import geoviews.plotting.bokeh
    from cartopy import crs

    columns = outlines.polygons
    shapes = [
        {"x": np.concatenate([ring[0] for ring in xs][:1]), "y": np.concatenate([ring[0] for ring in ys][:1])}
        for xs, ys in zip(columns["xs"], columns["ys"], strict=True)
    ]
    element = gv.Polygons(shapes, ["x", "y"], crs=crs.GOOGLE_MERCATOR)
    element = element.opts(backend="bokeh", tools=[], default_tools=[], toolbar=None, xaxis=None, yaxis=None)
    plot = gv.renderer("bokeh").get_plot(element)
    handles = plot.handles
    return plot.state, handles["glyph"], handles["source"]


def _limits(figure: Plot, look: Look) -> None:
    """Limits of the districts of the level above."""
    source = ColumnDataSource({"xs": [], "ys": []}, name="limits")
    figure.multi_line("xs", "ys", source=source, line_color=look["ink2"], line_width=LIMIT_PX, line_join="round")


def _points(figure: Plot, look: Look, layers: int) -> None:
    """Marks in the colour of the ground with an edge of ink, so that they stand on every class."""
    marks = {"fill_color": look["ground"], "line_color": look["ink"], "line_width": 0.9}
    cells = ColumnDataSource({"x": [], "y": [], "size": []}, name="cells")
    quiet = {"fill_color": look["ground"], "fill_alpha": 0.6, "line_color": look["ink"], "line_width": 0.5}
    figure.scatter("x", "y", size="size", source=cells, marker="square", **quiet)
    for place in range(layers):
        marker = MARKERS[place % len(MARKERS)]
        drawn = {"source": ColumnDataSource({"x": [], "y": []}, name=f"points-{place}"), "marker": marker}
        if marker == "x":
            figure.scatter("x", "y", size=7, line_color=look["ground"], line_width=4, **drawn)
            figure.scatter("x", "y", size=7, line_color=look["ink"], line_width=1.8, **drawn)
        else:
            figure.scatter("x", "y", size=SIZES.get(marker, 5.0), fill_alpha=0.9, **drawn, **marks)


def _selected(figure: Plot, look: Look, fill: ColumnDataSource) -> None:
    """Outlines of the worst, which are the fill's own shapes, and of what is chosen, which may be drawn."""
    chosen, worst = ColumnDataSource({"xs": [], "ys": []}, name="chosen"), _some("worst")
    for colour, width in ((look["ground"], CASING_PX), (look["ink"], CHOSEN_PX)):
        line = {"line_color": colour, "line_width": width, "line_join": "round"}
        figure.multi_polygons("xs", "ys", source=fill, view=worst, fill_color=None, **line)
    for colour, width in ((look["ground"], CASING_PX), (look["sel"], CHOSEN_PX)):
        figure.multi_line("xs", "ys", source=chosen, line_color=colour, line_width=width, line_join="round")
    leaders = ColumnDataSource({name: [] for name in ("x", "y", "to_x", "to_y")}, name="leaders")
    figure.segment("x", "y", "to_x", "to_y", source=leaders, line_color=look["ink"], line_width=1)


def _labels(figure: Plot, look: Look) -> None:
    """Words with a halo of the ground: an outline below, the text above it. `names` seldom change, `labels` often."""
    columns = ("x", "y", "text", "colour", "size", "style", "baseline", "align")
    style = {
        "text_align": "align",
        "text_baseline": "baseline",
        "text_font": value(FONT),
        "text_font_size": "size",
        "text_font_style": "style",
    }
    for name in ("names", "labels"):
        source = ColumnDataSource({column: [] for column in columns}, name=name)
        for shift in HALO_PX:
            halo = {"x_offset": shift[0], "y_offset": shift[1], "text_color": look["ground"], "text_alpha": 0.85}
            figure.text("x", "y", "text", source=source, text_outline_color=look["ground"], **halo, **style)
        figure.text("x", "y", "text", source=source, text_color="colour", **style)


def _scale_bar(figure: Plot, look: Look, box: Box) -> None:
    """A round length on the ground; Web Mercator stretches it by 1 / cos(latitude)."""
    west, south, east, north = box
    stretch = cosh((south + north) / 2 / EARTH_M)
    length = next(m for m in SCALE_M if m * stretch >= (east - west) / 9)
    left, base = east - length * stretch - (east - west) / 50, south + (north - south) / 40
    bar = {"line_color": look["ink2"], "line_width": 1.4}
    figure.segment([left], [base], [left + length * stretch], [base], **bar)
    text = f"{length // 1000} km" if length >= 1000 else f"{length} m"
    style = {"text_color": look["ink2"], "text_font": value(FONT), "text_font_size": "11px", "text_align": "center"}
    figure.text([left + length * stretch / 2], [base], [text], y_offset=-3, text_baseline="bottom", **style)


def _frame(figure: Plot, look: Look, outlines: Outlines) -> None:
    west, south, east, north = outlines.box(ASPECT)
    figure.update(x_range=Range1d(west, east), y_range=Range1d(south, north), match_aspect=False)
    wheel = WheelZoomTool(zoom_together="all", modifiers={"ctrl": True})
    pan = PanTool()
    figure.tools = [wheel, pan, *drawing_tools(look)]
    figure.toolbar.update(active_scroll=wheel, active_drag=pan, active_tap=None)
    _scale_bar(figure, look, (west, south, east, north))
    look.dress(figure)
    for axis in figure.axis:
        axis.visible = False
