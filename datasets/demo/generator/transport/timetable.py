"""The timetable: metro lines and bus routes, their stops, and the departures of each kind of day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from shapely.geometry import Point
from shapely.ops import substring

from datasets.demo.generator.geography.names import LINES, RADIALS
from datasets.demo.generator.geography.network import metro_lines, roads, stations
from datasets.demo.generator.geography.plane import to_degrees

WEEKDAY, DAY_OFF = "WD", "WE"
PEAKS = ((7 * 60, 9 * 60), (17 * 60, 19 * 60))
METRO, BUS = 1, 3
BUS_STOPS = 10


@dataclass(frozen=True)
class Route:
    """A route with its stops in order; headways in minutes, speed in km/h, `control` the observed stop."""

    route_id: str
    names: tuple[str, str]
    mode: int
    colour: str
    stop_ids: tuple[str, ...]
    stop_names: tuple[str, ...]
    degrees: np.ndarray
    run_min: np.ndarray
    headways: tuple[int, int]
    hours: tuple[int, int]
    control: int

    def departures(self, service: str) -> np.ndarray:
        """Minutes after midnight at which trips start, closer together in the peaks of a working day."""
        peak, base = self.headways
        found, minute = [], self.hours[0] * 60
        while minute < self.hours[1] * 60:
            found.append(minute)
            busy = service == WEEKDAY and any(first <= minute < last for first, last in PEAKS)
            minute += peak if busy else base
        return np.array(found)


@cache
def routes() -> list[Route]:
    """Three metro lines and four bus routes along the radials."""
    return [_metro(line) for line in range(3)] + [_bus(number) for number in range(4)]


def _metro(line: int) -> Route:
    own = [station for station in stations() if station.line == line]
    xy = np.array([station.point for station in own])
    along = np.array([metro_lines()[line].project(Point(point)) for point in xy])
    names = (LINES[line][0], LINES[line][1])
    ids = tuple(station.station_id for station in own)
    run_min = _run(along, 36, 0.6)
    stop_names = tuple(station.names[0] for station in own)
    centre = int(np.argmin(np.hypot(*xy.T)))
    return Route(
        f"L{line + 1}", names, METRO, LINES[line][2], ids, stop_names, to_degrees(xy), run_min, (6, 10), (6, 23), centre
    )


def _bus(number: int) -> Route:
    label = RADIALS[number]
    path = roads()[label]
    path = substring(path, 0, min(path.length, 11_500))
    along = np.linspace(0, path.length, BUS_STOPS)
    xy = np.array([path.interpolate(distance).coords[0] for distance in along])
    names = (f"{number + 1}01路", f"Route {number + 1}01")
    ids = tuple(f"B{number + 1}{stop + 1:02d}" for stop in range(BUS_STOPS))
    stop_names = tuple(f"{label[0]}{stop + 1}站" for stop in range(BUS_STOPS))
    run_min = _run(along, 17, 0.4)
    return Route(
        f"B{number + 1}01", names, BUS, "6F7A83", ids, stop_names, to_degrees(xy), run_min, (9, 12), (6, 22), 5
    )


def _run(along: np.ndarray, speed_kmh: float, dwell_min: float) -> np.ndarray:
    """Whole minutes from the first stop to each stop."""
    minutes = (along - along[0]) / 1_000 / speed_kmh * 60
    return np.round(minutes + dwell_min * np.arange(len(along))).astype(int)
