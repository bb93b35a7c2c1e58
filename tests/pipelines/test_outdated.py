"""A snapshot that an older version of the program wrote is brought up to date by the next refresh."""

from __future__ import annotations

import duckdb
import pytest

from tests.pipelines.town import Town, line_of, request_lines

CRASH = "1,03/01/2024,10:00,2,-73.9,40.1,1"


@pytest.fixture
def older(town: Town) -> Town:
    """The town with a ticket table as it was before it had a column `note`, and with one that is no more."""
    town.requests(request_lines(range(5)))
    town.crashes([CRASH])
    town.refresh()
    with duckdb.connect(str(town.store.link.resolve())) as con:
        con.execute("ALTER TABLE ticket DROP COLUMN note")
        con.execute("ALTER TABLE ticket ADD COLUMN colour VARCHAR")
    return town


def test_the_table_is_made_again_from_what_has_landed(older: Town) -> None:
    report = older.refresh()
    assert (line_of(report, "requests").read, line_of(report, "crashes").read) == (5, 0)
    assert older.ask("SELECT count(*), count(note) FROM ticket") == [(5, 0)]
    assert "colour" not in [name for name, *_ in older.ask("DESCRIBE ticket")]
    assert older.refresh().unchanged


def test_it_is_made_again_also_where_another_data_set_is_asked_for(older: Town) -> None:
    report = older.refresh(only=["crashes"])
    assert {line.id: line.rows for line in report.datasets} == {"crashes": 1, "requests": 5}
