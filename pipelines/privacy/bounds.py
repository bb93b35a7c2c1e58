"""What sums say about hidden cells: intervals, narrowed line by line, and exactly by linear programming."""

from __future__ import annotations

from collections import deque
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

from pipelines.privacy.tables import Flat, Line, Table

PASSES = 40
MOST_UNKNOWN = 300
SLACK = 1e-9
Floats = npt.NDArray[np.float64]
Ends = TypeVar("Ends", float, Floats)


def too_narrow(low: Ends, high: Ends, fewest: int) -> Any:
    """Whether an interval says too much: a small cell must not be told from one that is large enough."""
    return (high - low < fewest - 1) | (high < fewest)


def suspects(table: Table, hidden: npt.NDArray[np.bool_], count: int) -> list[int]:
    """Small counts worth an exact attack: half of them those with the narrowest intervals, the others drawn."""
    places = np.flatnonzero(table.small & hidden)
    low, high = narrow(table, hidden)
    nearest = places[np.argsort((high - low)[places], kind="stable")][: count // 2]
    rest = np.setdiff1d(places, nearest)
    drawn = np.random.default_rng(len(places)).choice(rest, min(count - len(nearest), len(rest)), replace=False)
    return [int(cell) for cell in (*nearest, *drawn)]


def narrow(
    table: Table, hidden: npt.NDArray[np.bool_], before: tuple[Floats, Floats] | None = None
) -> tuple[Floats, Floats]:
    """The intervals that follow when every line is used again and again; a hidden cell is known to be 1 or more.

    before: the intervals when more was hidden; then only what is told now has to be followed.
    """
    if before is None:
        low, high = np.where(hidden, np.minimum(1.0, table.n), table.n), np.where(hidden, np.inf, table.n)
        lines = np.arange(len(table.lines))
    else:
        low, high = before[0].copy(), before[1].copy()
        new = np.flatnonzero(~hidden & (low != high))
        low[new] = high[new] = table.n[new]
        lines = table.lines_at(new)
    for _ in range(PASSES):
        if not len(lines):
            break
        lower, higher = _narrower(table.flat.only(lines), low, high)
        lower[~hidden], higher[~hidden] = table.n[~hidden], table.n[~hidden]
        moved = np.flatnonzero((lower > low + SLACK) | (higher < high - SLACK))
        low, high = lower, higher
        lines = table.lines_at(moved)
    return low, high


def _narrower(flat: Flat, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """The intervals after every line was used once."""
    lows, highs = low[flat.parts], high[flat.parts]
    is_open = np.isinf(highs)
    known = np.where(is_open, 0, highs)
    sum_low, sum_high = np.add.reduceat(lows, flat.begins), np.add.reduceat(known, flat.begins)
    opened = np.add.reduceat(is_open.astype(int), flat.begins)
    lower, higher = low.copy(), high.copy()
    np.maximum.at(lower, flat.totals, sum_low)
    closed = flat.exact & (opened == 0)
    np.minimum.at(higher, flat.totals[closed], sum_high[closed])
    np.minimum.at(higher, flat.parts, high[flat.totals][flat.line] - (sum_low[flat.line] - lows))
    rest = flat.exact[flat.line] & (opened[flat.line] - is_open == 0)
    np.maximum.at(lower, flat.parts[rest], (low[flat.totals][flat.line] - (sum_high[flat.line] - known))[rest])
    return lower, higher


def interval(table: Table, hidden: npt.NDArray[np.bool_], cell: int) -> tuple[float, float]:
    """The interval of a hidden count under the sums around it, exactly."""
    unknown, lines = _reached(table, hidden, cell)
    place = {at: column for column, at in enumerate(unknown)}
    exact, at_most = _rows(table, lines, place)
    bounds = [(min(1.0, table.n[at]), None) for at in unknown]
    ends = []
    for sign in (1.0, -1.0):
        cost = np.zeros(len(unknown))
        cost[place[cell]] = sign
        solved = linprog(cost, *at_most, *exact, bounds=bounds, method="highs")
        ends.append(sign * solved.fun if solved.status == 0 else -sign * np.inf)
    return ends[0], ends[1]


def _reached(table: Table, hidden: npt.NDArray[np.bool_], cell: int) -> tuple[list[int], list[Line]]:
    """Hidden counts that lines join to this one, the nearest of them, and the lines that name no others."""
    found, lines, waiting = {cell: None}, dict[Line, None](), deque([cell])
    while waiting and len(found) < MOST_UNKNOWN:
        for line in table.lines_of[waiting.popleft()]:
            if line in lines:
                continue
            lines[line] = None
            new = [member for member in line.members if hidden[member] and member not in found]
            found.update(dict.fromkeys(new))
            waiting.extend(new)
    whole = [line for line in lines if all(member in found or not hidden[member] for member in line.members)]
    return list(found), whole


def _rows(table: Table, lines: list[Line], place: dict[int, int]) -> tuple[tuple, tuple]:
    """The lines as equations, and those that hold as `at most` where rows lie in none of the parts."""
    sides: dict[bool, tuple[list[Floats], list[float]]] = {True: ([], []), False: ([], [])}
    for line in lines:
        row, known = np.zeros(len(place)), 0.0
        for at, sign in ((line.total, -1.0), *((part, 1.0) for part in line.parts)):
            if at in place:
                row[place[at]] += sign
            else:
                known -= sign * table.n[at]
        rows, knowns = sides[line.exact]
        rows.append(row)
        knowns.append(known)
    exact, at_most = (
        (np.array(rows), knowns) if rows else (None, None) for rows, knowns in (sides[True], sides[False])
    )
    return exact, at_most
