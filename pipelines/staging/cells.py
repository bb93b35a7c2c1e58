"""Columns that become rows: each named cell of a record is a row of its own."""

from datasets.dataset import Dataset, Unpivot
from datasets.facts import Fact
from pipelines.staging.targets import Target
from pipelines.staging.typed import Reader, cleaned, literal


class Cells:
    """The unpivoted columns of a file, of which `positions` gives the places by name."""

    def __init__(self, unpivot: Unpivot, dataset: Dataset, positions: dict[str, int]) -> None:
        self._unpivot, self._dataset, self._positions = unpivot, dataset, positions

    def source(self, rows: str, used: list[int]) -> str:
        """A SELECT of record, the used columns and one cell a row; empty cells are no rows."""
        kind = self._dataset.kind or ""
        structs = ", ".join(
            f"{{'name': {literal(name)}, 'label': {literal(column.label or name)}, "
            f"'kind': {literal(column.kind or kind)}, 'text': c{self._positions[name]}}}"
            for name, column in self._unpivot.columns.items()
            if name in self._positions
        )
        listed = ", ".join(f"c{i}" for i in sorted({*used, *self._positions.values()}))
        return (
            f"SELECT record, {listed}, cell.name AS cell_name, cell.label AS cell_label, cell.kind AS cell_kind, "
            f"cell.text AS cell_text FROM (SELECT record, {listed}, unnest([{structs}]) AS cell "
            f"FROM (SELECT row_number() OVER () AS record, * FROM {rows})) WHERE trim(coalesce(cell.text, '')) <> ''"
        )

    def targets(self, fact: Fact, reader: Reader) -> list[Target]:
        """The cell's value, and its label where the data set keeps it."""
        to, label = self._unpivot.to, self._unpivot.as_
        text = cleaned("cell_text", tuple(self._dataset.read.null_texts))
        value = Target(to, fact.fields[to].type, text, self._value(fact, reader), "cell", required=True)
        if not label:
            return [value]
        return [value, Target(label, "text", "cell_label", f"t_{label}", "cell")]

    def _value(self, fact: Fact, reader: Reader) -> str:
        text = f"t_{self._unpivot.to}"
        plain = reader.value(fact.fields[self._unpivot.to].type, text, ())
        cases = [
            f"WHEN cell_name = {literal(name)} THEN {column.sql.replace('{}', text)}"
            for name, column in self._unpivot.columns.items()
            if column.sql and name in self._positions
        ]
        return f"CASE {' '.join(cases)} ELSE {plain} END" if cases else plain
