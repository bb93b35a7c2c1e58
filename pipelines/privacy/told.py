"""What earlier editions told: who keeps them subtracts last month's window from this month's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from pipelines.privacy.rows import rows

FILE = "told.parquet"
KEY = ["metric", "level", "area", "by", "grp", "start", "finish"]
Dated = tuple[str, str, str, str, str, str, str]
"""Metric, level, area, by, group, first and last day."""


@dataclass(frozen=True)
class Told:
    """Whether each cell was shown in any edition, by its days: the names of windows mean other days each month."""

    shown: Mapping[Dated, bool] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> Told:
        """What the editions of a city told; nothing where there was none."""
        path = folder / FILE
        if not path.exists():
            return cls()
        frame = pd.read_parquet(path)
        return cls(dict(zip(frame[KEY].itertuples(index=False, name=None), frame.shown.map(bool), strict=True)))

    def with_edition(self, cells: pd.DataFrame, spans: pd.DataFrame) -> Told:
        """The same with one more edition's cells."""
        found = dict(self.shown)
        days = days_of(spans)
        for row in rows(cells[["metric", "level", "area", "by", "grp", "period", "hidden"]]):
            start, finish = days.get((row.metric, row.period), (row.period, row.period))
            key = (row.metric, row.level, row.area, row.by, row.grp, start, finish)
            found[key] = found.get(key, False) or not row.hidden
        return Told(found)

    def write(self, folder: Path) -> None:
        """Keeps it beside the editions; all of it has been published."""
        frame = pd.DataFrame(list(self.shown), columns=KEY).assign(shown=list(self.shown.values()))
        waiting = folder / f"{FILE}.new"
        frame.to_parquet(waiting, index=False)
        waiting.replace(folder / FILE)

    def windows(self, metric: str) -> Iterator[tuple[str, str, str, str]]:
        """Level, area, first and last day of the ungrouped cells of a metric that were shown for several months."""
        yield from self._windows.get(metric, ())

    @cached_property
    def _windows(self) -> dict[str, list[tuple[str, str, str, str]]]:
        found: dict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
        for (metric, level, area, by, _, start, finish), shown in self.shown.items():
            if shown and not by and start[:7] != finish[:7]:
                found[metric].append((level, area, start, finish))
        return found


def days_of(spans: pd.DataFrame) -> dict[tuple[str, str], tuple[str, str]]:
    """First and last day of each metric's periods."""
    return {(row.metric, row.period): (row.start, row.finish) for row in rows(spans)}
