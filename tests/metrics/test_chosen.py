"""Other districts, categories or agencies after the first two: summed out of what is kept, equal to SQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from pandas.testing import assert_frame_equal

from datasets.catalogue import load_city
from datasets.problems import Problem
from pipelines.query.chosen import choice_of
from pipelines.query.known import KnownFrames
from pipelines.query.predicate import Predicate
from pipelines.query.runner import NotKnown
from pipelines.query.service import QueryService
from tests.demo_city import DemoCity

QUARTER = Predicate(start=date(2025, 10, 1), end=date(2025, 12, 31))
CASES = [
    ("districts", None),
    ("districts", "week"),
    ("districts", "category"),
    ("agencies", "district"),
    ("agencies", "week"),
    ("categories", "hour_of_week"),
]


@pytest.fixture(scope="module")
def service(demo_city: DemoCity) -> Iterator[QueryService]:
    own = QueryService(demo_city.home, load_city("demo"))
    yield own
    own.close()


def members_of(service: QueryService, choice: str) -> list[tuple[str, ...]]:
    """Three members one by one, then two together; rows of several facts know the first."""
    by = {"districts": "district", "agencies": "agency", "categories": "category"}[choice]
    groups = service.values(["tickets_opened"], QUARTER, by=by)["tickets_opened"].frame["group"].tolist()
    return [(groups[0],), (groups[1],), (groups[2],), tuple(groups[3:5])]


def able(service: QueryService, choice: str, by: str | None) -> list[str]:
    """Metrics whose rows carry the clause and the grouping and add up over it."""
    found = []
    with service.batch() as snapshot:
        planner, chosen = service._planner(snapshot, replace(QUARTER, **{choice: members_of(service, choice)[0]}))
        for metric_id, metric in service.registry.items():
            if metric.derived is None and service.lacking(metric_id) is None:
                with suppress(Problem):
                    plan = planner.plan(metric, chosen, by, None)
                    found += [metric_id] if choice_of(plan) == choice else []
    return found


@pytest.mark.parametrize(("choice", "by"), CASES)
def test_the_third_choice_asks_nothing_and_equals_sql(
    service: QueryService, monkeypatch: pytest.MonkeyPatch, choice: str, by: str | None
) -> None:
    metrics = able(service, choice, by)
    assert len(metrics) > 3
    first, second, *others = members_of(service, choice)
    for members in (first, second):
        service.values(metrics, replace(QUARTER, **{choice: members}), by=by)
    before = service.counters.run
    summed = [service.values(metrics, replace(QUARTER, **{choice: members}), by=by) for members in (second, *others)]
    assert service.counters.run == before
    service._frames.keep(lambda _key: False)
    with monkeypatch.context() as patched:
        patched.setattr(KnownFrames, "_chosen_again", lambda *_: None)
        for members, found in zip((second, *others), summed, strict=True):
            plain = service.values(metrics, replace(QUARTER, **{choice: members}), by=by)
            assert service.counters.run > before
            for metric_id in metrics:
                assert_frame_equal(found[metric_id].frame, plain[metric_id].frame, rtol=1e-12)


def test_what_does_not_add_up_is_asked_for_each(service: QueryService) -> None:
    """Of vendors paid by two agencies some are the same, and no quantile is a sum."""
    assert not service.registry["vendors_paid"].is_additive
    first, second, third, _ = members_of(service, "agencies")
    for metric_id in ("vendors_paid", "hours_to_close_median"):
        for members in (first, second, third):
            before = service.counters.run
            service.values([metric_id], replace(QUARTER, agencies=members))
            assert service.counters.run == before + 1


def test_where_only_what_is_known_may_be_had_the_database_is_not_asked(service: QueryService) -> None:
    predicate = replace(QUARTER, end=date(2025, 12, 30))
    before = service.counters.run
    with service.only_known(), pytest.raises(NotKnown):
        service.values(["tickets_opened"], predicate)
    assert service.counters.run == before
    asked = service.values(["tickets_opened"], predicate)["tickets_opened"].frame
    with service.only_known():
        assert_frame_equal(service.values(["tickets_opened"], predicate)["tickets_opened"].frame, asked)
    assert service.counters.run == before + 1
