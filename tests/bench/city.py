"""A throw-away city of a few of New York's data sets, under boundaries that we draw ourselves."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from datasets.catalogue import City, load_city
from tests.bench.boundaries import write_boundaries
from tests.bench.requests_csv import write_requests

BOUNDARIES = ("boroughs", "community_districts", "precincts")
ALONE = ("requests_311",)
WITH_COLLISIONS = ("requests_311", "collisions")


def write_city(folder: Path, datasets: tuple[str, ...] = ALONE) -> City:
    """Copies the profile, the boundaries and the data sets; the profile keeps only what these can answer."""
    nyc = load_city("nyc").folder
    folder.mkdir(parents=True)
    profile = yaml.safe_load((nyc / "city.yaml").read_text(encoding="utf-8")) | {"packs": ["citizen"]}
    for section in ("targets", "public", "wall", "alerts"):
        profile.pop(section, None)
    (folder / "city.yaml").write_text(yaml.safe_dump(profile, allow_unicode=True), encoding="utf-8")
    for name in (*BOUNDARIES, *datasets, "agencies"):
        if (nyc / f"{name}.yaml").is_file():
            shutil.copy(nyc / f"{name}.yaml", folder)
    return load_city(folder)


def write_exports(folder: Path, rows: int) -> Path:
    """Writes the boundaries and a CSV of so many requests; answers the CSV's path."""
    folder.mkdir(parents=True)
    write_boundaries(folder)
    requests = folder / "311_bench.csv"
    write_requests(requests, rows)
    return requests
