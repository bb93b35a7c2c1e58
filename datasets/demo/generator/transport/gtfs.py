"""The timetable as a GTFS feed."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from datasets.demo.generator.publishing import Publication
from datasets.demo.generator.transport.timetable import DAY_OFF, WEEKDAY, Route, routes
from datasets.demo.generator.world import World

AHEAD_DAYS = 60


def publish_gtfs(world: World, publication: Publication) -> None:
    """Writes `gtfs.zip`: agency, routes, stops, trips, stop times, calendar and its exceptions."""
    agency = {
        "agency_id": ["YL"],
        "agency_name": ["云澜公共交通"],
        "agency_url": ["https://transit.invalid"],
        "agency_timezone": ["Asia/Shanghai"],
        "agency_lang": ["zh"],
    }
    members = {
        "agency.txt": pa.table(agency),
        "routes.txt": _routes(),
        "stops.txt": _stops(),
        "trips.txt": _trips(),
        "stop_times.txt": _stop_times(),
        "calendar.txt": _calendar(world),
        "calendar_dates.txt": _exceptions(world),
    }
    publication.zip("gtfs", members)


def trip_ids(route: Route, service: str, direction: int) -> list[str]:
    """The ids of a route's trips in one direction on one kind of day, in order of departure."""
    return [f"{route.route_id}-{service}-{direction}-{number:03d}" for number in range(len(route.departures(service)))]


def _routes() -> pa.Table:
    found = routes()
    return pa.table(
        {
            "route_id": [route.route_id for route in found],
            "agency_id": ["YL"] * len(found),
            "route_short_name": [route.names[0] for route in found],
            "route_long_name": [route.names[1] for route in found],
            "route_type": [route.mode for route in found],
            "route_color": [route.colour for route in found],
        }
    )


def _stops() -> pa.Table:
    rows = [
        (stop_id, name, degrees[1], degrees[0])
        for route in routes()
        for stop_id, name, degrees in zip(route.stop_ids, route.stop_names, route.degrees, strict=True)
    ]
    names = ("stop_id", "stop_name", "stop_lat", "stop_lon")
    return pa.table(dict(zip(names, (list(column) for column in zip(*rows, strict=True)), strict=True)))


def _each() -> list[tuple[Route, str, int]]:
    return [(route, service, way) for route in routes() for service in (WEEKDAY, DAY_OFF) for way in (0, 1)]


def _trips() -> pa.Table:
    rows = [
        (route.route_id, service, trip, route.stop_names[-1 if way == 0 else 0], way)
        for route, service, way in _each()
        for trip in trip_ids(route, service, way)
    ]
    names = ("route_id", "service_id", "trip_id", "trip_headsign", "direction_id")
    return pa.table(dict(zip(names, (list(column) for column in zip(*rows, strict=True)), strict=True)))


def _stop_times() -> pa.Table:
    return pa.concat_tables([_stop_times_of(route, service, way) for route, service, way in _each()])


def _stop_times_of(route: Route, service: str, way: int) -> pa.Table:
    run = route.run_min if way == 0 else route.run_min[-1] - route.run_min[::-1]
    stops = route.stop_ids if way == 0 else route.stop_ids[::-1]
    departures = route.departures(service)
    minutes = (departures[:, None] + run).ravel()
    clock = pa.array([f"{minute // 60:02d}:{minute % 60:02d}:00" for minute in minutes.tolist()])
    return pa.table(
        {
            "trip_id": pa.array(np.repeat(trip_ids(route, service, way), len(stops)).tolist()),
            "arrival_time": clock,
            "departure_time": clock,
            "stop_id": pa.array(list(stops) * len(departures)),
            "stop_sequence": pa.array(np.tile(np.arange(1, len(stops) + 1), len(departures))),
        }
    )


def _calendar(world: World) -> pa.Table:
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    columns: dict[str, list] = {"service_id": [WEEKDAY, DAY_OFF]}
    columns |= {day: [int(number < 5), int(number >= 5)] for number, day in enumerate(days)}
    span = (world.clock.first_day, world.clock.last_day + AHEAD_DAYS)
    columns |= {name: [_plain(day)] * 2 for name, day in zip(("start_date", "end_date"), span, strict=True)}
    return pa.table(columns)


def _exceptions(world: World) -> pa.Table:
    """Holidays run the day-off service, worked weekends the weekday one."""
    clock = world.clock
    covered = (clock.days >= clock.first_day) & (clock.days <= clock.last_day + AHEAD_DAYS)
    odd = covered & (clock.is_workday != (clock.weekday < 5))
    rows = [
        (service, _plain(day), 1 if (service == WEEKDAY) == bool(works) else 2)
        for day, works in zip(clock.days[odd], clock.is_workday[odd], strict=True)
        for service in (WEEKDAY, DAY_OFF)
    ]
    names = ("service_id", "date", "exception_type")
    return pa.table(dict(zip(names, (list(column) for column in zip(*rows, strict=True)), strict=True)))


def _plain(day: np.datetime64) -> str:
    return str(day).replace("-", "")
