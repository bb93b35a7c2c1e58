"""How good the data are: freshness by data set, rows and values set aside by reason, checks that found something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboards.asking import Told
from dashboards.markup import render
from dashboards.views.heading import WORST_FIRST
from dashboards.views.sheet import Sheet
from dashboards.views.view import Twin
from pipelines.query.sources import Source

SHORT = 8


@dataclass(frozen=True)
class Health:
    """Every data set of the snapshot, what was set aside when it was read, and the checks that found something."""

    sources: tuple[Source, ...]
    aside: pd.DataFrame
    warnings: pd.DataFrame


class DataHealth(Sheet):
    """DataHealth(): one row a data set, the worst state first; `metric_id` is the metric that its definition explains.

    It follows no clause: it is about the whole snapshot.
    """

    kind = "table"
    has_twin = True

    def __init__(self, metric_id: str = "tickets_opened") -> None:
        self.metric_ids = (metric_id,)
        self._data: Health | None = None
        self._told: Told | None = None
        self._all = False

    def fetch(self) -> Health:
        if self.scene.is_quick and self._data is not None:
            return self._data
        service = self.scene.city.service
        self._told = self.scene.ask(self.metric_ids[0])
        return Health(service.sources(), service.set_aside(), service.warnings())

    def show(self, data: Health) -> None:
        self._data = data
        words = self.scene.words
        rows = self._rows(data)
        if self._told is not None:
            more = {
                "unit": words("health.unit"),
                "period": words("health.whole"),
                "as_of": "",
                "state": "live",
                "apart": [],
            }
            self.put_head(self._told, words("health.title"), self._finding(data), **more)
        shown = rows if self._all else rows[:SHORT]
        values = {"rows": shown, "words": words, "name": self.name, "all": self._all, "short": SHORT}
        self.body.put(render("data_health", **values, count=len(rows)))

    def hear(self, deed: str, value: str) -> None:  # noqa: ARG002 (one deed without a value)
        if deed == "rows" and self._data is not None:
            self._all = not self._all
            self.show(self._data)

    def told(self) -> Told | None:
        return self._told

    def twin(self) -> Twin | None:
        if self._data is None:
            return None
        words = self.scene.words
        named = ("dataset", "state", "rows", "last", "lag", "aside", "values", "reasons", "checks")
        columns = tuple(words(f"health.{name}") for name in named)
        return Twin(columns, [tuple(row[name] for name in named) for row in self._rows(self._data)])

    def _rows(self, data: Health) -> list[dict[str, Any]]:
        ranked = sorted(data.sources, key=lambda source: (WORST_FIRST.index(source.state), source.dataset))
        aside, found = _by_dataset(data.aside), _by_dataset(data.warnings)
        return [self._row(one, aside.get(one.dataset, []), found.get(one.dataset, [])) for one in ranked]

    def _row(self, source: Source, aside: list[Any], found: list[Any]) -> dict[str, Any]:
        words = self.scene.words
        reasons = [f"{row['reason']} ({words.number(row['count'])})" for row in aside]
        lag = source.lag_hours
        return {
            "dataset": words.name(source.names),
            "code": source.state,
            "state": words(f"state.{source.state}"),
            "rows": words.number(source.rows),
            "last": words.date(self.scene.local_date(source.last_event)) if source.last_event else words("none"),
            "lag": words("none") if lag is None else words("health.days", n=round(lag / 24)),
            "aside": words.number(sum(row["count"] for row in aside if not row["kept"])),
            "values": words.number(sum(row["count"] for row in aside if row["kept"])),
            "reasons": words("list.comma").join(reasons[:2]),
            "checks": words("list.comma").join(row["sentence"] for row in found[:2]),
            "error": source.last_error or "",
        }

    def _finding(self, data: Health) -> str:
        words = self.scene.words
        amiss = sum(source.state != "live" for source in data.sources)
        lost = int(data.aside.loc[~data.aside["kept"].astype(bool), "count"].sum())
        rows = sum(source.rows for source in data.sources)
        share = words.number(100 * rows / (rows + lost), 2) if rows + lost else words("none")
        return words("health.finding", amiss=amiss, n=len(data.sources), share=share)


def _by_dataset(frame: pd.DataFrame) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in frame.to_dict("records"):
        found.setdefault(row["dataset"], []).append(row)
    return found
