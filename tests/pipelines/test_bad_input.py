"""What a user reads when a file is not as it should be, and that nothing of it is lost."""

import pytest

from datasets.problems import Problem
from tests.pipelines.town import Town, line_of, request_lines


def problem_of(town: Town, dataset: str = "requests") -> str:
    return line_of(town.refresh(), dataset).problem


def test_a_missing_file_is_named_with_the_pattern_it_was_looked_for_by(town: Town) -> None:
    said = f"{town.inbox}: no file in it belongs to requests; its files are named requests*.csv."
    absent = line_of(town.refresh(), "requests")
    assert (absent.problem, absent.warnings) == (None, (said,))
    with pytest.raises(Problem) as raised:
        town.refresh(only=["requests"])
    assert str(raised.value) == f"nothing was published. {said}"


def test_an_empty_file_stops_its_data_set_only(town: Town) -> None:
    town.crashes(["1,03/01/2024,10:00,0,-73.9,40.1,1"])
    town.put("requests.csv", "")
    report = town.refresh()
    assert line_of(report, "requests").problem == "requests.csv: is empty."
    assert line_of(report, "crashes").rows == 1


def test_a_header_without_rows_is_no_data_set(town: Town) -> None:
    town.put("requests.csv", "\n\n")
    assert problem_of(town) == 'requests.csv: holds no header and no rows; found "an empty file".'


def test_a_file_cut_in_the_middle_of_a_row_keeps_what_is_whole(town: Town) -> None:
    town.put("requests.csv", town.requests(request_lines(range(50))).read_text()[:-30])
    report = line_of(town.refresh(), "requests")
    assert (report.read, report.rows, report.quarantined) == (50, 49, 1)
    assert town.aside() == [("requests.csv", 51, None, "the row has fewer columns than the header", False)]


def test_a_file_cut_inside_a_quoted_text_keeps_what_is_whole(town: Town) -> None:
    town.put("requests.csv", town.requests(request_lines(range(50))).read_text() + '51,03/01/2024 10:00,,,"Noi')
    report = line_of(town.refresh(), "requests")
    assert (report.rows, report.quarantined) == (50, 1)
    assert town.aside() == [("requests.csv", 52, None, "a quote is opened and not closed", False)]


def test_the_line_of_a_bad_row_is_right_behind_texts_of_several_lines(town: Town) -> None:
    lines = request_lines(range(30))
    lines[3] = lines[3].replace(",ok", ',"two\nlines"')
    lines[20] = lines[20].replace("03/01/2024 10:00", "yesterday")
    town.requests(lines)
    town.refresh()
    assert [line for _, line, *_ in town.aside()] == [23]
    assert town.inbox.joinpath("requests.csv").read_text().splitlines()[22].startswith("20,yesterday")


def test_a_wrong_encoding_names_the_byte_and_the_key(town: Town) -> None:
    town.put("requests.csv", "Unique Key,Créé\n1,2\n".encode("latin-1"))
    assert problem_of(town) == (
        'requests.csv: line 1 is not utf-8; found "byte 0xE9". Did you mean "read.encoding: latin-1 in requests.yaml"?'
    )


def test_a_wrong_encoding_in_a_row_is_said_too(town: Town) -> None:
    town.put("requests.csv", town.requests(request_lines(range(3))).read_bytes().replace(b"Noise", b"Bruit \xe9"))
    assert "is not utf-8" in problem_of(town)


def test_another_delimiter_is_recognised(town: Town) -> None:
    town.put("requests.csv", "Unique Key;Created\n1;03/01/2024 10:00\n")
    assert "Did you mean \"read.delimiter: ';' in requests.yaml\"?" in problem_of(town)


def test_a_renamed_key_column_is_named_with_its_likely_successor(town: Town) -> None:
    town.requests(request_lines(range(3)), header="Unique Keys,Created,Due,Closed,Topic,Ward,Remarks")
    assert problem_of(town) == (
        "requests.csv, line 1: has no column 'Unique Key', which gives ticket_id of requests; "
        "add 'Unique Keys' to `from` of ticket_id in requests.yaml; found \"Unique Keys\". "
        'Did you mean "Unique Keys"?'
    )


def test_a_renamed_optional_column_is_a_warning(town: Town) -> None:
    town.requests(request_lines(range(3)), header="Unique Key,Created,Due,Closed Date,Topic,Ward,Remarks")
    report = line_of(town.refresh(), "requests")
    assert report.rows == 3
    assert report.warnings == (
        "column 'Closed Date' is new and not read",
        "column 'Closed' is gone; 'Closed Date' looks like it and is not read",
    )


def test_a_new_column_is_a_warning(town: Town) -> None:
    town.requests([line + ",7" for line in request_lines(range(3))], header="Unique Key,Created,Due,Closed,Topic,Ward,"
                  "Remarks,Council District")  # fmt: skip
    assert line_of(town.refresh(), "requests").warnings == ("column 'Council District' is new and not read",)


