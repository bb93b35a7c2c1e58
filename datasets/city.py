"""A city read from its folder, with every problem that stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datasets.dataset import Dataset
from datasets.facts import mappable_facts
from datasets.problems import Problem
from datasets.profile import Agency, Profile
from datasets.rules import agency_problems, dataset_problems, profile_problems
from datasets.validation import parse
from datasets.yaml_file import YamlFile

PROFILE, AGENCIES = "city.yaml", "agencies.yaml"


@dataclass(frozen=True)
class City:
    """A city: its folder, its profile, its data sets by id and its agencies by id."""

    id: str
    folder: Path
    profile: Profile
    datasets: dict[str, Dataset]
    agencies: dict[str, Agency]


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
        agencies = self._agencies()
        if profile_file is None or profile is None:
            return None
        for dataset in datasets.values():
            self.problems += dataset_problems(self._files[dataset.id], dataset, profile)
        fact_of = {name: datasets[name].fact if name in datasets else None for name in self._files}
        self.problems += profile_problems(profile_file, profile, fact_of)
        return City(
            profile.id,
            self.folder,
            profile,
            {name: _completed(dataset) for name, dataset in datasets.items()},
            agencies,
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
        return (path for path in sorted(self.folder.glob("*.yaml")) if path.name not in (PROFILE, AGENCIES))

    def _agencies(self) -> dict[str, Agency]:
        if not (self.folder / AGENCIES).exists():
            return {}
        file, agencies = self._parse(self.folder / AGENCIES, list[Agency])
        if file is None or agencies is None:
            return {}
        self.problems += agency_problems(file, agencies)
        return {agency.id: agency for agency in agencies}


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
