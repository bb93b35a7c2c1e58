"""The published rows of a city as frames, and the days that are asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from pipelines.query.service import QueryService


@dataclass(frozen=True)
class Published:
    """Rows by fact and kind; `first` and `last` are local days, both included."""

    service: QueryService
    first: date
    last: date

    def rows(self, fact: str, *kinds: str) -> pd.DataFrame:
        """All rows of these kinds, of all kinds where none is named."""
        where = f"WHERE kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
        return self.ask(f"SELECT * FROM {fact} {where}", kinds)

    def within(self, fact: str, column: str, *kinds: str) -> pd.DataFrame:
        """The rows whose local day lies within the days."""
        listed = ", ".join("?" * len(kinds))
        sql = f"SELECT * FROM {fact} WHERE kind IN ({listed}) AND {column} BETWEEN ? AND ?"
        return self.ask(sql, (*kinds, self.first, self.last))

    def newest(self, fact: str, column: str, *kinds: str) -> pd.DataFrame:
        """The rows of the newest day or month that begins by the last day."""
        found = self.rows(fact, *kinds)
        known = found[found[column] <= pd.Timestamp(self.last)]
        return known[known[column] == known[column].max()]

    def ask(self, sql: str, parameters: Sequence[Any] = ()) -> pd.DataFrame:
        """A frame with numbers as floats where they are decimals."""
        with self.service.snapshot.cursor() as cursor:
            return cursor.execute(sql, list(parameters)).df()

    @property
    def now(self) -> pd.Timestamp:
        """The moment that the snapshot stands for, in UTC."""
        return pd.Timestamp(self.service.snapshot.moment.utc)

    def residents(self) -> float:
        """Of all districts of the coarsest level that have a boundary."""
        level = self.service.city.profile.levels[0].id
        return float(
            self.ask("SELECT sum(population) FROM district WHERE level = ? AND rings IS NOT NULL", [level]).iloc[0, 0]
        )


def share(of: pd.Series) -> float:
    """Percent of the known that are true."""
    return float(100 * of.dropna().astype(float).mean())


def percent(part: float, whole: float) -> float:
    return float(100 * part / whole)
