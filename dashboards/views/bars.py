"""A row over time, bars or a line: composed by HoloViews, then fed through its data sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from bokeh.core.properties import value
from bokeh.events import SelectionGeometry, Tap
from bokeh.models import BoxAnnotation, BoxSelectTool, ColumnDataSource, Plot, Range1d, Span

from dashboards.composed import clone
from dashboards.look import FONT, TICK_PX, Look
from dashboards.scene import bin_end, bin_starts
from dashboards.selection import Period
from dashboards.views.axes import date_ticks, day_of, line_ticks, milliseconds, put_ticks, the_axis, value_ticks
from dashboards.views.feeding import feed
from dashboards.views.runs import (
    CLEAR,
    DAY_MS,
    EDGES,
    Note,
    Run,
    band_columns,
    bar_columns,
    city_columns,
    end_columns,
    end_notes,
    line_columns,
    partial_columns,
)
from dashboards.words import Words

LEFT_PX, BOTTOM_PX, UNDATED_PX, RIGHT_PX = 44, 20, 8, 8
NAMED_PX, BARE_PX = 22, 8
"""Above a row: room for brackets with their names, or for brackets alone."""
BAND_ALPHA = 0.16
COMPACT_FROM = 100_000


class TimeBars:
    """One figure. `on_brush(x0, x1, final)` hears a brush in milliseconds, `on_tap()` a click without a brush."""

    def __init__(self, look: Look, name: str, axis: bool = True, dated: bool = True, named: bool = False) -> None:
        self.look = look
        self.accent = look["sel"] if axis else look["mark"]
        cloned = clone(("bars", look.theme, axis), lambda: compose_bars(look, axis))
        self.figure: Plot = cloned.figure
        self.figure.name = name
        self.models = cloned.models
        self.source: ColumnDataSource = cloned.models["bars"]
        self.partial: ColumnDataSource = cloned.models["partial"]
        self.brush: BoxAnnotation = cloned.models["brush"]
        self._axis = axis
        self.figure.min_border_top = NAMED_PX if named else BARE_PX
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

    def put(self, run: Run, chosen: Period | None, words: Words) -> None:
        """A new run, its axes and the brush, all at once."""
        columns = bar_columns(run, chosen, self.look, self.accent)
        feed(self.source, columns)
        feed(self.partial, partial_columns(columns, run))
        firm, loose = line_columns(run, chosen, self.look, self.accent)
        for name, columns in (("firm", firm), ("loose", loose), ("band", band_columns(run))):
            _replace(self.models[name], columns)
        feed(self.models["end"], end_columns(run, self.look))
        feed(self.models["city"], city_columns(run))
        first, last = run.period
        self.figure.x_range.update(start=milliseconds(first), end=milliseconds(last) + DAY_MS)
        low, ticks = self._put_values(run, words)
        put_ticks(the_axis(self.figure, "below"), date_ticks(first, last, words))
        self._put_notes(run, low, ticks[-1], words)
        self.put_brush(chosen)

    def put_brush(self, chosen: Period | None) -> None:
        if chosen is None:
            self.brush.visible = False
        else:
            left, right = milliseconds(chosen[0]), milliseconds(chosen[1]) + DAY_MS
            self.brush.update(left=left, right=right, visible=True)

    def _put_values(self, run: Run, words: Words) -> tuple[float, list[float]]:
        low, high = run.reach()
        if run.as_line:
            start, ticks = line_ticks(low, high)
        else:
            (_, ticks), start = value_ticks(high, whole=run.whole), 0.0
        room = 0.02 * (ticks[-1] - start)
        self.figure.y_range.update(start=start - (room if run.as_line else 0), end=ticks[-1] + room)
        if self._axis:
            put_ticks(the_axis(self.figure, "left"), {tick: _tick(tick, ticks, words) for tick in ticks})
        return start, ticks

    def _put_notes(self, run: Run, low: float, high: float, words: Words) -> None:
        """The target's line, and direct names of target and usual range."""
        target: Span = self.models["target"]
        if run.target is None:
            target.visible = False
        else:
            target.update(location=run.target, visible=True)
        left, quiet = milliseconds(run.period[0]), self.look["ink2"]
        notes = end_notes(run, self.look, low, high)
        if run.target is not None:
            below = run.target > (low + high) / 2
            notes.append(Note(left, run.target, words("trend.target"), "top" if below else "bottom", quiet))
        if run.bands and run.as_line:
            band = run.bands[len(run.bands) // 2]
            notes.append(Note(milliseconds(band.monday), band.low, words("trend.usual"), "top", quiet))
        feed(self.models["notes"], {name: [getattr(note, name) for note in notes] for name in Note._fields})


SHAPES = ("xs", "ys")


def compose_bars(look: Look, axis: bool) -> Plot:
    """The figure: bars, a line, a band, a target, a brush, a value axis with at most three lines, a time axis."""
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
        "edge": np.array([CLEAR], dtype=object),
    }
    glyph.update(
        fill_color={"field": "fill"},
        fill_alpha={"field": "alpha"},
        line_color={"field": "edge"},
        line_dash=value([3, 2]),
    )
    _hatching(figure, look)
    figure.update(x_range=Range1d(0, 1), y_range=Range1d(0, 1))
    _band_and_line(figure, look)
    figure.add_layout(brush_box(look["sel" if axis else "ink2"]))
    select = BoxSelectTool(dimensions="width", continuous=True, renderers=[])
    select.overlay.update(fill_color=look["sel"], fill_alpha=0.12, line_color=look["sel"])
    figure.tools = [select]
    figure.toolbar.active_drag = select
    look.dress(figure)
    _axes(figure, look, axis)
    return figure


