"""Policing metrics on literal rows: rows in, number out."""

from collections.abc import Iterator
from datetime import date

import pandas as pd
import pytest

from datasets.catalogue import City
from pipelines.query.predicate import Predicate
from pipelines.query.service import QueryService
from tests.metrics.policing_rows import EXPECTED, FACTS, PER_RESIDENT
from tests.metrics.snapshot_files import write_snapshot

JULY = Predicate(start=date(2024, 7, 1), end=date(2024, 7, 31))


@pytest.fixture(scope="module")
def july(tmp_path_factory: pytest.TempPathFactory, city: City) -> Iterator[QueryService]:
    home = tmp_path_factory.mktemp("policing") / "var"
    write_snapshot(home, "20240731T060000Z-p1", FACTS, "2024-08-03")
    service = QueryService(home, city)
    yield service
    service.close()


def row(service: QueryService, metric: str, predicate: Predicate = JULY) -> tuple[object, ...]:
    found = service.values([metric], predicate)[metric].frame.iloc[0]
    return tuple(None if pd.isna(found[name]) else found[name] for name in ("value", "numerator", "denominator", "n"))


@pytest.mark.parametrize("metric", EXPECTED)
def test_a_metric_is_what_a_person_counts(july: QueryService, metric: str) -> None:
    assert row(july, metric) == pytest.approx(EXPECTED[metric])


def test_few_residents_get_no_rate(july: QueryService) -> None:
    for metric in PER_RESIDENT:
        assert row(july, metric)[0] is None, metric


@pytest.mark.parametrize("metric", PER_RESIDENT)
def test_a_rate_counts_residents(july: QueryService, metric: str) -> None:
    record = july.registry[metric]
    populous = record.model_copy(update={"derived": record.derived.model_copy(update={"options": {}})})
    found = july.measured([populous], JULY)[metric].frame.iloc[0]
    assert tuple(found[["value", "numerator", "denominator", "n"]]) == pytest.approx(PER_RESIDENT[metric])


def test_an_hour_is_held_against_an_even_spread(july: QueryService) -> None:
    frame = july.values(["calls_hour_profile"], JULY, by="hour")["calls_hour_profile"].frame.set_index("group")
    assert len(frame) == 24
    assert frame.loc[14, "value"] == pytest.approx(2 / (5 / 24))
    assert frame["denominator"].sum() == pytest.approx(5)
