"""The registry of facts and fields (`facts.yaml`), and the three facts that are not tables of events."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

FieldType = Literal["text", "bool", "int", "float", "money", "date", "datetime", "time"]
Role = Literal["key", "event", "measure", "dimension", "attribute"]

REQUIRED_ROLES: frozenset[Role] = frozenset({"key", "event", "measure"})


class Field(BaseModel):
    """One quantity in one unit, the same in every city."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: FieldType
    role: Role
    unit: str | None = None
    about: str

    @property
    def required(self) -> bool:
        """Whether a row without it goes to quarantine, unless the data set says otherwise."""
        return self.role in REQUIRED_ROLES


class Fact(BaseModel):
    """A kind of row: what one row is, the moment it is about, whether it has a point, its fields.

    made: its rows are computed from those of another fact by a model; no data set feeds it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    grain: str
    event: str | None = None
    point: bool = False
    made: bool = False
    fields: dict[str, Field]

    @property
    def keys(self) -> list[str]:
        """Names of the fields with the role `key`."""
        return [name for name, field in self.fields.items() if field.role == "key"]


DISTRICT = Fact(
    name="district",
    grain="one row per district of a level",
    fields={
        "district_id": Field(type="text", role="key", about="id of the district within its level"),
        "name_en": Field(type="text", role="dimension", about="name in English"),
        "name_zh": Field(type="text", role="dimension", about="name in Chinese"),
        "code": Field(type="text", role="attribute", about="another id that sources use for it"),
        "parent_id": Field(type="text", role="attribute", about="id of the district of the parent level"),
        "population": Field(type="int", role="attribute", unit="people", about="residents"),
    },
)
BASE_MAP = Fact(
    name="base_map",
    grain="one row per feature of the map's background",
    fields={
        "layer": Field(type="text", role="key", about="water, stream, park, road, rail, metro or station"),
        "name_en": Field(type="text", role="attribute", about="name in English"),
        "name_zh": Field(type="text", role="attribute", about="name in Chinese"),
    },
)
SCHEDULED_SERVICE = Fact(name="scheduled_service", grain="one GTFS feed, read by its own specification", fields={})


@cache
def load_facts() -> dict[str, Fact]:
    """The facts of `facts.yaml` by name."""
    text = (Path(__file__).parent / "facts.yaml").read_text("utf-8")
    return {name: Fact(name=name, **fact) for name, fact in yaml.safe_load(text).items()}


def mappable_facts() -> dict[str, Fact]:
    """Every fact that a data set may feed: those of `facts.yaml` that are not made, and the three of this file."""
    published = {name: fact for name, fact in load_facts().items() if not fact.made}
    return published | {fact.name: fact for fact in (DISTRICT, BASE_MAP, SCHEDULED_SERVICE)}
