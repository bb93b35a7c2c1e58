"""Properties that hold for any period, any partition and any selection, on random rows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasets.catalogue import City
from pipelines.comparison.compare import compare
from pipelines.comparison.periods import Calendar
from pipelines.query.predicate import Predicate
from pipelines.query.service import QueryService
from tests.metrics import random_rows
from tests.metrics.snapshot_files import day, write_snapshot

ADDITIVE = ["tickets_opened", "tickets_closed", "collisions", "injured", "killed"]
RATES = ["on_time_pct", "closed_per_opened"]
CLAUSES = {
    "districts": tuple(random_rows.DISTRICTS),
    "categories": ("Noise", "Water", "Heat"),
    "agencies": ("dot", "nypd"),
    "hours": tuple((dow, hour) for dow in range(7) for hour in range(24)),
}
EVENT_DAY = date(2024, 1, 17)
YEAR = timedelta(days=364)
few = settings(max_examples=20, deadline=None)


@st.composite
def spans(draw: st.DrawFn) -> tuple[date, date]:
    start = draw(st.dates(date(2023, 12, 20), date(2024, 2, 17)))
    return start, start + timedelta(days=draw(st.integers(0, 30)))


def values(service: QueryService, metrics: list[str], predicate: Predicate) -> list[float]:
    answers = service.values(metrics, predicate)
    return [float(np.nan_to_num(answers[metric].frame["value"].iloc[0])) for metric in metrics]


@few
@given(span=spans(), clause=st.sampled_from(list(CLAUSES)), data=st.data())
def test_parts_of_any_partition_add_up(
    random_service: QueryService, span: tuple[date, date], clause: str, data: st.DataObject
) -> None:
    members = CLAUSES[clause]
    cells = data.draw(st.lists(st.integers(0, 2), min_size=len(members), max_size=len(members)))
    parts = [tuple(one for one, cell in zip(members, cells, strict=True) if cell == number) for number in range(3)]
    asked = ADDITIVE[:2] if clause in ("categories", "agencies") else ADDITIVE
    inside = Predicate(start=span[0], end=span[1])
    found = [values(random_service, asked, replace(inside, **{clause: part})) for part in parts if part]
    whole = replace(inside, **{clause: members})
    assert np.sum(found, axis=0).tolist() == values(random_service, asked, whole)


@few
@given(span=spans(), cut=st.floats(0, 1))
def test_days_before_and_after_any_cut_add_up(
    random_service: QueryService, span: tuple[date, date], cut: float
) -> None:
    before = span[0] + timedelta(days=int(cut * (span[1] - span[0]).days))
    parts = [values(random_service, ADDITIVE, Predicate(start=span[0], end=before))]
    if before < span[1]:
        parts.append(values(random_service, ADDITIVE, Predicate(start=before + timedelta(days=1), end=span[1])))
    assert np.sum(parts, axis=0).tolist() == values(random_service, ADDITIVE, Predicate(start=span[0], end=span[1]))


@few
@given(span=spans(), clauses=st.sets(st.sampled_from(["agencies", "districts", "hours"]), min_size=1))
def test_a_selection_of_everything_equals_none(
    random_service: QueryService, span: tuple[date, date], clauses: set[str]
) -> None:
    asked = ["tickets_opened", "tickets_closed", *RATES]
    inside = Predicate(start=span[0], end=span[1])
    everything = replace(inside, **{clause: CLAUSES[clause] for clause in clauses})
    assert values(random_service, asked, everything) == pytest.approx(values(random_service, asked, inside))


def moved(rows: list[dict], by: timedelta) -> list[dict]:
    return [
        {name: value + by if isinstance(value, date | datetime) else value for name, value in row.items()}
        for row in rows
    ]


def opened(home: Path, city: City, facts: dict[str, list[dict]], as_of: str) -> Iterator[QueryService]:
    write_snapshot(home, "20240218T060000Z-c3", facts, as_of)
    service = QueryService(home, city)
    yield service
    service.close()


@pytest.fixture(scope="module")
def without_a_day(tmp_path_factory: pytest.TempPathFactory, city: City) -> Iterator[QueryService]:
    """The random rows without what happened on one day."""
    kept = {
        "ticket": [row for row in random_rows.FACTS["ticket"] if row["opened_at"].date() != EVENT_DAY],
        "incident": [row for row in random_rows.FACTS["incident"] if row["occurred_at"].date() != EVENT_DAY],
    }
    yield from opened(tmp_path_factory.mktemp("without"), city, kept, random_rows.AS_OF)


@pytest.fixture(scope="module")
def a_year_earlier(tmp_path_factory: pytest.TempPathFactory, city: City) -> Iterator[QueryService]:
    """The random rows, all 364 days earlier."""
    facts = {fact: moved(rows, -YEAR) for fact, rows in random_rows.FACTS.items()}
    yield from opened(tmp_path_factory.mktemp("earlier"), city, facts, str(day(random_rows.AS_OF) - YEAR))


@few
@given(span=spans())
def test_a_day_more_changes_only_the_periods_that_hold_it(
    random_service: QueryService, without_a_day: QueryService, span: tuple[date, date]
) -> None:
    asked, inside = ["tickets_opened", "collisions", "injured"], Predicate(start=span[0], end=span[1])
    whole, without = (values(service, asked, inside) for service in (random_service, without_a_day))
    added = values(random_service, asked, Predicate(start=EVENT_DAY, end=EVENT_DAY))
    holds = span[0] <= EVENT_DAY <= span[1]
    assert min(added) > 0
    expected = [more + less for more, less in zip(added, without, strict=True)] if holds else without
    assert whole == expected


@few
@given(span=spans(), metric=st.sampled_from(["tickets_opened", "injured", "on_time_pct", "hours_to_close_median"]))
def test_all_data_364_days_earlier_give_the_comparison_of_364_days_earlier(
    random_service: QueryService, a_year_earlier: QueryService, span: tuple[date, date], metric: str
) -> None:
    here = compare(random_service, metric, Calendar(span[1]).between(*span), "previous")
    start, end = span[0] - YEAR, span[1] - YEAR
    there = compare(a_year_earlier, metric, Calendar(end).between(start, end), "previous")
    assert (there.value, there.previous, there.change) == (here.value, here.previous, here.change)
    assert there.evidence.as_data() == here.evidence.as_data()
    assert there.words == here.words
