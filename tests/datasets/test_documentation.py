"""docs/adding-a-data-set.md has a row for every key that a YAML may hold, and its example is valid."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from datasets.catalogue import check_city
from datasets.dataset import Column, Dataset, FilePattern, Read, Unpivot, UnpivotColumn
from datasets.events import Event
from datasets.facts import BASE_MAP
from datasets.holidays import Holiday
from datasets.profile import Agency, Category, Level, Profile, Target
from datasets.sources import FolderSource, GtfsSource, HttpSource, SocrataSource
from datasets.targets import Change
from tests.datasets.small_city import FILES

PAGE = (Path(__file__).parents[2] / "docs" / "adding-a-data-set.md").read_text("utf-8")
SECTIONS = {
    "Keys of a data set's YAML": [Dataset],
    "Sources": [SocrataSource, HttpSource, GtfsSource, FolderSource],
    "Files": [FilePattern],
    "Reading": [Read],
    "Columns": [Column],
    "Unpivoting": [Unpivot, UnpivotColumn],
    "Keys of `city.yaml`": [Profile],
    "Keys of `agencies.yaml`": [Agency],
    "Keys of `categories.yaml`": [Category],
}
NESTED = {"levels": Level, "targets": Target, "changes": Change, "holidays": Holiday, "events": Event}


def keys_of(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def documented(section: str) -> set[str]:
    """Words in backquotes in the key column of the section's table."""
    text = re.split(r"^#+ ", PAGE, flags=re.MULTILINE)
    body = next(part for part in text if part.startswith(section + "\n"))
    column = 1 if "| connector | key |" in body else 0
    rows = [line.strip("|").split("|") for line in body.splitlines() if line.startswith("|")][2:]
    return {word for row in rows for word in re.findall(r"`([\w.]+)`", row[column])}


@pytest.mark.parametrize(("section", "models"), SECTIONS.items())
def test_every_key_has_its_row_and_no_row_is_of_a_key_that_is_gone(section: str, models: list[type[BaseModel]]) -> None:
    keys = {key for model in models for key in keys_of(model)}
    if section.startswith("Keys of `city"):
        keys |= {f"{outer}.{key}" for outer, model in NESTED.items() for key in keys_of(model)}
    assert documented(section) == keys


def test_every_field_of_the_base_map_has_its_row() -> None:
    assert documented("Base map") == set(BASE_MAP.fields)


def test_the_example_is_valid(tmp_path: Path) -> None:
    block = PAGE.split("datasets/nyc/bike_counters.yaml`.**")[1].split("4. **Check it.**")[0]
    lines = [line.removeprefix("       ") for line in block.splitlines() if line.startswith("       ")]
    (tmp_path / "bike_counters.yaml").write_text("\n".join(lines), "utf-8")
    city = FILES["city.yaml"].replace("{id: ward,", "{id: borough,").replace("map_level: ward", "map_level: borough")
    (tmp_path / "city.yaml").write_text(city, "utf-8")
    (tmp_path / "wards.yaml").write_text(FILES["wards.yaml"].replace("level: ward", "level: borough"), "utf-8")
    assert check_city(tmp_path) == []
    text = (tmp_path / "bike_counters.yaml").read_text("utf-8")
    (tmp_path / "bike_counters.yaml").write_text(text.replace("  served_at:", "  served:"), "utf-8")
    sentence = re.search(r"nyc/(bike_counters\.yaml, line .+)", PAGE)
    assert sentence is not None
    found = [str(problem) for problem in check_city(tmp_path)]
    assert f"{tmp_path.name}/{sentence[1]}" in found
