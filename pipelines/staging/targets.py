"""The fields and district keys that a file gives: the text each is read from, and its value in SQL."""

from dataclasses import dataclass

from datasets.dataset import DISTRICT_PREFIX, NAMED_IN_BRACES, Column, Dataset
from datasets.facts import Fact
from pipelines.staging.mapping import Mapped, needed_targets
from pipelines.staging.typed import SQL_TYPES, Reader, cleaned, literal


@dataclass(frozen=True)
class Rows:
    """Where rows of text come from: a table expression with columns c0, c1, ..., and what they are called.

    formats: for a target, its strptime formats with those that the file uses first.
    """

    sql: str
    header: tuple[str, ...]
    formats: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Target:
    """One field or district key; `source` names the published columns, for sentences."""

    name: str
    type: str
    text: str
    value: str
    source: str
    formats: tuple[str, ...] = ()
    required: bool = False
    column: Column | None = None

    @property
    def t(self) -> str:
        """Name of its text in the SELECT."""
        return f"t_{self.name.replace('.', '_')}"

    @property
    def v(self) -> str:
        """Name of its value in the SELECT."""
        return f"v_{self.name.replace('.', '_')}"

    @property
    def is_constant(self) -> bool:
        """Whether the YAML gives it, not the file."""
        return self.column is not None and self.column.constant is not None

    @property
    def is_district(self) -> bool:
        """Whether it is the key of a district rather than a field."""
        return self.name.startswith(DISTRICT_PREFIX)


class TargetReader:
    """Makes targets of what a header carries."""

    def __init__(self, dataset: Dataset, fact: Fact, rows: Rows, reader: Reader) -> None:
        self._dataset, self._fact, self._rows, self._reader = dataset, fact, rows, reader
        self._needed = needed_targets(dataset, fact)

    def target(self, mapped: Mapped) -> Target:
        """The target of one mapped column."""
        name, column = mapped.target, mapped.column
        field = self._fact.fields.get(name)
        formats = tuple(self._rows.formats.get(name, column.formats))
        bare = Target(name, field.type if field else "text", self._text(mapped), "", mapped.source, formats)
        value = self._value(mapped, bare)
        return Target(name, bare.type, bare.text, value, mapped.source, formats, name in self._needed, mapped.column)

    def _text(self, mapped: Mapped) -> str:
        if mapped.column.constant is not None:
            return literal(mapped.column.constant)
        words = mapped.column.null_texts
        nulls = tuple(self._dataset.read.null_texts if words is None else words)
        texts = [cleaned(f"c{position}", nulls) for position in mapped.positions]
        return " || ' ' || ".join(texts) or "NULL::VARCHAR"

    def _value(self, mapped: Mapped, bare: Target) -> str:
        sql = mapped.column.sql
        if not sql:
            return self._reader.value(bare.type, bare.t, bare.formats)
        places = {"": bare.t, **{name: f"trim(c{position})" for name, position in mapped.named.items()}}
        filled = NAMED_IN_BRACES.sub(lambda found: f"({places.get(found[1] or '', 'NULL::VARCHAR')})", sql)
        if bare.formats:
            return self._reader.value(bare.type, f"({filled})", bare.formats)
        return f"try_cast(({filled}) AS {SQL_TYPES[bare.type]})"
