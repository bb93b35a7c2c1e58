"""A refresh reads what is new and nothing else; what differs is replaced, what is equal stays where it is."""

from tests.pipelines.town import Town, line_of, request_lines


def counts(town: Town, **request) -> tuple[int, int, int, int]:
    line = line_of(town.refresh(**request), "requests")
    return line.read, line.added, line.changed, line.gone


def test_a_second_refresh_of_the_same_files_reads_and_publishes_nothing(town: Town) -> None:
    town.requests(request_lines(range(5)))
    first = town.refresh().snapshot.id
    again = town.refresh()
    assert again.unchanged
    assert again.snapshot.id == first
    assert [line.read for line in again.datasets] == [0, 0, 0, 0]


def test_a_later_file_adds_and_changes_and_loses_none(town: Town) -> None:
    town.requests(request_lines(range(5)), "requests_1.csv")
    assert counts(town) == (5, 5, 0, 0)
    changed = request_lines([3])[0].replace("Noise", "Heating")
    town.requests([changed, *request_lines([4, 5])], "requests_2.csv")
    assert counts(town) == (3, 1, 1, 0)
    assert town.ask("SELECT part, count(*) FROM ticket GROUP BY 1 ORDER BY 1") == [(1, 4), (2, 2)]


def test_a_file_replaced_under_its_name_loses_the_rows_it_no_longer_has(town: Town) -> None:
    town.requests(request_lines(range(10)))
    counts(town)
    town.requests(request_lines(range(2, 11)))
    assert counts(town) == (9, 1, 0, 2)


def test_a_file_that_lost_most_of_its_rows_is_not_taken(town: Town) -> None:
    town.requests(request_lines(range(10)))
    town.refresh()
    town.requests(request_lines(range(3)))
    line = line_of(town.refresh(), "requests")
    assert line.problem.startswith("requests: 7 of the 10 rows that were there are gone; the last good data stay.")
    assert line.rows == 10
    assert town.ask("SELECT count(*) FROM ticket") == [(10,)]


def test_the_later_of_two_files_wins_whichever_comes_first_in_one_refresh(town: Town) -> None:
    town.requests(request_lines([1]), "requests_1.csv")
    town.requests([request_lines([1])[0].replace("Noise", "Heating")], "requests_2.csv")
    assert counts(town) == (2, 1, 0, 0)
    assert town.ask("SELECT category, part FROM ticket") == [("Heating", 2)]


def test_an_earlier_file_that_arrives_late_does_not_win(town: Town) -> None:
    town.requests([request_lines([1])[0].replace("Noise", "Heating")], "requests_2.csv")
    counts(town)
    town.requests(request_lines([1, 2]), "requests_1.csv")
    assert counts(town)[1:] == (1, 0, 0)
    assert town.ask("SELECT ticket_id, category FROM ticket ORDER BY 1") == [("1", "Heating"), ("2", "Noise")]


def test_only_the_asked_data_set_is_read(town: Town) -> None:
    town.requests(request_lines(range(5)))
    town.crashes(["1,03/01/2024,10:00,0,-73.9,40.1,1"])
    town.refresh()
    town.requests(request_lines(range(6)))
    town.crashes(["2,03/01/2024,10:00,0,-73.9,40.1,1"])
    report = town.refresh(only=["requests"])
    assert [line.id for line in report.datasets] == ["requests"]
    assert town.ask("SELECT incident_id FROM incident") == [("1",)]


def test_a_changed_mapping_reads_the_data_set_again(town: Town) -> None:
    town.requests(request_lines(range(5)))
    town.refresh()
    town.edit("requests.yaml", "category: {from: [Topic]}", 'category: {from: [Topic], sql: "upper({})"}')
    assert counts(town) == (5, 0, 5, 0)


def test_new_boundaries_place_the_rows_again(town: Town) -> None:
    town.crashes(["1,03/01/2024,10:00,0,-73.9,40.1,"])
    town.refresh()
    boundaries = town.inbox / "wards.geojson"
    boundaries.write_text(boundaries.read_text().replace('"number": 1', '"number": 7'))
    town.refresh()
    assert town.ask("SELECT ward_id, side_id FROM incident") == [("7", "1")]


def test_identical_rows_without_a_key_are_different_rows_and_an_overlap_adds_none(town: Town) -> None:
    town.edit("crashes.yaml", "identity: [incident_id]", "identity: row")
    town.edit("crashes.yaml", "  incident_id: {from: ID}\n", "")
    town.edit("crashes.yaml", 'files: "crashes*.csv"', 'files: "crashes*.csv"\nunused: [ID]')
    same = "x,03/01/2024,10:00,1,-73.9,40.1,1"
    town.crashes([same, same, same.replace("10:00", "11:00")], "crashes_1.csv")
    assert line_of(town.refresh(), "crashes").added == 3
    town.crashes([same, same, same, same.replace("10:00", "11:00")], "crashes_2.csv")
    assert line_of(town.refresh(), "crashes").added == 1
    assert town.ask("SELECT count(*), count(DISTINCT incident_id) FROM incident") == [(4, 4)]


def test_a_quantifier_in_an_expression_is_not_a_column(town: Town) -> None:
    town.requests(request_lines(range(3)))
    town.edit(
        "requests.yaml", "category: {from: [Topic]}", "category: {from: [Topic], sql: \"regexp_extract({}, 'N.{2}')\"}"
    )
    town.refresh()
    assert town.ask("SELECT DISTINCT category FROM ticket") == [("Noi",)]


def test_what_a_later_file_fills_and_the_days_it_adds_are_covered_as_if_read_at_once(town: Town, tmp_path) -> None:
    listed = "SELECT rows, first_date, last_date, list_sort(fields) FROM coverage WHERE fact = 'ticket'"
    first = ["1,03/01/2024 10:00,,,Noise,1,ok"]
    later = ["1,03/01/2024 10:00,,03/04/2024 10:00,Noise,1,ok", "2,03/09/2024 10:00,03/12/2024 10:00,,Noise,1,ok"]
    town.requests(first, "requests_1.csv")
    town.refresh()
    assert "due_at" not in town.ask(listed)[0][3]
    town.requests(later, "requests_2.csv")
    town.refresh()
    assert {"due_at", "closed_at"} <= set(town.ask(listed)[0][3])
    (tmp_path / "whole").mkdir()
    whole = Town(tmp_path / "whole")
    whole.requests([later[0], later[1]])
    whole.refresh()
    assert town.ask(listed) == whole.ask(listed)
