"""Landing from a folder: what is kept, what is replaced, what order counts, what is said."""

from __future__ import annotations

import hashlib
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from datasets.catalogue import City, load_city
from datasets.landing import Landing
from datasets.landing.manifest import MANIFEST
from datasets.problems import Problem
from tests.datasets.small_city import edit

REPAIRS = b"Number,Opened,Closed,Topic,Ward,Remarks,Caller\n1,2025-01-01,,Lamp,3,,\n"
MORE = REPAIRS + b"2,2025-01-02,,Hole,4,,\n"
CORRECTED = MORE.replace(b"Lamp", b"Pole")


@pytest.fixture
def city(small: Path) -> City:
    return load_city(small)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "given"
    folder.mkdir()
    return folder


@pytest.fixture
def landing(tmp_path: Path, city: City) -> Landing:
    return Landing(tmp_path / "home", city)


def land(tmp_path: Path, city: City, folder: Path, dataset: str = "repairs") -> tuple[int, int, str | None]:
    """New files, unchanged files and the sentence of the problem, of a fresh process's landing."""
    report = Landing(tmp_path / "home", city).land(city.datasets[dataset], folder)
    return len(report.new), report.unchanged, report.problem and str(report.problem)


def test_bytes_are_kept_as_published_under_their_checksum(landing: Landing, city: City, folder: Path) -> None:
    (folder / "repairs.csv").write_bytes(REPAIRS)
    before = datetime.now(UTC)
    report = landing.land(city.datasets["repairs"], folder)
    (landed,) = landing.landed("repairs")
    assert (len(report.new), report.unchanged, report.problem) == (1, 0, None)
    assert landed.path.read_bytes() == REPAIRS
    assert landed.sha256 == hashlib.sha256(REPAIRS).hexdigest()
    assert (landed.name, landed.bytes, landed.published_at) == ("repairs.csv", len(REPAIRS), None)
    assert landed.header == "Number,Opened,Closed,Topic,Ward,Remarks,Caller"
    assert before <= landed.fetched_at <= datetime.now(UTC)


def test_same_bytes_land_once_under_whatever_name(tmp_path: Path, city: City, folder: Path) -> None:
    (folder / "repairs.csv").write_bytes(REPAIRS)
    assert land(tmp_path, city, folder) == (1, 0, None)
    assert land(tmp_path, city, folder) == (0, 1, None)
    (folder / "repairs.csv").rename(folder / "repairs again.csv")
    assert land(tmp_path, city, folder) == (0, 1, None)
    assert len(list((tmp_path / "home/landing/small/repairs").iterdir())) == 2  # the file and the manifest


def test_new_content_of_a_name_replaces_the_old_until_pruned(tmp_path: Path, city: City, folder: Path) -> None:
    (folder / "repairs.csv").write_bytes(REPAIRS)
    land(tmp_path, city, folder)
    (folder / "repairs.csv").write_bytes(CORRECTED)
    assert land(tmp_path, city, folder) == (1, 0, None)
    landing = Landing(tmp_path / "home", city)
    old = hashlib.sha256(REPAIRS).hexdigest()
    assert [file.path.read_bytes() for file in landing.landed("repairs")] == [CORRECTED]
    assert landing.prune([old]) == []
    assert [path.read_bytes() for path in landing.root.glob("repairs/*.csv") if old[:16] in path.name] == [REPAIRS]
    assert [path.name for path in landing.prune([])] == [f"{old[:16]}-repairs.csv"]
    assert [file.path.read_bytes() for file in landing.landed("repairs")] == [CORRECTED]


def test_a_file_that_grew_takes_in_only_what_is_new(tmp_path: Path, city: City, folder: Path) -> None:
    (folder / "repairs.csv").write_bytes(REPAIRS)
    land(tmp_path, city, folder)
    (folder / "repairs.csv").write_bytes(MORE)
    assert land(tmp_path, city, folder) == (1, 0, None)
    landing = Landing(tmp_path / "home", city)
    (landed,) = landing.landed("repairs")
    assert (landed.path.read_bytes(), landed.bytes) == (MORE, len(MORE))
    assert landed.sha256 == hashlib.sha256(MORE).hexdigest()
    assert len(list(landed.path.parent.iterdir())) == 2  # one file, however often it grows, and the manifest


