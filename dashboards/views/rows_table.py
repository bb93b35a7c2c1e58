"""Single rows as the snapshot has them: sorted, searched by a column's value, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import Any

import pandas as pd

from dashboards.asking import Told
from dashboards.markup import render
from dashboards.series import as_date
from dashboards.views.sheet import Sheet
from dashboards.views.view import Twin
from dashboards.words import catalogue
from datasets.facts import load_facts
from datasets.problems import Problem, did_you_mean
from pipelines.query.answer import Rows
from pipelines.query.row_queries import Paged

PAGE = 12


@dataclass(frozen=True)
class Listed:
    """The answer that counts the rows, and one page of them, as asked for."""

    told: Told
    rows: Rows
    paged: Paged


class RowsTable(Sheet):
    """RowsTable("collisions", columns=["occurred_at", "injured"]): the single rows that the metric `metric_id` counts;
    of a stock or a composite, the rows of its kinds in the period.

    `columns` are those named, or every public one; internal ones are never shown. A heading sorts; pages are turned.

    Raises Problem for a column that the fact does not have.
    """

    kind = "table"
    has_twin = True

    def __init__(self, metric_id: str, columns: tuple[str, ...] | list[str] = ()) -> None:
        self.metric_ids = (metric_id,)
        self._named = tuple(columns)
        self._order: str | None = None
        self._page = 0
        self._data: Listed | None = None

    def prepare(self) -> None:
        super().prepare()
        self.columns = self._shown()
        fields = load_facts()[self.scene.city.metrics[self.metric_ids[0]].fact].fields
        self._types = {name: str(fields[name].type) for name in self.columns}

    def fetch(self) -> Listed:
        scene = self.scene
        told = scene.ask(self.metric_ids[0])
        metric = told.metric
        if self._data is not None and told.answer.snapshot_id == self._data.told.answer.snapshot_id and scene.is_quick:
            return self._data
        paged = self._paged()
        found = scene.city.service.rows_behind(metric.id, scene.selection.predicate(metric.fact), paged)
        if self._page and found.frame.empty:
            self._page = 0
            return self.fetch()
        return Listed(told, found, paged)

    def show(self, data: Listed) -> None:
        """Passes over rows that were asked for before the page was turned or sorted: newer ones are shown already."""
        if data.paged != self._paged():
            return
        self._data = data
        words = self.scene.words
        title = words("rows.title", name=words.name(data.told.metric.names))
        self.put_head(
            data.told, title, words("rows.finding", n=data.rows.total, period=words.period(*self.scene.span()))
        )
        pages = max(1, ceil(data.rows.total / PAGE))
        columns = [(name, self._title(name), self._sorted(name)) for name in self.columns]
        values = {"columns": columns, "rows": self._texts(data.rows.frame), "words": words, "name": self.name}
        values["nothing"] = self.nothing()
        page = words("rows.page", page=self._page + 1, pages=words.number(pages), total=words.number(data.rows.total))
        self.body.put(render("rows", **values, page=page, before=self._page > 0, after=self._page + 1 < pages))

    def hear(self, deed: str, value: str) -> None:
        if deed == "sort" and value in self.columns:
            self._order = value if self._order == f"-{value}" else f"-{value}"
            self._page = 0
        elif deed == "page" and value in ("before", "after"):
            self._page = max(0, self._page + (1 if value == "after" else -1))
        else:
            return
        self.show(self.fetch())

    def _paged(self) -> Paged:
        return Paged(self.columns, self._order, PAGE, self._page * PAGE)

    def told(self) -> Told | None:
        return self._data.told if self._data else None

    def twin(self) -> Twin | None:
        """The page that is shown."""
        if self._data is None:
            return None
        return Twin(
            tuple(self._title(name) for name in self.columns),
            [tuple(row) for row in self._texts(self._data.rows.frame)],
        )

    def _shown(self) -> tuple[str, ...]:
        metric = self.scene.city.metrics[self.metric_ids[0]]
        public = self._public(metric.fact, metric.kinds)
        known = load_facts()[metric.fact].fields
        for name in self._named:
            if name not in known:
                raise Problem(f"{metric.fact} has no such column", found=name, meant=did_you_mean(name, list(known)))
        return tuple(name for name in (self._named or known) if name in public)

    def _public(self, fact: str, kinds: tuple[str, ...]) -> set[str]:
        """Columns that every data set behind the metric publishes."""
        service = self.scene.city.service
        feeding = [self.scene.city.catalogue.datasets[source.dataset] for source in service.sources(fact, kinds)]
        found = [
            {name for name, column in dataset.columns.items() if column.visibility == "public"} for dataset in feeding
        ]
        return set.intersection(*found) if found else set()

    def _title(self, name: str) -> str:
        """The column's name; as in the registry of facts where the catalogue has no words for it."""
        return self._word(f"field.{name}", name)

    def _word(self, key: str, otherwise: str) -> str:
        words = self.scene.words
        return words(key) if key in catalogue(words.language) else otherwise

    def _sorted(self, name: str) -> str:
        return {name: "ascending", f"-{name}": "descending"}.get(self._order or "", "none")

    def _texts(self, frame: pd.DataFrame) -> list[list[str]]:
        return [[self._cell(name, value) for name, value in row.items()] for row in frame.to_dict("records")]

    def _cell(self, name: str, value: Any) -> str:
        words = self.scene.words
        if value is None or pd.isna(value):
            return words("none")
        if self._types[name] == "date":
            return words.date(as_date(value))
        if isinstance(value, datetime):
            when = value if value.tzinfo else value.replace(tzinfo=None)
            return words.moment(pd.Timestamp(when, tz="UTC").to_pydatetime(), self.scene.city.profile.time_zone)
        if isinstance(value, date):
            return words.date(value)
        if name == "category":
            return self.scene.category_name(self.scene.city.metrics[self.metric_ids[0]].fact, value)
        if name == "agency" and value in self.scene.city.catalogue.agencies:
            return words.name(self.scene.city.catalogue.agencies[value].names)
        if isinstance(value, bool):
            return words("rows.yes") if value else words("rows.no")
        if isinstance(value, (int, float)):
            return words.number(value, 2 if value % 1 else 0)
        return self._word(f"value.{name}.{value}", self._as_listed(str(value)))

    def _as_listed(self, text: str) -> str:
        """A text as the city's `categories.yaml` names it, otherwise as published."""
        listed = self.scene.city.catalogue.categories.get(text)
        return self.scene.words.name(listed.names) if listed else text
