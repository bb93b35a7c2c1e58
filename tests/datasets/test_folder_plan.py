"""Which file belongs to which data set: by name, by header, or to none."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from datasets.catalogue import load_city
from datasets.landing import FolderPlan
from datasets.landing.heads import GTFS_MEMBERS, header_of
from datasets.landing.names import published_at
from datasets.landing.plan import plan_folder
from tests.datasets.small_city import edit


def planned(folder: Path, plan: FolderPlan) -> dict[str, list[str]]:
    return {name: [path.relative_to(folder).as_posix() for path in paths] for name, paths in plan.files.items()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "given"
    (folder / "deep").mkdir(parents=True)
    return folder


def test_names_then_headers_then_nothing(small: Path, folder: Path) -> None:
    (folder / "REPAIRS_2025.CSV").write_text("anything")
    (folder / "deep" / "export (3).csv").write_text("number,OPENED,closed,topic\n")
    (folder / "tram.csv").write_text("Day,Line 1\n2025-01-01,5\n")
    (folder / "map.geojson").write_text(json.dumps({"features": [{"properties": {"number": 1, "name": "A"}}]}))
    (folder / "notes.txt").write_text("Bonjour\n")
    (folder / ".hidden.csv").write_text("Number,Opened\n")
    plan = plan_folder(folder, load_city(small).datasets)
    assert planned(folder, plan) == {
        "repairs": ["REPAIRS_2025.CSV", "deep/export (3).csv"],
        "wards": ["map.geojson"],
        "riders": ["tram.csv"],
    }
    assert plan.unmatched == [folder / "notes.txt"]
    assert plan.passed_over == []


def test_header_without_a_required_column_is_not_recognised(small: Path, folder: Path) -> None:
    (folder / "export.csv").write_text("Number,Closed,Topic,Ward\n")
    assert plan_folder(folder, load_city(small).datasets).unmatched == [folder / "export.csv"]


def test_header_with_mostly_foreign_columns_is_not_recognised(small: Path, folder: Path) -> None:
    (folder / "export.csv").write_text("Number,Opened,Weight,Height,Depth\n")
    assert plan_folder(folder, load_city(small).datasets).unmatched == [folder / "export.csv"]


def test_two_data_sets_that_fit_alike_are_not_guessed_between(small: Path, folder: Path) -> None:
    twin = (small / "repairs.yaml").read_text().replace("id: repairs", "id: twin").replace("repairs*", "twin*")
    (small / "twin.yaml").write_text(twin)
    (folder / "export.csv").write_text("Number,Opened\n")
    assert plan_folder(folder, load_city(small).datasets).unmatched == [folder / "export.csv"]


def test_skipped_files_say_why(small: Path, folder: Path) -> None:
    edit(small, "repairs.yaml", '- "repairs*.csv"', '- {match: "repairs*.pdf", skip: is a report}\n  - "repairs*.csv"')
    (folder / "repairs.pdf").write_bytes(b"%PDF")
    plan = plan_folder(folder, load_city(small).datasets)
    assert plan.passed_over == [(folder / "repairs.pdf", "is a report")]


def test_publication_is_read_from_the_name(small: Path) -> None:
    edit(small, "repairs.yaml", '- "repairs*.csv"', '- {match: "repairs*.csv", published: "_%Y-%m"}')
    dataset = load_city(small).datasets["repairs"]
    found = {
        name: published_at(dataset, name) for name in ("repairs_2024-11.csv", "repairs_2024-13.csv", "repairs.csv")
    }
    assert {name: moment and moment.isoformat() for name, moment in found.items()} == {
        "repairs_2024-11.csv": "2024-11-01T00:00:00+00:00",
        "repairs_2024-13.csv": None,
        "repairs.csv": None,
    }


def test_headers_of_all_kinds(small: Path, tmp_path: Path) -> None:
    read = load_city(small).datasets["repairs"].read
    old_mac = tmp_path / "old.csv"
    old_mac.write_bytes(b"Report\r\r,Base Number,Trips\r,B1, 5 \r")
    assert header_of(old_mac, read.model_copy(update={"skip": 2})) == ["", "Base Number", "Trips"]
    latin = tmp_path / "latin.csv"
    latin.write_bytes("Côte;Métro\r\n1;2\r\n".encode("latin-1"))
    assert header_of(latin, read.model_copy(update={"encoding": "latin-1", "delimiter": ";"})) == ["Côte", "Métro"]
    marked = tmp_path / "marked.csv"
    marked.write_bytes(b'\xef\xbb\xbf"a, b",c\n')
    assert header_of(marked, read) == ["a, b", "c"]
    feed = tmp_path / "feed.zip"
    with zipfile.ZipFile(feed, "w") as archive:
        for member in GTFS_MEMBERS:
            archive.writestr(member, "")
    assert header_of(feed, read) == list(GTFS_MEMBERS)
    broken = tmp_path / "broken.geojson"
    broken.write_text('{"features": [')
    assert header_of(broken, read) is None
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    assert header_of(empty, read) is None
