"""Budget metrics on literal rows: rows in, number out."""

from collections.abc import Iterator
from datetime import date

import pandas as pd
import pytest

from datasets.catalogue import City
from pipelines.query.predicate import Predicate
from pipelines.query.service import EVERYTHING, QueryService
from tests.metrics.budget_rows import EXPECTED, FACTS
from tests.metrics.snapshot_files import write_snapshot


@pytest.fixture(scope="module")
def december(tmp_path_factory: pytest.TempPathFactory, city: City) -> Iterator[QueryService]:
    home = tmp_path_factory.mktemp("budget") / "var"
    write_snapshot(home, "20240131T060000Z-b1", FACTS, "2024-01-31")
    service = QueryService(home, city)
    yield service
    service.close()


def row(service: QueryService, metric: str, predicate: Predicate = EVERYTHING, by: str | None = None) -> tuple:
    found = service.values([metric], predicate, by=by)[metric].frame.iloc[0]
    return tuple(None if pd.isna(found[name]) else found[name] for name in ("value", "numerator", "denominator", "n"))


@pytest.mark.parametrize("metric", EXPECTED)
def test_a_metric_is_what_a_person_counts(december: QueryService, metric: str) -> None:
    assert row(december, metric) == pytest.approx(EXPECTED[metric])


def test_by_agency_the_years_before_are_the_agency_s_own(december: QueryService) -> None:
    assert row(december, "burn_gap_seasonal", by="agency") == pytest.approx(EXPECTED["burn_gap_seasonal"])
    assert row(december, "expended_real", by="agency") == pytest.approx(EXPECTED["expended_real"])


def test_each_month_is_judged_by_its_own_place_in_the_fiscal_year(december: QueryService) -> None:
    year = Predicate(start=date(2023, 7, 1), end=date(2023, 12, 31))
    frame = december.values(["burn_gap"], year, by="month")["burn_gap"].frame
    # 8 % a month against a twelfth
    assert frame["value"].tolist() == pytest.approx([(8 - 100 / 12) * passed for passed in range(1, 7)])


def test_one_earlier_year_is_not_enough_for_a_usual_pace(december: QueryService) -> None:
    before = Predicate(end=date(2022, 12, 31))
    assert row(december, "burn_gap_seasonal", before)[0] is None
    assert row(december, "burn_gap", before)[0] == pytest.approx(24 - 50)


def test_a_cost_is_not_known_where_only_the_outcome_follows_a_district(december: QueryService) -> None:
    assert row(december, "cost_per_ticket_on_time", Predicate(districts=("101",)))[0] is None


def test_bands_of_the_variance(december: QueryService) -> None:
    variance = december.registry["budget_variance_pct"]
    states = [variance.state_of(value, date(2024, 1, 1)) for value in (0.0, -0.1, -10.0, -10.1)]
    assert states == ["on", "watch", "watch", "off"]
