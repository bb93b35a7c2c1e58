"""Comparisons over a changed definition or boundary, equal elapsed time within a day, and shifts of all data."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from datasets.catalogue import City
from pipelines.comparison.breaks import crossed, touching
from pipelines.comparison.compare import compare, compare_groups
from pipelines.comparison.periods import Calendar, pair
from pipelines.metrics.record import Texts
from pipelines.metrics.registry import Break
from pipelines.query.predicate import Predicate
from pipelines.query.service import QueryService
from tests.metrics.snapshot_files import write_snapshot

FIRST, DAYS = date(2023, 1, 2), 430
LAST = FIRST + timedelta(days=DAYS - 1)
CHANGED = date(2024, 2, 5)
NAMES = Texts(en="Counted anew", zh="口径调整")
PERIODS = pair(Calendar(LAST).read("2024-W08"), "last_year")


def collisions(first: date, days: int = DAYS) -> list[dict]:
    """One at 6 and one at 18 o'clock a day in each of two districts; one more at 6 on every third day."""
    found = []
    for day in range(days):
        at = datetime.combine(first, datetime.min.time()) + timedelta(days=day)
        for hour, district in (
            (6, "101"),
            (18, "101"),
            (6, "104"),
            (18, "104"),
            *([(6, "101")] if day % 3 == 0 else []),
        ):
            occurred = at + timedelta(hours=hour)
            found.append({"kind": "collision", "occurred_at": occurred, "community_district_id": district})
    return found


def served(folder: Path, city: City, rows: list[dict], as_of: date) -> QueryService:
    write_snapshot(folder, "20240307T060000Z-e5", {"incident": rows}, as_of.isoformat())
    return QueryService(folder, city)


@pytest.fixture(scope="module")
def steady(tmp_path_factory: pytest.TempPathFactory, city: City) -> Iterator[QueryService]:
    service = served(tmp_path_factory.mktemp("steady") / "var", city, collisions(FIRST), LAST)
    yield service
    service.close()


def changed(city: City, *breaks: dict) -> City:
    changes = [
        {"on": CHANGED, "facts": ["incident"], "names": {"en": "Counted anew", "zh": "口径调整"}} | one
        for one in breaks
    ]
    profile = type(city.profile).model_validate(
        city.profile.model_dump(by_alias=True, exclude_unset=True) | {"changes": changes}
    )
    return replace(city, profile=profile)


@pytest.fixture(scope="module")
def redrawn(tmp_path_factory: pytest.TempPathFactory, city: City) -> Iterator[QueryService]:
    """The boundary between two districts moved on 5 February 2024."""
    moved = changed(city, {"districts": ["101", "104"]})
    service = served(tmp_path_factory.mktemp("redrawn") / "var", moved, collisions(FIRST), LAST)
    yield service
    service.close()


def test_a_break_is_crossed_where_it_lies_after_the_earlier_start() -> None:
    assert crossed([Break(CHANGED, NAMES)], PERIODS)
    assert not crossed([Break(PERIODS[1].start, NAMES)], PERIODS)
    assert not crossed([Break(PERIODS[0].last + timedelta(days=1), NAMES)], PERIODS)


def test_a_break_touches_what_holds_some_of_its_parts() -> None:
    everywhere, moved = Break(CHANGED, NAMES), Break(CHANGED, NAMES, districts=("101", "104"))
    renamed = Break(CHANGED, NAMES, categories=("Noise", "Water"))
    assert touching([everywhere], Predicate()) == (everywhere,)
    assert touching([moved], Predicate()) == ()
    assert touching([moved], Predicate(districts=("101",))) == (moved,)
    assert touching([moved], Predicate(districts=("101", "104", "301"))) == ()
    assert touching([moved], Predicate(), "district", "104") == (moved,)
    assert touching([moved], Predicate(), "district", "301") == ()
    assert touching([renamed], Predicate(categories=("Noise",))) == (renamed,)
    assert touching([renamed], Predicate(where=(("subcategory", "Water"),))) == (renamed,)
    assert touching([renamed], Predicate(), "category", "Rodents") == ()


