"""What a rule reads of one cause: an area, an agency, a category or a data set."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.metrics.record import Texts

WHOLE_CITY = "all"


@dataclass(frozen=True)
class Reading:
    """`holds` is the condition to begin, `stands` the weaker one to go on; `value` and `limit` are in `unit`.

    `area` is a group of the rule's metric, a data set, or WHOLE_CITY; `arithmetic` prints the calculation.
    """

    area: str
    names: Texts
    holds: bool
    stands: bool
    value: float | None = None
    limit: float | None = None
    unit: str = ""
    arithmetic: tuple[str, ...] = ()
