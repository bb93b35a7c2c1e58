"""The metric layer: what a pack costs beside one bare scan of the columns it reads, and what building metrics adds."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from datasets.catalogue import load_city
from datasets.city import City
from datasets.facts import load_facts
from datasets.problems import Problem
from layouts.demo.made import Wanted, make
from pipelines.metrics.fact_columns import local_date
from pipelines.metrics.record import Metric
from pipelines.query.lacking import fields_of
from pipelines.query.predicate import Predicate
from pipelines.query.service import QueryService
from pipelines.refresh import Progress, Request, refresh
from tests.bench.spread import by_turns

GROUPINGS = (None, "week", "district")
"""Cards, lines and rankings."""
BUILD_BUDGET = 0.5
YEAR, DAY = timedelta(days=364), timedelta(days=1)


@dataclass
class Stages:
    """Seconds at which a refresh began to load its facts, and at which it began to build what is made of them."""

    at: dict[str, float] = field(default_factory=dict)

    def step(self, _dataset: str, doing: str, _done: int, _of: int | None) -> None:
        self.at.setdefault(doing, time.perf_counter())


def run(scale: float, runs: int) -> None:
    """Prints both at that scale; the demo city of ONESCREEN_HOME is taken where it has one of it."""
    home = Path(os.environ.get("ONESCREEN_HOME", "var")).resolve()
    city = load_city("demo")
    with tempfile.TemporaryDirectory(prefix="onescreen-bench-") as name:
        portal = make(home, Wanted(scale=scale), lambda *_: None).portal
        _report_building(city, Path(name) / "var", portal)
        _report_packs(city, Path(name) / "var", runs)


def _report_building(city: City, home: Path, portal: Path) -> None:
    """Publishing (closing the file, writing it to disk, pruning) is counted with the building: it adds that at most."""
    stages = Stages()
    refresh(city, home, Request(folder=portal), Progress(step=stages.step))
    loading = stages.at["checking"] - stages.at["building"]
    building = time.perf_counter() - stages.at["checking"]
    print(f"facts loaded in {loading:.1f} s; made facts, dimensions, checks and publishing in {building:.1f} s more")
    print(f"  {building / loading:.0%} of loading, budget {BUILD_BUDGET:.0%}")


def _report_packs(city: City, home: Path, runs: int) -> None:
    service = QueryService(home, city)
    years = _years(service.snapshot.moment.day)
    year = next(years)
    for pack in city.profile.packs:
        metrics = [m for m in service.registry.values() if m.pack == pack and service.lacking(m.id) is None]
        questions = {by: _able(service, metrics, year, by) for by in GROUPINGS}
        facts = _columns(service, metrics)
        before = service.counters.run
        _ask(service, questions, next(years))
        statements = service.counters.run - before
        spread = by_turns(
            {
                "pack": lambda q=questions: _ask(service, q, next(years)),
                "scan": lambda f=facts: _scan(service, f, year),
            },
            runs,
        )
        print(f"{pack}: {len(metrics)} metrics as cards, lines and rankings over a year, {statements} statements")
        print(f"  {spread['pack']}; {spread['scan']} of {len(facts)} facts")
        print(f"  {spread['pack'].median / spread['scan'].median:.1f} × one bare scan of the same columns")
    service.close()


def _years(last: date) -> Iterator[Predicate]:
    """A year and one that ends a day earlier each time: a selection that nothing is kept of."""
    while True:
        yield Predicate(start=last - YEAR, end=last)
        last -= DAY


def _able(service: QueryService, metrics: list[Metric], predicate: Predicate, by: str | None) -> list[str]:
    """The metrics that can be grouped so."""
    able = []
    for metric in metrics:
        with suppress(Problem):
            service.values([metric.id], predicate, by=by)
            able.append(metric.id)
    return able


def _ask(service: QueryService, questions: dict[str | None, list[str]], predicate: Predicate) -> None:
    """Each grouping in one question."""
    for by, metric_ids in questions.items():
        service.values(metric_ids, predicate, by=by)


def _columns(service: QueryService, metrics: list[Metric]) -> dict[str, set[str]]:
    """The columns that the metrics read, by fact."""
    found: dict[str, set[str]] = {}
    for metric in metrics:
        for part in service.registry.components(metric.id):
            found.setdefault(part.fact, {"kind"}).update(fields_of(part))
    return found


def _scan(service: QueryService, facts: dict[str, set[str]], predicate: Predicate) -> None:
    """Every row of each fact's year once, each column looked at and nothing computed."""
    with service.snapshot.cursor() as cursor:
        for fact, columns in facts.items():
            event = load_facts()[fact].event
            within = f"{local_date(event)} BETWEEN $start AND $end" if event else "$start <= $end"
            looked_at = ", ".join(f"max({column})" for column in sorted(columns))
            days = {"start": predicate.start, "end": predicate.end}
            cursor.execute(f"SELECT {looked_at} FROM {fact} WHERE {within}", days).fetchall()
