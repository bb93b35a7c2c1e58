"""The cities that can be shown: a folder each, with a profile and one YAML a data set."""

from __future__ import annotations

from pathlib import Path

from datasets.city import PROFILE, City, CityReader
from datasets.problems import Problem, did_you_mean

__all__ = ["City", "check_city", "city_names", "load_city"]


def load_city(name_or_path: str | Path) -> City:
    """The city of that name under `datasets/` or at that path; raises the first Problem."""
    reader = CityReader(_city_folder(name_or_path))
    city = reader.read()
    if city is None or reader.problems:
        raise reader.problems[0]
    return city


def check_city(name_or_path: str | Path) -> list[Problem]:
    """Everything that is wrong with the city's profile and data sets; empty where nothing is."""
    try:
        reader = CityReader(_city_folder(name_or_path))
    except Problem as problem:
        return [problem]
    reader.read()
    return reader.problems


def city_names() -> list[str]:
    """Names of the folders under `datasets/` that hold a profile."""
    return sorted(profile.parent.name for profile in Path(__file__).parent.glob(f"*/{PROFILE}"))


def _city_folder(name_or_path: str | Path) -> Path:
    for folder in (Path(__file__).parent / str(name_or_path), Path(name_or_path)):
        if (folder / PROFILE).is_file():
            return folder.resolve()
    name = str(name_or_path)
    if Path(name_or_path).is_dir():
        raise Problem(f"the folder holds no {PROFILE}", name)
    listed = ", ".join(city_names()) or "none"
    raise Problem(
        f"no such city, and no folder of that name; cities: {listed}",
        found=name,
        meant=did_you_mean(name, city_names()),
    )