def test_a_file_that_shrinks_back_is_what_it_was(tmp_path: Path, city: City, folder: Path) -> None:
    for content in (REPAIRS, MORE, REPAIRS):
        (folder / "repairs.csv").write_bytes(content)
        assert land(tmp_path, city, folder) == (1, 0, None)
    landing = Landing(tmp_path / "home", city)
    assert [file.path.read_bytes() for file in landing.landed("repairs")] == [REPAIRS]
    landing.prune([])
    assert [file.path.read_bytes() for file in landing.landed("repairs")] == [REPAIRS]


def test_a_file_that_was_not_written_since_is_not_read(
    tmp_path: Path, city: City, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "repairs.csv"
    path.write_bytes(REPAIRS)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    land(tmp_path, city, folder)
    monkeypatch.setattr("datasets.landing.shelf.sha256_of", lambda path: pytest.fail(f"{path} was read"))
    assert land(tmp_path, city, folder) == (0, 1, None)


def test_a_file_that_was_copied_is_read_once_more_and_then_known(
    tmp_path: Path, city: City, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A home that was copied or restored has files written after they landed, with the bytes that landed."""
    path = folder / "repairs.csv"
    path.write_bytes(REPAIRS)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    land(tmp_path, city, folder)
    copied = time.time() + 1
    os.utime(path, (copied, copied))
    monkeypatch.setattr("datasets.landing.shelf.CLOCK_GRAIN_SECONDS", copied - time.time() - 2)
    assert land(tmp_path, city, folder) == (0, 1, None)
    monkeypatch.setattr("datasets.landing.shelf.sha256_of", lambda path: pytest.fail(f"{path} was read"))
    assert land(tmp_path, city, folder) == (0, 1, None)


def test_a_file_written_again_with_as_many_bytes_is_read(tmp_path: Path, city: City, folder: Path) -> None:
    (folder / "repairs.csv").write_bytes(REPAIRS)
    land(tmp_path, city, folder)
    (folder / "repairs.csv").write_bytes(REPAIRS.replace(b"Lamp", b"Pole"))
    assert land(tmp_path, city, folder) == (1, 0, None)


def test_going_back_to_the_old_content_is_a_replacement_too(tmp_path: Path, city: City, folder: Path) -> None:
    for content in (REPAIRS, MORE, REPAIRS):
        (folder / "repairs.csv").write_bytes(content)
        assert land(tmp_path, city, folder) == (1, 0, None)
    landing = Landing(tmp_path / "home", city)
    landing.prune([])
    assert [file.path.read_bytes() for file in landing.landed("repairs")] == [REPAIRS]


def test_later_publication_wins_and_names_decide_where_none_is_known(tmp_path: Path, small: Path, folder: Path) -> None:
    edit(small, "repairs.yaml", '- "repairs*.csv"', '- {match: "repairs*.csv", published: "by%Y%m%d"}')
    for name in ("repairs_z.csv", "repairs_by20250212.csv", "repairs_by20240916.csv", "repairs_a.csv"):
        (folder / name).write_bytes(REPAIRS + name.encode())
    city = load_city(small)
    land(tmp_path, city, folder)
    files = Landing(tmp_path / "home", city).landed("repairs")
    assert [(file.name, file.published_at and file.published_at.date().isoformat()) for file in files] == [
        ("repairs_a.csv", None),
        ("repairs_z.csv", None),
        ("repairs_by20240916.csv", "2024-09-16"),
        ("repairs_by20250212.csv", "2025-02-12"),
    ]


def test_finer_file_takes_the_place_of_a_coarser_one_that_landed_before(
    tmp_path: Path, small: Path, folder: Path
) -> None:
    patterns = '- "repairs_fine*.csv"\n  - {match: "repairs_sum*.csv", unless: "repairs_fine*.csv", why: is coarser}'
    edit(small, "repairs.yaml", '- "repairs*.csv"', patterns)
    city = load_city(small)
    (folder / "repairs_sum.csv").write_bytes(REPAIRS)
    assert land(tmp_path, city, folder) == (1, 0, None)
    (folder / "repairs_fine.csv").write_bytes(MORE)
    assert land(tmp_path, city, folder) == (1, 0, None)
    landing = Landing(tmp_path / "home", city)
    assert [file.name for file in landing.landed("repairs")] == ["repairs_fine.csv"]
    passed = landing.plan(folder).passed_over
    assert passed == [(folder / "repairs_sum.csv", "is coarser; repairs_fine.csv is there")]


def test_two_files_of_one_name_in_two_folders_are_two_files(tmp_path: Path, city: City, folder: Path) -> None:
    for year, content in (("2024", REPAIRS), ("2025", MORE)):
        (folder / year).mkdir()
        (folder / year / "repairs.csv").write_bytes(content)
    assert land(tmp_path, city, folder) == (2, 0, None)
    files = Landing(tmp_path / "home", city).landed("repairs")
    assert [file.name for file in files] == ["2024/repairs.csv", "2025/repairs.csv"]


def test_missing_folder_missing_file_and_empty_file_are_sentences(tmp_path: Path, city: City, folder: Path) -> None:
    nowhere = tmp_path / "nowhere"
    assert land(tmp_path, city, nowhere) == (0, 0, f'there is no such folder; found "{nowhere}".')
    missing = f"{folder}: no file in it belongs to repairs; its files are named repairs*.csv."
    assert land(tmp_path, city, folder) == (0, 0, missing)
    (folder / "repairs.csv").write_bytes(b"")
    (folder / "repairs2.csv").write_bytes(REPAIRS)
    assert land(tmp_path, city, folder) == (1, 0, "repairs.csv: is empty.")


def test_folder_without_the_file_is_no_problem_once_it_has_landed(tmp_path: Path, city: City, folder: Path) -> None:
    (folder / "repairs.csv").write_bytes(REPAIRS)
    land(tmp_path, city, folder)
    (folder / "repairs.csv").unlink()
    assert land(tmp_path, city, folder) == (0, 0, None)
    assert len(Landing(tmp_path / "home", city).landed("repairs")) == 1


def test_data_set_without_live_source_says_so(tmp_path: Path, city: City) -> None:
    report = Landing(tmp_path / "home", city).land(city.datasets["repairs"])
    sentence = "no folder was given and repairs has no live source; its files are named repairs*.csv."
    assert str(report.problem) == sentence


def test_folder_source_is_relative_to_the_city(tmp_path: Path, small: Path) -> None:
    edit(small, "repairs.yaml", "{connector: folder}", "{connector: folder, path: files}")
    (small / "files").mkdir()
    (small / "files" / "repairs.csv").write_bytes(REPAIRS)
    city = load_city(small)
    report = Landing(tmp_path / "home", city).land(city.datasets["repairs"])
    assert [file.name for file in report.new] == ["repairs.csv"]


def test_home_can_be_moved(tmp_path: Path, city: City, folder: Path) -> None:
    (folder / "repairs.csv").write_bytes(REPAIRS)
    land(tmp_path, city, folder)
    (tmp_path / "home").rename(tmp_path / "moved")
    (landed,) = Landing(tmp_path / "moved", city).landed("repairs")
    assert landed.path.read_bytes() == REPAIRS


def test_lost_bytes_land_again(tmp_path: Path, city: City, folder: Path) -> None:
    (folder / "repairs.csv").write_bytes(REPAIRS)
    land(tmp_path, city, folder)
    (lost,) = Landing(tmp_path / "home", city).landed("repairs")
    lost.path.unlink()
    assert land(tmp_path, city, folder) == (1, 0, None)
    assert lost.path.read_bytes() == REPAIRS


def test_foreign_manifest_is_a_sentence(tmp_path: Path, city: City) -> None:
    place = tmp_path / "home/landing/small/repairs"
    place.mkdir(parents=True)
    (place / MANIFEST).write_text('{"files": 3}')
    with pytest.raises(Problem) as raised:
        Landing(tmp_path / "home", city).landed("repairs")
    assert str(raised.value) == (
        "repairs/manifest.json: is not a manifest that this program wrote; delete it to land the data set again."
    )


def test_progress_tells_bytes(landing: Landing, city: City, folder: Path) -> None:
    (folder / "repairs.csv").write_bytes(REPAIRS)
    told: list[tuple[str, int, int | None]] = []
    landing.land(city.datasets["repairs"], folder, lambda *step: told.append(step))
    assert told == [("repairs.csv", len(REPAIRS), len(REPAIRS))]
