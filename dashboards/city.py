"""A city as dashboards see it: profile, metrics, and the one service that answers questions about it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from pathlib import Path
from threading import Lock

import pandas as pd

from dashboards.address import Known
from dashboards.asking import Answers
from datasets.catalogue import City as Catalogue
from datasets.catalogue import load_city
from datasets.problems import Problem
from pipelines.metrics.forms import Texts
from pipelines.metrics.registry import Registry
from pipelines.query.places import UNPLACED
from pipelines.query.service import QueryService

_opening = Lock()  # of two services on one file the second would find its configuration locked
_open: dict[tuple[Path, Path], Answers] = {}
_served: ContextVar[tuple[str, Path] | None] = ContextVar("served", default=None)


@contextmanager
def served(city: str, home: Path) -> Iterator[None]:
    """In this block `City()` is that city, with its state under that folder."""
    token = _served.set((city, home))
    try:
        yield
    finally:
        _served.reset(token)


def _default() -> tuple[str | None, Path]:
    """The served city, otherwise that of ONESCREEN_CITY under ONESCREEN_HOME (`var`)."""
    return _served.get() or (os.environ.get("ONESCREEN_CITY"), Path(os.environ.get("ONESCREEN_HOME", "var")))


@cache
def _catalogue(name: str | Path) -> Catalogue:
    return load_city(name)


def _answers(folder: Path, home_folder: Path) -> Answers:
    """One service a process, shared by all sessions."""
    with _opening:
        key = folder, home_folder
        if key not in _open:
            _open[key] = Answers(QueryService(home_folder, _catalogue(folder)))
        return _open[key]


def close_services() -> None:
    """Ends the process's services, each when the last who asks it has its answer."""
    with _opening:
        while _open:
            _open.popitem()[1].service.close()


class City:
    """`City('nyc')`, `City('/path/to/folder')`, or the city that is served or named by ONESCREEN_CITY.

    Raises Problem where no city is named, where it is not in order, or where it has no snapshot yet.
    """

    def __init__(self, name: str | Path | None = None) -> None:
        default, home = _default()
        named = name or default
        if not named:
            raise Problem("name a city: City('nyc'), or set ONESCREEN_CITY")
        self.catalogue = _catalogue(named)
        self.profile = self.catalogue.profile
        self.id = self.catalogue.id
        self._districts: dict[tuple[str, str], pd.DataFrame] = {}
        self.metrics = Registry(self.catalogue)
        self._lacking: dict[tuple[str, str], Texts | None] = {}
        self.answers = _answers(self.catalogue.folder, home.resolve())
        self.service = self.answers.service

    def level_names(self, level: str) -> dict[str, str]:
        """Names of a district level by language."""
        return next(entry.names for entry in self.profile.levels if entry.id == level)

    def extent(self, metric_id: str) -> tuple[date, date] | None:
        """First and last local date with rows that the metric counts; None where there are none."""
        metric = self.metrics[metric_id]
        return self.service.extent(metric.fact, metric.kinds)

    def whole_extent(self, metric_ids: tuple[str, ...]) -> tuple[date, date]:
        """First and last local date of all rows that the metrics count, or that any does where none is named.

        Raises Problem where there are none.
        """
        named = metric_ids or tuple(metric_id for metric_id in self.metrics if self.lacking(metric_id) is None)
        extents = [extent for metric_id in named if (extent := self.extent(metric_id))]
        if not extents:
            raise Problem(f"the snapshot of {self.id} has no rows for {', '.join(metric_ids)}")
        return min(first for first, _ in extents), max(last for _, last in extents)

    def districts(self, level: str) -> pd.DataFrame:
        """Districts of a level that have an outline, by id."""
        key = self.service.snapshot.id, level
        if key not in self._districts:
            frame = self.service.districts(level)
            self._districts[key] = frame[~frame.district_id.isin(UNPLACED)].set_index("district_id", drop=False)
        return self._districts[key]

    def lacking(self, metric_id: str) -> Texts | None:
        """Why the city has no such metric, None where it has; raises Problem for one that nobody has."""
        key = self.service.snapshot.id, metric_id
        if key not in self._lacking:
            self._lacking[key] = self.service.lacking(metric_id)
        return self._lacking[key]

    def is_placed(self, metric_id: str) -> bool:
        """Whether its values tell places apart: several districts of the map's level have one."""
        try:
            answer = self.service.values([metric_id], by="district", level=self.profile.map_level)[metric_id]
        except Problem:
            return False
        return len(answer.frame[~answer.frame["group"].isin(UNPLACED)]) > 1

    def has_kind(self, kind: str) -> bool:
        """Whether the snapshot has rows of a kind."""
        return self.service.extent(self.fact_of(kind), (kind,)) is not None

    def fact_of(self, kind: str) -> str:
        """The fact whose rows are of a kind; raises Problem where no metric counts that kind."""
        facts = [metric.fact for metric in self.metrics.values() if kind in metric.kinds]
        if not facts:
            raise Problem("no metric counts rows of this kind", found=kind)
        return facts[0]

    def known(self) -> Known:
        """What an address may name."""
        return Known(
            districts={level.id: frozenset(self.districts(level.id).index) for level in self.profile.levels},
            categories=self._categories,
            agencies=frozenset(self.catalogue.agencies),
            metrics=frozenset(self.metrics),
            kinds=frozenset(kind for metric in self.metrics.values() for kind in metric.kinds),
        )

    def _categories(self, fact: str) -> frozenset[str]:
        with self.service.batch() as snapshot:
            kinds = (names for (of, _kind), names in snapshot.categories.items() if of == fact)
            return frozenset().union(*kinds)
