"""Every row of METRICS.md 3.1-3.4 is answered: by metrics, or by what its entry says; codes name one record each."""

from collections import Counter

from pipelines.metrics.document import PAGE
from pipelines.metrics.field_rows import answered_by, field_rows
from pipelines.metrics.reading import read_records
from pipelines.metrics.registry import FOLDER

BY_MACHINERY = {"S3", "S3c"}
ROWS = {
    "C": ("1", "1b", *map(str, range(2, 16))),
    "P": ("1", "1b", *map(str, range(2, 14)), "13b", "13c", "14", "15", "16"),
    "B": tuple(map(str, range(1, 17))),
    "S": ("1", "2", "3", "3b", "3c", *map(str, range(4, 16))),
}


def test_the_rows_are_those_of_the_definitions() -> None:
    assert [row.code for row in field_rows()] == [pack + number for pack, numbers in ROWS.items() for number in numbers]


def test_every_row_has_metrics_or_says_what_answers_it() -> None:
    answers = answered_by(read_records(FOLDER)[0].values())
    without = {row.code for row in field_rows() if not answers[row.code]}
    assert without == BY_MACHINERY
    assert all(row.also for row in field_rows() if row.code in without)
    assert set(answers) == {row.code for row in field_rows()}, "a record names a row that is none"


def test_a_code_is_that_of_one_record() -> None:
    codes = Counter(metric.code for metric in read_records(FOLDER)[0].values())
    assert [code for code, records in codes.items() if code is None or records > 1] == []


def test_the_page_shows_each_row_in_both_languages() -> None:
    text = PAGE.read_text("utf-8")
    for row in field_rows():
        assert f"| {row.code} | {row.names.en} |" in text
        assert f"| {row.code} | {row.names.zh} |" in text
