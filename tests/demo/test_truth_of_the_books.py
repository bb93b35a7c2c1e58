"""The overrun of a programme and the bulk closing show in the metrics that watch for them, by their stated sizes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from pipelines.query.predicate import Predicate
from tests.demo_city import AS_OF, DemoCity, shared_demo_city


@pytest.fixture(scope="module", params=[1, 2], ids=["seed 1", "seed 2"])
def books(request, tmp_path_factory) -> DemoCity:
    return shared_demo_city(tmp_path_factory, request.param)


def by_programme(city: DemoCity, metric: str, end: date, **clauses) -> dict[str, float]:
    frame = city.service.values([metric], Predicate(end=end, **clauses), by="category")[metric].frame
    return dict(zip(frame["group"], frame["value"], strict=True))


def last_month_of(event: dict) -> date:
    """The last day of the month that the programme's report of the overrun is about."""
    first = date(event["fiscal_year"], event["by_month"], 1)
    return (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def test_the_programme_overspends_by_the_stated_share(books: DemoCity) -> None:
    event = books.event("budget_overrun")
    mine = by_programme(books, "budget_execution_pct", last_month_of(event), agencies=(event["agency"],))
    stated = event["size"]["expended_share_of_modified"]
    assert mine[event["programme"]] == pytest.approx(100 * stated, rel=0.02)
    assert mine[event["programme"]] > 100


def test_no_other_programme_passes_its_budget(books: DemoCity) -> None:
    event = books.event("budget_overrun")
    everyone = by_programme(books, "budget_execution_pct", last_month_of(event))
    others = {name: share for name, share in everyone.items() if name != event["programme"]}
    assert len(others) >= 10
    assert max(others.values()) <= 105


def test_the_gate_counts_the_tickets_closed_in_bulk(books: DemoCity) -> None:
    event = books.event("bulk_closure")
    assert datetime.fromisoformat(event["from"]).date() <= AS_OF
    (counted,) = books.service.values(["bulk_closed"])["bulk_closed"].frame["value"]
    assert 0.98 * event["size"]["tickets"] <= counted <= 1.02 * event["size"]["tickets"]
