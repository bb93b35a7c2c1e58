"""The address says the selection, and nothing that it says is believed unchecked."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.address import Known, from_query, hour_spans, to_query
from dashboards.selection import Selection

PERIOD = (date(2024, 1, 1), date(2024, 12, 31))
LEVEL = "community_district"
CATEGORIES = {"ticket": frozenset({"Noise", "Heat, no hot water", "A&B=c"}), "incident": frozenset({"Speeding"})}
KNOWN = Known(
    districts={LEVEL: frozenset({"101", "102", "103"}), "borough": frozenset({"1", "2"})},
    categories=lambda fact: CATEGORIES.get(fact, frozenset()),
    agencies=frozenset({"nypd", "dot"}),
    metrics=frozenset({"tickets_opened", "collisions"}),
    kinds=frozenset({"request", "collision"}),
)
HOME = {"period": PERIOD, "level": LEVEL, "fill": "tickets_opened", "layers": ("collision",)}
CELLS = st.sets(st.tuples(st.integers(0, 6), st.integers(0, 23)), max_size=40)
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


def selected(**state: object) -> Selection:
    return Selection(**{**HOME, **state})


def test_the_page_as_it_opens_has_no_query() -> None:
    assert to_query(selected(), HOME) == ""


def test_a_query_can_be_read_by_people() -> None:
    state = selected(time=(date(2024, 6, 30), date(2024, 7, 6)), districts=("101", "103"), hours=((0, 7), (1, 7)))
    assert to_query(state, HOME) == "time=2024-06-30..2024-07-06&districts=101,103&hours=0-1.7-7"


@given(
    days=st.tuples(DAYS, DAYS).map(lambda pair: tuple(sorted(pair))),
    districts=st.lists(st.sampled_from(["101", "102", "103"]), unique=True),
    cells=CELLS,
    categories=st.lists(st.sampled_from(["Noise", "Heat, no hot water", "A&B=c"]), unique=True),
    layers=st.lists(st.sampled_from(["request", "collision"]), unique=True),
)
def test_what_is_written_is_read_back(
    days: tuple[date, date],
    districts: list[str],
    cells: set[tuple[int, int]],
    categories: list[str],
    layers: list[str],
) -> None:
    state = selected(
        time=days,
        districts=tuple(districts),
        hours=tuple(sorted(cells)),
        categories=("ticket", *categories) if categories else (),
        layers=tuple(layers),
    )
    read = from_query(to_query(state, HOME), KNOWN, LEVEL)
    assert read.ignored == []
    assert {**HOME, **selected().state(), **read.changes} == state.state()


@pytest.mark.parametrize(
    ("query", "ignored"),
    [
        ("time=yesterday", ["time"]),
        ("time=2024-07-06..2024-06-30", ["time"]),
        ("time=2024-01-01", ["time"]),
        ("period=0001-01-01..9999-12-31", ["period"]),
        ("districts=999", ["districts"]),
        ("districts=101,'; drop table ticket", ["districts"]),
        ("districts=", ["districts"]),
        ("hours=9-9.1-2", ["hours"]),
        ("hours=0-6.0-99", ["hours"]),
        ("categories=Noise", ["categories"]),
        ("categories=ticket&categories=Unheard", ["categories"]),
        ("categories=ticket", ["categories"]),
        ("fill=__import__", ["fill"]),
        ("level=../../etc", ["level"]),
        ("polygon=nan:nan,1:1,2:2", ["polygon"]),
        ("polygon=0:0,1:1", ["polygon"]),
        ("polygon=" + ",".join(["0:0"] * 201), ["polygon"]),
        ("layers=request,ufo", ["layers"]),
        ("agencies=kgb", ["agencies"]),
        ("<script>=1", ["address"]),
        ("x" * 9000, ["address"]),
        ("districts=101&districts=102", ["districts"]),
    ],
)
def test_what_is_not_understood_is_named_and_left_out(query: str, ignored: list[str]) -> None:
    read = from_query(query, KNOWN, LEVEL)
    assert (read.changes, read.ignored) == ({}, ignored)


def test_one_bad_clause_leaves_the_others() -> None:
    read = from_query("districts=101&hours=x&agencies=dot", KNOWN, LEVEL)
    assert read.changes == {"districts": ("101",), "agencies": ("dot",)}
    assert read.ignored == ["hours"]


def test_districts_belong_to_the_level_that_the_address_names() -> None:
    assert from_query("districts=2&level=borough", KNOWN, LEVEL).changes == {"level": "borough", "districts": ("2",)}
    assert from_query("districts=2", KNOWN, LEVEL).ignored == ["districts"]


@given(st.text(max_size=300))
def test_no_address_raises(query: str) -> None:
    from_query(query, KNOWN, LEVEL)


@given(CELLS)
def test_spans_of_hours_hold_each_cell_once(cells: set[tuple[int, int]]) -> None:
    spans = hour_spans(cells)
    covered = [(d, h) for a, b, c, e in spans for d in range(a, b + 1) for h in range(c, e + 1)]
    assert sorted(covered) == sorted(cells)


def test_working_hours_are_one_span() -> None:
    cells = {(day, hour) for day in range(5) for hour in range(7, 20)}
    assert hour_spans(cells) == [(0, 4, 7, 19)]
