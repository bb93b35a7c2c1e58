"""Every category that the generator publishes has a name in English and in Chinese."""

import zipfile

import pandas as pd
import pytest

from datasets.catalogue import load_city
from datasets.demo.generator.dirt import SOILS

CITY = load_city("demo")
NAMED_BY = [
    (dataset.id, dataset.columns[field].from_[0])
    for dataset in CITY.datasets.values()
    for field in ("category", *(["subcategory"] if dataset.fact == "ticket" else []))
    if field in dataset.columns and dataset.columns[field].from_
]


MISTYPED = {text for soil in SOILS.values() for _column, _share, text in soil.mistyped}


def unnamed(texts: set[str]) -> set[str]:
    """The texts that `categories.yaml` does not name."""
    return texts - set(CITY.categories)


@pytest.mark.parametrize(("dataset", "column"), NAMED_BY, ids=[f"{name} {column}" for name, column in NAMED_BY])
def test_every_published_category_has_its_names(made, dataset: str, column: str) -> None:
    texts = set(made.table(dataset, unique=False)[column].dropna().str.strip()) - {"", *MISTYPED}
    assert texts
    assert unnamed(texts) == set()


def test_every_route_of_the_timetable_has_its_names(made) -> None:
    feed = next((made.folder / "portal").glob("*.zip"))
    with zipfile.ZipFile(feed) as archive, archive.open("routes.txt") as routes:
        assert unnamed(set(pd.read_csv(routes)["route_short_name"])) == set()


def test_constant_categories_have_their_names() -> None:
    constants = {c.constant for d in CITY.datasets.values() if (c := d.columns.get("category")) and c.constant}
    assert constants == {"docked bikes"}
    assert unnamed(constants) == set()


def test_english_names_are_english_and_chinese_names_chinese() -> None:
    names = [category.names for category in CITY.categories.values()]
    assert [name["en"] for name in names if not name["en"].isascii()] == []
    assert [name["zh"] for name in names if name["zh"].isascii()] == []
