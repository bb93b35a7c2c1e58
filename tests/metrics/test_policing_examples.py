"""Policing metrics on literal rows: rows in, number out."""

from collections.abc import Iterator
from datetime import date

import pandas as pd
import pytest

from datasets.catalogue import City
from pipelines.query.predicate import Predicate
from pipelines.query.service import QueryService
from tests.metrics.policing_rows import EXPECTED, FACTS
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
