"""Feeding a data source: only what has changed is sent, and nothing is drawn again for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from bokeh.models import ColumnDataSource

NEAR, LONG = 2, 8
Patch = tuple[int | slice, Any]


def feed(source: ColumnDataSource, columns: Mapping[str, Any]) -> None:
    """Patch the rows that differ; where the number of rows differs, replace all columns that are given."""
    held = source.data
    if any(len(held.get(name, ())) != len(column) for name, column in columns.items()):
        source.data = dict(held) | dict(columns)
        return
    patches = {name: _patches(held[name], column) for name, column in columns.items()}
    if any(patches.values()):
        source.patch({name: found for name, found in patches.items() if found})


def _patches(held: Any, column: Any) -> list[Patch]:
    """What differs as plain numbers and texts, shorter than a buffer for a few rows: long runs, then single rows."""
    old, new = _plain(held), _plain(column)
    differ = [place for place, (one, other) in enumerate(zip(old, new, strict=True)) if one != other]
    runs: list[list[int]] = []
    for place in differ:
        if runs and place - runs[-1][-1] <= NEAR:
            runs[-1].append(place)
        else:
            runs.append([place])
    long = [(slice(run[0], run[-1] + 1), new[run[0] : run[-1] + 1]) for run in runs if len(run) >= LONG]
    return [*long, *((place, new[place]) for run in runs if len(run) < LONG for place in run)]


def _plain(column: Any) -> list[Any]:
    return column.tolist() if isinstance(column, np.ndarray) else list(column)