def test_moved_districts_are_flagged_and_compared_as_one(redrawn: QueryService) -> None:
    compared = {one.group: one for one in compare_groups(redrawn, "collisions", PERIODS[0], "last_year", "district")}
    assert compared["101"].evidence.sentence.en == (
        "not tested: definition or boundary changed between the two: Counted anew (2024-02-05)"
    )
    assert compared["104"].evidence.sentence.zh == "未检验：两期之间口径或边界有变化：口径调整（2024年2月5日）"
    assert compared["101"].breaks[0].on == CHANGED
    both = compared["101+104"]
    assert both.combined == ("101", "104")
    assert both.value == compared["101"].value + compared["104"].value == 30
    assert both.evidence.verdict == "noise"
    assert both.name == "Manhattan 1 + Manhattan 4"


def test_a_changed_definition_is_not_scored(tmp_path: Path, city: City) -> None:
    service = served(tmp_path / "var", changed(city, {}), collisions(FIRST), LAST)
    assert compare(service, "collisions", PERIODS[0], "last_year").evidence.verdict == "not tested"
    assert compare(service, "collisions", Calendar(LAST).read("2024-W08"), "previous").evidence.verdict == "noise"
    service.close()


def test_data_that_end_at_noon_are_compared_with_days_that_end_at_noon(tmp_path: Path, city: City) -> None:
    """New York's noon on the last day is 17:00 UTC: one at 6 and one at 18 o'clock UTC a district, only the former
    has happened; 7 days hold 28 and a third of the days one more."""
    rows = collisions(FIRST)[: -(2 if (DAYS - 1) % 3 else 3)]
    rows += [
        row | {"occurred_at": datetime.combine(LAST, datetime.min.time()) + timedelta(hours=17)} for row in rows[-1:]
    ]
    home = tmp_path / "var"
    write_snapshot(home, "20240307T060000Z-e6", {"incident": rows}, LAST.isoformat())
    noon = datetime.combine(LAST, datetime.min.time()) + timedelta(hours=17)
    with duckdb.connect(str(home / "snapshots/nyc/20240307T060000Z-e6.duckdb")) as connection:
        connection.execute("update dataset_status set last_event = ?", [noon])
        connection.execute("insert into meta values ('built_at', ?)", [noon.isoformat()])
    service = QueryService(home, city)
    compared = compare(service, "collisions", Calendar(LAST).read("7d"), "previous")
    assert compared.current.days == compared.previous_side.days == 6.5
    whole = service.values(["collisions"], compared.previous_side.period.narrow(Predicate()))["collisions"]
    late = sum(
        1
        for row in collisions(FIRST)
        if row["occurred_at"].date() == LAST - timedelta(days=7) and row["occurred_at"].hour == 18
    )
    assert compared.previous == whole.frame["value"].iloc[0] - late
    service.close()


def test_all_data_shifted_by_364_days_shift_the_comparison(steady: QueryService, tmp_path: Path, city: City) -> None:
    year = timedelta(days=364)
    later = served(tmp_path / "var", city, collisions(FIRST + year), LAST + year)
    for name in ("week", "28d", "last_week"):
        here, there = (
            compare(service, "collisions", Calendar(as_of).read(name), "last_year")
            for service, as_of in ((steady, LAST), (later, LAST + year))
        )
        assert (here.value, here.previous, here.evidence.p) == (there.value, there.previous, there.evidence.p)
    later.close()


def test_a_day_more_changes_only_the_periods_that_hold_it(steady: QueryService, tmp_path: Path, city: City) -> None:
    longer = served(tmp_path / "var", city, collisions(FIRST, DAYS + 1), LAST + timedelta(days=1))
    for start in (date(2023, 6, 5), date(2024, 1, 1), LAST - timedelta(days=6)):
        period = Calendar(LAST).between(start, start + timedelta(days=6))
        here, there = (compare(service, "collisions", period, "previous") for service in (steady, longer))
        assert (here.value, here.previous) == (there.value, there.previous)
    holds = Calendar(LAST + timedelta(days=1)).between(LAST - timedelta(days=5), LAST + timedelta(days=1))
    assert (
        compare(longer, "collisions", holds, "previous").value > compare(steady, "collisions", holds, "previous").value
    )
    longer.close()
