"""Refresh and rollback as they are seen on the command line."""

import json
import re
import shutil

import pytest

from pipelines.snapshot import SnapshotStore
from tests.cli.conftest import Town


@pytest.fixture
def own_town(town, tmp_path):
    """A copy of the town that a test may spoil."""
    copy = tmp_path / "town"
    shutil.copytree(town.folder.parent, copy, symlinks=True)
    return Town(copy / "city", copy / "exports", copy / "exports" / town.requests.name, copy / "var")


def test_a_refresh_without_a_terminal_says_each_step_on_a_line_and_ends_with_a_table(town, home, process):
    ended = process("refresh", town.folder, "--from", town.exports, "--as-of", "2026-01-01")
    assert ended.returncode == 0
    assert ended.stderr.splitlines()[:4] == [
        "boroughs: landing bench_borough.geojson",
        "community_districts: landing bench_community_district.geojson",
        "precincts: landing bench_precinct.geojson",
        "requests_311: landing 311_bench.csv",
    ]
    heading, *rows, last = ended.stdout.splitlines()
    assert re.split(r" {2,}", heading.strip()) == [
        "data set", "files", "read", "kept", "quarantined", "values set aside", "added", "changed", "gone",
        "seconds", "warnings",
    ]  # fmt: skip
    assert rows[3].split()[:9] == ["requests_311", "1", "300", "300", "0", "0", "300", "0", "0"]
    assert last == f"Published {SnapshotStore(home, 'nyc').current().id} of nyc, as of 2026-01-01."


def test_what_has_not_changed_is_not_read_again(own_town):
    ended = own_town("refresh", "--from", own_town.exports)
    row = next(line for line in ended.stdout.splitlines() if line.startswith("requests_311"))
    assert row.split()[:4] == ["requests_311", "1", "0", "300"]


def test_a_file_that_cannot_be_read_is_a_sentence_and_exit_code_1_and_the_rows_of_before_stay(own_town):
    own_town.requests.write_text("Unique Key,Created Date\n", encoding="utf-8")
    ended = own_town("refresh", "--from", own_town.exports, "--only", "requests_311")
    assert ended.exit_code == 1
    assert "Traceback" not in ended.stderr
    assert "requests_311" in ended.stderr
    found = json.loads(own_town("value", "tickets_opened", "--json").stdout)
    assert [row["value"] for row in found] == [300]


def test_a_folder_that_is_not_there_is_a_sentence(own_town):
    ended = own_town("refresh", "--from", own_town.folder / "nowhere")
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert ended.stderr == f'there is no such folder; found "{own_town.folder / "nowhere"}".\n'


def test_an_unknown_data_set_is_a_sentence_with_a_guess(own_town):
    ended = own_town("refresh", "--only", "request_311")
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert ended.stderr == 'nyc has no such data set; found "request_311". Did you mean "requests_311"?\n'


def test_rollback_lists_the_kept_snapshots_newest_first(town):
    kept = json.loads(town("rollback", "--json").stdout)
    assert [(row["as_of"], row["published"]) for row in kept] == [("2026-01-01", True), ("2025-12-31", False)]
    assert kept[0]["snapshot"] > kept[1]["snapshot"]


def test_rollback_goes_back_to_one(own_town):
    older = json.loads(own_town("rollback", "--json").stdout)[1]["snapshot"]
    ended = own_town("rollback", older)
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert json.loads(own_town("status", "--json").stdout)["snapshot"] == older


def test_rollback_to_an_unknown_snapshot_names_the_kept_ones(own_town):
    kept = [row["snapshot"] for row in json.loads(own_town("rollback", "--json").stdout)]
    ended = own_town("rollback", "20240101")
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert ended.stderr == (f'no kept snapshot of nyc has this id; kept: {", ".join(kept)}; found "20240101".\n')
