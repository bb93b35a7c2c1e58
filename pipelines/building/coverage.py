"""What the rows of each fact and kind carry: days covered, and fields and district levels that are filled."""

import duckdb

from datasets.facts import Fact
from pipelines.building.schema import date_of, fact_columns

TABLE = """CREATE TABLE IF NOT EXISTS coverage (
  fact VARCHAR, kind VARCHAR, dataset VARCHAR, rows BIGINT, first_date DATE, last_date DATE, fields VARCHAR[]
)"""


def update_coverage(
    con: duckdb.DuckDBPyConnection,
    fact: Fact,
    levels: tuple[str, ...],
    dataset: str | None = None,
    fresh: str | None = None,
) -> None:
    """Recomputes the rows of `coverage` of a fact, or of one data set of it.

    fresh: a table with all that came since the data set's coverage was last computed. Only its columns are looked
    through then; a field that was filled counts as filled until the data set is read as a whole again.
    """
    con.execute(TABLE)
    own, which = ("dataset = ?", [dataset]) if dataset else ("TRUE", [])
    days = _days(fact)
    filled = _filled(fact, levels)
    if fresh:
        con.execute(
            "CREATE OR REPLACE TEMP TABLE filled_before AS SELECT kind, unnest(fields) AS field FROM coverage "
            f"WHERE fact = ? AND {own} UNION SELECT kind, unnest({filled}) FROM {fresh} GROUP BY kind",
            [fact.name, *which],
        )
        filled = "(SELECT list(field ORDER BY field) FROM filled_before AS f WHERE f.kind = counted.kind)"
    con.execute(f"DELETE FROM coverage WHERE fact = ? AND {own}", [fact.name, *which])
    con.execute(
        f"INSERT INTO coverage SELECT '{fact.name}', kind, dataset, count(*), {days}, {filled} "
        f"FROM {fact.name} AS counted WHERE {own} GROUP BY kind, dataset",
        which,
    )


def _days(fact: Fact) -> str:
    event = str(fact.event)
    day = date_of(event) if fact.fields[event].type == "datetime" else event
    return f"min({day}), max({day})"


def _filled(fact: Fact, levels: tuple[str, ...]) -> str:
    """SQL of the list of columns that have a value in any row."""
    names = [name for name in fact_columns(fact, levels) if name not in ("dataset", "part", "record", "kind")]
    cases = ", ".join(f"CASE WHEN count({name}) > 0 THEN '{name}' END" for name in names)
    return f"list_filter([{cases}], lambda name: name IS NOT NULL)"
