"""Districts with their metrics as an HTML table; a row selects its district."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from dashboards.asking import Told
from dashboards.markup import render
from dashboards.part import Part
from dashboards.series import without_rows
from dashboards.views.change import Change, changes_by_district, worded
from dashboards.views.ranking import Scale, interval_of
from dashboards.views.view import Slot, Twin, View
from pipelines.comparison.compare import Comparison
from pipelines.query.places import UNPLACED

SHORT = 8


@dataclass(frozen=True)
class Column:
    """One metric by district; `otherwise` is the value of a district without rows."""

    told: Told
    title: str
    unit: str
    values: dict[str, float]
    otherwise: float | None

    def value(self, district: str) -> float | None:
        found = self.values.get(district, self.otherwise)
        return None if found is None or pd.isna(found) else found


@dataclass(frozen=True)
class Row:
    """One district; `at` is where the first metric stands on its scale, 0 to 1, `interval` that of a share there,
    `change` how that metric has changed."""

    district: str
    name: str
    placed: bool
    chosen: bool
    at: float | None
    interval: tuple[float, float] | None
    cells: list[str]
    change: Change


@dataclass(frozen=True)
class TableData:
    """An answer by district for each metric, and the change of the first in each district that has one."""

    told: list[Told]
    changes: dict[str, Comparison]


class DistrictTable(View):
    """DistrictTable("tickets_opened", "injured"): a column for each of `metric_ids`, a row a district.

    In the order of the first metric, which is drawn beside its number, with its change and what may be said of that
    at the end of the row; rows without a place stand last.
    """

    kind = "table"
    has_twin = True
    own = ("districts",)

    def __init__(self, *metric_ids: str) -> None:
        self.metric_ids = metric_ids
        self._all = False
        self._data = TableData([], {})

    def prepare(self) -> None:
        self.body = Part(f"{self.name}.body")

    def slots(self) -> Iterator[Slot]:
        yield self.head
        yield self.body

    def fetch(self) -> TableData:
        level = self.scene.selection.level
        told = [self.scene.ask(metric_id, self.own, by="district", level=level) for metric_id in self.metric_ids]
        return TableData(told, changes_by_district(self.scene, told[0], self.own))

    def show(self, data: TableData) -> None:
        self._data, told = data, data.told
        words = self.scene.words
        level = self.scene.city.level_names(self.scene.selection.level)
        columns = [self._column(one) for one in told]
        ids = self._ordered(columns)
        self.put_head(told[0], words("table.title", level=words.inline(level)), self._finding(columns[0], ids))
        chosen = self.scene.selection.districts
        shown = [name for place, name in enumerate(ids) if self._all or place < SHORT or name in chosen]
        scale, around = self._scale(told[0], columns[0], shown)
        rows = [self._row(name, columns, scale, around) for name in shown]
        values = {
            "rows": rows,
            "changed": next((row.change.than for row in rows if row.change.than), ""),
            "is_length": told[0].metric.is_additive,
            "columns": columns,
            "level": words.name(level),
            "all": self._all,
            "short": SHORT,
        }
        self.body.put(render("district_table", **values, count=len(ids), words=words, name=self.name))

    def _finding(self, column: Column, ids: list[str]) -> str:
        """Where the first metric is highest and lowest."""
        words, metric = self.scene.words, column.told.metric
        known = [name for name in ids if name not in UNPLACED and column.value(name) is not None]
        if not known:
            return self.nothing()
        ends = known[0], known[-1]
        most, least = (f"{self._name(name)}, {self.scene.amount(metric, column.value(name))}" for name in ends)
        return words("table.finding", name=words.inline(metric.names), most=most, least=least)

    def hear(self, deed: str, value: str) -> None:  # noqa: ARG002 (one deed without a value)
        if deed == "rows":
            self._all = not self._all
            self.show(self._data)

    def told(self) -> Told | None:
        return self._data.told[0] if self._data.told else None

    def twin(self) -> Twin | None:
        """Every row, where the page shows the first few."""
        if not self._data.told:
            return None
        words = self.scene.words
        columns = [self._column(told) for told in self._data.told]
        level = self.scene.city.level_names(self.scene.selection.level)
        names = (words.name(level), *(f"{column.title} ({column.unit})" for column in columns))
        if self._data.changes:
            names = (*names, words("table.change"), words("table.evidence"))
        return Twin(names, [self._texts(district, columns) for district in self._ordered(columns)])

    def _texts(self, district: str, columns: list[Column]) -> tuple[str, ...]:
        exact, changes = self.scene.exact, self._data.changes
        cells = (exact(column.told.metric, column.value(district)) for column in columns)
        change = self._change(district)
        return (self._name(district), *cells, *((change.amount, change.evidence) if changes else ()))

    def _name(self, district: str) -> str:
        words = self.scene.words
        if district in UNPLACED:
            return words(f"place.{district}")
        return words.place(self.scene.city.districts(self.scene.selection.level).loc[district])

    def _column(self, told: Told) -> Column:
        scene, metric = self.scene, told.metric
        followed = told.answer.level == scene.selection.level
        values = told.by_group() if followed else {}
        otherwise = without_rows(scene, told) if followed else None
        return Column(told, scene.words.name(metric.names), scene.unit(metric), values, otherwise)

    def _ordered(self, columns: list[Column]) -> list[str]:
        """Highest first by the first metric, then as the boundaries have them, what has no place last."""
        placed = list(self.scene.city.districts(self.scene.selection.level).index)
        placed.sort(key=lambda name: -(columns[0].value(name) or 0.0))
        return [*placed, *(name for name in UNPLACED if any(name in column.values for column in columns))]

    def _scale(self, told: Told, column: Column, shown: list[str]) -> tuple[Scale, dict[str, tuple[float, float]]]:
        """From zero for a count; from the lowest interval to the highest for what is no length."""
        placed = [name for name in shown if name not in UNPLACED]
        values = {name: value for name in placed if (value := column.value(name)) is not None}
        if told.metric.is_additive:
            return Scale(0.0, max(values.values(), default=0.0)), {}
        known = {str(group.group): interval_of(told.metric, group) for group in told.groups}
        around = {name: ends for name in placed if (ends := known.get(name))}
        edges = [*values.values(), *(edge for ends in around.values() for edge in ends)] or [0.0]
        return Scale(min(edges), max(edges)), around

    def _row(self, district: str, columns: list[Column], scale: Scale, around: dict[str, tuple[float, float]]) -> Row:
        placed = district not in UNPLACED
        value, ends = columns[0].value(district), around.get(district)
        at = scale.at(value) if placed and value is not None else None
        interval = (scale.at(ends[0]), scale.at(ends[1])) if ends else None
        cells = [self.scene.amount(column.told.metric, column.value(district)) for column in columns]
        chosen = district in self.scene.selection.districts
        return Row(district, self._name(district), placed, chosen, at, interval, cells, self._change(district))

    def _change(self, district: str) -> Change:
        found = self._data.changes.get(district)
        return worded(self.scene, found) if found else Change()
