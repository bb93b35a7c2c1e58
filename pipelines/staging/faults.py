"""What can be wrong with a row, as SQL conditions: each is a bit of the row's `bad` mask."""

from dataclasses import dataclass

from datasets.facts import Fact
from pipelines.staging.place import Place
from pipelines.staging.targets import Target
from pipelines.staging.typed import EXPECTED, literal

BLANK = 1 << 62


@dataclass(frozen=True)
class Fault:
    """One thing that can be wrong: `condition` on the row's values; a fatal one keeps the row out of the fact."""

    field: str
    condition: str
    reason: str
    fatal: bool


def mask(faults: list[Fault], targets: list[Target]) -> str:
    """The `bad` mask of a row: bit i is set where faults[i] holds; BLANK where the record holds nothing at all."""
    texts = [f"{target.t} IS NULL" for target in targets if not target.is_constant]
    blank = " AND ".join(texts) or "FALSE"
    bits = [f"CASE WHEN {fault.condition} THEN {1 << i} ELSE 0 END" for i, fault in enumerate(faults)]
    return f"(CASE WHEN {blank} THEN {BLANK} ELSE {' + '.join(bits) or '0'} END)::BIGINT"


def fatal_mask(faults: list[Fault]) -> int:
    """The bits that keep a row out of the fact."""
    return BLANK | sum(1 << i for i, fault in enumerate(faults) if fault.fatal)


def faults_of(targets: list[Target], fact: Fact, place: Place) -> list[Fault]:
    """Everything that can be wrong with a row of these targets."""
    found = [fault for target in targets if not target.is_district for fault in _own(target, fact)]
    for target in targets:
        found += _before(target, targets)
        if target.name == fact.event:
            late = f"{target.v} > TIMESTAMP {literal(place.latest)}"
            found.append(Fault(target.name, late, f"{target.source} is in the future", True))
    return found + _coordinates(targets, place)


def _own(target: Target, fact: Fact) -> list[Fault]:
    found = []
    field = fact.fields.get(target.name)
    may_be_empty = field is not None and field.role == "measure" and not (target.column and target.column.required)
    if target.required and not may_be_empty:
        found.append(Fault(target.name, f"{target.t} IS NULL", f"{target.source} is empty", True))
    if target.type != "text" and not target.is_constant:
        expected = EXPECTED.get(target.type) or f"a date or time as {' or '.join(target.formats) or 'ISO 8601'}"
        unreadable = f"{target.t} IS NOT NULL AND {target.v} IS NULL"
        found.append(Fault(target.name, unreadable, f"{target.source} is not {expected}", target.required))
    return found


def _before(target: Target, targets: list[Target]) -> list[Fault]:
    earlier = target.column.not_before if target.column else None
    return [
        Fault(target.name, f"{target.v} < {other.v}", f"{target.source} is before {other.source}", False)
        for other in targets
        if other.name == earlier
    ]


def _coordinates(targets: list[Target], place: Place) -> list[Fault]:
    if not {"longitude", "latitude"} <= {target.name for target in targets}:
        return []
    west, south, east, north = place.bounds
    zero = "v_longitude = 0 AND v_latitude = 0"
    inside = f"v_longitude BETWEEN {west} AND {east} AND v_latitude BETWEEN {south} AND {north}"
    return [
        Fault("latitude", zero, "coordinates are 0, 0", False),
        Fault("latitude", f"NOT ({zero}) AND NOT ({inside})", "coordinates are outside the city's bounds", False),
    ]
