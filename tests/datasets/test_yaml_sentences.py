"""The sentence that each mistake in a profile or a data set's YAML gets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from datasets.catalogue import check_city, load_city
from datasets.problems import Problem
from tests.datasets.small_city import edit

MISTAKES = yaml.safe_load((Path(__file__).parent / "mistakes.yaml").read_text("utf-8"))


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: repr(mistake["by"]))
def test_mistake_gets_its_sentence(small: Path, mistake: dict[str, Any]) -> None:
    name = mistake["file"]
    edit(small, name, mistake["replace"], mistake["by"])
    found = [str(problem).removeprefix(f"small/{name}") for problem in check_city(small)]
    assert found == mistake["sentences"]


def test_valid_city_has_no_problem(small: Path) -> None:
    assert check_city(small) == []
    assert list(load_city(small).datasets) == ["repairs", "riders", "wards"]


def test_check_gives_all_problems_and_load_raises_the_first(small: Path) -> None:
    edit(small, "repairs.yaml", "fact: ticket", "fact: tickets")
    edit(small, "wards.yaml", "licence: CC0", "license: CC0")
    sentences = [
        "small/wards.yaml, licence: this key is required and missing.",
        'small/wards.yaml, line 4, license: no such key; found "license". Did you mean "licence"?',
        'small/repairs.yaml, line 6, fact: no such fact; found "tickets". Did you mean "ticket"?',
    ]
    assert [str(problem) for problem in check_city(small)] == sentences
    with pytest.raises(Problem) as raised:
        load_city(small)
    assert str(raised.value) == sentences[0]


def test_unknown_city_is_asked_back() -> None:
    with pytest.raises(Problem) as raised:
        load_city("nycc")
    assert str(raised.value).startswith("no such city, and no folder of that name; cities: ")
    assert str(raised.value).endswith('; found "nycc". Did you mean "nyc"?')


def test_folder_without_a_profile(tmp_path: Path) -> None:
    assert [str(problem) for problem in check_city(tmp_path)] == [f"{tmp_path}: the folder holds no city.yaml."]


def test_empty_and_undecodable_files(small: Path) -> None:
    (small / "repairs.yaml").write_text("")
    (small / "riders.yaml").write_bytes("publisher: Réseau".encode("latin-1"))
    assert [str(problem) for problem in check_city(small)] == [
        "small/repairs.yaml: is empty.",
        "small/riders.yaml: is not UTF-8 text: byte 12 cannot be read.",
    ]


def test_two_agencies_may_not_claim_one_code(small: Path) -> None:
    agencies = "- {id: POLICE, names: {en: Police}, codes: ['1']}\n- {id: FIRE, names: {en: Fire}, codes: ['1']}\n"
    (small / "agencies.yaml").write_text(agencies)
    assert [str(problem) for problem in check_city(small)] == [
        'small/agencies.yaml, line 2, [1]: is claimed by the agency POLICE as well; found "1".'
    ]


CATEGORY_MISTAKES = {
    "- {id: Noise, names: {en: Noise, zh: 噪声}}\n- {id: Noise, names: {en: Din, zh: 噪声}}\n": (
        ', line 2, [1].id: this category is listed twice; found "Noise".'
    ),
    "- {id: Noise, names: {en: Noise}}\n": ", line 1, [0].names: a name in zh is missing.",
    "- {id: 404, names: {en: Noise, zh: 噪声}}\n": (
        ', line 1, [0].id: must be text, in quotes where it looks like a number; found "404".'
    ),
    "- {id: Noise, name: {en: Noise, zh: 噪声}}\n": (
        ", line 1, [0].names: this key is required and missing.",
        ', line 1, [0].name: no such key; found "name". Did you mean "names"?',
    ),
}


@pytest.mark.parametrize(("text", "sentences"), CATEGORY_MISTAKES.items())
def test_mistakes_in_categories_get_their_sentences(small: Path, text: str, sentences: str | tuple[str, ...]) -> None:
    (small / "categories.yaml").write_text(text, "utf-8")
    found = tuple(str(problem).removeprefix("small/categories.yaml") for problem in check_city(small))
    assert found == ((sentences,) if isinstance(sentences, str) else sentences)


def test_categories_are_read_by_their_text_as_published(small: Path) -> None:
    (small / "categories.yaml").write_text("- {id: NOISE, names: {en: Noise, zh: 噪声}}\n", "utf-8")
    city = load_city(small)
    assert {name: category.names for name, category in city.categories.items()} == {
        "NOISE": {"en": "Noise", "zh": "噪声"}
    }
    assert list(city.datasets) == ["repairs", "riders", "wards"]


def test_broken_boundaries_are_not_reported_twice(small: Path) -> None:
    edit(small, "wards.yaml", "licence: CC0", "licence: 5")
    assert [str(problem) for problem in check_city(small)] == [
        'small/wards.yaml, line 4, licence: must be text, in quotes where it looks like a number; found "5".'
    ]
