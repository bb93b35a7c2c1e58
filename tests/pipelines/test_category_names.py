"""The name of a category comes from the city's list; without one it is the text as published."""

import pytest

from datasets.catalogue import load_city
from pipelines.query.service import QueryService
from tests.pipelines.town import Town, request_lines

NOISE = "- {id: Noise, names: {en: Noise at night, zh: 夜间噪声}}\n"


@pytest.fixture
def named(town: Town) -> Town:
    (town.folder / "categories.yaml").write_text(NOISE, "utf-8")
    lines = request_lines([1, 2, 3])
    town.requests([*lines[:2], lines[2].replace("Noise", "Heat")])
    return town


def names(town: Town) -> list[tuple]:
    return town.ask("SELECT fact, category, name_en, name_zh FROM category WHERE fact = 'ticket' ORDER BY ALL")


def test_a_listed_category_has_its_names_and_another_its_text(named: Town) -> None:
    named.refresh()
    assert names(named) == [("ticket", "Heat", "Heat", "Heat"), ("ticket", "Noise", "Noise at night", "夜间噪声")]


def test_answers_by_category_carry_the_names(named: Town) -> None:
    named.refresh()
    service = QueryService(named.home, load_city(named.folder))
    frame = service.values(["tickets_opened"], by="category")["tickets_opened"].frame
    assert list(frame[["group", "name", "name_zh", "value"]].itertuples(index=False, name=None)) == [
        ("Noise", "Noise at night", "夜间噪声", 2.0),
        ("Heat", "Heat", "Heat", 1.0),
    ]
    service.close()


def test_a_new_name_is_published_though_no_file_is_new(named: Town) -> None:
    named.refresh()
    named.edit("categories.yaml", "夜间噪声", "噪声")
    report = named.refresh()
    assert (report.unchanged, [line.read for line in report.datasets]) == (False, [0, 0, 0, 0])
    assert names(named)[1] == ("ticket", "Noise", "Noise at night", "噪声")
    assert named.refresh().unchanged
