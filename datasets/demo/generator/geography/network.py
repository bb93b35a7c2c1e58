"""Roads, railways and metro lines of the demo city, in plane metres."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from shapely.geometry import LineString
from shapely.ops import substring

from datasets.demo.generator.geography.curves import smooth
from datasets.demo.generator.geography.land import land
from datasets.demo.generator.geography.names import INNER_RING, LINES, OUTER_RING, RADIALS, RAIL, STATIONS

STATIONS_OF_LINE = (14, 11, 11)
METRO = [
    [(-16_500, -6_500), (-9_500, -5_800), (-4_500, -3_000), (0, 400), (4_300, 500), (9_000, -2_700), (17_800, -8_800)],
    [(-3_600, 14_200), (-1_200, 9_300), (300, 4_800), (-200, 0), (1_600, -4_600), (2_400, -9_500), (4_600, -15_300)],
    [(9_200, 10_300), (6_000, 5_200), (2_600, 2_200), (-2_600, -1_400), (-8_400, 900), (-13_200, 800),
     (-18_300, 4_200)],
]  # fmt: skip
RAILWAYS = [
    [(-24_000, -9_500), (-14_000, -8_800), (-6_000, -8_200), (2_000, -8_800), (11_000, -10_600), (24_000, -16_500)],
    [(2_000, -8_800), (6_800, -3_900), (10_500, 1_500), (13_000, 8_500), (19_000, 17_500)],
]
BEARINGS = (12, 48, 97, 160, 200, 262, 305, 338)
INNER_M, OUTER_M = 4_700, 11_600


@dataclass(frozen=True)
class Station:
    """A metro station; `line` and `order` are indices, `share` how busy it is beside the mean of 1."""

    station_id: str
    names: tuple[str, str]
    line: int
    order: int
    point: tuple[float, float]
    share: float


@dataclass(frozen=True)
class Segment:
    """A stretch of main road with its own travel times; free flow in km/h."""

    segment_id: str
    road: tuple[str, str]
    path: LineString
    free_flow_kmh: int


@cache
def roads() -> dict[tuple[str, str], LineString]:
    """Main roads by their names in Chinese and English: two rings and eight radials."""
    drawn = {INNER_RING: _ring(INNER_M), OUTER_RING: _ring(OUTER_M)}
    for number, (names, bearing) in enumerate(zip(RADIALS, BEARINGS, strict=True)):
        drawn[names] = _radial(np.radians(bearing), number)
    return drawn


@cache
def railways() -> dict[tuple[str, str], LineString]:
    """Railway lines by their names."""
    return {names: LineString(smooth(line)) for names, line in zip(RAIL, RAILWAYS, strict=True)}


@cache
def metro_lines() -> list[LineString]:
    """The path of each metro line."""
    return [LineString(smooth(line)) for line in METRO]


@cache
def stations() -> list[Station]:
    """The stations of all lines, evenly spaced along each; busier in the centre."""
    names = iter(STATIONS)
    found = []
    for line, (path, count) in enumerate(zip(metro_lines(), STATIONS_OF_LINE, strict=True)):
        for order in range(count):
            point = path.interpolate((order + 0.2) / (count - 0.6), normalized=True)
            share = 0.35 + 1.9 * float(np.exp(-np.hypot(point.x, point.y) / 5_500))
            station_id = f"M{line + 1}{order + 1:02d}"
            found.append(Station(station_id, next(names), line, order, (point.x, point.y), share))
    return found


@cache
def segments() -> list[Segment]:
    """The main roads cut into 24 stretches: four of each ring, two of each radial."""
    cuts = {INNER_RING: 4, OUTER_RING: 4} | dict.fromkeys(RADIALS, 2)
    found: list[Segment] = []
    for names, path in roads().items():
        for part in range(cuts[names]):
            piece = substring(path, part / cuts[names], (part + 1) / cuts[names], normalized=True)
            free_flow = 90 if names == OUTER_RING else 60 if part else 50
            found.append(Segment(f"R{len(found) + 1:03d}", names, piece, free_flow))
    return found


def line_names(line: int) -> tuple[str, str]:
    """The names of a metro line by its index."""
    return LINES[line][0], LINES[line][1]


def _ring(radius: float) -> LineString:
    angle = np.linspace(0, 2 * np.pi, 121)
    wavy = radius * (1 + 0.05 * np.cos(3 * angle + 1.2) + 0.03 * np.cos(2 * angle))
    return LineString(np.column_stack([1.08 * wavy * np.cos(angle), 0.94 * wavy * np.sin(angle)]))


def _radial(bearing: float, number: int) -> LineString:
    away = np.array([900, 4_000, 8_000, 12_000, 16_000, 24_000], dtype=float)
    angle = bearing + 0.09 * np.sin(away / 5_200 + number)
    line = LineString(smooth(np.column_stack([away * np.cos(angle), away * np.sin(angle)]), 3))
    return line.intersection(land().outline.buffer(900))
