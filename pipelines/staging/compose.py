"""One SELECT a file: rename, type, convert units and time zone, and judge each row, all from the data set's YAML."""

import re
from dataclasses import dataclass, field

from datasets.dataset import DISTRICT_PREFIX, Dataset
from datasets.facts import Fact

from pipelines.schema import date_of

from .faults import Fault, mask
from .mapping import Mapped, Mapping, needed_targets
from .place import Place
from .typed import EXPECTED, SQL_TYPES, Reader, cleaned, has_hour, literal

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Target:
    """One field or district key: the text it is read from, its value in SQL, and its strptime formats."""

    name: str
    type: str
    text: str | None
    value: str
    formats: tuple[str, ...]
    source: str
    required: bool
    mapped: Mapped | None = None


@dataclass(frozen=True)
class Rows:
    """Where rows of text come from: a table expression with columns c0, c1, ..., and what they are called."""

    sql: str
    header: tuple[str, ...]
    formats: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass
class Composed:
    """The SELECT of a file and what its `bad` bits mean; `numbered` says that it brings its own `record`."""

    sql: str = ""
    faults: list[Fault] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    numbered: bool = False
    notes: tuple[str, ...] = ()


class Composer:
    """Composes the SELECT of one file of a data set.

    place: the city's Place (bounds, time zone, the time after which nothing can have happened).
    """

    def __init__(self, dataset: Dataset, fact: Fact, mapping: Mapping, rows: Rows, place: Place) -> None:
        self.dataset, self.fact, self.mapping, self.rows = dataset, fact, mapping, rows
        self.place = place
        self.reader = Reader(place.time_zone)
        self.needed = needed_targets(dataset, fact)

    def compose(self) -> Composed:
        """The SELECT over the file: kind, fields, event parts, `<level>_key` texts, `bad` and `raw`."""
        targets = self._targets()
        faults = [fault for target in targets for fault in self._faults(target, targets)]
        faults += self._coordinate_faults(targets)
        columns = self._columns(targets, faults)
        outputs = ",\n  ".join(f"{sql} AS {name}" for name, sql in columns.items())
        numbered = self.dataset.unpivot is not None
        record = "record, " if numbered else ""
        sql = (
            f"WITH source AS (\n{self._source()}\n),\n"
            f"texts AS (\nSELECT *, {self._texts(targets)} FROM source\n),\n"
            f"typed AS (\nSELECT *, {self._values(targets)} FROM texts\n),\n"
            f"judged AS (\nSELECT *, {mask(faults, self._blank(targets))} AS bad FROM typed\n)\n"
            f"SELECT {record}{outputs},\n  bad,\n  CASE WHEN bad <> 0 THEN {self._raw()} END AS raw\nFROM judged"
        )
        return Composed(sql, faults, columns, numbered)

    def _source(self) -> str:
        if not self.dataset.unpivot:
            return f"SELECT {', '.join(f'c{i}' for i in self._used())} FROM {self.rows.sql}"
        return self._unpivoted(self.rows.sql)

    def _unpivoted(self, rows: str) -> str:
        pieces = []
        for name, position in self.mapping.unpivoted.items():
            column = self.dataset.unpivot.columns[name]
            pieces.append(
                f"{{'name': {literal(name)}, 'label': {literal(column.label or name)}, "
                f"'kind': {literal(column.kind or self.dataset.kind or '')}, 'text': c{position}}}"
            )
        used = sorted({*self._used(), *self.mapping.unpivoted.values()})
        listed = ", ".join(f"c{i}" for i in used)
        return (
            f"SELECT record, {listed}, cell.name AS cell_name, cell.label AS cell_label, cell.kind AS cell_kind, "
            f"cell.text AS cell_text FROM (SELECT record, {listed}, unnest([{', '.join(pieces)}]) AS cell "
            f"FROM (SELECT row_number() OVER () AS record, * FROM {rows})) WHERE trim(coalesce(cell.text, '')) <> ''"
        )

    def _used(self) -> list[int]:
        used = {p for m in self.mapping.found for p in (*m.positions, *m.named.values())}
        return sorted(used) or [0]

    def _targets(self) -> list[Target]:
        targets = [self._target(mapped) for mapped in self.mapping.found]
        if self.dataset.unpivot:
            targets += self._cells()
        return targets

    def _cells(self) -> list[Target]:
        unpivot, type_ = self.dataset.unpivot, self.fact.fields[self.dataset.unpivot.to].type
        text = cleaned("cell_text", tuple(self.dataset.read.null_texts))
        plain = self.reader.value(type_, "{}", ())
        cases = [
            f"WHEN cell_name = {literal(name)} THEN {column.sql}"
            for name, column in unpivot.columns.items()
            if column.sql and name in self.mapping.unpivoted
        ]
        own = f"CASE {' '.join(cases)} ELSE {plain} END" if cases else plain
        value = own.replace("{}", f"t_{unpivot.to}")
        cells = [Target(unpivot.to, type_, text, value, (), "cell", True)]
        if unpivot.as_:
            cells.append(Target(unpivot.as_, "text", "cell_label", f"t_{unpivot.as_}", (), "cell", False))
        return cells

    def _target(self, mapped: Mapped) -> Target:
        column, name = mapped.column, mapped.target
        known = self.fact.fields.get(name)
        type_ = known.type if known else "text"
        formats = tuple(self.rows.formats.get(name, column.formats))
        text = self._text(mapped)
        value = self._value(mapped, type_, f"t_{_plain(name)}", formats)
        return Target(name, type_, text, value, formats, mapped.source, name in self.needed, mapped)

    def _text(self, mapped: Mapped) -> str:
        if mapped.column.constant is not None:
            return literal(mapped.column.constant)
        words = mapped.column.null_texts
        nulls = tuple(self.dataset.read.null_texts if words is None else words)
        texts = [cleaned(f"c{position}", nulls) for position in mapped.positions]
        if not texts:
            return "NULL::VARCHAR"
        return texts[0] if len(texts) == 1 else f"{texts[0]} || ' ' || {texts[1]}"

    def _value(self, mapped: Mapped, type_: str, text: str, formats: tuple[str, ...]) -> str:
        sql = mapped.column.sql
        if not sql:
            return self.reader.value(type_, text, formats)
        places = {"": text, **{name: f"trim(c{position})" for name, position in mapped.named.items()}}
        filled = PLACEHOLDER.sub(lambda found: f"({places.get(found[1], 'NULL::VARCHAR')})", sql)
        if formats:
            return self.reader.value(type_, f"({filled})", formats)
        return f"try_cast(({filled}) AS {SQL_TYPES[type_]})"

    def _blank(self, targets: list[Target]) -> str:
        """Condition of a record in which nothing stands: an empty line with its delimiters."""
        texts = [f"t_{_plain(t.name)} IS NULL" for t in targets if not t.mapped or t.mapped.positions]
        return " AND ".join(texts) or "FALSE"

    def _texts(self, targets: list[Target]) -> str:
        return ", ".join(f"{t.text} AS t_{_plain(t.name)}" for t in targets)

    def _values(self, targets: list[Target]) -> str:
        return ", ".join(f"{t.value} AS v_{_plain(t.name)}" for t in targets)

    def _faults(self, target: Target, targets: list[Target]) -> list[Fault]:
        if target.name.startswith(DISTRICT_PREFIX):
            return []
        text, value = f"t_{_plain(target.name)}", f"v_{_plain(target.name)}"
        faults = []
        if target.required and not self._may_be_empty(target):
            faults.append(Fault(target.name, f"{text} IS NULL", f"{target.source} is empty", True))
        if target.type != "text" and not (target.mapped and target.mapped.column.constant is not None):
            expected = EXPECTED.get(target.type) or f"a date or time as {' or '.join(target.formats) or 'ISO 8601'}"
            unreadable = f"{text} IS NOT NULL AND {value} IS NULL"
            faults.append(Fault(target.name, unreadable, f"{target.source} is not {expected}", target.required))
        faults += self._order_faults(target, targets)
        if target.name == self.fact.event:
            late = f"{value} > TIMESTAMP {literal(self.place.latest)}"
            faults.append(Fault(target.name, late, f"{target.source} is in the future", True))
        return faults

    def _may_be_empty(self, target: Target) -> bool:
        known = self.fact.fields.get(target.name)
        column = target.mapped.column if target.mapped else None
        return bool(known and known.role == "measure" and not (column and column.required))

    def _order_faults(self, target: Target, targets: list[Target]) -> list[Fault]:
        earlier = target.mapped.column.not_before if target.mapped else None
        other = next((t for t in targets if t.name == earlier), None)
        if not other:
            return []
        condition = f"v_{_plain(target.name)} < v_{other.name}"
        return [Fault(target.name, condition, f"{target.source} is before {other.source}", False)]

    def _coordinate_faults(self, targets: list[Target]) -> list[Fault]:
        if not {"longitude", "latitude"} <= {t.name for t in targets}:
            return []
        west, south, east, north = self.place.bounds
        zero = "v_longitude = 0 AND v_latitude = 0"
        outside = (
            f"NOT ({zero}) AND NOT (v_longitude BETWEEN {west} AND {east} AND v_latitude BETWEEN {south} AND {north})"
        )
        return [
            Fault("latitude", zero, "coordinates are 0, 0", False),
            Fault("latitude", outside, "coordinates are outside the city's bounds", False),
        ]

    def _columns(self, targets: list[Target], faults: list[Fault]) -> dict[str, str]:
        """Output columns of the SELECT, in order, as SQL over the judged rows."""
        kind = "cell_kind" if self.dataset.unpivot else literal(self.dataset.kind or self.fact.name)
        columns = {"kind": kind}
        for target in targets:
            if target.name == "kind":
                columns["kind"] = "v_kind"
            elif target.name.startswith(DISTRICT_PREFIX):
                columns[f"{target.name.removeprefix(DISTRICT_PREFIX)}_key"] = f"v_{_plain(target.name)}::VARCHAR"
            else:
                columns |= self._field_columns(target, self._kept(target.name, faults))
        return columns

    def _kept(self, name: str, faults: list[Fault]) -> str:
        """The value of a field, NULL where a fault sets it aside."""
        field_of_fault = "latitude" if name == "longitude" else name
        bits = sum(1 << i for i, f in enumerate(faults) if f.field == field_of_fault and not f.fatal)
        value = f"v_{_plain(name)}"
        return f"CASE WHEN bad & {bits} = 0 THEN {value} END" if bits else value

    def _field_columns(self, target: Target, value: str) -> dict[str, str]:
        columns = {target.name: self.reader.utc(value) if target.type == "datetime" else value}
        if target.type == "datetime":
            columns[date_of(target.name)] = f"({value})::DATE"
        if target.name == self.fact.event:
            hour = f"hour({value})" if target.type == "datetime" and has_hour(target.formats[:1]) else "NULL"
            columns["event_hour"] = f"({hour})::TINYINT"
            columns["event_dow"] = f"(isodow({value}) - 1)::TINYINT"
        return columns

    def _raw(self) -> str:
        names = {p: self.rows.header[p] for p in self._used()}
        pairs = [f"{literal(name or f'column {p + 1}')}, c{p}" for p, name in names.items()]
        if self.dataset.unpivot:
            pairs.append("cell_name, cell_text")
        return f"json_object({', '.join(pairs)})::VARCHAR"


def _plain(target: str) -> str:
    return target.replace(".", "_")
