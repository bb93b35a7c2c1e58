"""The standards' tables from their YAML files; a wrong table raises Problem with file, line and key."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from datasets.problems import Problem, did_you_mean
from datasets.validation import parse
from datasets.yaml_file import YamlFile
from pipelines.standards.record import (
    NowCast,
    Pollutant,
    Pollutants,
    Scheme,
    ServiceStandard,
    ServiceStandards,
    Version,
)

FOLDER = Path(__file__).parent
SCHEMES = ("cn_aqi", "us_aqi")


def read(path: Path, model: Any) -> Any:
    """The file as the model; raises the first Problem of what is wrong in it."""
    content, problems = parse(YamlFile(path), model)
    for problem in problems:
        raise problem
    return content


@cache
def pollutants(folder: Path = FOLDER) -> dict[str, Pollutant]:
    """Pollutants by the kind of their readings."""
    found: Pollutants = read(folder / "pollutants.yaml", Pollutants)
    return found.pollutants


@cache
def schemes(folder: Path = FOLDER) -> dict[str, Scheme]:
    """The air quality indices by id; raises Problem for a pollutant that pollutants.yaml does not have."""
    return {name: _checked(folder / f"{name}.yaml", pollutants(folder)) for name in SCHEMES}


def _checked(path: Path, known: dict[str, Pollutant]) -> Scheme:
    scheme: Scheme = read(path, Scheme)
    file = YamlFile(path)
    for place, version in enumerate(scheme.versions):
        for row, measure in enumerate(version.measures):
            if measure.pollutant not in known:
                where = file.place(("versions", place, "measures", row, "pollutant"))
                raise Problem("no such pollutant", where, measure.pollutant, did_you_mean(measure.pollutant, known))
    return scheme


@cache
def version(version_id: str) -> tuple[Scheme, Version]:
    """A dated version of an index and the index it belongs to; raises Problem for an unknown id."""
    found = {item.id: (scheme, item) for scheme in schemes().values() for item in scheme.versions}
    if version_id not in found:
        raise Problem("no such air quality standard", found=version_id, meant=did_you_mean(version_id, found))
    return found[version_id]


@cache
def nowcast(folder: Path = FOLDER) -> NowCast:
    """How NowCast weighs the hours."""
    found: NowCast = read(folder / "nowcast.yaml", NowCast)
    return found


@cache
def service_standards(folder: Path = FOLDER) -> dict[str, ServiceStandard]:
    """Standards of service by id: call answering, turnout, travel."""
    found: ServiceStandards = read(folder / "services.yaml", ServiceStandards)
    return {standard.id: standard for standard in found.standards}


@cache
def mark() -> str:
    """Changes when any table does."""
    texts = [path.read_text("utf-8") for path in sorted(FOLDER.glob("*.yaml"))]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
