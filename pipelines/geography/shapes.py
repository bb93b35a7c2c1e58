"""Shapes read from GeoJSON, mended, and simplified for the screen."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from datasets.problems import Problem
from pipelines.geography.mercator import to_mercator

MAX_VERTICES = 100
SQUARE_METRES_PER_KM2 = 1e6


def read_polygons(path: Path, name: str) -> tuple[list[dict], np.ndarray]:
    """Properties and valid WGS-84 polygons of a GeoJSON file; raises Problem where it is none."""
    return _read(path, name, "polygons", _valid)


def read_shapes(path: Path, name: str) -> tuple[list[dict], np.ndarray]:
    """Properties and WGS-84 shapes of any type of a GeoJSON file; raises Problem where it is none."""
    return _read(path, name, "features", shapely.make_valid)


def _read(
    path: Path, name: str, what: str, mended: Callable[[BaseGeometry], BaseGeometry]
) -> tuple[list[dict], np.ndarray]:
    try:
        features = json.loads(path.read_text("utf-8-sig"))["features"]
        shapes = [mended(shape(feature["geometry"])) for feature in features]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Problem(f"is not a GeoJSON collection of {what}", place=name, found=str(error)[:120]) from error
    if not shapes:
        raise Problem("holds no features", place=name, found="an empty collection")
    listed = np.empty(len(shapes), dtype=object)
    listed[:] = shapes
    return [feature.get("properties") or {} for feature in features], listed


def _valid(geometry: BaseGeometry) -> BaseGeometry:
    """The polygonal part of a geometry, mended where it crosses itself."""
    if geometry.is_valid and geometry.geom_type in ("Polygon", "MultiPolygon"):
        return geometry
    parts = [g for g in shapely.get_parts(shapely.make_valid(geometry)) if g.area > 0]
    return shapely.union_all(parts)


def on_screen(polygons: np.ndarray) -> np.ndarray:
    """The polygons in Web Mercator metres, simplified to at most MAX_VERTICES each, shared borders kept shared."""
    projected = shapely.transform(polygons, to_mercator)
    tolerance, simple = 20.0, projected
    while shapely.get_num_coordinates(simple).max() > MAX_VERTICES and tolerance < 3000:
        simple = _simplified(simple, tolerance)
        tolerance *= 1.5
    return simple


def _simplified(polygons: np.ndarray, tolerance: float) -> np.ndarray:
    """Simplified by `tolerance` metres; islets below its square are left out, but never a whole district."""
    if shapely.coverage_is_valid(polygons):
        simple = shapely.coverage_simplify(polygons, tolerance)
    else:
        simple = shapely.simplify(polygons, tolerance)
    return np.array([_without_islets(polygon, tolerance**2) for polygon in simple], dtype=object)


def _without_islets(polygon: BaseGeometry, square_metres: float) -> shapely.MultiPolygon:
    parts = [part for part in shapely.get_parts(polygon) if not part.is_empty]
    large = [part for part in parts if part.area > square_metres]
    return shapely.multipolygons(large or [max(parts, key=lambda part: part.area)])


def rings(polygon: BaseGeometry) -> list[list[list[float]]]:
    """Exterior and interior rings as lists of [x, y] in metres, rounded to a metre; holes follow their exterior."""
    return _rounded(ring for part in shapely.get_parts(polygon) for ring in (part.exterior, *part.interiors))


def strokes(shapes: BaseGeometry) -> list[list[list[float]]]:
    """Parts of a line or of points as lists of [x, y] in metres, rounded to a metre."""
    return _rounded(shapely.get_parts(shapes))


def _rounded(parts: Iterable[BaseGeometry]) -> list[list[list[float]]]:
    return [np.round(shapely.get_coordinates(part)).tolist() for part in parts]


def label_points(polygons: np.ndarray) -> np.ndarray:
    """(n, 2): a point inside each polygon, far from its border, where its label stands."""
    largest = [max(shapely.get_parts(polygon), key=lambda part: part.area) for polygon in polygons]
    centres = [shapely.maximum_inscribed_circle(part, tolerance=50.0) for part in largest]
    return np.array([shapely.get_coordinates(circle)[0] for circle in centres])


def area_km2(polygons: np.ndarray) -> np.ndarray:
    """Areas of WGS-84 polygons in square kilometres, on the sphere-true scale of their own latitude."""
    projected = shapely.area(shapely.transform(polygons, to_mercator))
    latitude = np.radians(shapely.get_y(shapely.centroid(polygons)))
    return projected * np.cos(latitude) ** 2 / SQUARE_METRES_PER_KM2
