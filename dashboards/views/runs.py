"""What a run over time is drawn of: bars or a line, what is partial or provisional in it, and the usual range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from dashboards.look import Look
from dashboards.scene import bin_end
from dashboards.selection import Period
from dashboards.views.axes import milliseconds
from pipelines.comparison.band import Band

DAY_MS = 86_400_000.0
FADED, UNSETTLED = 0.35, 0.45
EDGES = ("left", "right", "bottom", "top")
CLEAR = "rgba(0,0,0,0)"
END_PX, LINE_PX, END_ROOM = 7, 13, 0.3
"""Between the end of a line and its name, between two names, and the part of the height that a name takes."""
Known = tuple[date, float]


class Note(NamedTuple):
    """A word on the figure: where, by which of its edges, and how far from there in px."""

    x: float
    y: float
    text: str
    baseline: str
    colour: str
    align: str = "left"
    dx: int = 3
    dy: int = 0


@dataclass(frozen=True)
class Run:
    """Bins to draw: their first days, the size of a bin, their values, the period that they stand in.

    `as_line` draws a line that need not start at zero. `until` is the last day with data, `settled` the last that no
    later delivery changes: None where all are. `bands` are the usual ranges of whole weeks. `city` are the values of
    the whole city where those of the run are of a part of it, `name` and `city_name` what stands at the ends of both.
    """

    starts: Sequence[date]
    size: str
    values: Sequence[float | None]
    period: Period
    as_line: bool = False
    whole: bool = True
    target: float | None = None
    until: date | None = None
    settled: date | None = None
    bands: Sequence[Band] = ()
    city: Sequence[float | None] = ()
    name: str = ""
    city_name: str = ""

    @property
    def known(self) -> list[Known]:
        return [(start, value) for start, value in zip(self.starts, self.values, strict=True) if value is not None]

    def is_partial(self, start: date) -> bool:
        """Whether the period, or the data, cover only a part of the bin."""
        end = self.period[1] if self.until is None else min(self.period[1], self.until)
        return start < self.period[0] or bin_end(start, self.size) > end

    def whole_bins(self) -> list[float | None]:
        """The values without parts of bins, as a part at an end would look like a fall; all where none is whole."""
        whole = [None if self.is_partial(start) else v for start, v in zip(self.starts, self.values, strict=True)]
        return list(self.values) if all(value is None for value in whole) else whole

    def is_provisional(self, start: date) -> bool:
        return self.settled is not None and bin_end(start, self.size) > self.settled

    def is_chosen(self, start: date, chosen: Period | None) -> bool:
        return chosen is None or (start <= chosen[1] and bin_end(start, self.size) >= chosen[0])

    def reach(self) -> tuple[float, float]:
        """Lowest and highest of all that is drawn."""
        drawn = [value for _, value in self.known] + [edge for band in self.bands for edge in (band.low, band.high)]
        drawn += [self.target] if self.target is not None else []
        drawn += [value for value in self.city if value is not None]
        return (min(drawn), max(drawn)) if drawn else (0.0, 0.0)


def bar_columns(run: Run, chosen: Period | None, look: Look, accent: str) -> dict[str, np.ndarray]:
    """Columns of the bars; none for a line."""
    known = [] if run.as_line else run.known
    lefts = np.array([milliseconds(start) for start, _ in known])
    rights = np.array([milliseconds(bin_end(start, run.size)) + DAY_MS for start, _ in known])
    gap = 0.12 * (rights - lefts)
    inside = [run.is_chosen(start, chosen) for start, _ in known]
    open_ = [run.is_provisional(start) for start, _ in known]
    fills = [accent if chosen and i else look["mark"] for i in inside]
    return {
        "left": lefts + gap,
        "right": rights - gap,
        "bottom": np.zeros(len(known)),
        "top": np.array([float(value) for _, value in known]),
        "fill": np.array(fills, dtype=object),
        "alpha": np.where(inside, 1.0, FADED) * np.where(open_, UNSETTLED, 1.0),
        "edge": np.array([f if o else CLEAR for f, o in zip(fills, open_, strict=True)], dtype=object),
    }


def partial_columns(columns: dict[str, np.ndarray], run: Run) -> dict[str, np.ndarray]:
    """The edges of those bars of which only a part is known."""
    partial = [] if run.as_line else [run.is_partial(start) for start, _ in run.known]
    return {edge: columns[edge][np.array(partial, dtype=bool)] for edge in EDGES}


def line_columns(run: Run, chosen: Period | None, look: Look, accent: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Pieces of the line: those that are settled, and those with an end that may still change; none for bars."""
    firm, loose = _pieces(), _pieces()
    for (start, value), (after, next_value) in _neighbours(run):
        piece = loose if run.is_partial(after) or run.is_provisional(after) else firm
        inside = chosen is not None and run.is_chosen(start, chosen) and run.is_chosen(after, chosen)
        piece["xs"].append([_middle(start, run), _middle(after, run)])
        piece["ys"].append([value, next_value])
        piece["colour"].append(accent if inside or run.city else look["ink"])
        piece["alpha"].append(FADED if chosen and not inside else 1.0)
    return firm, loose


