"""Conditions in SQL: identifiers come from closed lists, values are bound and never enter the text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pipelines.query.predicate import Point

Scalar = str | int | float | bool | date | datetime


@dataclass
class Parameters:
    """Values bound to a statement, each under a name of its own."""

    values: dict[str, Any] = field(default_factory=dict)
    _names: dict[tuple[type, Any], str] = field(default_factory=dict)

    def bind(self, value: Any) -> str:
        """The name that stands for a value in the statement; the same value of the same type has one name."""
        name = self._names.setdefault((type(value), value), f"p{len(self.values)}")
        self.values[name] = value
        return f"${name}"

    def bind_as(self, name: str, value: Any) -> str:
        """That name, standing for the value."""
        self.values[name] = value
        return f"${name}"


def quoted(column: str) -> str:
    """An identifier in double quotes."""
    return '"' + column.replace('"', '""') + '"'


def among(expression: str, values: Iterable[Scalar], parameters: Parameters) -> str:
    """The expression is one of the values."""
    return f"{expression} in ({', '.join(parameters.bind(value) for value in values)})"


def within_days(
    column: str, start: date | None, end: date | None, left_out: tuple[date, ...], parameters: Parameters
) -> list[str]:
    """A known local date from start to end, both included, without the days left out."""
    conditions = []
    if start is not None:
        conditions.append(f"{quoted(column)} >= {parameters.bind(start)}")
    if end is not None:
        conditions.append(f"{quoted(column)} <= {parameters.bind(end)}")
    if left_out:
        conditions.append(f"not {among(quoted(column), left_out, parameters)}")
    return conditions or [f"{quoted(column)} is not null"]


def in_hours(hours: Iterable[tuple[int, int]], parameters: Parameters) -> str:
    """The event's local weekday and hour are one of the pairs."""
    return among("event_dow::integer * 24 + event_hour", [day * 24 + hour for day, hour in hours], parameters)


def in_box(bounds: tuple[float, float, float, float], parameters: Parameters) -> list[str]:
    """x and y lie within (x min, y min, x max, y max), all included."""
    west, south, east, north = (parameters.bind(float(edge)) for edge in bounds)
    return [f"x between {west} and {east}", f"y between {south} and {north}"]


def in_ring(ring: tuple[Point, ...], parameters: Parameters) -> list[str]:
    """x and y lie in the ring by the even-odd rule: a ray to the east crosses an odd number of edges.

    A point on a western or southern edge is inside, one on an eastern or northern edge is not.
    """
    xs, ys = [point[0] for point in ring], [point[1] for point in ring]
    box = in_box((min(xs), min(ys), max(xs), max(ys)), parameters)
    edges = zip(ring, (*ring[1:], ring[0]), strict=True)
    crossings = [_crossing(start, end, parameters) for start, end in edges if start[1] != end[1]]
    return [*box, f"({' + '.join(crossings) or '0'}) % 2 = 1"]


def _crossing(start: Point, end: Point, parameters: Parameters) -> str:
    (x0, y0), (x1, y1) = sorted((start, end), key=lambda point: point[1])
    slope = (x1 - x0) / (y1 - y0)
    low, high = parameters.bind(y0), parameters.bind(y1)
    at = f"{parameters.bind(x0)} + {parameters.bind(slope)} * (y - {low})"
    return f"(y >= {low} and y < {high} and x < {at})::int"
