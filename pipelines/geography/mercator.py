"""Web Mercator (EPSG:3857) of WGS-84 degrees, in numpy and in SQL."""

import numpy as np

EARTH_RADIUS_M = 6378137.0


def to_mercator(coordinates: np.ndarray) -> np.ndarray:
    """(n, 2) longitude, latitude in degrees to (n, 2) x, y in metres."""
    lon, lat = np.radians(coordinates[:, 0]), np.radians(coordinates[:, 1])
    return np.column_stack([lon, np.log(np.tan(np.pi / 4 + lat / 2))]) * EARTH_RADIUS_M


def x_sql(longitude: str) -> str:
    """Metres east of Greenwich of a longitude expression."""
    return f"radians({longitude}) * {EARTH_RADIUS_M}"


def y_sql(latitude: str) -> str:
    """Metres north of the equator, as Web Mercator has it, of a latitude expression."""
    return f"ln(tan(pi() / 4 + radians({latitude}) / 2)) * {EARTH_RADIUS_M}"
