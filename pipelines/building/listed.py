"""What a city lists beside its data sets, as temporary tables that models and staging join to."""

import hashlib
import json
from collections.abc import Sequence

import duckdb

from datasets.city import City

TABLES = """
CREATE OR REPLACE TEMP TABLE agency_list (agency VARCHAR, name_en VARCHAR, name_zh VARCHAR, codes VARCHAR[]);
CREATE OR REPLACE TEMP TABLE category_list (category VARCHAR, name_en VARCHAR, name_zh VARCHAR);
"""


def list_names(con: duckdb.DuckDBPyConnection, city: City) -> None:
    """Fills `agency_list` and `category_list`; an agency without a Chinese name keeps its English one."""
    con.execute(TABLES)
    agencies = [(key, a.names["en"], a.names.get("zh", a.names["en"]), a.codes) for key, a in city.agencies.items()]
    categories = [(key, c.names["en"], c.names["zh"]) for key, c in city.categories.items()]
    _fill(con, "agency_list", agencies)
    _fill(con, "category_list", categories)


def _fill(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Inserts rows in one statement: one a row takes longer than the rest of a small refresh."""
    if rows:
        values = ", ".join(f"({', '.join('?' * len(row))})" for row in rows)
        con.execute(f"INSERT INTO {table} VALUES {values}", [value for row in rows for value in row])


def category_names_mark(city: City) -> str:
    """Changes when a category gets another name."""
    text = json.dumps([category.model_dump() for category in city.categories.values()], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
