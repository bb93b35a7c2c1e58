"""What the rows of each fact and kind carry: days covered, and fields and district levels that are filled."""

import duckdb

from datasets.facts import Fact
from pipelines.building.schema import date_of, fact_columns

TABLE = """CREATE TABLE IF NOT EXISTS coverage (
  fact VARCHAR, kind VARCHAR, dataset VARCHAR, rows BIGINT, first_date DATE, last_date DATE, fields VARCHAR[]
)"""


def update_coverage(
    con: duckdb.DuckDBPyConnection, fact: Fact, levels: tuple[str, ...], dataset: str | None = None
) -> None:
    """Recomputes the rows of `coverage` of a fact, or of one data set of it."""
    con.execute(TABLE)
    event = str(fact.event)
    day = date_of(event) if fact.fields[event].type == "datetime" else event
    names = [name for name in fact_columns(fact, levels) if name not in ("dataset", "part", "record", "kind")]
    filled = ", ".join(f"CASE WHEN count({name}) > 0 THEN '{name}' END" for name in names)
    own, which = ("dataset = ?", [dataset]) if dataset else ("TRUE", [])
    con.execute(f"DELETE FROM coverage WHERE fact = ? AND {own}", [fact.name, *which])
    con.execute(
        f"INSERT INTO coverage SELECT '{fact.name}', kind, dataset, count(*), min({day}), max({day}), "
        f"list_filter([{filled}], lambda name: name IS NOT NULL) FROM {fact.name} WHERE {own} "
        "GROUP BY kind, dataset",
        which,
    )
