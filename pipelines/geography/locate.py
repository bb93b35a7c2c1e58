"""The district that a point lies in."""

import duckdb
import numpy as np
import shapely


class Locator:
    """Finds districts by point in polygon, from the shapes that a build has stored."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con
        self._levels: dict[str, tuple[np.ndarray, np.ndarray]] = {}

    def locate(self, level: str, longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
        """District ids (objects, None where the point is in none) of points in WGS-84 degrees; NaN is in none."""
        ids, polygons = self._shapes(level)
        found = np.full(len(longitude), None, dtype=object)
        order = np.argsort(longitude, kind="stable")
        sorted_lon = longitude[order]
        for district_id, polygon in zip(ids, polygons, strict=True):
            west, south, east, north = polygon.bounds
            first, last = np.searchsorted(sorted_lon, [west, east], side="left")
            near = order[first : max(first, last + 1)]
            near = near[(latitude[near] >= south) & (latitude[near] <= north)]
            inside = shapely.intersects_xy(polygon, longitude[near], latitude[near])
            found[near[inside]] = district_id
        return found

    def forget(self) -> None:
        """Called when boundaries have been replaced."""
        self._levels.clear()

    def _shapes(self, level: str) -> tuple[np.ndarray, np.ndarray]:
        if level not in self._levels:
            rows = self._con.execute(
                "SELECT district_id, wkb FROM district_shape WHERE level = ? ORDER BY district_id", [level]
            ).fetchall()
            polygons = shapely.from_wkb([bytes(wkb) for _, wkb in rows])
            shapely.prepare(polygons)
            self._levels[level] = (np.array([district_id for district_id, _ in rows], dtype=object), polygons)
        return self._levels[level]
