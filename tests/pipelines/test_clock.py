"""A city's clock, and the age of its data by it."""

from datetime import UTC, datetime, timedelta

from datasets.catalogue import load_city
from pipelines.clock import CityClock
from pipelines.status import status
from tests.pipelines.town import Town, request_lines

NOON = datetime(2024, 3, 2, 12, tzinfo=UTC)


def test_a_fast_clock_runs_ahead_and_a_stopped_one_stands() -> None:
    later = NOON + timedelta(minutes=1)
    assert CityClock(NOON, NOON, 60).now(later) == NOON + timedelta(hours=1)
    assert CityClock(NOON, NOON, 0).now(later) == NOON


def test_a_snapshot_carries_the_clock_it_was_built_by() -> None:
    clock = CityClock(NOON, NOON - timedelta(days=9), 60.0)
    assert CityClock.of(clock.meta()) == clock


def test_age_is_counted_by_the_clock_of_the_city(town: Town) -> None:
    town.requests(request_lines(range(3)))
    town.refresh(clock=CityClock(NOON, NOON, 0))
    requests = next(one for one in status(load_city(town.folder), town.home).datasets if one.id == "requests")
    assert requests.lag_hours == 21.0
    assert requests.state == "live"
    assert town.store.current().meta["as_of"] == "2024-03-02"
