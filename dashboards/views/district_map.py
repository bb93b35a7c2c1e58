"""Districts coloured by a metric, with points above them; a tap selects a district."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd
from bokeh.events import DoubleTap, Tap
from bokeh.models import Plot

from dashboards.asking import Told
from dashboards.composed import clone
from dashboards.markup import render
from dashboards.part import Part
from dashboards.series import without_rows
from dashboards.views.classes import Classes, classes_of
from dashboards.views.feeding import feed
from dashboards.views.legend import legend
from dashboards.views.map_drawing import WAYS, Drawing, Ring
from dashboards.views.map_emphasis import within_limits, worst
from dashboards.views.map_figure import UNKNOWN, compose_map, fill_columns
from dashboards.views.map_points import PointLayers
from dashboards.views.outlines import Outlines, outlines_of
from dashboards.views.view import Canvas, Slot, Twin, View
from pipelines.query.places import UNPLACED

FADED = 0.3
LEGEND_SHARE = (0.36, 0.24)
LABEL_STEP, LABEL_EDGE = 0.05, 0.015
WITHIN = 0.45
NAME_PX, WORST_PX, CHOSEN_PX = "11px", "13px", "15px"


@dataclass(frozen=True)
class MapData:
    """The answer by district, what one without rows stands for, its classes, the points of the layers; the districts
    within their funnel limits, and the worst."""

    told: Told
    values: dict[str, float]
    otherwise: float | None
    classes: Classes
    points: Any
    within: frozenset[str] | None = None
    worst: tuple[str, ...] = ()


class Label(NamedTuple):
    """Words on the map at a place in Web Mercator metres."""

    x: float
    y: float
    text: str
    colour: str
    size: str = NAME_PX
    style: str = "normal"
    baseline: str = "middle"
    align: str = "center"


class DistrictMap(View):
    """Districts coloured by one of the metrics, with rows as points above them.

    DistrictMap("tickets_opened", "on_time_pct", points=["request"], shown=["request"]): `metric_ids` can be switched
    between, the first opens; `points` are kinds of rows that can be drawn, `shown` those that are when a page opens.
    """

    kind = "map"
    has_twin = True
    own = ("districts", "polygon")

    def __init__(self, *metric_ids: str, points: Sequence[str] = (), shown: Sequence[str] = ()) -> None:
        self.metric_ids = metric_ids
        self.shown = tuple(shown)
        self._kinds = tuple(points)
        self._data: MapData | None = None

    def prepare(self) -> None:
        scene = self.scene
        self.kinds = tuple(kind for kind in self._kinds if scene.city.has_kind(kind))
        self._drawn = scene.selection.level
        self._outlined: tuple[Any, ...] = (self._drawn, (), (), ())
        base_map = scene.city.service.base_map()
        same = self.outlines(self._drawn).key, hash(base_map.to_json())
        cloned = clone(("map", same, scene.look.theme, len(self.kinds)), lambda: self._compose(base_map))
        self.figure: Plot = cloned.figure
        self.figure.name = self.name
        self.fill, self.limits = cloned.models["fill"], cloned.models["limits"]
        self.unknown = cloned.models["unknown"]
        self.chosen, self.labels, self.names = (cloned.models[name] for name in ("chosen", "labels", "names"))
        self._named: tuple[str, bool] | None = None
        self.worst, self.leaders = cloned.models["worst"], cloned.models["leaders"]
        self.drawing = Drawing(self.figure, cloned.models, self._drew)
        self.points = PointLayers(scene, cloned, self.kinds)
        self._draw_level(self._drawn)
        self.controls, self.legend = Part(f"{self.name}.controls"), Part(f"{self.name}.legend")
        self.figure.on_event(Tap, self._tapped)
        self.figure.on_event(DoubleTap, self._tapped)

    def slots(self) -> Iterator[Slot]:
        yield self.head
        yield self.controls
        yield Canvas("map", self.figure, self.legend)

    def fetch(self) -> MapData:
        scene = self.scene
        level = scene.selection.level
        told = scene.ask(scene.selection.fill, self.own, by="district", level=level)
        values = {} if told.answer.level != level else told.by_group()
        placed = {name: value for name, value in values.items() if name not in UNPLACED and pd.notna(value)}
        otherwise = without_rows(scene, told) if told.answer.level == level else None
        within = within_limits(told) if placed else None
        last = tuple(worst(told, placed, within))
        return MapData(told, values, otherwise, classes_of(placed.values()), self.points.fetch(), within, last)

    def show(self, data: MapData) -> None:
        self._data = data
        level = self.scene.selection.level
        if level != self._drawn:
            self._draw_level(level)
        self._put_fill(data)
        self._put_chosen(level)
        self._put_names()
        feed(self.labels, _columns(self._labels(data)))
        self.points.show(data.points)
        self._put_texts(data)

    def hear(self, deed: str, value: str) -> None:
        selection = self.scene.selection
        if deed == "fill" and value in self.metric_ids:
            selection.choose(fill=value, **self._level_for(value))
        elif deed == "level" and value in {level.id for level in self.scene.city.profile.levels}:
            selection.choose(level=value, districts=())
        elif deed == "draw":
            self.drawing.choose(value)
            self._put_controls()
            self._put_chosen(self._drawn)
        elif deed == "layer" and value in self.kinds:
            on = set(selection.layers) ^ {value}
            selection.choose(layers=tuple(kind for kind in self.kinds if kind in on))

    def told(self) -> Told | None:
        return self._data.told if self._data else None

    def twin(self) -> Twin | None:
        if self._data is None:
            return None
        words, told = self.scene.words, self._data.told
        level = self.scene.selection.level
        columns = (words.name(self.scene.city.level_names(level)), words.name(told.metric.names))
        return Twin(columns, [(words.group(g), self.scene.exact(told.metric, g.value)) for g in told.groups])

    def outlines(self, level: str) -> Outlines:
        return outlines_of(self.scene.city.answers, self.scene.city.service.snapshot.id, level)

    def _compose(self, base_map: pd.DataFrame) -> Plot:
        return compose_map(self.scene.look, self.outlines(self._drawn), len(self.kinds), base_map)

    def _parent(self, level: str) -> str | None:
        return next(entry.parent for entry in self.scene.city.profile.levels if entry.id == level)

    def _level_for(self, metric_id: str) -> dict[str, Any]:
        """Another level where the metric's rows do not carry the one that is drawn."""
        selection = self.scene.selection
        told = self.scene.ask(metric_id, self.own, by="district", level=selection.level)
        other = told.answer.level
        return {} if other in (None, selection.level) else {"level": other, "districts": ()}

    def _draw_level(self, level: str) -> None:
        outlines = self.outlines(level)
        count = len(outlines.ids)
        plain = fill_columns([0] * count, [1.0] * count)
        self.fill.data = outlines.polygons | plain
        self.limits.data = outlines.limits
        self._drawn = level

    def _put_chosen(self, level: str) -> None:
        selection = self.scene.selection
        corners = tuple(self.drawing.corners)
        chosen = level, selection.districts, selection.polygon, corners
        if chosen != self._outlined:
            lines = self.outlines(level).lines(selection.districts)
            ring = corners or (*selection.polygon, *selection.polygon[:1])
            drawn = {"xs": [[x for x, _ in ring]], "ys": [[y for _, y in ring]]} if ring else {"xs": [], "ys": []}
            self.chosen.data = {axis: [*lines[axis], *drawn[axis]] for axis in ("xs", "ys")}
            self._outlined = chosen

    def _put_fill(self, data: MapData) -> None:
        ids = self.outlines(self._drawn).ids
        chosen = self._chosen()
        values = [data.values.get(name, data.otherwise) for name in ids]
        known = [value is not None and pd.notna(value) for value in values]
        columns = fill_columns(
            [data.classes.of(v) if k else UNKNOWN for v, k in zip(values, known, strict=True)],
            [self._alpha(name, chosen, data.within) for name in ids],
        )
        feed(self.fill, columns)
        self.unknown.booleans = [not k for k in known] if not all(known) else []

    def _chosen(self) -> frozenset[str]:
        """The districts that are selected, or that a drawn area has a part of."""
        selection = self.scene.selection
        drawn = self.outlines(self._drawn).meeting(selection.polygon) if selection.polygon else frozenset()
        return drawn | frozenset(selection.districts)

    @staticmethod
    def _alpha(name: str, chosen: frozenset[str], within: frozenset[str] | None) -> float:
        if chosen:
            return 1.0 if name in chosen else FADED
        return WITHIN if within is not None and name in within else 1.0

    def _labels(self, data: MapData) -> list[Label]:
        """The worst on leaders; with a selection those selected."""
        chosen = self.scene.selection.districts
        leading = () if self._chosen() else data.worst
        self.worst.booleans = [name in leading for name in self.outlines(self._drawn).ids] if leading else []
        led = self._led_labels(data, leading)
        return self._chosen_labels(data, chosen) if chosen else led

    def _put_names(self) -> None:
        """Names of the level above, unless districts are selected."""
        named = self._drawn, not self.scene.selection.districts
        if named != self._named:
            self._named = named
            feed(self.names, _columns(self._parent_labels() if named[1] else []))

    def _led_labels(self, data: MapData, leading: tuple[str, ...]) -> list[Label]:
        """Names and values at the nearer side of the map, one below the other, with a line to the district."""
        frame, words, ink = self.outlines(self._drawn).frame, self.scene.words, self.scene.look["ink"]
        x, y = self.figure.x_range, self.figure.y_range
        step, edge = (y.end - y.start) * LABEL_STEP, (x.end - x.start) * LABEL_EDGE
        labels: list[Label] = []
        lines: dict[str, list[float]] = {name: [] for name in ("x", "y", "to_x", "to_y")}
        for row in sorted((frame.loc[name] for name in leading), key=lambda row: -row.label_y):
            left = row.label_x < (x.start + x.end) / 2
            side = [label.y for label in labels if (label.align == "left") == left]
            place = min([row.label_y, *(at - step for at in side)])
            at = x.start + edge if left else x.end - edge
            text = f"{self.scene.amount(data.told.metric, data.values[row.district_id])} {words.place(row)}"
            labels.append(
                Label(round(at), round(place), text, ink, WORST_PX, "bold", "bottom", "left" if left else "right")
            )
            for name, value in zip(lines, (row.label_x, row.label_y, at, place), strict=True):
                lines[name].append(round(value))
        feed(self.leaders, lines)
        return labels

    def _parent_labels(self) -> list[Label]:
        parent = self._parent(self._drawn)
        frame = self.scene.city.districts(parent) if parent else self.outlines(self._drawn).frame
        ink, words = self.scene.look["ink"], self.scene.words
        return [Label(round(row.label_x), round(row.label_y), words.place(row), ink) for row in frame.itertuples()]

    def _chosen_labels(self, data: MapData, chosen: tuple[str, ...]) -> list[Label]:
        """Below each district; of several, above those north of the others, whose numbers would hide theirs."""
        outlines, words, plum = self.outlines(self._drawn), self.scene.words, self.scene.look["sel"]
        rows = list(outlines.frame[outlines.frame.index.isin(chosen)].itertuples())
        middle = sum(row.label_y for row in rows) / max(len(rows), 1)
        labels = []
        for row in rows:
            amount = self.scene.amount(data.told.metric, data.values.get(row.district_id, data.otherwise))
            north = len(rows) > 1 and row.label_y > middle
            edge, baseline = (max, "bottom") if north else (min, "top")
            at = edge(edge(ys) for ys in outlines.lines((row.district_id,))["ys"])
            text = f"{words.place(row)} {amount}"
            labels.append(Label(row.label_x, at, text, plum, CHOSEN_PX, "bold", baseline))
        return labels

    def _put_texts(self, data: MapData) -> None:
        scene, words, selection = self.scene, self.scene.words, self.scene.selection
        level = words.inline(scene.city.level_names(selection.level))
        name = words.name(data.told.metric.names)
        self.put_head(data.told, words("map.title", name=name, level=level), self._finding(data))
        self._put_controls()
        self._put_legend(data)

    def _put_controls(self) -> None:
        scene, words, selection = self.scene, self.scene.words, self.scene.selection
        offered = dict.fromkeys((*self.metric_ids, selection.fill))
        known = [m for m in offered if m == selection.fill or scene.city.extent(m)]
        fills = [(m, words.name(scene.city.metrics[m].names), m == selection.fill) for m in known]
        levels = [(e.id, words.name(e.names), e.id == selection.level) for e in scene.city.profile.levels]
        ways = [(way, way == self.drawing.way) for way in WAYS]
        named = {"ways": ways, "corners": self.drawing.way == "polygon", "name": self.name, "words": words}
        self.controls.put(render("map_controls", fills=fills, levels=levels, **named))

    def _drew(self, ring: Ring) -> None:
        self._put_controls()
        self.scene.selection.choose(polygon=ring, districts=())

    def _note(self, data: MapData, known: int) -> str:
        """Whether the colours are counts, or which shares differ by more than chance."""
        if data.within is not None:
            return self.scene.words("legend.within", n=len(data.within), whole=known)
        return self.scene.words("legend.counts") if data.told.metric.is_additive else ""

    def _put_legend(self, data: MapData) -> None:
        found = [data.values.get(name, data.otherwise) for name in self.outlines(self._drawn).ids]
        counted = [value for value in found if value is not None and pd.notna(value)]
        values = legend(self.scene, data.told, data.classes, counted)
        layers = self.points.legend(data.points)
        values |= {"layers": layers, "name": self.name, "words": self.scene.words, "corner": self._corner()}
        values["note"] = self._note(data, len(counted))
        self.legend.put(render("legend", **values))

    def _corner(self) -> str:
        ranges = self.figure.x_range, self.figure.y_range
        box = (ranges[0].start, ranges[1].start, ranges[0].end, ranges[1].end)
        return self.outlines(self._drawn).emptiest_corner(box, *LEGEND_SHARE)

    def _finding(self, data: MapData) -> str:
        words = self.scene.words
        named = {group.group: group for group in data.told.groups if group.group not in UNPLACED}
        top = named.get(data.worst[0]) if data.worst else next(iter(named.values()), None)
        if top is None or not data.values:
            return self.nothing()
        if not data.worst and data.within is not None:
            return words("map.alike")
        amount = self.scene.amount(data.told.metric, top.value)
        end = "lowest" if data.told.metric.direction == "up" else "highest"
        finding = words(f"map.{end}", name=words.group(top), amount=amount)
        nowhere = sum(data.values.get(group, 0) for group in UNPLACED)
        if nowhere:
            finding += words("map.nowhere", amount=self.scene.amount(data.told.metric, nowhere))
        return finding

    def _tapped(self, event: Tap) -> None:
        if not isinstance(event.x, (int, float)) or not isinstance(event.y, (int, float)):
            return
        if self.drawing.way:
            if self.drawing.way == "polygon":
                self.drawing.corner(event.x, event.y, isinstance(event, DoubleTap))
                self._put_chosen(self._drawn)
            return
        district = self.outlines(self._drawn).at(event.x, event.y)
        add = bool((event.modifiers or {}).get("shift"))
        if district is not None:
            self.scene.selection.toggle_district(district, add)
        elif not add:
            self.scene.selection.clear("districts")


def _columns(labels: list[Label]) -> dict[str, list[Any]]:
    return {name: [getattr(label, name) for label in labels] for name in Label._fields}
