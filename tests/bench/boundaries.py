"""Boundaries under the ids of New York's: a grid with wavy edges, about a hundred vertices a district."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.requests_csv import BOROUGHS, DISTRICTS

WEST, SOUTH, EAST, NORTH = -74.25, 40.50, -73.70, 40.90
STEPS = 25
PRECINCTS = 76
Ring = list[tuple[float, float]]


def write_boundaries(folder: Path) -> None:
    """Writes borough, community district and precinct boundaries as three GeoJSON files."""
    boroughs = [({"borough_code": code, "name": name.title()}, code) for code, name in enumerate(BOROUGHS, 1)]
    districts = [
        ({"boro_cd": 100 * borough + number}, index) for index, (borough, number) in enumerate(_numbered_districts(), 1)
    ]
    precincts = [({"Precinct": number}, number) for number in range(1, PRECINCTS + 1)]
    for name, rows in (("borough", boroughs), ("community_district", districts), ("precinct", precincts)):
        cells = list(_cells(len(rows)))
        features = [_feature(properties, cells[index - 1]) for properties, index in rows]
        content = {"type": "FeatureCollection", "features": features}
        (folder / f"bench_{name}.geojson").write_text(json.dumps(content), encoding="utf-8")


def _numbered_districts() -> Iterator[tuple[int, int]]:
    for borough, count in enumerate(DISTRICTS, 1):
        yield from ((borough, number) for number in range(1, count + 1))


def _cells(count: int) -> Iterator[Ring]:
    """Rings that tile the city without gaps, row by row."""
    across = math.ceil(math.sqrt(count))
    width, height = (EAST - WEST) / across, (NORTH - SOUTH) / math.ceil(count / across)
    for index in range(count):
        row, column = divmod(index, across)
        yield _ring(WEST + column * width, SOUTH + row * height, width, height)


def _ring(west: float, south: float, width: float, height: float) -> Ring:
    corners = [(west, south), (west + width, south), (west + width, south + height), (west, south + height)]
    edges = zip(corners, [*corners[1:], corners[0]], strict=True)
    ring = [_waved(a, b, step / STEPS) for a, b in edges for step in range(STEPS)]
    return [*ring, ring[0]]


def _waved(a: tuple[float, float], b: tuple[float, float], share: float) -> tuple[float, float]:
    """A point of the edge, moved by where it lies, so that neighbours share their edge."""
    x, y = a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
    return x + 0.002 * math.sin(400 * y), y + 0.002 * math.sin(400 * x)


def _feature(properties: dict[str, Any], ring: Ring) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
