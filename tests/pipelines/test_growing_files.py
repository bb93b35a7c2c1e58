"""A file to whose end rows are added is one part: only what was added is read, and it says where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.staging import stage
from tests.pipelines.town import REQUEST_HEADER, Town, line_of, request_lines


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes of requests were read, file by file."""
    seen: list[int] = []
    scan = stage.scan

    def watched(dialect):
        if dialect.name.startswith("requests"):
            seen.append(Path(dialect.path).stat().st_size)
        return scan(dialect)

    monkeypatch.setattr(stage, "scan", watched)
    return seen


def counts(town: Town) -> tuple[int, int, int, int]:
    line = line_of(town.refresh(), "requests")
    assert line.problem is None
    return line.read, line.added, line.changed, line.gone


def test_only_what_was_added_is_read(town: Town, readings: list[int]) -> None:
    town.requests(request_lines(range(50)))
    assert counts(town) == (50, 50, 0, 0)
    town.requests(request_lines(range(53)))
    assert counts(town) == (3, 3, 0, 0)
    added = "\n".join([REQUEST_HEADER, *request_lines(range(50, 53))]) + "\n"
    assert readings[-1] == len(added)
    assert town.ask("SELECT part, name, rows FROM part WHERE dataset = 'requests'") == [(1, "requests.csv", 53)]


def test_a_row_that_is_stated_again_further_down_is_changed(town: Town) -> None:
    lines = request_lines(range(5))
    town.requests(lines)
    counts(town)
    town.requests([*lines, lines[2].replace("Noise", "Heating")])
    assert counts(town) == (1, 0, 1, 0)
    assert town.ask("SELECT count(*), count(*) FILTER (WHERE category = 'Heating') FROM ticket") == [(5, 1)]


def test_rows_and_what_is_set_aside_name_their_place_in_the_whole_file(town: Town) -> None:
    town.requests(request_lines(range(20)))
    counts(town)
    bad = request_lines([21])[0].replace("03/01/2024", "no date")
    town.requests([*request_lines(range(21)), bad, *request_lines(range(22, 60))])
    counts(town)
    assert [(file, line) for file, line, *_ in town.aside()] == [("requests.csv", 23)]
    assert town.ask("SELECT min(record), max(record), count(DISTINCT record) FROM ticket") == [(1, 60, 59)]


def test_growing_in_steps_ends_where_one_reading_does(town: Town) -> None:
    lines = request_lines(range(40))
    for end in (10, 11, 30, 40):
        town.requests([*lines[:end], lines[0].replace("Noise", f"Noise {end}")][: end + 1])
        town.refresh()
    in_steps = town.ask("SELECT * EXCLUDE (part, record) FROM ticket ORDER BY ticket_id")
    assert len(in_steps) == 40
    town.edit("requests.yaml", "unused: [Remarks]", "unused: [Remarks, More]\nquirks: [Read as a whole.]")
    town.requests([*lines[:40], lines[0].replace("Noise", "Noise 40")], "requests.csv")
    town.refresh()
    assert town.ask("SELECT * EXCLUDE (part, record) FROM ticket ORDER BY ticket_id") == in_steps


def test_a_new_file_after_one_that_grew_comes_later(town: Town) -> None:
    lines = request_lines(range(5))
    town.requests(lines, "requests_1.csv")
    counts(town)
    town.requests([*lines, lines[0].replace("Noise", "Older")], "requests_1.csv")
    town.requests([lines[0].replace("Noise", "Newest")], "requests_2.csv")
    assert counts(town) == (2, 0, 1, 0)
    assert town.ask("SELECT category FROM ticket WHERE ticket_id = '0'") == [("Newest",)]


def test_a_file_before_the_last_that_grew_is_read_with_all_others(town: Town) -> None:
    lines = request_lines(range(5))
    town.requests(lines, "requests_1.csv")
    town.requests([lines[0].replace("Noise", "Newest")], "requests_2.csv")
    counts(town)
    town.requests([*lines, lines[0].replace("Noise", "Older")], "requests_1.csv")
    assert counts(town)[0] == 7
    assert town.ask("SELECT category FROM ticket WHERE ticket_id = '0'") == [("Newest",)]


def test_a_file_whose_last_line_was_not_finished_is_read_again(town: Town) -> None:
    lines = request_lines(range(3))
    path = town.requests(lines)
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    counts(town)
    town.requests(request_lines(range(6)))
    assert counts(town)[:2] == (6, 3)
