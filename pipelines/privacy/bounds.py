"""What sums say about hidden cells: intervals, narrowed line by line, and exactly by linear programming."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

from pipelines.privacy.tables import Line, Table

PASSES = 12
MOST_UNKNOWN = 400
Floats = npt.NDArray[np.float64]


def too_narrow(low: float, high: float, fewest: int) -> bool:
    """Whether an interval says too much: a small cell must not be told from one that is large enough."""
    return high - low < fewest - 1 or high < fewest


def suspects(table: Table, hidden: npt.NDArray[np.bool_], among: npt.NDArray[np.bool_], count: int) -> list[int]:
    """Cells worth an exact attack: half of them those with the narrowest intervals, the others drawn."""
    places = np.flatnonzero(among)
    low, high = narrow(table, hidden)
    nearest = places[np.argsort((high - low)[places], kind="stable")][: count // 2]
    rest = np.setdiff1d(places, nearest)
    drawn = np.random.default_rng(len(places)).choice(rest, min(count - len(nearest), len(rest)), replace=False)
    return [int(cell) for cell in (*nearest, *drawn)]


def narrow(table: Table, hidden: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """The intervals that follow when every line is used again and again; a hidden cell is known to be 1 or more."""
    low = np.where(hidden, np.minimum(1.0, table.n), table.n)
    high = np.where(hidden, np.inf, table.n)
    lines = [line for line in table.lines if hidden[list(line.members)].any()]
    for _ in range(PASSES):
        if not sum(_narrow_by(line, low, high, hidden) for line in lines):
            break
    return low, high


def _narrow_by(line: Line, low: Floats, high: Floats, hidden: npt.NDArray[np.bool_]) -> bool:
    parts = list(line.parts)
    lows, highs = low[parts], high[parts]
    sum_low, changed = lows.sum(), False
    if hidden[line.total]:
        changed |= _raise(low, line.total, sum_low)
        if line.exact:
            changed |= _lower(high, line.total, highs.sum())
    open_parts = np.isinf(highs).sum()
    sum_high = highs[~np.isinf(highs)].sum()
    for at in range(len(parts)):
        if not hidden[parts[at]]:
            continue
        changed |= _lower(high, parts[at], high[line.total] - (sum_low - lows[at]))
        others_open = open_parts - bool(np.isinf(highs[at]))
        if line.exact and not others_open:
            others = sum_high - (0 if np.isinf(highs[at]) else highs[at])
            changed |= _raise(low, parts[at], low[line.total] - others)
    return changed


def _raise(low: Floats, at: int, to: float) -> bool:
    if to <= low[at] + 1e-9:
        return False
    low[at] = to
    return True


def _lower(high: Floats, at: int, to: float) -> bool:
    if to >= high[at] - 1e-9:
        return False
    high[at] = to
    return True


def interval(table: Table, hidden: npt.NDArray[np.bool_], cell: int) -> tuple[float, float] | None:
    """The interval of a hidden cell under all sums that reach it; None where they are too many to solve."""
    unknown, lines = _reached(table, hidden, cell)
    if len(unknown) > MOST_UNKNOWN:
        return None
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
    """Hidden cells that lines join to this one, nearest first and not more than can be solved, with those lines."""
    lines_of: dict[int, list[Line]] = defaultdict(list)
    for line in table.lines:
        for member in line.members:
            if hidden[member]:
                lines_of[member].append(line)
    found, lines, waiting = {cell: None}, dict[Line, None](), [cell]
    while waiting and len(found) <= MOST_UNKNOWN:
        at = waiting.pop(0)
        for line in lines_of[at]:
            lines[line] = None
            new = [member for member in line.members if hidden[member] and member not in found]
            found.update(dict.fromkeys(new))
            waiting.extend(new)
    return list(found), list(lines)


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
