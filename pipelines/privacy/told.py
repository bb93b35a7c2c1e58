"""What earlier editions told: who keeps them subtracts last month's window from this month's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from pipelines.privacy.asking import MEASURES
from pipelines.privacy.rows import rows

FILE = "told.parquet"
KEY = ["metric", "level", "area", "by", "grp", "start", "finish"]
Dated = tuple[str, str, str, str, str, str, str]
"""Metric, level, area, by, group, first and last day."""


@dataclass(frozen=True)
class Told:
    """Whether each cell was shown in any edition, by its days: the names of windows mean other days each month."""

    shown: Mapping[Dated, bool] = field(default_factory=dict)
    numbers: Mapping[Dated, tuple[float, ...]] = field(default_factory=dict)
    """What the latest edition that showed a cell said: value, numerator, denominator, n."""

    @classmethod
    def read(cls, folder: Path) -> Told:
        """What the editions of a city told; nothing where there was none."""
        path = folder / FILE
        if not path.exists():
            return cls()
        frame = pd.read_parquet(path).reindex(columns=[*KEY, "shown", *MEASURES])
        keys = list(frame[KEY].itertuples(index=False, name=None))
        numbers = frame[MEASURES].itertuples(index=False, name=None)
        said = {key: its for key, its, shown in zip(keys, numbers, frame.shown, strict=True) if shown}
        return cls(dict(zip(keys, frame.shown.map(bool), strict=True)), said)

    def with_edition(self, cells: pd.DataFrame, spans: pd.DataFrame) -> Told:
        """The same with one more edition's cells."""
        found, numbers = dict(self.shown), dict(self.numbers)
        for key, row in zip(dated(cells, spans), rows(cells[["hidden", *MEASURES]]), strict=True):
            found[key] = found.get(key, False) or not row.hidden
            if not row.hidden:
                numbers[key] = row[1:]
        return Told(found, numbers)

    def write(self, folder: Path) -> None:
        """Keeps it beside the editions; all of it has been published."""
        unknown = (float("nan"),) * len(MEASURES)
        said = [(*key, shown, *self.numbers.get(key, unknown)) for key, shown in self.shown.items()]
        frame = pd.DataFrame(said, columns=[*KEY, "shown", *MEASURES])
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


def dated(cells: pd.DataFrame, spans: pd.DataFrame) -> list[Dated]:
    """The cells' keys, with days for the names of periods."""
    days = days_of(spans)
    return [
        (
            row.metric,
            row.level,
            row.area,
            row.by,
            row.grp,
            *days.get((row.metric, row.period), (row.period, row.period)),
        )
        for row in rows(cells[["metric", "level", "area", "by", "grp", "period"]])
    ]


def days_of(spans: pd.DataFrame) -> dict[tuple[str, str], tuple[str, str]]:
    """First and last day of each metric's periods."""
    return {(row.metric, row.period): (row.start, row.finish) for row in rows(spans)}
