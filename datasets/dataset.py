"""A data set's YAML: where it comes from, how its files are read, what its columns mean."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from datasets.shapes import Encoding, Id, OneCharacter, TimeFormat
from datasets.sources import Source
from datasets.strict import Names, Strict

Visibility = Literal["internal", "public", "never"]
DISTRICT_PREFIX = "district."
NAMED_IN_BRACES = re.compile(r"\{([^{}\d][^{}]*)?\}")


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _as_file(value: Any) -> Any:
    return {"match": value} if isinstance(value, str) else value


def _as_label(value: Any) -> Any:
    return {"label": value} if isinstance(value, str) else value


StringList = Annotated[list[str], BeforeValidator(_as_list)]
TimeFormats = Annotated[list[TimeFormat], BeforeValidator(_as_list)]


class FilePattern(Strict):
    """Which file names belong to the data set, and which of them are passed over."""

    match: str
    unless: StringList = Field(default=[])
    why: str | None = None
    skip: str | None = None
    published: str | None = None


FilePatterns = Annotated[list[Annotated[FilePattern, BeforeValidator(_as_file)]], BeforeValidator(_as_list)]


class Read(Strict):
    """How the bytes of a file become rows of text."""

    encoding: Encoding = "utf-8"
    delimiter: OneCharacter = ","
    skip: Annotated[int, Field(ge=0)] = 0
    quote: OneCharacter = '"'
    null_texts: list[str] = Field(default=["N/A", "NULL"])
    short_rows: Literal["quarantine", "pad"] = "quarantine"


class Column(Strict):
    """How a field comes from published columns."""

    from_: StringList = Field(default=[], alias="from")
    and_: StringList = Field(default=[], alias="and")
    formats: TimeFormats = Field(default=[])
    sql: str | None = None
    constant: str | None = None
    points: bool = False
    not_before: str | None = None
    visibility: Visibility = "internal"
    required: bool | None = None
    null_texts: list[str] | None = None

    @model_validator(mode="after")
    def _has_an_origin(self) -> Column:
        if not (self.from_ or self.sql or self.points or self.constant is not None):
            raise ValueError("a column needs `from`, `sql`, `constant` or `points: true`")
        return self

    @property
    def named_in_sql(self) -> list[str]:
        """Published columns that the SQL expression names in braces."""
        return [name for name in NAMED_IN_BRACES.findall(self.sql or "") if name]

    @property
    def published(self) -> list[str]:
        """All published column names that the mapping may read."""
        return [*self.from_, *self.and_, *self.named_in_sql]


class UnpivotColumn(Strict):
    """One published column that becomes rows of its own."""

    label: str | None = None
    kind: str | None = None
    sql: str | None = None


class Unpivot(Strict):
    """One row for each named column that is not empty: its value to a field, its label to another."""

    columns: dict[str, Annotated[UnpivotColumn, BeforeValidator(_as_label)]]
    to: str = "value"
    as_: str | None = Field(default=None, alias="as")


class Dataset(Strict):
    """What one data set's YAML says; every key is described in docs/adding-a-data-set.md."""

    id: Id
    names: Names
    publisher: str
    licence: str
    grain: str
    fact: str
    kind: str | None = None
    level: str | None = None
    source: Source
    files: Annotated[list[Annotated[FilePattern, BeforeValidator(_as_file)]], BeforeValidator(_as_list)] = Field(
        default=[]
    )
    interval_hours: Annotated[float, Field(gt=0)] | None = None
    read: Read = Read()
    identity: Literal["row"] | list[str] = "row"
    columns: dict[str, Column] = Field(default={})
    unpivot: Unpivot | None = None
    unused: list[str] = Field(default=[])
    never: list[str] = Field(default=[])
    quirks: list[str] = Field(default=[])

    @property
    def fields(self) -> set[str]:
        """Every field that gets a value, from a column, from unpivoting or from the constant kind."""
        unpivoted = {self.unpivot.to, self.unpivot.as_, "kind"} if self.unpivot else set()
        constant = {"kind"} if self.kind else set()
        return set(self.columns) | {name for name in unpivoted if name} | constant

    @property
    def published(self) -> list[str]:
        """Every published column name that the YAML knows: mapped, unpivoted, unused or never taken."""
        mapped = [name for column in self.columns.values() for name in column.published]
        unpivoted = list(self.unpivot.columns) if self.unpivot else []
        return [*mapped, *unpivoted, *self.unused, *self.never]


def normal_name(name: str) -> str:
    """A column name without case, blanks and punctuation: `Unique Key` and `unique_key` are one."""
    return re.sub(r"[\W_]+", "", name.lower())
