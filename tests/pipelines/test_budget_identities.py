"""Each identity of the books, broken by one row: its sentence, and a build that refuses mixed books."""

import duckdb
import pytest

from datasets.problems import Problem
from pipelines.building.checks import CheckResult, refuse, run_checks
from pipelines.building.lineage import models

COLUMNS = (
    "dataset varchar, kind varchar, publication_date date, month date, fiscal_year int, line_id varchar, "
    "agency varchar, adopted decimal(18,2), transfers decimal(18,2), supplements decimal(18,2), "
    "modified decimal(18,2), encumbered decimal(18,2), expended decimal(18,2), expended_month decimal(18,2), "
    "available decimal(18,2), received decimal(18,2), received_month decimal(18,2)"
)
LINE = {
    "dataset": "books",
    "kind": "expense",
    "publication_date": "2025-02-10",
    "month": "2025-02-01",
    "fiscal_year": 2025,
    "line_id": "a",
    "agency": "roads",
    "adopted": "100.00",
    "transfers": "-5.00",
    "supplements": "15.00",
    "modified": "110.00",
    "encumbered": "20.00",
    "expended": "30.00",
    "expended_month": "30.00",
    "available": "60.00",
}
REVENUE = {"kind": "revenue", "expended": None, "expended_month": None, "encumbered": None, "available": None}
BROKEN = {
    "modified": (
        {"modified": "110.01", "available": "60.01"},
        "warn",
        "1 rows of budget_line where not adopted and changes giving modified",
    ),
    "available": (
        {"available": "59.99"},
        "warn",
        "1 rows of budget_line where not available being what is left",
    ),
    "neither expense nor revenue": (
        {"kind": "transfer"},
        "error",
        "1 rows of budget_line where not either expense or revenue",
    ),
    "an expense with receipts": (
        {"received": "1.00"},
        "error",
        "1 rows of budget_line where not expense without receipts",
    ),
    "revenue with spending": (
        REVENUE | {"received": "9.00", "expended": "1.00"},
        "error",
        "1 rows of budget_line where not revenue without spending",
    ),
    "no agency": ({"agency": None}, "error", "1 rows of budget_line where agency is empty"),
}


def checked(*rows: dict, model: str = "budget_line") -> list[CheckResult]:
    """The results of the model's checks over these lines."""
    with duckdb.connect() as con:
        con.execute(f"CREATE TABLE budget_line ({COLUMNS})")
        for row in rows:
            names, marks = ", ".join(row), ", ".join("?" * len(row))
            con.execute(f"INSERT INTO budget_line ({names}) VALUES ({marks})", list(row.values()))
        if model != "budget_line":
            con.execute(f"CREATE TABLE {model} AS {models()[model].sql}")
        return run_checks(con, models()[model])


def broken(results: list[CheckResult]) -> list[tuple[str, str]]:
    return [(result.severity, result.sentence) for result in results if not result.passed]


def test_books_that_add_up_pass() -> None:
    assert broken(checked(LINE, LINE | REVENUE | {"line_id": "b", "received": "9.00"})) == []


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_identity_gives_its_sentence(case: str) -> None:
    change, severity, sentence = BROKEN[case]
    results = checked(LINE | {"line_id": "sound"}, LINE | change)
    assert broken(results) == [(severity, sentence)]
    if severity == "error":
        with pytest.raises(Problem) as caught:
            refuse(results)
        assert sentence in str(caught.value)
    else:
        refuse(results)


def test_months_that_do_not_add_up_and_a_month_left_out() -> None:
    march = LINE | {"month": "2025-03-01", "publication_date": "2025-04-10", "expended": "50.00"}
    sound = march | {"expended_month": "20.00"}
    assert broken(checked(LINE, sound, model="budget_month")) == []
    (found,) = broken(checked(LINE, march | {"expended_month": "19.00"}, model="budget_month"))
    assert found == ("warn", "1 rows of budget_month where not months adding up to the cumulative amount")
    (found,) = broken(checked(LINE, sound | {"month": "2025-04-01"}, model="budget_month"))
    assert found == ("warn", "1 rows of budget_month where not lines stating every month")


def test_a_line_stated_twice_is_refused() -> None:
    with pytest.raises(Problem) as caught:
        refuse(checked(LINE, LINE))
    assert "1 rows of budget_line repeat dataset, publication_date, fiscal_year, line_id" in str(caught.value)