def end_columns(run: Run, look: Look) -> dict[str, Any]:
    """The last point of a line: hollow where it is partial or provisional."""
    if not run.as_line or not run.known:
        return {"x": [], "y": [], "fill": [], "edge": []}
    start, value = run.known[-1]
    is_open = run.is_partial(start) or run.is_provisional(start)
    edge = look["sel" if run.city else "ink"]
    return {
        "x": [_middle(start, run)],
        "y": [value],
        "fill": [look["ground"] if is_open else edge],
        "edge": [edge],
    }


def city_columns(run: Run) -> dict[str, Any]:
    """The line of the whole city, with gaps where nothing was published."""
    pairs = list(zip(run.starts, run.city, strict=True)) if run.city else []
    return {
        "x": [_middle(start, run) for start, _ in pairs],
        "y": [float("nan") if value is None else value for _, value in pairs],
    }


def end_notes(run: Run, look: Look, floor: float, ceiling: float) -> list[Note]:
    """The names of both lines at their ends: the higher one above and the lower one below, or both where there is room
    between the floor and the ceiling of the figure."""
    if not run.city:
        return []
    lines = ((run.values, run.name, look["sel"]), (run.city, run.city_name, look["ink2"]))
    ends = [(last, name, colour) for values, name, colour in lines if (last := last_known(values)) is not None]
    ends.sort(reverse=True)
    right, room = milliseconds(run.period[1]) + DAY_MS, END_ROOM * (ceiling - floor)
    if ends and ends[0][0] > ceiling - room:
        places = [(ends[-1][0], "top", END_PX + LINE_PX * place) for place in range(len(ends))]
    elif ends and ends[-1][0] < floor + room:
        places = [(ends[0][0], "bottom", -END_PX - LINE_PX * place) for place in reversed(range(len(ends)))]
    else:
        places = [(ends[0][0], "bottom", -END_PX), (ends[-1][0], "top", END_PX)][: len(ends)]
    return [
        Note(right, y, name, side, colour, align="right", dx=0, dy=dy)
        for (_, name, colour), (y, side, dy) in zip(ends, places, strict=True)
    ]


def band_columns(run: Run) -> dict[str, Any]:
    """One area a stretch of weeks that follow each other, from the middle of the first to that of the last."""
    stretches: list[list[Band]] = []
    for band in run.bands:
        follows = stretches and band.monday - stretches[-1][-1].monday <= timedelta(days=7)
        if follows:
            stretches[-1].append(band)
        else:
            stretches.append([band])
    shapes = [stretch for stretch in stretches if len(stretch) > 1]
    return {
        "xs": [[*(x := [_week(band) for band in stretch]), *x[::-1]] for stretch in shapes],
        "ys": [[*(b.high for b in stretch), *(b.low for b in stretch[::-1])] for stretch in shapes],
    }


def last_known(values: Sequence[float | None]) -> float | None:
    """The last value that there is."""
    return next((value for value in reversed(values) if value is not None), None)


def _pieces() -> dict[str, Any]:
    return {"xs": [], "ys": [], "colour": [], "alpha": []}


def _neighbours(run: Run) -> list[tuple[Known, Known]]:
    """Bins next to each other that are both known."""
    if not run.as_line:
        return []
    pairs = list(zip(run.starts, run.values, strict=True))
    return [
        ((one, value), (other, next_value))
        for (one, value), (other, next_value) in pairwise(pairs)
        if value is not None and next_value is not None
    ]


def _middle(start: date, run: Run) -> float:
    """The middle of what the period holds of a bin."""
    first, last = max(start, run.period[0]), min(bin_end(start, run.size), run.period[1])
    return (milliseconds(first) + milliseconds(last) + DAY_MS) / 2


def _week(band: Band) -> float:
    return milliseconds(band.monday) + 3.5 * DAY_MS