def test_two_date_formats_in_one_column_are_both_read(town: Town) -> None:
    town.requests(["1,03/01/2024 10:00,,,Noise,1,", "2,3/1/24 10:00,,,Noise,1,", "3,2024-03-01 10:00:00,,,Noise,1,"])
    town.refresh()
    assert town.ask("SELECT count(*), count(DISTINCT opened_at), min(opened_date)::VARCHAR FROM ticket") == [
        (3, 1, "2024-03-01")
    ]


def test_a_date_in_no_format_is_quarantined_with_its_line(town: Town) -> None:
    town.requests([*request_lines(range(20)), "20,2024/13/45,,,Noise,1,"])
    report = line_of(town.refresh(), "requests")
    assert (report.rows, report.quarantined) == (20, 1)
    (row,) = town.aside()
    assert row[1:4] == (
        22,
        "opened_at",
        "Created is not a date or time as %m/%d/%Y %H:%M or %m/%d/%y %H:%M or %Y-%m-%d %H:%M:%S",
    )


@pytest.mark.parametrize("closed", ["02/28/2024 10:00", "01/01/1900 00:00"])
def test_closed_before_opened_keeps_the_ticket_and_sets_the_time_aside(town: Town, closed: str) -> None:
    town.requests([*request_lines(range(20)), f"20,03/01/2024 10:00,,{closed},Noise,1,"])
    report = line_of(town.refresh(), "requests")
    assert (report.rows, report.quarantined, report.set_aside) == (21, 0, 1)
    assert town.aside() == [("requests.csv", 22, "closed_at", "Closed is before Created", True)]
    assert town.ask("SELECT count(*) FROM ticket WHERE closed_at IS NULL") == [(1,)]


def test_a_duplicate_key_keeps_the_later_row(town: Town) -> None:
    town.requests([*request_lines(range(20)), "7,03/01/2024 10:00,,,Heating,1,"])
    report = line_of(town.refresh(), "requests")
    assert (report.read, report.rows, report.quarantined) == (21, 20, 1)
    assert town.aside() == [("requests.csv", 9, "ticket_id", "same ticket_id as a later row", False)]
    assert town.ask("SELECT category FROM ticket WHERE ticket_id = '7'") == [("Heating",)]


def test_a_number_with_letters_keeps_its_row_out_and_says_so(town: Town) -> None:
    town.crashes([*(f"{n},03/01/2024,10:00,1,-73.9,40.1,1" for n in range(20)), "20,03/01/2024,10:00,2b,-73.9,40.1,1"])
    report = line_of(town.refresh(), "crashes")
    assert (report.rows, report.quarantined) == (20, 1)
    assert town.aside("crashes") == [("crashes.csv", 22, "injured", "INJURED is not a whole number", False)]


def test_a_district_that_the_boundaries_do_not_know_keeps_its_row(town: Town) -> None:
    town.requests([*request_lines(range(20)), "20,03/01/2024 10:00,,,Noise,9,", "21,03/01/2024 10:00,,,Noise,,"])
    town.refresh()
    assert town.aside() == [("requests.csv", 22, "ward_id", "ward is not in the boundaries", True)]
    assert town.ask("SELECT ward_id, side_id, count(*) FROM ticket GROUP BY 1, 2 ORDER BY 1") == [
        ("1", "1", 20), ("unknown", "unspecified", 1), ("unspecified", "unspecified", 1)
    ]  # fmt: skip


def test_a_file_of_which_most_rows_cannot_be_read_is_refused(town: Town) -> None:
    town.requests(["1,03/01/2024 10:00", *request_lines(range(2, 30)), *(f"{n},x" for n in range(30, 60))])
    assert problem_of(town).startswith("requests.csv, line 2: 31 of 59 rows cannot be read: the row has fewer columns")


def test_zero_and_distant_coordinates_are_set_aside_with_their_reason(town: Town) -> None:
    town.crashes(
        [*(f"{n},03/01/2024,10:00,1,-73.9,40.1," for n in range(20)), "20,03/01/2024,10:00,0,0,0,2",
         "21,03/01/2024,10:00,0,-80,40.1,"]
    )  # fmt: skip
    town.refresh()
    assert [row[1:4] for row in town.aside("crashes")] == [
        (22, "latitude", "coordinates are 0, 0"),
        (23, "latitude", "coordinates are outside the city's bounds"),
    ]
    assert town.ask("SELECT ward_id, count(*), count(longitude), count(x) FROM incident GROUP BY 1 ORDER BY 1") == [
        ("1", 20, 20, 20), ("2", 1, 0, 0), ("unspecified", 1, 0, 0)
    ]  # fmt: skip


def test_an_event_in_the_future_is_quarantined(town: Town) -> None:
    town.requests([*request_lines(range(20)), "20,03/01/3020 10:00,,,Noise,1,"])
    town.refresh()
    assert [row[3] for row in town.aside()] == ["Created is in the future"]


def test_nothing_readable_publishes_nothing(town: Town) -> None:
    for path in town.inbox.iterdir():
        path.unlink()
    with pytest.raises(Problem, match="nothing was published"):
        town.refresh()
    assert not town.store.link.exists()
