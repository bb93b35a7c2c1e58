"""Rows of a frame as records."""

from __future__ import annotations

from typing import Any

import pandas as pd


def rows(frame: pd.DataFrame) -> list[Any]:
    """The rows as named tuples, whose fields mypy cannot know."""
    return list(frame.itertuples(index=False))
