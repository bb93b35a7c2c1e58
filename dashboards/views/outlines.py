"""Outlines of districts as canvas columns, and which district a place is in. Web Mercator metres throughout."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pandas as pd
from shapely import MultiPolygon, Point, Polygon, union_all
from shapely import box as shapely_box
from shapely.strtree import STRtree

from dashboards.asking import Answers
from pipelines.query.places import UNPLACED

SLIVER_M = 60.0
KEPT = 16
COVERED = 0.04
Box = tuple[float, float, float, float]


class Outlines:
    """Districts of one level, in the order of the frame, which is indexed by district id; `key` tells them apart."""

    def __init__(self, frame: pd.DataFrame, key: int) -> None:
        self.frame, self.key = frame, key
        self.ids: list[str] = list(frame.index)
        self._corners: dict[tuple[Box, float, float], str] = {}
        self._rings = [[np.asarray(ring, dtype=float) for ring in _rings(cell)] for cell in frame["rings"]]

    @cached_property
    def polygons(self) -> dict[str, list[Any]]:
        """Columns of filled shapes: district, polygon, ring, place."""
        return {
            "xs": [[[ring[:, 0]] for ring in rings] for rings in self._rings],
            "ys": [[[ring[:, 1]] for ring in rings] for rings in self._rings],
        }

    def lines(self, ids: tuple[str, ...] | None = None) -> dict[str, list[Any]]:
        """Columns of the outlines of some districts, or of all; one line a ring."""
        chosen = [rings for name, rings in zip(self.ids, self._rings, strict=True) if ids is None or name in ids]
        rings = [_closed(ring) for district in chosen for ring in district]
        return {"xs": [ring[:, 0] for ring in rings], "ys": [ring[:, 1] for ring in rings]}

    @cached_property
    def limits(self) -> dict[str, list[Any]]:
        """Columns of the limits of the level above: districts of one parent, put together."""
        parents = self.frame["parent_id"].fillna("").to_numpy()
        merged = [self._merged(np.flatnonzero(parents == parent)) for parent in dict.fromkeys(parents)]
        rings = [np.asarray(polygon.exterior.coords) for shape in merged for polygon in _polygons(shape)]
        return {"xs": [ring[:, 0] for ring in rings], "ys": [ring[:, 1] for ring in rings]}

    def _merged(self, places: np.ndarray) -> Any:
        """Simplified neighbours do not meet exactly: slivers narrower than twice SLIVER_M are closed."""
        shapes = [self._shapes[place].buffer(SLIVER_M) for place in places]
        return union_all(shapes).buffer(-SLIVER_M)

    def box(self, aspect: float, margin: float = 0.03) -> Box:
        """West, south, east, north of all, widened to a width-to-height ratio."""
        corners = np.concatenate([ring for rings in self._rings for ring in rings])
        (west, south), (east, north) = corners.min(axis=0), corners.max(axis=0)
        width, height = (east - west) * (1 + 2 * margin), (north - south) * (1 + 2 * margin)
        width, height = max(width, height * aspect), max(height, width / aspect)
        x, y = (west + east) / 2, (south + north) / 2
        return x - width / 2, y - height / 2, x + width / 2, y + height / 2

    def emptiest_corner(self, box: Box, width: float, height: float) -> str:
        """The corner of a box that holds a part of its width and height: nw, sw or se, else `below`.

        In the fourth stand the ways to draw.
        """
        asked = box, width, height
        if asked not in self._corners:
            self._corners[asked] = self._emptiest(*asked)
        return self._corners[asked]

    def _emptiest(self, box: Box, width: float, height: float) -> str:
        west, south, east, north = box
        wide, high = (east - west) * width, (north - south) * height
        corners = {
            "sw": (west, south),
            "se": (east - wide, south),
            "nw": (west, north - high),
        }
        met = {name: self._area_within(x, y, x + wide, y + high) for name, (x, y) in corners.items()}
        best = min(met, key=lambda name: met[name])
        return best if met[best] <= COVERED * wide * high else "below"

    def at(self, x: float, y: float) -> str | None:
        """The district that a place lies in."""
        place = Point(x, y)
        return next((self.ids[i] for i in self._tree.query(place) if self._shapes[i].contains(place)), None)

    def meeting(self, ring: Iterable[tuple[float, float]]) -> frozenset[str]:
        """The districts that an area has a part of."""
        area = Polygon(list(ring)).buffer(0)
        return frozenset(self.ids[i] for i in self._tree.query(area) if self._shapes[i].buffer(0).intersects(area))

    def _area_within(self, west: float, south: float, east: float, north: float) -> float:
        place = shapely_box(west, south, east, north)
        return sum(self._shapes[i].buffer(0).intersection(place).area for i in self._tree.query(place))

    @cached_property
    def _shapes(self) -> list[MultiPolygon]:
        return [MultiPolygon([Polygon(ring) for ring in rings if len(ring) >= 3]) for rings in self._rings]

    @cached_property
    def _tree(self) -> STRtree:
        return STRtree(self._shapes)


def _rings(cell: Any) -> list[Any]:
    return [] if cell is None else [[list(point) for point in ring] for ring in cell]


def _closed(ring: np.ndarray) -> np.ndarray:
    return ring if (ring[0] == ring[-1]).all() else np.concatenate([ring, ring[:1]])


def _polygons(shape: Any) -> list[Polygon]:
    return list(getattr(shape, "geoms", [shape]))


_read: OrderedDict[int, Outlines] = OrderedDict()


@lru_cache(maxsize=64)
def outlines_of(answers: Answers, _snapshot_id: str, level: str) -> Outlines:
    """The outlines of a level; one copy for all snapshots whose boundaries are the same."""
    frame = answers.service.districts(level)
    frame = frame[~frame["district_id"].isin(UNPLACED)].set_index("district_id", drop=False)
    same = hash((level, str(frame.to_dict("list"))))
    if same not in _read:
        _read[same] = Outlines(frame, same)
        while len(_read) > KEPT:
            _read.popitem(last=False)
    return _read[same]
