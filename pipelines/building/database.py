"""Questions to a database that have exactly one row as their answer."""

from typing import Any

import duckdb


def one_row(con: duckdb.DuckDBPyConnection, sql: str, parameters: list[Any] | None = None) -> tuple[Any, ...]:
    """The only row of a question, such as an aggregate over a table."""
    (row,) = con.execute(sql, parameters or []).fetchall()
    return row


def count_of(con: duckdb.DuckDBPyConnection, rows: str, parameters: list[Any] | None = None) -> int:
    """How many rows `rows` has: a table with its WHERE clause."""
    return int(one_row(con, f"SELECT count(*) FROM {rows}", parameters)[0])
