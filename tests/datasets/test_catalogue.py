"""What a data set's YAML becomes."""

from __future__ import annotations

from pathlib import Path

import pytest

from datasets.catalogue import check_city, city_names, load_city
from datasets.dataset import Column, normal_name
from datasets.facts import Fact, load_facts
from datasets.problems import Problem, did_you_mean
from tests.datasets.small_city import edit


def test_problem_says_place_rule_finding_and_guess() -> None:
    assert str(Problem("is empty")) == "is empty."
    assert str(Problem("is empty", "a.csv")) == "a.csv: is empty."
    assert str(Problem("no such key", "a.yaml", 5, "b")) == 'a.yaml: no such key; found "5". Did you mean "b"?'


def test_guess_ignores_case_and_gives_nothing_far() -> None:
    assert did_you_mean("OPEND_AT", ["opened_at", "closed_at"]) == "opened_at"
    assert did_you_mean("zebra", ["opened_at", "closed_at"]) is None


def test_shorthands_are_lists_and_labels(small: Path) -> None:
    datasets = load_city(small).datasets
    assert datasets["repairs"].columns["ticket_id"].from_ == ["Number"]
    assert datasets["wards"].files[0].match == "wards*.geojson"
    unpivot = datasets["riders"].unpivot
    assert unpivot is not None
    assert {name: (cell.label, cell.kind) for name, cell in unpivot.columns.items()} == {
        "Line 1": ("one", None),
        "Vans": ("vans", "crossings"),
    }


def test_required_follows_the_role_of_the_field(small: Path) -> None:
    edit(small, "repairs.yaml", "category: {", "category: {required: true, ")
    columns = load_city(small).datasets["repairs"].columns
    assert {name: column.required for name, column in columns.items()} == {
        "ticket_id": True,
        "opened_at": True,
        "closed_at": False,
        "category": True,
        "district.ward": False,
    }


def test_column_names_are_compared_without_case_blanks_and_punctuation() -> None:
    assert normal_name("Unique Key") == normal_name("unique_key") == "uniquekey"
    assert normal_name("date(M/D/Y)") == "datemdy"
    assert normal_name("诉求 编号") == "诉求编号"


def test_braces_name_columns_but_repetitions_do_not() -> None:
    column = Column(sql="regexp_extract({}, '[0-9]{2}') || {Geo Join ID}", from_=["Area"])
    assert column.named_in_sql == ["Geo Join ID"]
    assert column.published == ["Area", "Geo Join ID"]


def test_published_names_are_all_that_the_yaml_knows(small: Path) -> None:
    published = load_city(small).datasets["repairs"].published
    assert published == ["Number", "Opened", "Closed", "Topic", "Ward", "Remarks", "Caller"]


@pytest.mark.parametrize("fact", load_facts().values(), ids=lambda fact: fact.name)
def test_fact_has_one_event_and_a_point_where_it_says_so(fact: Fact) -> None:
    assert [name for name, field in fact.fields.items() if field.role == "event"] == [fact.event]
    assert ({"longitude", "latitude"} <= set(fact.fields)) is fact.point
    assert fact.keys


def test_keys_events_and_measures_are_required() -> None:
    fields = load_facts()["budget_line"].fields
    names = ("line_id", "publication_date", "adopted", "agency", "is_latest")
    assert [fields[name].required for name in names] == [True, True, True, False, False]


@pytest.mark.parametrize("name", city_names())
def test_every_city_of_the_checkout_is_valid(name: str) -> None:
    assert [str(problem) for problem in check_city(name)] == []