def _hatching(figure: Plot, look: Look) -> None:
    """Hatches over the bars of partial bins, apart from the bars: a column of hatches is a new canvas a bar."""
    source = ColumnDataSource({edge: [] for edge in EDGES}, name="partial")
    hatch = {"hatch_pattern": "right_diagonal_line", "hatch_color": look["ground"], "hatch_scale": 6}
    figure.quad(*EDGES, source=source, fill_color=None, line_color=None, hatch_weight=1.6, **hatch)


def _band_and_line(figure: Plot, look: Look) -> None:
    """Above the bars, as a band behind them would not be seen."""
    band = ColumnDataSource({"xs": [], "ys": []}, name="band")
    figure.patches("xs", "ys", source=band, fill_color=look["ink2"], fill_alpha=BAND_ALPHA, line_color=None)
    figure.add_layout(
        Span(name="target", dimension="width", line_color=look["ink2"], line_dash=[5, 3], visible=False, location=0)
    )
    city = ColumnDataSource({"x": [], "y": []}, name="city")
    figure.line("x", "y", source=city, line_color=look["mark"], line_width=1.5)
    for name, dash in (("firm", "solid"), ("loose", "dashed")):
        columns: dict[str, Any] = {column: [] for column in ("xs", "ys", "colour", "alpha")}
        line = ColumnDataSource(columns, name=name)
        style = {"line_color": "colour", "line_alpha": "alpha", "line_width": 2, "line_dash": value(dash)}
        figure.multi_line("xs", "ys", source=line, line_cap="round", **style)
    end = ColumnDataSource({"x": [], "y": [], "fill": [], "edge": []}, name="end")
    figure.scatter("x", "y", source=end, size=7, fill_color="fill", line_color="edge", line_width=2)
    notes = ColumnDataSource({name: [] for name in Note._fields}, name="notes")
    style = {"text_font": value(FONT), "text_font_size": f"{TICK_PX}px", "text_baseline": "baseline"}
    style |= {"text_align": "align", "x_offset": "dx", "y_offset": "dy"}
    halo = {"text_color": look["ground"], "text_outline_color": look["ground"]}
    figure.text("x", "y", "text", source=notes, **style, **halo)
    figure.text("x", "y", "text", source=notes, text_color="colour", **style)


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


def _tick(tick: float, ticks: list[float], words: Words) -> str:
    """As few decimals as tell the ticks apart; millions and more in short."""
    if abs(ticks[-1]) >= COMPACT_FROM:
        return words.compact(tick) if tick else words.number(0)
    step = ticks[1] - ticks[0]
    return words.number(tick, 0 if step >= 1 else 1 if step >= 0.1 else 2)


def _replace(source: ColumnDataSource, columns: Mapping[str, Any]) -> None:
    """All columns where a shape has changed; otherwise only what differs in the others."""
    if any(source.data[axis] != columns[axis] for axis in SHAPES):
        source.data = dict(columns)
    else:
        feed(source, {name: column for name, column in columns.items() if name not in SHAPES})


def _axes(figure: Plot, look: Look, axis: bool) -> None:
    figure.update(min_border_left=LEFT_PX, min_border_bottom=BOTTOM_PX, min_border_right=RIGHT_PX)
    value_axis = the_axis(figure, "left")
    value_axis.visible = axis
    put_ticks(value_axis, {0.0: "0"})
    put_ticks(the_axis(figure, "below"), {})
    (grid,) = figure.ygrid
    grid.update(grid_line_color=look["rule"] if axis else None, ticker=value_axis.ticker)
