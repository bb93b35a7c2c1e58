"""How often a pack's rows are read for one selection: once for each fact, time, grouping and way of totalling."""

from __future__ import annotations

from datetime import date

import pytest

from datasets.catalogue import load_city
from datasets.problems import Problem
from pipelines.metrics.record import Metric
from pipelines.query.predicate import Predicate
from pipelines.query.service import QueryService
from tests.demo_city import DemoCity

QUARTER = Predicate(start=date(2025, 10, 1), end=date(2025, 12, 31))


def able(service: QueryService, metrics: list[Metric], by: str | None) -> list[Metric]:
    """Those whose rows carry the grouping."""
    found = []
    for metric in metrics:
        try:
            service.values([metric.id], QUARTER, by=by)
            found.append(metric)
        except Problem:
            continue
    return found


def ways(metrics: list[Metric], by: str | None) -> set[tuple[object, ...]]:
    """What must differ between two metrics for their rows to be read twice."""
    found = set()
    for metric in metrics:
        running = metric.is_counted_stock and by == "week"
        found.add((metric.fact, metric.time, metric.last, metric.stock, running, metric.per and metric.per.key))
    return found


@pytest.mark.parametrize("by", [None, "week", "district"])
@pytest.mark.parametrize("pack", ["citizen", "performance", "budget", "policing"])
def test_a_packs_rows_are_read_once_for_each_way_of_reading_them(
    demo_city: DemoCity, pack: str, by: str | None
) -> None:
    service = QueryService(demo_city.home, load_city("demo"))
    own = [metric for metric in service.registry.values() if metric.pack == pack and metric.derived is None]
    asked = able(service, [metric for metric in own if service.lacking(metric.id) is None], by)
    before = service.counters.run
    dated = Predicate(start=QUARTER.start, end=date(2025, 12, 30))
    service.values([metric.id for metric in asked], dated, by=by)
    assert 0 < service.counters.run - before <= len(ways(asked, by)) < max(len(asked), 2)
    again = service.counters.run
    service.values([metric.id for metric in asked], dated, by=by)
    assert service.counters.run == again
    service.close()
