"""Districts with their metrics as an HTML table; a row selects its district."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from dashboards.asking import Told
from dashboards.city import NOWHERE
from dashboards.markup import render
from dashboards.part import Part
from dashboards.views.view import Slot, View

SHORT = 8


class DistrictTable(View):
    """One row a district in the order of the first metric; rows without a place stand last."""

    kind = "table"
    own = ("districts",)

    def __init__(self, *metric_ids: str) -> None:
        self.metric_ids = metric_ids
        self._all = False
        self._told: list[Told] = []

    def prepare(self) -> None:
        self.body = Part(f"{self.name}.body")

    def slots(self) -> Iterator[Slot]:
        yield self.head
        yield self.body

    def fetch(self) -> list[Told]:
        level = self.scene.selection.level
        return [self.scene.ask(metric_id, self.own, by="district", level=level) for metric_id in self.metric_ids]

    def show(self, data: list[Told]) -> None:
        self._told = data
        words = self.scene.words
        names = words.name(self.scene.city.level_names(self.scene.selection.level))
        self.put_head(data[0], words("table.title", level=names))
        rows = self._rows(data)
        chosen = set(self.scene.selection.districts)
        shown = [row for place, row in enumerate(rows) if self._all or place < SHORT or row["id"] in chosen]
        columns = [(told, words.name(told.metric.names), self.scene.unit(told.metric)) for told in data]
        values: dict[str, Any] = {"rows": shown, "columns": columns, "level": names, "all": self._all}
        self.body.put(render("district_table", **values, count=len(rows), words=words, name=self.name, short=SHORT))

    def hear(self, deed: str, value: str) -> None:  # noqa: ARG002 (one deed without a value)
        if deed == "rows":
            self._all = not self._all
            self.show(self._told)

    def told(self) -> Told | None:
        return self._told[0] if self._told else None

    def _rows(self, data: list[Told]) -> list[dict[str, Any]]:
        level = self.scene.selection.level
        same = [told for told in data if told.answer.level == level]
        values = {told.metric.id: told.by_group() for told in same}
        districts = self.scene.city.districts(level)
        name = districts["name_en" if self.scene.words.language == "en" else "name_zh"]
        ids = [*districts.index, *(g for g in NOWHERE if any(g in v for v in values.values()))]
        rows = [
            {
                "id": district,
                "name": name.get(district) or self.scene.words(f"place.{district}"),
                "chosen": district in self.scene.selection.districts,
                "placed": district not in NOWHERE,
                "cells": [self._cell(told, values, district) for told in data],
                "order": (district not in NOWHERE, self._sort_key(data, values, district)),
            }
            for district in ids
        ]
        return sorted(rows, key=lambda row: row["order"], reverse=True)

    def _sort_key(self, data: list[Told], values: dict[str, dict[str, float]], district: str) -> float:
        value = values.get(data[0].metric.id, {}).get(district)
        return -1.0 if value is None or pd.isna(value) else value

    def _cell(self, told: Told, values: dict[str, dict[str, float]], district: str) -> str:
        value = values.get(told.metric.id, {}).get(district)
        if value is None and told.metric.no_rows == "zero" and told.metric.id in values and values[told.metric.id]:
            value = 0.0
        return self.scene.amount(told.metric, value)
