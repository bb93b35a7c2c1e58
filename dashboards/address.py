"""A selection as the query of an address, and back; what an address says is checked clause by clause."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import parse_qsl, urlencode

from dashboards.selection import Selection

LONGEST = 8_000
MOST_VALUES = 200
_HOURS = re.compile(r"([0-6])(?:-([0-6]))?\.(\d{1,2})(?:-(\d{1,2}))?")


@dataclass(frozen=True)
class Known:
    """What an address may name: ids by district level, categories of a fact, which take a moment to
    list, agencies, metrics, kinds."""

    districts: Mapping[str, frozenset[str]]
    categories: Callable[[str], frozenset[str]]
    agencies: frozenset[str] = frozenset()
    metrics: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()


@dataclass
class Read:
    """What was understood, and the names of the parts that were not."""

    changes: dict[str, Any] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)


def to_query(selection: Selection, home: Mapping[str, Any]) -> str:
    """The selection as a query without "?", leaving out what is as the page opens (`home`)."""
    pairs: list[tuple[str, str]] = []
    for name, value in selection.state().items():
        if value != home.get(name, selection.param[name].default):
            pairs += [(name, text) for text in _TEXTS[name](value)]
    return urlencode(pairs, safe=":,./-")


def from_query(query: str, known: Known, level: str) -> Read:
    """The changes that a query asks for; a clause that is not understood is named in `ignored`."""
    read = Read()
    if len(query) > LONGEST:
        read.ignored.append("address")
        return read
    given: dict[str, list[str]] = {}
    for name, text in parse_qsl(query.lstrip("?"), keep_blank_values=True, errors="replace"):
        given.setdefault(name if name in _READERS else "address", []).append(text)
    if given.pop("address", None) is not None:
        read.ignored.append("address")
    for name in ("level", *(n for n in _READERS if n != "level")):
        if name in given:
            _take(read, name, given[name], known, read.changes.get("level", level))
    return read


def _take(read: Read, name: str, texts: list[str], known: Known, level: str) -> None:
    try:
        read.changes[name] = _READERS[name](texts, known, level)
    except (ValueError, KeyError, OverflowError):
        read.ignored.append(name)


def _period_texts(period: tuple[date, date] | None) -> Iterable[str]:
    return [f"{period[0]:%Y-%m-%d}..{period[1]:%Y-%m-%d}"] if period else []


def _joined(values: Iterable[str]) -> Iterable[str]:
    return [",".join(values)]


def _ring_text(ring: Iterable[tuple[float, float]]) -> Iterable[str]:
    return [",".join(f"{x:.0f}:{y:.0f}" for x, y in ring)]


def hour_spans(hours: Iterable[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """Cells of the week as rectangles (first day, last day, first hour, last hour), days from Monday 0."""
    rows = {day: _runs(sorted(h for d, h in hours if d == day)) for day in range(7)}
    spans = []
    for runs, days in groupby(range(7), key=lambda day: rows[day]):
        chosen = list(days)
        spans += [(chosen[0], chosen[-1], first, last) for first, last in runs]
    return spans


def _runs(hours: list[int]) -> tuple[tuple[int, int], ...]:
    runs = [list(run) for _, run in groupby(enumerate(hours), key=lambda pair: pair[1] - pair[0])]
    return tuple((run[0][1], run[-1][1]) for run in runs)


def _hours_texts(hours: Iterable[tuple[int, int]]) -> Iterable[str]:
    return [",".join(f"{a}-{b}.{c}-{d}" for a, b, c, d in hour_spans(hours))]


def _read_period(texts: list[str], _known: Known, _level: str) -> tuple[date, date]:
    first, last = (date.fromisoformat(text) for text in _only(texts).split(".."))
    if first > last or first.year < 1900 or last.year > 2200:
        raise ValueError(texts)
    return first, last


def _read_level(texts: list[str], known: Known, _level: str) -> str:
    return _among([_only(texts)], known.districts)[0]


def _read_districts(texts: list[str], known: Known, level: str) -> tuple[str, ...]:
    return _among(_only(texts).split(","), known.districts[level])


def _read_agencies(texts: list[str], known: Known, _level: str) -> tuple[str, ...]:
    return _among(_only(texts).split(","), known.agencies)


def _read_layers(texts: list[str], known: Known, _level: str) -> tuple[str, ...]:
    text = _only(texts)
    return _among(text.split(","), known.kinds) if text else ()


def _read_fill(texts: list[str], known: Known, _level: str) -> str:
    return _among([_only(texts)], known.metrics)[0]


def _read_categories(texts: list[str], known: Known, _level: str) -> tuple[str, ...]:
    fact, *values = texts
    return (fact, *_among(values, known.categories(fact)))


def _read_hours(texts: list[str], _known: Known, _level: str) -> tuple[tuple[int, int], ...]:
    cells: set[tuple[int, int]] = set()
    for text in _only(texts).split(","):
        match = _HOURS.fullmatch(text)
        if match is None:
            raise ValueError(text)
        day, last_day, hour, last_hour = match.groups()
        days = range(int(day), int(last_day or day) + 1)
        cells |= {(d, h) for d in days for h in range(int(hour), int(last_hour or hour) + 1)}
    if not cells or max(h for _, h in cells) > 23:
        raise ValueError(texts)
    return tuple(sorted(cells))


def _read_polygon(texts: list[str], _known: Known, _level: str) -> tuple[tuple[float, float], ...]:
    points = [tuple(map(float, text.split(":"))) for text in _only(texts).split(",")]
    if not 3 <= len(points) <= MOST_VALUES or not all(len(p) == 2 and _on_earth(*p) for p in points):
        raise ValueError(texts)
    return tuple((x, y) for x, y in points)


def _on_earth(x: float, y: float) -> bool:
    return abs(x) <= 2.1e7 and abs(y) <= 2.1e7


def _only(texts: list[str]) -> str:
    (text,) = texts
    return text


def _among(values: list[str], known: Iterable[str]) -> tuple[str, ...]:
    """The values in their order, without repeats, if every one is known."""
    chosen = tuple(dict.fromkeys(values))
    if not chosen or len(chosen) > MOST_VALUES or not set(chosen) <= set(known):
        raise ValueError(values)
    return chosen


_TEXTS: dict[str, Callable[[Any], Iterable[str]]] = {
    "period": _period_texts,
    "time": _period_texts,
    "level": lambda level: [level],
    "fill": lambda metric: [metric],
    "layers": _joined,
    "districts": _joined,
    "polygon": _ring_text,
    "hours": _hours_texts,
    "categories": list,
    "agencies": _joined,
}

_READERS: dict[str, Callable[[list[str], Known, str], Any]] = {
    "level": _read_level,
    "period": _read_period,
    "time": _read_period,
    "fill": _read_fill,
    "layers": _read_layers,
    "districts": _read_districts,
    "polygon": _read_polygon,
    "hours": _read_hours,
    "categories": _read_categories,
    "agencies": _read_agencies,
}
