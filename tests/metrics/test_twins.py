"""Every metric of every pack against its twin in pandas: on the demo city, what it has no data for on New York's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from datasets.catalogue import load_city
from pipelines.query.predicate import Predicate
from pipelines.query.service import QueryService
from tests.demo_city import DemoCity
from tests.metrics.twins import air, gates, money, moving, new_york, offences, readings, rescue, tickets
from tests.metrics.twins.published import Published

FIRST, LAST = date(2025, 12, 15), date(2026, 3, 22)
"""They hold the turn of a year, holidays and the day on which a standard of air changes."""
SINCE, UNTIL = date(2005, 1, 1), date(2025, 12, 31)
MODULES = (air, gates, money, moving, offences, readings, rescue, tickets)
PROFILES = {"calls_hour_profile": "call_for_service", "offences_hour_profile": "complaint"}


@pytest.fixture(scope="module")
def twins(demo_city: DemoCity) -> dict[str, float]:
    rows = Published(demo_city.service, FIRST, LAST)
    found: dict[str, float] = {}
    for module in MODULES:
        figures = module.figures(rows)
        assert not found.keys() & figures.keys()
        found |= figures
    return found


@pytest.fixture(scope="module")
def asked_in_new_york(nyc_home: Path) -> Iterator[QueryService]:
    service = QueryService(nyc_home, load_city("nyc"))
    yield service
    service.close()


def measured(service: QueryService, metrics: list[str], first: date, last: date) -> dict[str, float]:
    answers = service.values(metrics, Predicate(start=first, end=last))
    return {metric: float(answer.frame["value"].iloc[0]) for metric, answer in answers.items()}


def same(figures: dict[str, float]) -> object:
    assert not [metric for metric, figure in figures.items() if pd.isna(figure)]
    return pytest.approx({metric: float(figure) for metric, figure in figures.items()}, rel=1e-6, abs=1e-9)


def lacking(service: QueryService) -> set[str]:
    return {metric for metric in service.registry if service.lacking(metric) is not None}


def test_every_metric_that_the_demo_city_has_data_for_has_a_twin(demo_city: DemoCity, twins: dict[str, float]) -> None:
    assert set(twins) == set(demo_city.service.registry) - lacking(demo_city.service)


def test_every_metric_agrees_with_its_twin(demo_city: DemoCity, twins: dict[str, float]) -> None:
    assert measured(demo_city.service, list(twins), FIRST, LAST) == same(twins)


def test_what_the_demo_city_lacks_has_a_twin_in_new_york(demo_city: DemoCity, asked_in_new_york: QueryService) -> None:
    figures = new_york.figures(Published(asked_in_new_york, SINCE, UNTIL))
    assert set(figures) == lacking(demo_city.service)
    assert measured(asked_in_new_york, list(figures), SINCE, UNTIL) == same(figures)


@pytest.mark.parametrize("metric", PROFILES)
def test_an_hour_against_an_even_spread(demo_city: DemoCity, metric: str) -> None:
    rows = Published(demo_city.service, FIRST, LAST).within("incident", "occurred_date", PROFILES[metric])
    hours = rows["event_hour"].value_counts().reindex(range(24), fill_value=0)
    frame = demo_city.service.values([metric], Predicate(start=FIRST, end=LAST), by="hour")[metric].frame
    found = frame.set_index("group")["value"].fillna(0)
    assert found.to_dict() == pytest.approx((24 * hours / hours.sum()).to_dict())


def test_before_its_break_the_index_in_force_is_that_of_2012(demo_city: DemoCity) -> None:
    both = ["aqi_cn", "aqi_cn_2012"]
    before = measured(demo_city.service, both, FIRST, date(2026, 2, 28))
    assert before["aqi_cn"] == before["aqi_cn_2012"]
    after = measured(demo_city.service, both, date(2026, 3, 1), LAST)
    assert after["aqi_cn"] > after["aqi_cn_2012"]


def test_what_is_closed_at_a_time_not_known_is_all_that_the_queue_does_not_account_for(demo_city: DemoCity) -> None:
    opened = Published(demo_city.service, FIRST, LAST).within("ticket", "opened_date", "request")
    gap = measured(demo_city.service, ["queue_gap"], FIRST, LAST)["queue_gap"]
    assert gap == -(opened["is_closed"] & opened["closed_at"].isna()).sum()
