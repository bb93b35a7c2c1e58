"""New York's complaint types, offences and causes of collisions have names in English and Chinese."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from datasets.catalogue import load_city
from datasets.dataset import normal_name
from datasets.landing.plan import plan_folder

CITY = load_city("nyc")
KINDS = {"requests_311": 168, "complaints": 36, "collisions": 50}


def published(folder: Path, dataset_id: str) -> set[str]:
    """The texts of the data set's category in all files of the folder."""
    dataset = CITY.datasets[dataset_id]
    wanted = normal_name(dataset.columns["category"].from_[0])
    files = plan_folder(folder, {dataset_id: dataset}).files[dataset_id]
    columns = [
        pd.read_csv(file, usecols=lambda name: normal_name(name) == wanted, dtype=str, encoding_errors="replace")
        for file in files
    ]
    return {text.strip() for column in columns for text in column.iloc[:, 0].dropna()}


@pytest.mark.parametrize(("dataset_id", "kinds"), KINDS.items())
def test_every_category_of_the_real_files_has_its_names(nyc_data: Path, dataset_id: str, kinds: int) -> None:
    texts = published(nyc_data, dataset_id)
    assert len(texts) == kinds
    assert texts - set(CITY.categories) == set()


def test_modes_of_transport_have_their_names() -> None:
    unpivot = CITY.datasets["mta_ridership"].unpivot
    assert unpivot is not None
    labels = {column.label for column in unpivot.columns.values()}
    assert labels | {CITY.datasets["bike_trips"].columns["category"].constant} <= set(CITY.categories)


def test_no_two_categories_share_a_chinese_name() -> None:
    names = [category.names["zh"] for category in CITY.categories.values()]
    assert len(names) == len(set(names))
    assert [name for name in names if name.isascii()] == []
