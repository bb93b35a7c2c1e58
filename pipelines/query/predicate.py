"""Which rows a question is about: the clauses that a selection, an address or a command line can state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

Point = tuple[float, float]
Hour = tuple[int, int]
CLAUSES: dict[str, tuple[str, ...]] = {
    "time": ("start", "end", "left_out", "until"),
    "districts": ("districts",),
    "polygon": ("polygon",),
    "hours": ("hours",),
    "categories": ("categories",),
    "agencies": ("agencies",),
    "where": ("where",),
}


@dataclass(frozen=True)
class Predicate:
    """Clauses that all hold together; an empty clause holds for every row.

    `start` and `end` are local dates, both included; `left_out` are dates between them that do not count.
    `until` is the last moment that counts (UTC), for rows whose time is known.
    `level` says which districts are meant (None: the profile's map level). `polygon` is a ring in Web
    Mercator metres. `hours` are (weekday, hour) with Monday 0. `where` holds (field, value); two values of
    one field mean either.
    """

    start: date | None = None
    end: date | None = None
    left_out: tuple[date, ...] = ()
    until: datetime | None = None
    level: str | None = None
    districts: tuple[str, ...] = ()
    polygon: tuple[Point, ...] = ()
    hours: tuple[Hour, ...] = ()
    categories: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    where: tuple[tuple[str, str], ...] = ()

    def clauses(self) -> tuple[str, ...]:
        """Names of the clauses that are set."""
        return tuple(name for name, fields in CLAUSES.items() if any(getattr(self, field) for field in fields))

    def without(self, *clauses: str) -> Predicate:
        """The predicate without those clauses; a clause that is not set changes nothing."""
        empty = Predicate()
        fields = [field for clause in clauses for field in CLAUSES[clause]]
        return replace(self, **{field: getattr(empty, field) for field in fields})
