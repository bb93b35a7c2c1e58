"""A throw-away city of New York's 311 requests alone, under boundaries that we draw ourselves."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from datasets.catalogue import City, load_city
from tests.bench.boundaries import write_boundaries
from tests.bench.requests_csv import write_requests

DATASETS = ("requests_311", "boroughs", "community_districts", "precincts")


def write_city(folder: Path) -> City:
    """Copies the profile and the four data sets; the profile keeps only what these can answer."""
    nyc = load_city("nyc").folder
    folder.mkdir(parents=True)
    profile = yaml.safe_load((nyc / "city.yaml").read_text(encoding="utf-8")) | {"packs": ["citizen"]}
    profile.pop("targets", None)
    (folder / "city.yaml").write_text(yaml.safe_dump(profile, allow_unicode=True), encoding="utf-8")
    for name in (*DATASETS, "agencies"):
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
