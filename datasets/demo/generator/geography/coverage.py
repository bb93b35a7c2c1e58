"""Areas that tile the city: drawn as shared lines first, closed to polygons afterwards.

Each border is one line with two sides. It is bent once and both neighbours take it, so there can be no
gap and no overlap between them.
"""

from __future__ import annotations

import numpy as np
import shapely
import shapely.ops
from shapely.geometry import LineString, MultiPoint, Polygon

from datasets.demo.generator.geography.curves import roughen

GRID_M = 1.0
BEND_SHARE = 0.11
SHORTEST_M = 260.0


def seeds(rng: np.random.Generator, outline: Polygon, count: int, reach_m: float) -> np.ndarray:
    """Points inside the outline, denser towards the centre and none too close to another: [count, 2]."""
    west, south, east, north = outline.bounds
    found: list[tuple[float, float]] = []
    while len(found) < count:
        x, y = rng.uniform(west, east), rng.uniform(south, north)
        away = float(np.hypot(x, y))
        room = 1_150 + 0.115 * away
        wanted = rng.random() < np.exp(-away / reach_m) + 0.06
        if wanted and shapely.contains_xy(outline, x, y) and _is_clear(found, (x, y), room):
            found.append((x, y))
    return np.array(found)


def _is_clear(found: list[tuple[float, float]], point: tuple[float, float], room: float) -> bool:
    return all(np.hypot(point[0] - x, point[1] - y) > room for x, y in found)


def tile(rng: np.random.Generator, outline: Polygon, river: LineString, points: np.ndarray) -> list[Polygon]:
    """One polygon a seed point, in the order of the points; the river is a border of all that touch it."""
    borders = _voronoi_borders(outline, river, points)
    arcs = [_bent(arc, rng) for arc in _arcs(borders)]
    cells = list(shapely.polygonize(arcs).geoms)
    if len(cells) != len(points):
        raise ValueError(f"{len(cells)} cells for {len(points)} seed points: borders cross each other")
    return [next(cell for cell in cells if cell.contains(shapely.Point(point))) for point in points]


def _voronoi_borders(outline: Polygon, river: LineString, points: np.ndarray) -> list[shapely.Geometry]:
    borders: list[shapely.Geometry] = []
    for side in shapely.ops.split(outline, river).geoms:
        own = [point for point in points if shapely.contains_xy(side, *point)]
        cells = shapely.voronoi_polygons(MultiPoint(own), extend_to=side.buffer(5_000))
        borders += [cell.intersection(side).boundary for cell in cells.geoms]
    return borders


def _arcs(borders: list[shapely.Geometry]) -> list[LineString]:
    """The borders cut at every point where three areas meet, in a fixed order."""
    noded = shapely.unary_union(borders, grid_size=GRID_M)
    return sorted(shapely.line_merge(noded).geoms, key=lambda arc: arc.coords[:])


def _bent(arc: LineString, rng: np.random.Generator) -> LineString:
    return LineString(roughen(np.array(arc.coords), rng, BEND_SHARE, SHORTEST_M).round(1))
