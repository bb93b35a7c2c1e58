"""The plane that the city is drawn in: metres from the city centre, laid over UTM zone 50 north."""

from __future__ import annotations

from functools import cache

import numpy as np
import shapely
from pyproj import Transformer

UTM = "EPSG:32650"
CENTRE = (442_000.0, 3_651_000.0)
DECIMALS = 6


@cache
def _transformer() -> Transformer:
    return Transformer.from_crs(UTM, "EPSG:4326", always_xy=True)


def to_degrees(xy: np.ndarray) -> np.ndarray:
    """Plane metres [n, 2] as WGS-84 longitude and latitude [n, 2], rounded to 6 decimals (0.1 m)."""
    east, north = xy[:, 0] + CENTRE[0], xy[:, 1] + CENTRE[1]
    return np.column_stack(_transformer().transform(east, north)).round(DECIMALS)


def geometry_to_degrees(geometry: shapely.Geometry) -> shapely.Geometry:
    """The geometry with its coordinates in degrees; equal vertices stay equal."""
    return shapely.transform(geometry, to_degrees)
