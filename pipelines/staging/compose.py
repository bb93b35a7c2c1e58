"""One SELECT a file: rename, type, convert units and time zone, and judge each row, all from the data set's YAML."""

from dataclasses import dataclass

from datasets.dataset import DISTRICT_PREFIX, Dataset
from datasets.facts import Fact
from pipelines.building.schema import date_of
from pipelines.staging.cells import Cells
from pipelines.staging.faults import Fault, faults_of, mask
from pipelines.staging.mapping import Mapping
from pipelines.staging.place import Place
from pipelines.staging.targets import Rows, Target, TargetReader
from pipelines.staging.typed import Reader, has_hour, literal


@dataclass(frozen=True)
class Composed:
    """The SELECT of a file and what its `bad` bits mean.

    columns: its output columns besides `bad` and `raw`; numbered: it brings its own `record`.
    """

    sql: str
    faults: list[Fault]
    columns: frozenset[str]
    numbered: bool


class Composer:
    """Composes the SELECT of one file of a data set."""

    def __init__(self, dataset: Dataset, fact: Fact, mapping: Mapping, rows: Rows, place: Place) -> None:
        self._dataset, self._fact, self._mapping, self._rows, self._place = dataset, fact, mapping, rows, place
        self._reader = Reader(place.time_zone)
        unpivot = dataset.unpivot
        self._cells = Cells(unpivot, dataset, mapping.unpivoted) if unpivot else None

    def compose(self) -> Composed:
        """The SELECT over the file: kind, fields, event parts, `<level>_key` texts, `bad` and `raw`."""
        targets = self._targets()
        faults = faults_of(targets, self._fact, self._place)
        columns = self._columns(targets, faults)
        texts = ", ".join(f"{target.text} AS {target.t}" for target in targets)
        values = ", ".join(f"{target.value} AS {target.v}" for target in targets)
        outputs = ",\n  ".join(f"{sql} AS {name}" for name, sql in columns.items())
        sql = (
            f"WITH source AS (\n{self._source()}\n),\n"
            f"texts AS (\nSELECT *, {texts} FROM source\n),\n"
            f"typed AS (\nSELECT *, {values} FROM texts\n),\n"
            f"judged AS (\nSELECT *, {mask(faults, targets)} AS bad FROM typed\n)\n"
            f"SELECT {'record, ' if self._cells else ''}{outputs},\n"
            f"  bad,\n  CASE WHEN bad <> 0 THEN {self._raw()} END AS raw\nFROM judged"
        )
        return Composed(sql, faults, frozenset(columns), self._cells is not None)

    def _targets(self) -> list[Target]:
        targets = TargetReader(self._dataset, self._fact, self._rows, self._reader)
        own = [targets.target(mapped) for mapped in self._mapping.found]
        return own + (self._cells.targets(self._fact, self._reader) if self._cells else [])

    def _source(self) -> str:
        if self._cells:
            return self._cells.source(self._rows.sql, self._used())
        return f"SELECT {', '.join(f'c{i}' for i in self._used())} FROM {self._rows.sql}"

    def _used(self) -> list[int]:
        """Positions of the file's columns that anything is read from."""
        used = {place for m in self._mapping.found for place in (*m.positions, *m.named.values())}
        return sorted(used) or [0]

    def _columns(self, targets: list[Target], faults: list[Fault]) -> dict[str, str]:
        """Output columns of the SELECT, in order, as SQL over the judged rows."""
        columns = {"kind": "cell_kind" if self._cells else literal(self._dataset.kind or self._fact.name)}
        for target in targets:
            if target.name == "kind":
                columns["kind"] = target.v
            elif target.is_district:
                columns[f"{target.name.removeprefix(DISTRICT_PREFIX)}_key"] = f"{target.v}::VARCHAR"
            else:
                columns |= self._field_columns(target, _kept(target, faults))
        return columns

    def _field_columns(self, target: Target, value: str) -> dict[str, str]:
        columns = {target.name: self._reader.utc(value) if target.type == "datetime" else value}
        if target.type == "datetime":
            columns[date_of(target.name)] = f"({value})::DATE"
        if target.name == self._fact.event:
            hour = f"hour({value})" if target.type == "datetime" and has_hour(target.formats[:1]) else "NULL"
            columns["event_hour"] = f"({hour})::TINYINT"
            columns["event_dow"] = f"(isodow({value}) - 1)::TINYINT"
        return columns

    def _raw(self) -> str:
        """The texts that a row was read from, as JSON."""
        names = {place: self._rows.header[place] or f"column {place + 1}" for place in self._used()}
        pairs = [f"{literal(name)}, c{place}" for place, name in names.items()]
        pairs += ["cell_name, cell_text"] if self._cells else []
        return f"json_object({', '.join(pairs)})::VARCHAR"


def _kept(target: Target, faults: list[Fault]) -> str:
    """The value of a field, NULL where a fault sets it aside."""
    name = "latitude" if target.name == "longitude" else target.name
    bits = sum(1 << i for i, fault in enumerate(faults) if fault.field == name and not fault.fatal)
    return f"CASE WHEN bad & {bits} = 0 THEN {target.v} END" if bits else target.v
