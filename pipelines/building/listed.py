"""What a city lists beside its data sets, as temporary tables that models and staging join to."""

import hashlib
import json

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
    if agencies:
        con.executemany("INSERT INTO agency_list VALUES (?, ?, ?, ?)", agencies)
    if categories:
        con.executemany("INSERT INTO category_list VALUES (?, ?, ?)", categories)


def category_names_mark(city: City) -> str:
    """Changes when a category gets another name."""
    text = json.dumps([category.model_dump() for category in city.categories.values()], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
