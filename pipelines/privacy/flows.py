"""What is open at the end of a month is what was open before it and what came, less what went.

Four counts of different metrics, of which three tell the fourth: found in the numbers, as records do not say it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, permutations

import numpy as np
import numpy.typing as npt

from pipelines.privacy.counts import Floats
from pipelines.privacy.spans import is_day
from pipelines.privacy.tables import Key

ENOUGH, MOSTLY = 20, 0.9
"""In so many cells, and so often among them, four counts fit together by no chance."""
Places = Mapping[Key, int]
Indices = npt.NDArray[np.int64]
NONE = -1


def flows(stocks: Sequence[Places], moves: Sequence[Places], counts: Floats) -> Iterator[tuple[list[int], list[int]]]:
    """Two lists of places whose counts have the same sum: what came and was open before; what went and is open now."""
    known = np.append(counts, 0.0)
    for stock in _different(stocks, known):
        steps = list(_steps(stock))
        before, now = (_found(stock, keys) for keys in zip(*steps, strict=True)) if steps else ((), ())
        moved = [_found(places, [key for _, key in steps]) for places in _different(moves, known)]
        for came, went in permutations(moved, 2):
            moving = (known[came] > 0) | (known[went] > 0)
            fits = moving & (known[before] + known[came] == known[now] + known[went])
            if moving.sum() >= ENOUGH and fits.sum() >= MOSTLY * moving.sum():
                for at in np.flatnonzero(fits):
                    yield _there(came[at], before[at]), _there(went[at], now[at])


def _different(all_of: Sequence[Places], known: Floats) -> Iterator[Places]:
    """Each population once, however many metrics count it."""
    seen = set()
    for places in all_of:
        told = frozenset((key, known[at]) for key, at in places.items() if not key[2] and known[at])
        if told not in seen:
            seen.add(told)
            yield places


def _steps(stock: Places) -> Iterator[tuple[Key, Key]]:
    """Each area in two periods, of which one follows the other: months, and days of the whole city."""
    keys = [key for key in stock if not key[2] and key[4][:1].isdigit()]
    for of_days in (False, True):
        its = [key for key in keys if is_day(key[4]) == of_days and key[4][4:5] == "-"]
        areas, periods = dict.fromkeys(key[:4] for key in its), sorted({key[4] for key in its})
        yield from (((*area, first), (*area, next_one)) for area in areas for first, next_one in pairwise(periods))


def _found(places: Places, keys: Sequence[Key]) -> Indices:
    return np.array([places.get(key, NONE) for key in keys], dtype=np.int64)


def _there(*places: np.int64) -> list[int]:
    return [int(at) for at in places if at != NONE]
