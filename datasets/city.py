"""A city read from its folder, with every problem that stands in the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datasets.dataset import Dataset
from datasets.facts import mappable_facts
from datasets.problems import Problem
from datasets.profile import Agency, Category, Profile
from datasets.rules import agency_problems, category_problems, dataset_problems, profile_problems
from datasets.validation import parse
from datasets.wall_rules import wall_problems
from datasets.yaml_file import YamlFile

PROFILE, AGENCIES, CATEGORIES = "city.yaml", "agencies.yaml", "categories.yaml"
LISTS = (AGENCIES, CATEGORIES)


@dataclass(frozen=True)
class City:
    """A city: its folder, its profile, its data sets, agencies and categories by id."""

    id: str
    folder: Path
    profile: Profile
    datasets: dict[str, Dataset]
    agencies: dict[str, Agency]
    categories: dict[str, Category]


class CityReader:
    """Reads one city's folder; what is wrong is collected in `problems`, in the order of the files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self._files: dict[str, YamlFile] = {}

    def read(self) -> City | None:
        """The city, or None where its profile cannot be read."""
        profile_file, profile = self._parse(self.folder / PROFILE, Profile)
        datasets = self._datasets()
        agencies = self._list(AGENCIES, Agency, agency_problems)
        categories = self._list(CATEGORIES, Category, category_problems)
        if profile_file is None or profile is None:
            return None
        for dataset in datasets.values():
            self.problems += dataset_problems(self._files[dataset.id], dataset, profile)
        fact_of = {name: datasets[name].fact if name in datasets else None for name in self._files}
        self.problems += profile_problems(profile_file, profile, fact_of)
        self.problems += wall_problems(profile_file, profile, fact_of, agencies)
        return City(
            profile.id,
            self.folder,
            profile,
            {name: _completed(dataset) for name, dataset in datasets.items()},
            agencies,
            categories,
        )

    def _parse(self, path: Path, model: Any) -> tuple[YamlFile | None, Any]:
        try:
            file = YamlFile(path)
        except Problem as problem:
            self.problems.append(problem)
            return None, None
        content, problems = parse(file, model)
        self.problems += problems
        return file, content

    def _datasets(self) -> dict[str, Dataset]:
        found: dict[str, Dataset] = {}
        for path in self._dataset_paths():
            file, dataset = self._parse(path, Dataset)
            if file is None:
                continue
            dataset_id = dataset.id if dataset else _stated_id(file)
            if dataset_id in self._files:
                first = self._files[dataset_id].shown
                self.problems.append(Problem(f"the id is taken by {first}", file.place(("id",)), dataset_id))
                continue
            self._files[dataset_id] = file
            if dataset:
                found[dataset_id] = dataset
        return found

    def _dataset_paths(self) -> Iterator[Path]:
        return (path for path in sorted(self.folder.glob("*.yaml")) if path.name not in (PROFILE, *LISTS))

    def _list(self, name: str, model: Any, problems: Callable[[YamlFile, Any], Iterable[Problem]]) -> dict[str, Any]:
        """The entries of an optional list beside the profile, by id."""
        if not (self.folder / name).exists():
            return {}
        file, entries = self._parse(self.folder / name, list[model])
        if file is None or entries is None:
            return {}
        self.problems += problems(file, entries)
        return {entry.id: entry for entry in entries}


def _stated_id(file: YamlFile) -> str:
    content = file.content if isinstance(file.content, dict) else {}
    return str(content.get("id", file.path.stem))


def _completed(dataset: Dataset) -> Dataset:
    """The data set with `required` of each column filled in by the role of its field."""
    fields = mappable_facts()[dataset.fact].fields if dataset.fact in mappable_facts() else {}
    columns = {
        name: column
        if column.required is not None
        else column.model_copy(update={"required": name in fields and fields[name].required})
        for name, column in dataset.columns.items()
    }
    return dataset.model_copy(update={"columns": columns})
