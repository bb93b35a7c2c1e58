"""What makes a row of a data set the same row in another file, or twice in one."""

import duckdb

from datasets.dataset import Dataset
from datasets.facts import Fact, mappable_facts
from pipelines.schema import PROVENANCE

from .quarantine import Quarantine


def identity_columns(dataset: Dataset) -> list[str]:
    """Columns that identify a row within its data set; without a published key, the fact's own."""
    return mappable_facts()[dataset.fact].keys if dataset.identity == "row" else list(dataset.identity)


def key_expressions(dataset: Dataset, fact: Fact, columns: dict[str, str]) -> dict[str, str]:
    """SQL over `s` of key fields that the publisher does not give.

    With `identity: row` a row is its content and how often that content stood before it in the file, so that
    identical rows stay different rows and an overlapping export repeats none.
    """
    absent = [key for key in fact.keys if key not in columns and fact.fields[key].type == "text"]
    if not absent:
        return {}
    if dataset.identity == "row":
        content = [f"s.{name}" for name in columns if name not in PROVENANCE]
        digest = f"md5(concat_ws('|', {', '.join(f'coalesce({c}::VARCHAR, chr(1))' for c in content)}))"
        value = f"{digest} || '-' || row_number() OVER (PARTITION BY {digest} ORDER BY s.record)"
    else:
        value = f"concat_ws('|', {', '.join(f's.{name}' for name in dataset.identity)})"
    return dict.fromkeys(absent, value)


def drop_repeats(con: duckdb.DuckDBPyConnection, dataset: Dataset, part: int, quarantine: Quarantine) -> int:
    """Keeps the last of the rows of one file that share a key, quarantines the others; returns how many."""
    table, keys = f"staged_{dataset.fact}", ", ".join(identity_columns(dataset))
    own = f"dataset = '{dataset.id}' AND part = {part}"
    total, different = con.execute(
        f"SELECT count(*), count(DISTINCT ({keys})) FROM {table} WHERE {own}"
    ).fetchone()
    if total == different:
        return 0
    repeats = con.execute(
        f"SELECT record, concat_ws(' ', {keys}) AS raw, 'same ' || '{keys}' || ' as a later row' AS reason, "
        f"place FROM (SELECT *, rowid AS place, row_number() OVER (PARTITION BY {keys} ORDER BY record DESC) AS nth "
        f"FROM {table} WHERE {own}) WHERE nth > 1"
    ).df()
    con.register("repeated", repeats[["place"]])
    con.execute(f"DELETE FROM {table} WHERE rowid IN (SELECT place FROM repeated)")
    con.unregister("repeated")
    return quarantine.add_records(repeats.drop(columns="place"), identity_columns(dataset)[0], kept=False)
