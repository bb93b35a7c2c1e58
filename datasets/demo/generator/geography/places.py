"""Where things happen: a pool of addressed points for each sub-district, all on dry land inside its border."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import shapely

from datasets.demo.generator.geography.districts import GEOGRAPHY_SEED, districts
from datasets.demo.generator.geography.land import land
from datasets.demo.generator.geography.names import STREETS, SUB_DISTRICTS
from datasets.demo.generator.geography.network import roads
from datasets.demo.generator.geography.plane import to_degrees
from datasets.demo.generator.streams import stream

PER_SUB_DISTRICT = 600
INSIDE_M = 45
GRID_CELL_M = 1_000
NEAR_ROAD_M = 700


@dataclass(frozen=True)
class Places:
    """Places by index; those of sub-district s are rows s * 600 to s * 600 + 599.

    `degrees` is longitude and latitude [n, 2]; `street`, `grid` and `address` are published texts.
    """

    xy: np.ndarray
    degrees: np.ndarray
    sub_district: np.ndarray
    grid: np.ndarray
    street: np.ndarray
    address: np.ndarray


@cache
def places() -> Places:
    """The places, the same for every seed."""
    rng = stream(GEOGRAPHY_SEED, "places")
    areas = districts()
    xy = np.vstack([_points(rng, polygon) for polygon in areas.polygons])
    sub_district = np.repeat(np.arange(len(areas.polygons)), PER_SUB_DISTRICT)
    codes = np.array(areas.sub_codes)[sub_district]
    cell = np.floor((xy + 30_000) / GRID_CELL_M).astype(int)
    grid = np.array([f"{code[4:]}-{east:02d}{north:02d}" for code, (east, north) in zip(codes, cell, strict=True)])
    street = _streets(rng, sub_district)
    number = rng.integers(1, 399, len(xy))
    names = np.array([name for name, _ in SUB_DISTRICTS])[sub_district]
    address = np.array([f"{n}街道{s}{k}号" for n, s, k in zip(names, street, number, strict=True)])
    return Places(xy, to_degrees(xy), sub_district, grid, street, address)


@cache
def address_texts() -> pa.Array:
    """The addresses as a column of text to take from."""
    return pa.array(places().address.tolist())


@cache
def grid_texts() -> pa.Array:
    """The grid cells as a column of text to take from."""
    return pa.array(places().grid.tolist())


def _points(rng: np.random.Generator, polygon: shapely.Polygon) -> np.ndarray:
    """Points inside the polygon, off the water and clear of the border; more of them near main roads."""
    inside = polygon.difference(land().water).buffer(-INSIDE_M)
    network = shapely.unary_union(list(roads().values()))
    west, south, east, north = inside.bounds
    found = np.empty((0, 2))
    while len(found) < PER_SUB_DISTRICT:
        tried = np.column_stack([rng.uniform(west, east, 4_000), rng.uniform(south, north, 4_000)])
        tried = tried[shapely.contains_xy(inside, tried)]
        far = shapely.distance(network, shapely.points(tried))
        found = np.vstack([found, tried[rng.random(len(tried)) < 0.25 + np.exp(-far / NEAR_ROAD_M)]])
    return found[:PER_SUB_DISTRICT]


def _streets(rng: np.random.Generator, sub_district: np.ndarray) -> np.ndarray:
    """Each sub-district has eight of the city's street names; a few of them hold most addresses."""
    count = int(sub_district.max()) + 1
    own = np.array([rng.permutation(len(STREETS))[:8] for _ in range(count)])
    which = np.minimum(rng.geometric(0.28, len(sub_district)) - 1, 7)
    return np.array(STREETS)[own[sub_district, which]]
