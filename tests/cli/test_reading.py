"""Commands that read: what they print for people, and the JSON that scripts rely on."""

import csv
import json
from collections import Counter

import pytest

from datasets.catalogue import load_city
from pipelines.building.lineage import models
from pipelines.metrics.registry import Registry
from pipelines.snapshot import SnapshotStore

YEARS = ("2024", "2025")


def answer(ended):
    assert (ended.exit_code, ended.stderr) == (0, "")
    return json.loads(ended.stdout)


def rows_of(town):
    with town.requests.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_check_says_that_all_is_valid(town):
    ended = town("check")
    assert ended.stdout == f"{town.folder}: the profile and every data set are valid.\n"
    assert answer(town("check", "--json")) == []


def test_metrics_are_the_records_of_the_registry(town):
    listed = answer(town("metrics", "--json"))
    registry = Registry(load_city(town.folder))
    assert [record["id"] for record in listed] == list(registry)
    assert {"pack", "names", "unit", "direction", "targets", "definition", "source"} <= set(listed[0])


def test_metrics_as_a_table_hold_every_id(town):
    words = set(town("metrics").stdout.split())
    assert set(Registry(load_city(town.folder))) <= words


def test_a_value_has_its_numerator_denominator_and_n(town):
    assert answer(town("value", "tickets_opened", "--json")) == [
        {
            "group": "all",
            "name": "New York City",
            "name_zh": "纽约市",
            "value": 300,
            "numerator": 300,
            "denominator": None,
            "n": 300,
            "below_min_n": False,
        }
    ]


def test_a_value_by_agency_under_two_conditions_is_what_the_file_holds(town):
    named = ("--where", "agency=NYPD", "--where", "agency=HPD", "--where", "channel=PHONE")
    found = answer(town("value", "tickets_opened", "--by", "agency", *named, "--json"))
    counted = Counter(row["Agency"] for row in rows_of(town) if row["Open Data Channel Type"] == "PHONE")
    assert {row["group"]: row["value"] for row in found} == {name: counted[name] for name in ("NYPD", "HPD")}


def test_start_and_end_are_both_included(town):
    days = Counter(row["Created Date"][:10] for row in rows_of(town))
    day, count = next((day, count) for day, count in days.items() if count > 1)
    iso = f"{day[6:]}-{day[:2]}-{day[3:5]}"
    found = answer(town("value", "tickets_opened", "--start", iso, "--end", iso, "--by", "day", "--json"))
    assert [(row["group"], row["value"]) for row in found] == [(iso, count)]


def test_a_condition_that_the_rows_cannot_follow_is_said_and_changes_nothing(town):
    ended = town("value", "tickets_opened", "--where", "premises=BAR", "--json")
    assert ended.stderr.startswith("Requests opened does not follow premises: the data do not state it. “")
    assert [row["value"] for row in json.loads(ended.stdout)] == [300]


def test_a_comparison_has_both_values_the_change_and_its_evidence(town):
    years = Counter(row["Created Date"][6:10] for row in rows_of(town))
    found = answer(town("value", "tickets_opened", "--period", "2024", "--compare", "previous", "--json"))[0]
    assert (found["value"], found["previous"]) == (years["2024"], years["2023"])
    assert found["change"] == years["2024"] - years["2023"]
    assert found["evidence"]["verdict"] in ("signal", "noise")
    assert found["evidence"]["arithmetic"] != []
    assert (found["partial"], found["period"]["days"], found["compared_with"]["days"]) == (False, 365, 365)


def test_a_comparison_by_group_has_every_group_of_both_periods(town):
    asked = ("--by", "agency", "--start", "2025-01-01", "--end", "2025-06-30", "--compare", "last_year", "--json")
    found = answer(town("value", "tickets_opened", *asked))
    halves = [row for row in rows_of(town) if row["Created Date"][:2] <= "06"]
    counted = {year: Counter(row["Agency"] for row in halves if row["Created Date"][6:10] == year) for year in YEARS}
    assert {row["group"]: row["value"] for row in found if row["value"]} == counted["2025"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--compare", "previous"), "--compare needs --period, or --start and --end."),
        (("--period", "2024", "--start", "2024-01-01"), "a period has its own start and end"),
    ],
)
def test_words_that_do_not_go_together_are_wrong_usage(town, words, said):
    ended = town("value", "tickets_opened", *words)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert said in ended.stderr


def test_a_metric_that_the_city_has_no_data_for_is_not_known(town):
    (whole,) = answer(town("value", "collisions", "--json"))
    assert (whole["value"], whole["n"]) == (None, 0)


@pytest.mark.parametrize("by", ["district", "hour"])
def test_a_metric_that_the_city_has_no_data_for_has_no_groups(town, by):
    ended = town("value", "collisions", "--by", by)
    assert (ended.exit_code, ended.stdout) == (0, "No rows in this period under these conditions.\n")
    assert answer(town("value", "collisions", "--by", by, "--json")) == []


def test_an_unknown_metric_is_a_sentence_with_a_guess(town):
    ended = town("value", "tickets_opend")
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert ended.stderr == 'no such metric; found "tickets_opend". Did you mean "tickets_opened"?\n'


def test_status_names_the_published_file_and_counts_what_was_set_aside(town):
    found = answer(town("status", "--json"))
    current = SnapshotStore(town.home, "nyc").current()
    assert (found["city"], found["snapshot"], found["path"]) == ("nyc", current.id, str(current.path))
    assert found["as_of"] == "2026-01-01"
    requests = next(line for line in found["datasets"] if line["id"] == "requests_311")
    shown = ("fact", "rows", "state", "quarantined", "set_aside", "warnings")
    assert [requests[key] for key in shown] == ["ticket", 300, "stale", {}, {}, []]
    assert {"last_event", "last_success", "lag_hours"} <= set(requests)


def test_status_as_a_table_has_a_word_for_each_state(town):
    lines = town("status").stdout.splitlines()
    assert next(line for line in lines if line.startswith("requests_311")).split()[1:4] == ["■", "stale", "300"]


def test_status_of_a_city_that_was_never_refreshed_is_a_sentence(command, town):
    ended = command("status", town.folder)
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert ended.stderr == "no snapshot of nyc has been published yet; run `onescreen refresh nyc`.\n"


def test_quarantine_of_a_clean_file_is_empty_and_of_an_unknown_data_set_a_sentence(town):
    assert answer(town("quarantine", "requests_311", "--json")) == []
    ended = town("quarantine", "requests")
    assert (ended.exit_code, ended.stderr) == (
        1,
        'nyc has no such data set; found "requests". Did you mean "requests_311"?\n',
    )


def test_lineage_puts_every_model_behind_what_it_reads(town):
    listed = answer(town("lineage", "--json"))
    assert [row["model"] for row in listed] == list(models())
    place = {row["writes"]: row["order"] for row in reversed(listed)}
    late = [row["model"] for row in listed if any(place.get(table, 0) > row["order"] for table in row["reads"])]
    assert late == []
