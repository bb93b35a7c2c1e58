"""Observed departures at one control point of each route, towards the end of the line."""

from __future__ import annotations

from functools import cache, partial

import numpy as np
import pyarrow as pa

from datasets.demo.generator.blocks import Block
from datasets.demo.generator.clock import seconds
from datasets.demo.generator.columns import joined, named, stamps
from datasets.demo.generator.networks import kept
from datasets.demo.generator.streams import lognormal
from datasets.demo.generator.transport.gtfs import trip_ids
from datasets.demo.generator.transport.timetable import BUS, DAY_OFF, METRO, WEEKDAY, routes
from datasets.demo.generator.world import World

CANCELLED = {METRO: 0.003, BUS: 0.012}
STATES = ("已发车", "取消")


class Departures:
    """One row a scheduled departure; a cancelled one has no actual time."""

    dataset = "departures"

    def rows_a_day(self, world: World) -> float:
        """Departures of a working day."""
        return int(np.isin(_day(WEEKDAY)[0], _observed(world)).sum())

    def block(self, world: World, days: np.ndarray) -> Block:
        """The departures of those days."""
        rng = world.rng("departures", str(days[0]))
        day, route, minute, trip = _scheduled(world, days)
        scheduled = days[day].astype("datetime64[s]") + seconds(minute * 60)
        cancelled = _cancelled(world, rng, route, scheduled)
        actual = scheduled + seconds(_delay(world, rng, route, scheduled))
        actual = np.where(cancelled, np.datetime64("NaT", "s"), actual)
        known_at = np.where(cancelled, scheduled + seconds(300), actual)
        number = days[day].astype(int) * 10_000 + np.arange(len(day)) - np.searchsorted(day, day)
        order = np.argsort(scheduled, kind="stable")
        order = order[np.isin(route[order], _observed(world))]
        columns = (scheduled[order], actual[order], route[order], trip.take(pa.array(order)))
        return Block(scheduled[order], known_at[order], number[order], partial(_table, *columns))


@cache
def _day(service: str) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Route, minute at the control point and trip of every departure of a kind of day."""
    parts = [
        (number, minute + int(route.run_min[route.control]), trip)
        for number, route in enumerate(routes())
        for minute, trip in zip(route.departures(service).tolist(), trip_ids(route, service, 0), strict=True)
    ]
    route, minute, trip = zip(*parts, strict=True)
    return np.array(route), np.array(minute), list(trip)


def _scheduled(world: World, days: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, pa.Array]:
    works = world.clock.is_workday[world.clock.index(days)]
    kinds = [_day(WEEKDAY if day else DAY_OFF) for day in works]
    day = np.repeat(np.arange(len(days)), [len(kind[0]) for kind in kinds])
    trips = [trip for kind in kinds for trip in kind[2]]
    return (
        day,
        np.concatenate([kind[0] for kind in kinds]),
        np.concatenate([kind[1] for kind in kinds]),
        pa.array(trips),
    )


def _observed(world: World) -> np.ndarray:
    """Routes whose departures are observed: all from scale 1 on, below it fewer, the closed line among them."""
    return np.union1d(kept(len(routes()), world.scale), world.plan.line_closure.line)


def _cancelled(world: World, rng: np.random.Generator, route: np.ndarray, scheduled: np.ndarray) -> np.ndarray:
    """A few trips never run; none of a closed line does while it is closed."""
    event = world.plan.line_closure
    share = np.array([CANCELLED[each.mode] for each in routes()])[route]
    end = event.start + np.timedelta64(event.hours, "h")
    closed = (route == event.line) & (scheduled >= event.start) & (scheduled < end)
    return (rng.random(len(route)) < share) | closed


def _delay(world: World, rng: np.random.Generator, route: np.ndarray, scheduled: np.ndarray) -> np.ndarray:
    """Seconds late: little on the metro; on buses more in the rush hour and in rain, and with bunching."""
    hour = (scheduled.astype("datetime64[h]") - world.weather.start).astype(int)
    rain = np.minimum(world.weather.rain_mm[hour], 30)
    rush = np.isin(hour % 24, (7, 8, 17, 18))
    reliable = np.exp(0.22 * world.rng("route delays").standard_normal(len(routes())))[route]
    metro = lognormal(rng, 24.0, 0.8, len(route)) - 12
    bus = lognormal(rng, 150 * reliable * (1 + 0.5 * rush) * (1 + 0.05 * rain), 0.62, len(route)) - 75
    is_bus = np.array([each.mode == BUS for each in routes()])[route]
    return np.round(np.where(is_bus, bus, metro))


def _table(
    scheduled: np.ndarray, actual: np.ndarray, route: np.ndarray, trip: pa.Array, until: np.datetime64
) -> pa.Table:
    found = routes()
    day = stamps(scheduled).cast(pa.date32())
    return pa.table(
        {
            "班次编号": joined(day.cast(pa.string()), "/", trip),
            "线路编码": named([each.route_id for each in found], route),
            "线路": named([each.names[0] for each in found], route),
            "站点编码": named([each.stop_ids[each.control] for each in found], route),
            "计划发车时间": stamps(scheduled),
            "实际发车时间": stamps(actual, until),
            "状态": named(STATES, np.isnat(actual).astype(int)),
            "经度": pa.array(np.array([each.degrees[each.control, 0] for each in found])[route]),
            "纬度": pa.array(np.array([each.degrees[each.control, 1] for each in found])[route]),
        }
    )
