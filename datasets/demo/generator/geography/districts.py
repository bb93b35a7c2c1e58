"""The 60 sub-districts of the demo city and the 12 districts that they make up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely
from shapely.geometry import Polygon

from datasets.demo.generator.geography.coverage import seeds, tile
from datasets.demo.generator.geography.land import land
from datasets.demo.generator.geography.names import DISTRICTS, SUB_DISTRICTS
from datasets.demo.generator.streams import stream

GEOGRAPHY_SEED = 4
POPULATION = 3_012_400
CODE = "3499"
DENSE_REACH_M = 6_400


@dataclass(frozen=True)
class Districts:
    """Sub-districts by index (0 to 59) and districts by index (0 to 11); polygons in plane metres.

    `district_of` gives the district of each sub-district, `neighbours` which sub-districts share a border.
    """

    polygons: list[Polygon]
    district_of: np.ndarray
    population: np.ndarray
    neighbours: list[list[int]]

    @property
    def centres(self) -> np.ndarray:
        """A point inside each sub-district: [60, 2]."""
        return np.array([polygon.representative_point().coords[0] for polygon in self.polygons])

    @property
    def sub_codes(self) -> list[str]:
        """Codes of the sub-districts, as six digits and three of the statistics office."""
        order = Counter[int]()
        codes = []
        for district in self.district_of.tolist():
            order[district] += 1
            codes.append(f"{district_code(district)}{order[district]:03d}")
        return codes

    def district_polygon(self, district: int, district_of: np.ndarray) -> shapely.Geometry:
        """The district as the union of what belongs to it; its borders are those of its parts."""
        parts = [self.polygons[index] for index in np.flatnonzero(district_of == district)]
        return shapely.coverage_union_all(parts)


def district_code(district: int) -> str:
    """Six digits, as the statistics office numbers districts; 3499 is not a real city's number."""
    return f"{CODE}{district + 1:02d}"


@cache
def districts() -> Districts:
    """The districts, the same for every seed."""
    rng = stream(GEOGRAPHY_SEED, "geo")
    ground = land()
    points = seeds(rng, ground.outline, len(SUB_DISTRICTS), 7_500)
    points = points[np.argsort(np.hypot(points[:, 0], points[:, 1]))]
    polygons = tile(rng, ground.outline, ground.river, points)
    neighbours = _neighbours(polygons)
    district_of = _grow(polygons, neighbours)
    return Districts(polygons, _named(polygons, district_of), _population(rng, polygons), neighbours)


def _named(polygons: list[Polygon], district_of: np.ndarray) -> np.ndarray:
    """The same districts numbered as the names are: each name goes to the free district nearest its place."""
    count = len(DISTRICTS)
    members = [[polygons[index] for index in np.flatnonzero(district_of == district)] for district in range(count)]
    middles = np.array([shapely.unary_union(part).centroid.coords[0] for part in members])
    number = np.full(count, -1)
    for name, (_, _, place) in enumerate(DISTRICTS):
        gaps = np.where(number < 0, np.hypot(*(middles - place).T), np.inf)
        number[np.argmin(gaps)] = name
    return number[district_of]


def _neighbours(polygons: list[Polygon]) -> list[list[int]]:
    tree = shapely.STRtree(polygons)
    shared = []
    for index, polygon in enumerate(polygons):
        near = tree.query(polygon, predicate="intersects").tolist()
        lengths = {other: polygon.intersection(polygons[other]).length for other in near if other != index}
        shared.append(sorted(other for other, length in lengths.items() if length > 1))
    return shared


def _grow(polygons: list[Polygon], neighbours: list[list[int]]) -> np.ndarray:
    """Districts of about five sub-districts each: the smallest takes the nearest free neighbour in turn."""
    centres = np.array([polygon.centroid.coords[0] for polygon in polygons])
    starts = _spread(centres, len(DISTRICTS))
    district_of = np.full(len(polygons), -1)
    district_of[starts] = np.arange(len(starts))
    while (district_of < 0).any():
        options = [
            (int((district_of == district).sum()), float(np.hypot(*(centres[free] - centres[start]))), district, free)
            for district, start in enumerate(starts)
            for free in _free(district, district_of, neighbours)
        ]
        _, _, district, free = min(options)
        district_of[free] = district
    return district_of


def _free(district: int, district_of: np.ndarray, neighbours: list[list[int]]) -> list[int]:
    own = np.flatnonzero(district_of == district)
    return sorted({other for index in own for other in neighbours[index] if district_of[other] < 0})


def _spread(centres: np.ndarray, count: int) -> list[int]:
    """The most central area, then each time the one farthest from all chosen; distance counts less far out."""
    warped = centres / (np.hypot(centres[:, 0], centres[:, 1])[:, None] + 4_000)
    chosen = [0]
    while len(chosen) < count:
        gaps = np.min([np.hypot(*(warped - warped[index]).T) for index in chosen], axis=0)
        chosen.append(int(np.argmax(gaps)))
    return chosen


def _population(rng: np.random.Generator, polygons: list[Polygon]) -> np.ndarray:
    """Residents in hundreds: area times a density that falls away from the centre, summing to the city's."""
    away = np.array([np.hypot(*polygon.centroid.coords[0]) for polygon in polygons])
    area = np.array([polygon.area for polygon in polygons])
    weight = area * (np.exp(-away / DENSE_REACH_M) + 0.025) * rng.uniform(0.75, 1.3, len(area))
    people = np.round(weight / weight.sum() * POPULATION / 100).astype(int) * 100
    people[0] += POPULATION - people.sum()
    return people
