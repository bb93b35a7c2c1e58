"""Columns of the fact tables: the registry's fields, and what every fact has beside them."""

from datasets.facts import Fact
from pipelines.staging.typed import SQL_TYPES

PROVENANCE = {"dataset": "VARCHAR", "part": "INTEGER", "record": "BIGINT", "kind": "VARCHAR"}


def date_of(field: str) -> str:
    """Name of the local date beside a datetime field: `opened_at` has `opened_date`."""
    return field.removesuffix("_at") + "_date"


def fact_columns(fact: Fact, levels: tuple[str, ...]) -> dict[str, str]:
    """Name and SQL type of each column that staging fills for a fact, in order."""
    columns = dict(PROVENANCE)
    for name, field in fact.fields.items():
        columns[name] = SQL_TYPES[field.type]
        if field.type == "datetime":
            columns[date_of(name)] = "DATE"
    if fact.event:
        columns |= {"event_hour": "TINYINT", "event_dow": "TINYINT"}
    if fact.point:
        columns |= {"x": "DOUBLE", "y": "DOUBLE"}
    return columns | {f"{level}_id": "VARCHAR" for level in levels}
