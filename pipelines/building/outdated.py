"""Tables of a snapshot that an older version of the program wrote: they are made again from what has landed."""

import duckdb

from pipelines.building.lineage import Model


def make_table(con: duckdb.DuckDBPyConnection, model: Model) -> bool:
    """Makes an incremental model's empty table where it is absent or has other columns than the model.

    Returns whether rows were lost by it.
    """
    con.execute(f"CREATE OR REPLACE TEMP VIEW wanted AS {model.sql}")
    have = _columns(con, model.name)
    if have == _columns(con, "wanted"):
        return False
    con.execute(f"CREATE OR REPLACE TABLE {model.name} AS {model.sql} LIMIT 0")
    return bool(have)


def _columns(con: duckdb.DuckDBPyConnection, name: str) -> set[tuple[str, str]]:
    """Names and types of a table's or a view's columns; none where there is no such table."""
    try:
        found = con.execute(f"DESCRIBE {name}").fetchall()
    except duckdb.CatalogException:
        return set()
    return {(column, type_) for column, type_, *_ in found}
