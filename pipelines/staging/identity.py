"""What makes a row of a data set the same row in another file, or twice in one."""

from collections.abc import Collection

import duckdb

from datasets.dataset import Dataset
from datasets.facts import Fact, mappable_facts
from pipelines.building.database import one_row
from pipelines.building.schema import PROVENANCE
from pipelines.staging.quarantine import Quarantine


def identity_columns(dataset: Dataset) -> list[str]:
    """Columns that identify a row within its data set; without a published key, the fact's own."""
    if dataset.identity == "row" or dataset.fact not in mappable_facts():
        return mappable_facts()[dataset.fact].keys
    return list(dataset.identity)


def key_expressions(dataset: Dataset, fact: Fact, columns: Collection[str]) -> dict[str, str]:
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


def find_repeats(con: duckdb.DuckDBPyConnection, dataset: Dataset, fatal: int, quarantine: Quarantine) -> int:
    """Fills `repeated` with the places of rows of `staged` whose key a later row of the file has too.

    They are quarantined; returns how many there are.
    """
    con.execute("CREATE OR REPLACE TEMP TABLE repeated (place BIGINT)")
    if dataset.identity == "row":
        return 0
    keys, sound = ", ".join(dataset.identity), f"bad & {fatal} = 0"
    counted = keys if len(dataset.identity) == 1 else f"({keys})"
    total, different = one_row(con, f"SELECT count(*), count(DISTINCT {counted}) FROM staged WHERE {sound}")
    if total == different:
        return 0
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE repeated AS SELECT place, record, concat_ws(' ', {keys}) AS raw FROM ("
        f"SELECT *, row_number() OVER (PARTITION BY {keys} ORDER BY record DESC, place DESC) AS nth "
        f"FROM staged WHERE {sound}) WHERE nth > 1"
    )
    found = con.execute("SELECT record, raw FROM repeated ORDER BY record").df()
    return quarantine.add_records(found.assign(reason=f"same {keys} as a later row"), dataset.identity[0], kept=False)
