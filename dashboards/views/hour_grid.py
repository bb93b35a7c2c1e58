"""A metric by hour and weekday: a grid that can be brushed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from bokeh.events import SelectionGeometry, Tap
from bokeh.models import BoxSelectTool, ColumnDataSource, Plot, Range1d

from dashboards.address import hour_spans
from dashboards.asking import Told
from dashboards.composed import clone
from dashboards.look import RAMP, Look
from dashboards.views.axes import put_ticks, the_axis
from dashboards.views.classes import Classes, classes_of
from dashboards.views.feeding import feed
from dashboards.views.view import Canvas, Slot, Twin, View

DAYS, HOURS = 7, 24
FADED = 0.38
GAP = 0.04
OUTLINES = 24
NOTHING = len(RAMP)


@dataclass(frozen=True)
class Week:
    """Values by weekday and hour (7 × 24), how many rows have no hour, and the colour classes."""

    told: Told
    values: np.ndarray
    without_hour: float
    classes: Classes


class HourGrid(View):
    """HourGrid("tickets_opened"): the metric `metric_id` by weekday and hour; a brush or a tap selects hours."""

    kind = "hours"
    has_twin = True
    own = ("hours",)

    def __init__(self, metric_id: str) -> None:
        self.metric_ids = (metric_id,)
        self._week: Week | None = None

    def prepare(self) -> None:
        look = self.scene.look
        cloned = clone(("hours", look.theme), lambda: compose_grid(look))
        self.figure: Plot = cloned.figure
        self.figure.name = self.name
        self.source: ColumnDataSource = cloned.models["cells"]
        self.outlines: ColumnDataSource = cloned.models["outlines"]
        words = self.scene.words
        put_ticks(the_axis(self.figure, "left"), {DAYS - 1 - day + 0.5: words.weekday(day) for day in range(DAYS)})
        put_ticks(the_axis(self.figure, "below"), {float(hour): f"{hour:02d}" for hour in (0, 6, 12, 18, 24)})
        self.figure.on_event(SelectionGeometry, self._brushed)
        self.figure.on_event(Tap, self._tapped)

    def slots(self) -> Iterator[Slot]:
        yield self.head
        yield Canvas("grid", self.figure)

    def fetch(self) -> Week:
        told = self.scene.ask(self.metric_ids[0], self.own, by="hour_of_week")
        values = np.zeros(DAYS * HOURS)
        without = 0.0
        for group, value in told.by_group().items():
            if int(group) >= 0:
                values[int(group)] = value
            else:
                without = value
        return Week(told, values.reshape(DAYS, HOURS), without, classes_of(values))

    def show(self, data: Week) -> None:
        self._week = data
        chosen = set(self.scene.selection.hours)
        empty = not data.values.any()
        fills = [NOTHING if empty else data.classes.of(value) for value in data.values.ravel()]
        cells = [(day, hour) for day in range(DAYS) for hour in range(HOURS)]
        alphas = [1.0 if not chosen or cell in chosen else FADED for cell in cells]
        feed(self.source, {"fill": fills, "alpha": alphas})
        feed(self.outlines, outline_columns(self.scene.selection.hours))
        words = self.scene.words
        self.put_head(data.told, words("hours.title", name=words.name(data.told.metric.names)), self._finding(data))

    def told(self) -> Told | None:
        return self._week.told if self._week else None

    def twin(self) -> Twin | None:
        if self._week is None:
            return None
        words, week = self.scene.words, self._week
        columns = (words("by.weekday"), *(f"{hour:02d}" for hour in range(HOURS)))
        amounts = [[self.scene.exact(week.told.metric, value) for value in row] for row in week.values]
        return Twin(columns, [(words.weekday(day), *row) for day, row in enumerate(amounts)])

    def _finding(self, week: Week) -> str:
        words, metric = self.scene.words, week.told.metric
        if not week.values.any():
            return words("hours.without") if week.without_hour else self.nothing()
        day, hour = divmod(int(week.values.argmax()), HOURS)
        amount = self.scene.amount(metric, week.values[day, hour])
        finding = words("hours.finding", day=words.weekday(day), hour=f"{hour:02d}", amount=amount)
        if week.without_hour:
            finding += words("hours.some_without", amount=self.scene.amount(metric, week.without_hour))
        return finding

    def _brushed(self, event: SelectionGeometry) -> None:
        ends = [event.geometry.get(name) for name in ("x0", "x1", "y0", "y1")]
        if event.final and all(isinstance(end, (int, float)) and abs(end) < 1e6 for end in ends):
            self.scene.selection.choose(hours=cells_within(*ends))

    def _tapped(self, event: Tap) -> None:
        if not isinstance(event.x, (int, float)) or not isinstance(event.y, (int, float)):
            return
        cells = cells_within(event.x, event.x, event.y, event.y)
        self.scene.selection.choose(hours=() if cells == self.scene.selection.hours else cells)


def cells_within(x0: float, x1: float, y0: float, y1: float) -> tuple[tuple[int, int], ...]:
    """The (weekday, hour) cells that a box touches; the grid has Monday on top."""
    hours = range(max(0, int(min(x0, x1))), min(HOURS - 1, int(max(x0, x1))) + 1)
    rows = range(max(0, int(min(y0, y1))), min(DAYS - 1, int(max(y0, y1))) + 1)
    return tuple(sorted((DAYS - 1 - row, hour) for row in rows for hour in hours))


def outline_columns(hours: tuple[tuple[int, int], ...]) -> dict[str, list[Any]]:
    """Outlines of the selected hours as rectangles."""
    spans = hour_spans(hours)[:OUTLINES]
    return {
        "left": [first for _, _, first, _ in spans],
        "right": [last + 1 for _, _, _, last in spans],
        "bottom": [DAYS - 1 - last_day for _, last_day, _, _ in spans],
        "top": [DAYS - first_day for first_day, _, _, _ in spans],
    }


def compose_grid(look: Look) -> Plot:
    """24 × 7 rectangles, Monday on top, and the outlines of the selected hours above them."""
    import holoviews as hv
    import holoviews.plotting.bokeh

    boxes = [
        (hour + GAP / 2, DAYS - 1 - day + GAP, hour + 1 - GAP / 2, DAYS - day - GAP)
        for day in range(DAYS)
        for hour in range(HOURS)
    ]
    options = {"backend": "bokeh", "tools": [], "default_tools": [], "toolbar": None, "xlabel": "", "ylabel": ""}
    plot = hv.renderer("bokeh").get_plot(hv.Rectangles(boxes).opts(line_color=None, **options))
    figure, source, glyph = plot.state, plot.handles["source"], plot.handles["glyph"]
    source.name = "cells"
    source.data = source.data | {"fill": [0] * len(boxes), "alpha": [1.0] * len(boxes)}
    glyph.update(fill_color=look.class_fill("surface"), fill_alpha={"field": "alpha"}, line_color=None)
    outlines = ColumnDataSource(outline_columns(()), name="outlines")
    figure.quad(source=outlines, fill_color=None, line_color=look["sel"], line_width=2)
    figure.update(x_range=Range1d(0, HOURS), y_range=Range1d(0, DAYS))
    select = BoxSelectTool(continuous=False, renderers=[])
    select.overlay.update(fill_color=look["sel"], fill_alpha=0.12, line_color=look["sel"])
    figure.tools = [select]
    figure.toolbar.active_drag = select
    look.dress(figure)
    figure.update(min_border_left=44, min_border_bottom=20, min_border_right=8, min_border_top=2)
    return figure
