"""The same metric on one little map a category, agency, kind or month, all on one scale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import isnan
from typing import Any, Literal

import pandas as pd
from shapely import Polygon

from dashboards.asking import Told
from dashboards.markup import render
from dashboards.scene import bin_end, bin_starts
from dashboards.views.classes import Classes, classes_of
from dashboards.views.legend import legend
from dashboards.views.outlines import Outlines, outlines_of
from dashboards.views.sheet import Sheet
from dashboards.views.view import Twin
from dashboards.words import catalogue
from datasets.problems import Problem
from pipelines.query.places import UNPLACED

SIDE, FINEST = 100.0, 0.9
"""The larger side of a little map, and below what size its corners are left out, in its own units."""
FIELDS = {"category": "category", "agency": "agency", "kind": "kind"}
CLAUSES = {"category": ("categories",), "agency": ("agencies",), "kind": (), "month": ("time",)}


@dataclass(frozen=True)
class Little:
    """One map: the group that it is of, its name, values by district, the whole."""

    group: str
    name: str
    values: dict[str, float]
    whole: float
    period: tuple[date, date] | None = None


@dataclass(frozen=True)
class Many:
    """The answer by district that names sources, the maps from the largest, the classes of all."""

    told: Told
    maps: list[Little]
    classes: Classes


class SmallMaps(Sheet):
    """The metric `metric_id` on one map a group of `by`, the `top` largest; a tap on one selects its group.

    SmallMaps("complaints_reported", by="category", top=8): `by` is category, agency, kind or month (the last `top`
    months of the page's period). One scale for all, so that they can be read against each other.
    """

    kind = "half"
    has_twin = True

    def __init__(
        self, metric_id: str, by: Literal["category", "agency", "kind", "month"] = "category", top: int = 8
    ) -> None:
        self.metric_ids = (metric_id,)
        self.by, self.top = by, top
        self.own = CLAUSES[by]
        self._data: Many | None = None

    def fetch(self) -> Many:
        scene = self.scene
        if scene.is_quick and self._data is not None:
            return self._data
        level = scene.selection.level
        told = scene.ask(self.metric_ids[0], self.own, by="district", level=level)
        maps = self._months(level) if self.by == "month" else self._groups(told, level)
        values = [value for one in maps for value in one.values.values() if not isnan(value)]
        return Many(told, maps, classes_of(values))

    def show(self, data: Many) -> None:
        self._data = data
        words, level = self.scene.words, self.scene.selection.level
        title = words(f"maps.{self.by}", name=words.name(data.told.metric.names))
        self.put_head(data.told, title, self._finding(data))
        outlines = outlines_of(self.scene.city.answers, self.scene.city.service.snapshot.id, level)
        shapes = shapes_of(outlines)
        values: dict[str, Any] = {
            "maps": self._drawn(data, shapes),
            "shapes": shapes,
            "words": words,
            "name": self.name,
        }
        known = [value for one in data.maps for value in one.values.values()]
        values |= {"legend": legend(self.scene, data.told, data.classes, known), "nothing": self.nothing()}
        self.body.put(render("small_maps", **values))

    def hear(self, deed: str, value: str) -> None:
        found = next((one for one in self._data.maps if one.group == value), None) if self._data else None
        if deed != "pick" or found is None:
            return
        selection = self.scene.selection
        if self.by == "category":
            selection.toggle_category(self._data.told.metric.fact, value)  # type: ignore[union-attr]
        elif self.by == "agency":
            selection.choose(agencies=() if selection.agencies == (value,) else (value,))
        elif found.period is not None:
            selection.choose(time=None if selection.time == found.period else found.period)

    def told(self) -> Told | None:
        return self._data.told if self._data else None

    def twin(self) -> Twin | None:
        """A row a district, a column a map."""
        data, words, level = self._data, self.scene.words, self.scene.selection.level
        if data is None:
            return None
        districts = self.scene.city.districts(level)
        columns = (words.name(self.scene.city.level_names(level)), *(one.name for one in data.maps))
        exact = self.scene.exact
        rows = [
            (words.place(row), *(exact(data.told.metric, one.values.get(str(name))) for one in data.maps))
            for name, row in districts.iterrows()
        ]
        return Twin(columns, rows)

    def _months(self, level: str) -> list[Little]:
        scene, (first, last) = self.scene, self.scene.selection.period
        maps = []
        for start in bin_starts((first, last), "month")[-self.top :]:
            period = max(start, first), min(bin_end(start, "month"), last)
            told = scene.ask(self.metric_ids[0], self.own, period, by="district", level=level)
            values = {str(g.group): g.value for g in told.groups if g.group not in UNPLACED}
            row = scene.ask(self.metric_ids[0], self.own, period).row
            whole = row.value if row is not None else float("nan")
            maps.append(Little(start.isoformat(), scene.words.month(start), values, whole, period))
        return maps

    def _groups(self, told: Told, level: str) -> list[Little]:
        """Raises Problem for a metric that is made of other metrics: its rows have no category."""
        if told.metric.derived is not None or told.metric.quantile is not None:
            raise Problem("small maps by category are of counts, sums and shares", found=told.metric.id)
        scene, metric = self.scene, told.metric
        predicate = scene.selection.predicate(metric.fact, self.own)
        frame = scene.city.service.spread(metric, FIELDS[self.by], predicate, "district", level).dropna(subset=["of"])
        if frame.empty:
            return []
        is_share = metric.denominator is not None or metric.mean is not None
        parts = frame["denominator"] if is_share else 1.0
        frame = frame.assign(
            value=metric.scale * frame["numerator"] / parts, weight=parts if is_share else frame["numerator"]
        )
        largest = frame.groupby("of")["weight"].sum().sort_values(ascending=False).head(self.top)
        return [self._little(str(of), frame[frame["of"] == of], is_share) for of in largest.index]

    def _little(self, of: str, rows: pd.DataFrame, is_share: bool) -> Little:
        scale = self.scene.city.metrics[self.metric_ids[0]].scale
        whole = scale * rows["numerator"].sum() / (rows["denominator"].sum() if is_share else 1.0)
        placed = rows[~rows["group"].isin(UNPLACED)]
        values = {str(name): float(value) for name, value in zip(placed["group"], placed["value"], strict=True)}
        return Little(of, self._name(of), values, float(whole))

    def _name(self, of: str) -> str:
        words, city = self.scene.words, self.scene.city
        if self.by == "agency":
            known = city.catalogue.agencies.get(of)
            return words.name(known.names) if known else of
        if self.by == "kind":
            return words(f"kind.{of}") if f"kind.{of}" in catalogue(words.language) else of
        return self.scene.category_name(city.metrics[self.metric_ids[0]].fact, of)

    def _drawn(self, data: Many, shapes: Shapes) -> list[dict[str, Any]]:
        chosen = self._chosen(data)
        metric = data.told.metric
        empty = 0.0 if metric.no_rows == "zero" else None
        return [
            {
                "group": one.group,
                "name": one.name,
                "amount": self.scene.amount(metric, one.whole),
                "chosen": one.group in chosen,
                "fills": [
                    (place, _token(one.values.get(district, empty), data.classes))
                    for place, district in enumerate(shapes.ids)
                ],
            }
            for one in data.maps
        ]

    def _chosen(self, data: Many) -> tuple[str, ...]:
        selection = self.scene.selection
        if self.by == "category":
            return selection.chosen_categories(data.told.metric.fact)
        if self.by == "agency":
            return selection.agencies
        return tuple(one.group for one in data.maps if one.period is not None and one.period == selection.time)

    def _finding(self, data: Many) -> str:
        """Where the largest of the groups is densest."""
        words = self.scene.words
        known = [
            (value, district, one) for one in data.maps for district, value in one.values.items() if value == value
        ]
        if not known:
            return self.nothing()
        value, district, one = max(known, key=lambda found: found[0])
        districts = self.scene.city.districts(self.scene.selection.level)
        place = words.place(districts.loc[district]) if district in districts.index else district
        return words("maps.finding", name=one.name, place=place, amount=self.scene.amount(data.told.metric, value))


@dataclass(frozen=True)
class Shapes:
    """Outlines small enough to be drawn many times: SVG paths by place, in a box of `width` × `height`."""

    ids: tuple[str, ...]
    paths: tuple[str, ...]
    width: float
    height: float


@lru_cache(maxsize=16)
def shapes_of(outlines: Outlines) -> Shapes:
    """The outlines of a level, thinned to what a little map can show."""
    columns = outlines.lines()
    west, east = min(min(xs) for xs in columns["xs"]), max(max(xs) for xs in columns["xs"])
    south, north = min(min(ys) for ys in columns["ys"]), max(max(ys) for ys in columns["ys"])
    scale = SIDE / max(east - west, north - south)
    paths = []
    for name in outlines.ids:
        lines = outlines.lines((name,))
        rings = [
            Polygon([((x - west) * scale, (north - y) * scale) for x, y in zip(xs, ys, strict=True)]).simplify(FINEST)
            for xs, ys in zip(lines["xs"], lines["ys"], strict=True)
            if len(xs) >= 4
        ]
        largest = max((ring.area for ring in rings), default=0.0)
        shown = [ring for ring in rings if not ring.is_empty and (ring.area > FINEST or ring.area == largest)]
        paths.append("".join(_path(ring) for ring in shown))
    return Shapes(tuple(outlines.ids), tuple(paths), (east - west) * scale, (north - south) * scale)


def _path(ring: Any) -> str:
    rings = getattr(ring, "geoms", [ring])
    return "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in one.exterior.coords[:-1]) + "Z" for one in rings)


def _token(value: float | None, classes: Classes) -> str:
    return "k0" if value is None or isnan(value) else f"k{classes.of(value) + 1}"
