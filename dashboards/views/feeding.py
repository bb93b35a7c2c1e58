"""Feeding a data source: only what has changed is sent, and nothing is drawn again for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from bokeh.models import ColumnDataSource


def feed(source: ColumnDataSource, columns: Mapping[str, Any]) -> None:
    """Patch the columns that differ; where the number of rows differs, replace all that are given."""
    held = source.data
    if any(len(held.get(name, ())) != len(column) for name, column in columns.items()):
        source.data = dict(held) | dict(columns)
        return
    changed = {name: column for name, column in columns.items() if not _same(held[name], column)}
    if changed:
        source.patch({name: [(slice(0, len(column)), column)] for name, column in changed.items()})


def _same(held: Any, column: Any) -> bool:
    if isinstance(column, np.ndarray) or isinstance(held, np.ndarray):
        return bool(np.array_equal(np.asarray(held), np.asarray(column)))
    return list(held) == list(column)
