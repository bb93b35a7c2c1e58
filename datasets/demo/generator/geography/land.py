"""Outline, water and parks of the demo city, in plane metres."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from shapely.geometry import LineString, MultiPolygon, Polygon

from datasets.demo.generator.geography.curves import blob, smooth

RADIUS_M = 18_600
RIVER = [
    (-27_000, 9_500), (-19_000, 8_200), (-13_500, 3_800), (-8_000, 4_100), (-3_600, 1_500), (400, -1_300),
    (4_600, -900), (8_800, -4_800), (13_000, -5_200), (17_500, -9_600), (26_000, -12_500),
]  # fmt: skip
STREAM = [(-3_500, 21_000), (-4_200, 14_500), (-1_900, 10_200), (-2_600, 6_000), (-1_500, 800)]
LAKE = ((-2_300, 8_300), (1_950, 1_150), 0.5, 1.0)
PARKS = {
    ("翠微山森林公园", "Cuiwei Hill Forest Park"): ((-11_500, -3_900), (1_900, 1_400), 0.4, 0.3),
    ("镜湖公园", "Mirror Lake Park"): ((-500, 9_700), (620, 480), 0.2, 2.0),
    ("人民公园", "People's Park"): ((1_500, 1_500), (520, 400), 0.9, 1.1),
    ("滨江绿地", "Riverside Green"): ((5_300, -2_300), (1_100, 340), -0.3, 0.7),
    ("植物园", "Botanical Garden"): ((6_600, 6_400), (1_000, 800), 1.2, 4.0),
    ("湿地公园", "Wetland Park"): ((13_400, -8_200), (1_700, 900), -0.5, 2.7),
    ("体育公园", "Sports Park"): ((-5_200, -6_600), (700, 620), 0.0, 5.1),
    ("古城墙遗址公园", "Old Wall Park"): ((-1_800, -2_000), (560, 300), 0.7, 3.3),
}


@dataclass(frozen=True)
class Land:
    """The drawn land; `river` is its middle line from bank to bank of the city and beyond."""

    outline: Polygon
    river: LineString
    river_area: Polygon | MultiPolygon
    stream: LineString
    lake: Polygon
    parks: dict[tuple[str, str], Polygon]

    @property
    def water(self) -> Polygon | MultiPolygon:
        """Where nobody lives: river and lake."""
        return self.river_area.union(self.lake)


@cache
def land() -> Land:
    """The land of the demo city, the same for every seed: a city does not move."""
    river = LineString(smooth(RIVER, 5))
    river_area = _river_area(np.array(river.coords))
    lake = Polygon(blob(*LAKE))
    wet = river_area.buffer(60).union(lake.buffer(80))
    parks = {names: Polygon(blob(*shape)).difference(wet) for names, shape in PARKS.items()}
    return Land(_outline(), river, river_area, LineString(smooth(STREAM, 4)), lake, parks)


def _outline() -> Polygon:
    angle = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    swell = 1 + 0.10 * np.cos(2 * angle + 0.9) + 0.055 * np.cos(3 * angle + 2.6)
    swell += 0.04 * np.cos(5 * angle + 0.7) + 0.018 * np.cos(9 * angle + 1.9)
    radius = RADIUS_M * swell
    return Polygon(np.column_stack([1.04 * radius * np.cos(angle), 0.95 * radius * np.sin(angle)]))


def _river_area(middle: np.ndarray) -> Polygon:
    """Wider downstream: 240 m across where the river enters, 520 m where it leaves."""
    along = np.gradient(middle, axis=0)
    across = np.column_stack([-along[:, 1], along[:, 0]]) / np.hypot(along[:, 0], along[:, 1])[:, None]
    half = np.linspace(120, 260, len(middle))[:, None]
    return Polygon(np.vstack([middle + across * half, (middle - across * half)[::-1]])).buffer(0)
