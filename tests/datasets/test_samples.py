"""Ten invented rows a data set and dress: what its header alone tells, without a file from a portal."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from datasets.catalogue import load_city
from datasets.dataset import normal_name
from datasets.landing.heads import header_of
from datasets.landing.plan import plan_folder, recognised

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.csv"))
NYC = load_city("nyc").datasets
FILES_OF_ROWS = {name for name, dataset in NYC.items() if dataset.fact not in ("district", "scheduled_service")}


def dataset_of(sample: Path) -> str:
    return sample.name.split(".")[0]


def test_every_data_set_of_rows_has_a_sample() -> None:
    assert {dataset_of(sample) for sample in SAMPLES} == FILES_OF_ROWS


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)
def test_header_alone_tells_the_data_set(sample: Path) -> None:
    found = recognised(sample, list(NYC.values()))
    assert found is not None
    assert found.id == dataset_of(sample)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)
def test_no_column_is_new(sample: Path) -> None:
    dataset = NYC[dataset_of(sample)]
    known = {normal_name(name) for name in dataset.published} | {""}
    header = header_of(sample, dataset.read)
    assert header is not None
    assert [name for name in header if normal_name(name) not in known] == []


def test_a_folder_of_files_under_foreign_names_is_sorted_out(tmp_path: Path) -> None:
    for number, sample in enumerate(SAMPLES):
        shutil.copy(sample, tmp_path / f"export ({number}).csv")
    plan = plan_folder(tmp_path, NYC)
    assert plan.unmatched == []
    assert {name: len(paths) for name, paths in plan.files.items() if len(paths) > 1} == {
        "requests_311": 4,
        "collisions": 2,
        "bike_trips": 2,
        "expense_budget": 2,
    }
    assert set(plan.files) == FILES_OF_ROWS
