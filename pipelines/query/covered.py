"""The snapshot's coverage table, asked by fact and kinds: fields, dates and data sets that the rows carry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from datasets.problems import Problem, did_you_mean


@dataclass(frozen=True)
class Covered:
    """One data set's rows of one kind."""

    fact: str
    kind: str
    dataset: str
    rows: int
    first: date | None
    last: date | None
    fields: frozenset[str]


class Coverage:
    """All of the coverage table; no kinds means every kind of the fact."""

    def __init__(self, rows: list[Covered]) -> None:
        self.rows = rows

    def of(self, fact: str, kinds: tuple[str, ...] = ()) -> list[Covered]:
        """The rows of a fact and kinds."""
        return [row for row in self.rows if row.fact == fact and (not kinds or row.kind in kinds)]

    def fields(self, fact: str, kinds: tuple[str, ...] = ()) -> frozenset[str]:
        """Fields that at least one of the data sets fills."""
        return frozenset().union(*(row.fields for row in self.of(fact, kinds)))

    def datasets(self, fact: str, kinds: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Ids of the data sets that the rows come from."""
        return tuple(sorted({row.dataset for row in self.of(fact, kinds)}))

    def extent(self, fact: str, kinds: tuple[str, ...] = ()) -> tuple[date, date] | None:
        """First and last local date, None where there are no rows."""
        rows = self.of(fact, kinds)
        first = [row.first for row in rows if row.first]
        last = [row.last for row in rows if row.last]
        return (min(first), max(last)) if first and last else None

    def fact_of(self, kind: str) -> str:
        """The fact that a kind belongs to; raises Problem for a kind that the snapshot does not have."""
        found = next((row.fact for row in self.rows if row.kind == kind), None)
        if found is None:
            kinds = {row.kind for row in self.rows}
            meant = did_you_mean(kind, kinds)
            raise Problem("the snapshot has no rows of this kind", found=kind, meant=meant)
        return found
