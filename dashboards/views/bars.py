"""A row of bars over time: composed by HoloViews, then fed through its data source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from bokeh.events import SelectionGeometry, Tap
from bokeh.models import BoxAnnotation, BoxSelectTool, ColumnDataSource, Plot, Range1d

from dashboards.composed import clone
from dashboards.look import Look
from dashboards.scene import bin_end, bin_starts
from dashboards.selection import Period
from dashboards.views.axes import date_ticks, day_of, milliseconds, put_ticks, the_axis, value_ticks
from dashboards.views.feeding import feed
from dashboards.words import Words

DAY_MS = 86_400_000.0
FADED = 0.35
EDGES = ("left", "right", "bottom", "top")
LEFT_PX, BOTTOM_PX, UNDATED_PX = 44, 20, 8


@dataclass(frozen=True)
class Run:
    """Bars to draw: their first days, the size of a bin, their values, the period that they stand in."""

    starts: Sequence[date]
    size: str
    values: Sequence[float | None]
    period: Period


class TimeBars:
    """One figure. `on_brush(x0, x1, final)` hears a brush in milliseconds, `on_tap()` a click without a brush."""

    def __init__(self, look: Look, name: str, axis: bool = True, dated: bool = True) -> None:
        self.look = look
        self.accent = look["sel"] if axis else look["mark"]
        cloned = clone(("bars", look.theme, axis), lambda: compose_bars(look, axis))
        self.figure: Plot = cloned.figure
        self.figure.name = name
        self.source: ColumnDataSource = cloned.models["bars"]
        self.partial: ColumnDataSource = cloned.models["partial"]
        self.brush: BoxAnnotation = cloned.models["brush"]
        self._axis = axis
        if not dated:
            self.figure.update(min_border_bottom=UNDATED_PX)
            the_axis(self.figure, "below").visible = False

    def hear(self, on_brush: Callable[[float, float, bool], None], on_tap: Callable[[], None]) -> None:
        def brushed(event: SelectionGeometry) -> None:
            ends = event.geometry.get("x0"), event.geometry.get("x1")
            if all(isinstance(end, (int, float)) and abs(end) < 1e14 for end in ends):
                on_brush(min(ends), max(ends), bool(event.final))

        self.figure.on_event(SelectionGeometry, brushed)
        self.figure.on_event(Tap, lambda _event: on_tap())

    def put(self, run: Run, chosen: Period | None, words: Words, whole: bool) -> None:
        """New bars, their axes and the brush, all at once."""
        columns = self._columns(run, chosen)
        feed(self.source, columns)
        feed(self.partial, _hatched(columns, run))
        first, last = run.period
        self.figure.x_range.update(start=milliseconds(first), end=milliseconds(last) + DAY_MS)
        high = max((value for value in run.values if value is not None), default=0)
        end, ticks = value_ticks(high, whole=whole)
        self.figure.y_range.update(start=0, end=end * 1.02)
        if self._axis:
            decimals = 0 if whole or ticks[1] >= 1 else 2
            put_ticks(the_axis(self.figure, "left"), {tick: words.number(tick, decimals) for tick in ticks})
        put_ticks(the_axis(self.figure, "below"), date_ticks(first, last, words))
        self.put_brush(chosen)

    def put_brush(self, chosen: Period | None) -> None:
        if chosen is None:
            self.brush.visible = False
        else:
            left, right = milliseconds(chosen[0]), milliseconds(chosen[1]) + DAY_MS
            self.brush.update(left=left, right=right, visible=True)

    def _columns(self, run: Run, chosen: Period | None) -> dict[str, np.ndarray]:
        known = [(start, value) for start, value in zip(run.starts, run.values, strict=True) if value is not None]
        lefts = np.array([milliseconds(start) for start, _ in known])
        rights = np.array([milliseconds(bin_end(start, run.size)) + DAY_MS for start, _ in known])
        gap = 0.12 * (rights - lefts)
        inside = [chosen is None or _overlaps(start, run.size, chosen) for start, _ in known]
        return {
            "left": lefts + gap,
            "right": rights - gap,
            "bottom": np.zeros(len(known)),
            "top": np.array([float(value) for _, value in known]),
            "fill": np.array([self.accent if chosen and i else self.look["mark"] for i in inside], dtype=object),
            "alpha": np.where(inside, 1.0, FADED),
        }


def compose_bars(look: Look, axis: bool) -> Plot:
    """The figure: bars, a brush, a value axis with at most three lines, a time axis."""
    import holoviews as hv
    import holoviews.plotting.bokeh

    element = hv.Rectangles([(0.0, 0.0, 1.0, 1.0)]).opts(
        backend="bokeh", tools=[], default_tools=[], toolbar=None, line_color=None, xlabel="", ylabel=""
    )
    plot = hv.renderer("bokeh").get_plot(element)
    figure, source, glyph = plot.state, plot.handles["source"], plot.handles["glyph"]
    source.name = "bars"
    source.data = source.data | {
        "fill": np.array([look["mark"]], dtype=object),
        "alpha": np.array([1.0]),
    }
    glyph.update(fill_color={"field": "fill"}, fill_alpha={"field": "alpha"}, line_color=None)
    plot.handles["glyph_renderer"].update(nonselection_glyph=None, selection_glyph=None)
    _hatching(figure, look)
    figure.update(x_range=Range1d(0, 1), y_range=Range1d(0, 1))
    figure.add_layout(brush_box(look["sel" if axis else "ink2"]))
    select = BoxSelectTool(dimensions="width", continuous=True, renderers=[])
    select.overlay.update(fill_color=look["sel"], fill_alpha=0.12, line_color=look["sel"])
    figure.tools = [select]
    figure.toolbar.active_drag = select
    look.dress(figure)
    _axes(figure, look, axis)
    return figure


def brush_box(colour: str) -> BoxAnnotation:
    """The outline of what is selected."""
    return BoxAnnotation(
        name="brush",
        visible=False,
        left=0,
        right=1,
        fill_color=colour,
        fill_alpha=0.06,
        line_color=colour,
        line_width=1.6,
        line_alpha=1,
    )


def period_of_brush(x0: float, x1: float, within: Period, size: str) -> Period | None:
    """The whole bins that a brush touches, cut to the period; None where it lies outside."""
    first, last = max(day_of(x0), within[0]), min(day_of(x1), within[1])
    if first > last:
        return None
    starts = bin_starts((first, last), size)
    return max(starts[0], within[0]), min(bin_end(starts[-1], size), within[1])


def _overlaps(start: date, size: str, chosen: Period) -> bool:
    return start <= chosen[1] and bin_end(start, size) >= chosen[0]


def _hatching(figure: Plot, look: Look) -> None:
    """Hatches over the bars of partial bins, apart from the bars: a column of hatches is a new canvas a bar."""
    source = ColumnDataSource({edge: [] for edge in EDGES}, name="partial")
    hatch = {"hatch_pattern": "right_diagonal_line", "hatch_color": look["ground"], "hatch_scale": 6}
    figure.quad(*EDGES, source=source, fill_color=None, line_color=None, hatch_weight=1.6, **hatch)


def _hatched(columns: dict[str, np.ndarray], run: Run) -> dict[str, np.ndarray]:
    """The edges of bars of which the period covers only a part of the bin."""
    known = [start for start, value in zip(run.starts, run.values, strict=True) if value is not None]
    partial = [start < run.period[0] or bin_end(start, run.size) > run.period[1] for start in known]
    return {edge: columns[edge][np.array(partial, dtype=bool)] for edge in EDGES}


def _axes(figure: Plot, look: Look, axis: bool) -> None:
    figure.update(min_border_left=LEFT_PX, min_border_bottom=BOTTOM_PX, min_border_right=8, min_border_top=6)
    value_axis = the_axis(figure, "left")
    value_axis.visible = axis
    put_ticks(value_axis, {0.0: "0"})
    put_ticks(the_axis(figure, "below"), {})
    (grid,) = figure.ygrid
    grid.update(grid_line_color=look["rule"] if axis else None, ticker=value_axis.ticker)
