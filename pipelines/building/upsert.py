"""Staged rows into a fact: what is new is added, what differs is replaced, what is equal is left where it is."""

from dataclasses import dataclass
from datetime import date

import duckdb

from datasets.dataset import Dataset
from datasets.facts import load_facts
from pipelines.building.database import count_of, one_row
from pipelines.building.lineage import Model
from pipelines.building.schema import date_of
from pipelines.staging.identity import identity_columns


@dataclass(frozen=True)
class Change:
    """Rows that a refresh added to, changed in and removed from a data set's part of a fact.

    since: the earliest local day of any of these rows, as it was or as it is; None where there is none.
    among: a table with the keys of all rows that may have changed; None where these are all of the data set's.
    """

    added: int = 0
    changed: int = 0
    gone: int = 0
    since: date | None = None
    among: str | None = None


def upsert(con: duckdb.DuckDBPyConnection, dataset: Dataset, model: Model, whole: bool) -> Change:
    """Brings the staged rows of a data set into the model's table.

    whole: the staged rows are all there are of the data set, so that rows not among them are removed.
    """
    own = f"dataset = '{dataset.id}'"
    before = count_of(con, f"{model.name} WHERE {own}")
    if not before:
        return Change(added=one_row(con, f"INSERT INTO {model.name} BY NAME {model.sql}")[0], since=date.min)
    con.execute(f"CREATE OR REPLACE TEMP TABLE fresh AS {model.sql}")
    return _apply(con, dataset, model, whole)


def _apply(con: duckdb.DuckDBPyConnection, dataset: Dataset, model: Model, whole: bool) -> Change:
    keys = upsert_keys(dataset, model.name)
    same = " AND ".join(f"o.{key} IS NOT DISTINCT FROM f.{key}" for key in keys)
    own = f"o.dataset = '{dataset.id}'"
    columns = [row[0] for row in con.execute(f"DESCRIBE {model.name}").fetchall()]
    compared = [name for name in columns if name not in {"part", "record", "is_latest", *keys}]
    differs = " OR ".join(f"o.{name} IS DISTINCT FROM f.{name}" for name in compared) or "FALSE"
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE met AS SELECT f.rowid AS fresh_place, o.place, {differs} AS differs "
        f"FROM fresh AS f LEFT JOIN (SELECT rowid AS place, * FROM {model.name} AS o WHERE {own}) AS o ON {same}"
    )
    con.execute("CREATE OR REPLACE TEMP VIEW differing AS SELECT * FROM met WHERE place IS NOT NULL AND differs")
    con.execute("CREATE OR REPLACE TEMP VIEW additional AS SELECT * FROM met WHERE place IS NULL")
    absent = f"{model.name} AS o WHERE {own} AND NOT EXISTS (SELECT 1 FROM fresh AS f WHERE {same})" if whole else ""
    since = _earliest(con, model, absent)
    gone = _remove(con, model, absent) if whole else 0
    changed, added = count_of(con, "differing"), count_of(con, "additional")
    con.execute(f"DELETE FROM {model.name} WHERE rowid IN (SELECT place FROM differing)")
    con.execute(
        f"INSERT INTO {model.name} BY NAME SELECT * FROM fresh WHERE rowid IN "
        "(SELECT fresh_place FROM differing UNION ALL SELECT fresh_place FROM additional)"
    )
    return Change(added, changed, gone, since, among="fresh")


def _earliest(con: duckdb.DuckDBPyConnection, model: Model, absent: str) -> date | None:
    """The earliest day of the rows in `differing` (before and after), in `additional`, and of the absent ones."""
    fact = load_facts()[model.name]
    event = str(fact.event)
    day = date_of(event) if fact.fields[event].type == "datetime" else event
    sources = [
        f"SELECT {day} AS day FROM {model.name} WHERE rowid IN (SELECT place FROM differing)",
        f"SELECT {day} FROM fresh WHERE rowid IN "
        "(SELECT fresh_place FROM differing UNION ALL SELECT fresh_place FROM additional)",
        *([f"SELECT o.{day} FROM {absent}"] if absent else []),
    ]
    found: date | None = one_row(con, f"SELECT min(day) FROM ({' UNION ALL '.join(sources)})")[0]
    return found


def _remove(con: duckdb.DuckDBPyConnection, model: Model, absent: str) -> int:
    gone = count_of(con, absent)
    if gone:
        con.execute(f"DELETE FROM {model.name} WHERE rowid IN (SELECT o.rowid FROM {absent})")
    return gone


def upsert_keys(dataset: Dataset, fact: str) -> list[str]:
    """Columns that identify a row of the data set in a fact."""
    return identity_columns(dataset) or load_facts()[fact].keys
