"""Feeding a data source: only what has changed is sent, and nothing is drawn again for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import Any

import numpy as np
from bokeh.models import ColumnDataSource

NEAR, LONG = 2, 8
Patch = tuple[int | slice, Any]


def feed(source: ColumnDataSource, columns: Mapping[str, Any]) -> None:
    """Patch the rows that differ; where the number of rows differs, replace all columns that are given.

    The source holds copies: an answer is shared by pages, and its columns are read-only, which Bokeh does not patch.
    """
    held = source.data
    if any(len(held.get(name, ())) != len(column) for name, column in columns.items()):
        source.data = dict(held) | _own(columns)
        return
    found = {name: _patches(held[name], column) for name, column in columns.items()}
    patches = {name: patch for name, patch in found.items() if patch}
    if any(_is_fixed(held[name]) for name in patches):
        source.data = dict(held) | _own({name: columns[name] for name in patches})
    elif patches:
        source.patch(patches)


def _own(columns: Mapping[str, Any]) -> dict[str, Any]:
    return {name: copy(column) for name, column in columns.items()}


def _is_fixed(column: Any) -> bool:
    return isinstance(column, np.ndarray) and not column.flags.writeable


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
