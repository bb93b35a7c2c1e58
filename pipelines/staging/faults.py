"""What can be wrong with a row, as SQL conditions: each is a bit of the row's `bad` mask."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that can be wrong: `condition` on the row's values; a fatal one keeps the row out of the fact."""

    field: str
    condition: str
    reason: str
    fatal: bool


BLANK = 1 << 62


def mask(faults: list[Fault], blank: str) -> str:
    """The `bad` mask of a row: bit i is set where faults[i] holds; BLANK where the row holds nothing at all."""
    bits = [f"CASE WHEN {fault.condition} THEN {1 << i} ELSE 0 END" for i, fault in enumerate(faults)]
    return f"(CASE WHEN {blank} THEN {BLANK} ELSE {' + '.join(bits) or '0'} END)::BIGINT"


def fatal_mask(faults: list[Fault]) -> int:
    """The bits that keep a row out of the fact."""
    return BLANK | sum(1 << i for i, fault in enumerate(faults) if fault.fatal)
