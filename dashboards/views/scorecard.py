"""The composite score: what each metric adds to it against its fixed target, for the city and for each agency."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Any

import pandas as pd

from dashboards.asking import Told
from dashboards.markup import render
from dashboards.views.sheet import Sheet
from dashboards.views.view import Twin
from pipelines.metrics.record import Metric

SHORT = 8


@dataclass(frozen=True)
class Scores:
    """The city's answer and the agencies', with the contributions that each is made of."""

    city: Told
    agencies: Told
    city_parts: pd.DataFrame
    parts: pd.DataFrame


class Scorecard(Sheet):
    """The composite score `metric_id`, metric by metric for the city, and a row an agency, the lowest score first.

    Scorecard(): a tap on an agency selects it.
    """

    kind = "table"
    has_twin = True
    own = ("agencies",)

    def __init__(self, metric_id: str = "performance_score") -> None:
        self.metric_ids = (metric_id,)
        self._data: Scores | None = None
        self._all = False

    def fetch(self) -> Scores:
        if self.scene.is_quick and self._data is not None:
            return self._data
        city = self.scene.ask(self.metric_ids[0], self.own)
        agencies = self.scene.ask(self.metric_ids[0], self.own, by="agency")
        return Scores(city, agencies, city.answer.contributions, agencies.answer.contributions)

    def show(self, data: Scores) -> None:
        self._data = data
        words = self.scene.words
        self.put_head(data.city, words("score.title"), self._finding(data))
        rows = self._rows(data)
        shown = [row for place, row in enumerate(rows) if self._all or place < SHORT or row["chosen"]]
        values = {"rows": shown, "roles": self._roles(data), "words": words, "name": self.name}
        self.body.put(
            render("scorecard", **values, total=self._total(data), count=len(rows), short=SHORT, all=self._all)
        )

    def hear(self, deed: str, value: str) -> None:
        if self._data is None:
            return
        if deed == "rows":
            self._all = not self._all
            self.show(self._data)
        elif deed == "pick" and value in {group.group for group in self._data.agencies.groups}:
            chosen = self.scene.selection.agencies
            kept = tuple(agency for agency in chosen if agency != value)
            self.scene.selection.choose(agencies=kept if value in chosen else (*kept, value))

    def told(self) -> Told | None:
        return self._data.city if self._data else None

    def twin(self) -> Twin | None:
        if self._data is None:
            return None
        words = self.scene.words
        columns = (words("by.agency"), words("score.score"), *(role["title"] for role in self._roles(self._data)))
        rows = [
            (row["name"], row["score"], *(cell["value"] for cell in row["cells"])) for row in self._rows(self._data)
        ]
        return Twin(columns, rows)

    def _metric(self, metric_id: str) -> Metric:
        return self.scene.city.metrics[metric_id]

    def _roles(self, data: Scores) -> list[dict[str, Any]]:
        """Each metric of the score for the whole city, with its target, ratio and contribution."""
        words = self.scene.words
        found = []
        for part in data.city_parts.itertuples():
            metric = self._metric(part.metric)
            known = not pd.isna(part.ratio)
            found.append(
                {
                    "title": words.name(metric.names),
                    "unit": self.scene.unit(metric),
                    "value": self.scene.amount(metric, part.value),
                    "target": self.scene.amount(metric, part.target),
                    "ratio": words.number(part.ratio, 2) if known else words("score.missing"),
                    "weight": words.number(100 * part.weight) if known else words("none"),
                    "contribution": words.number(part.contribution, 3) if known else words("none"),
                    "length": part.contribution if known else 0.0,
                    "state": metric.state_of(part.value, self.scene.span()[1]) or "none",
                }
            )
        return found

    def _total(self, data: Scores) -> str:
        row = data.city.row
        return self.scene.words.number(row.value if row else None, 2)

    def _rows(self, data: Scores) -> list[dict[str, Any]]:
        words, chosen = self.scene.words, self.scene.selection.agencies
        parts = dict(list(data.parts.groupby("group", sort=False))) if len(data.parts) else {}
        known = sorted((g for g in data.agencies.groups if not isnan(g.value)), key=lambda group: group.value)
        metric = data.city.metric
        return [
            {
                "group": group.group,
                "name": words.group(group),
                "chosen": group.group in chosen,
                "score": words.number(group.value, 2),
                "state": metric.state_of(group.value, self.scene.span()[1]) or "none",
                "cells": self._cells(parts[group.group], data) if group.group in parts else [],
            }
            for group in known
        ]

    def _cells(self, parts: pd.DataFrame, data: Scores) -> list[dict[str, Any]]:
        by_role = {part.role: part for part in parts.itertuples()}
        cells = []
        for role in data.city_parts["role"]:
            part = by_role.get(role)
            if part is None or pd.isna(part.ratio):
                cells.append({"value": self.scene.words("none"), "state": "", "ratio": 0.0})
                continue
            metric = self._metric(part.metric)
            state = metric.state_of(part.value, self.scene.span()[1]) or ""
            cells.append({"value": self.scene.amount(metric, part.value), "state": state, "ratio": part.ratio})
        return cells

    def _finding(self, data: Scores) -> str:
        missed = [part for part in data.city_parts.itertuples() if not pd.isna(part.ratio) and part.ratio < 1]
        counted = data.city_parts["ratio"].notna().sum()
        return self.scene.words("score.finding", met=int(counted) - len(missed), n=int(counted))
