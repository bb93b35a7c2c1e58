"""The rows of a landed file between being read and being taken in: a table of typed values, and a SELECT over it.

Nothing is copied in between: `staged_<fact>` is a view of these SELECTs, and the fact's model reads it once.
"""

from dataclasses import dataclass

import duckdb

from datasets.facts import Fact
from pipelines.building.database import count_of
from pipelines.building.schema import fact_columns


@dataclass(frozen=True)
class PartRows:
    """One file's rows: `sql` selects the fact's columns and `place`, the row's place in the file's table.

    keys: a SELECT of part, place, record and the columns that identify a row.
    """

    part: int
    sql: str
    keys: str


def select_rows(fact: Fact, levels: tuple[str, ...], given: dict[str, str], source: str) -> str:
    """A SELECT of every column of the fact, and `place`; columns that are not given are NULL."""
    columns = fact_columns(fact, levels)
    values = ", ".join(f"{given.get(name, 'NULL')}::{type_} AS {name}" for name, type_ in columns.items())
    return f"SELECT {values}, s.place AS place {source}"


class StagedFact:
    """The view `staged_<fact>` of a build over the parts that are being taken in."""

    def __init__(self, con: duckdb.DuckDBPyConnection, fact: Fact, levels: tuple[str, ...]) -> None:
        self._con, self._fact = con, fact
        self._columns = ", ".join(fact_columns(fact, levels))
        types = ", ".join(f"NULL::{type_} AS {name}" for name, type_ in fact_columns(fact, levels).items())
        self._empty = f"SELECT {types} LIMIT 0"
        self.clear()

    def clear(self) -> None:
        """Makes the view empty."""
        self._define(self._empty)

    def show(self, parts: list[PartRows], keys: list[str]) -> None:
        """Makes the view show the parts' rows; where several files state one row, that of the latest file."""
        union = " UNION ALL ".join(f"SELECT * FROM ({part.sql})" for part in parts)
        if len(parts) > 1 and self._supersede(parts, keys):
            union = (
                f"SELECT * FROM ({union}) AS u WHERE NOT EXISTS "
                "(SELECT 1 FROM superseded AS x WHERE x.part = u.part AND x.place = u.place)"
            )
        self._define(f"SELECT {self._columns} FROM ({union})")

    def _supersede(self, parts: list[PartRows], keys: list[str]) -> int:
        """Fills `superseded` with the rows that a later file states again; returns how many."""
        union = " UNION ALL ".join(part.keys for part in parts)
        listed = ", ".join(keys)
        self._con.execute(
            "CREATE OR REPLACE TEMP TABLE superseded AS SELECT part, place FROM (SELECT part, place, row_number() OVER "
            f"(PARTITION BY {listed} ORDER BY part DESC, record DESC) AS nth FROM ({union}) SEMI JOIN "
            f"(SELECT {listed} FROM ({union}) GROUP BY {listed} HAVING count(*) > 1) USING ({listed})) WHERE nth > 1"
        )
        return count_of(self._con, "superseded")

    def _define(self, sql: str) -> None:
        self._con.execute(f"CREATE OR REPLACE TEMP VIEW staged_{self._fact.name} AS {sql}")
