"""Columns that a fact's table has beside the fields of `facts.yaml` (docs/architecture.md, The snapshot)."""

from __future__ import annotations

from datasets.facts import Fact
from pipelines.building.schema import PROVENANCE, date_of

ALWAYS = {name: "text" if type_ == "VARCHAR" else "int" for name, type_ in PROVENANCE.items()}
EVENT = {"event_hour": "int", "event_dow": "int"}
POINT = {"x": "float", "y": "float"}
DERIVED = {
    "ticket": {"hours_to_close": "float", "working_days_to_close": "float", "is_open": "bool"},
    "budget_line": {"is_latest": "bool"},
}


def local_date(field: str) -> str:
    """The column with the local date of a time field: `due_at` gives `due_date`, a date field is its own."""
    return date_of(field) if field.endswith("_at") else field


def always_filled(fact: Fact) -> frozenset[str]:
    """Columns that every row of the fact carries, whatever its data set maps."""
    return frozenset(ALWAYS) | frozenset(DERIVED.get(fact.name, {}))


def columns_of(fact: Fact) -> dict[str, str]:
    """Type by name of every column of the fact's table but the district ids, which differ by city."""
    fields = {name: str(field.type) for name, field in fact.fields.items()}
    dates = {local_date(name): "date" for name, type_ in fields.items() if type_ == "datetime"}
    point = POINT if fact.point else {}
    return ALWAYS | fields | dates | EVENT | point | DERIVED.get(fact.name, {})
