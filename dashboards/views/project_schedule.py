"""Capital projects as bars in time: planned, and as now expected; the latest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import Any

import pandas as pd

from dashboards.asking import Told
from dashboards.markup import render
from dashboards.series import as_date
from dashboards.views.sheet import Sheet
from dashboards.views.view import Twin
from pipelines.query.answer import Rows

FACT, KIND = "project", "capital_project"
COLUMNS = (
    "project_id",
    "project",
    "agency",
    "status",
    "planned_start",
    "planned_finish",
    "actual_start",
    "expected_finish",
    "actual_finish",
    "baseline_cost",
    "estimated_cost",
    "progress_pct",
)
SHORT, MOST = 19, 500
LAST_NAMED_AT = 83
"""Per cent of the axis; the name of a year that begins further right would run into the next column."""


@dataclass(frozen=True)
class Schedule:
    """The answer that names the sources, and every project under the selection."""

    told: Told
    rows: Rows


class ProjectSchedule(Sheet):
    """A row a project; a tap on its agency selects that, a tap on its name marks it here and on the ProjectMap."""

    kind = "table"
    has_twin = True
    own = ("agencies",)

    def __init__(self) -> None:
        self.metric_ids = ("project_delay_days",)
        self._data: Schedule | None = None
        self._all = False

    def prepare(self) -> None:
        super().prepare()
        self.scene.on_focus.append(self._focused)

    def fetch(self) -> Schedule:
        told = self.scene.ask(self.metric_ids[0], self.own)
        predicate = self.scene.selection.predicate(FACT, self.own)
        found = self.scene.city.service.rows(FACT, predicate, COLUMNS, limit=MOST, kinds=(KIND,))
        return Schedule(told, found)

    def show(self, data: Schedule) -> None:
        self._data = data
        words = self.scene.words
        rows = self._rows(data)
        self.put_head(data.told, words("projects.title"), self._finding(data))
        focused = self.scene.focused
        shown = rows if self._all else [r for i, r in enumerate(rows) if i < SHORT or r["id"] == focused]
        values = {"rows": shown, "words": words, "name": self.name, "all": self._all, "short": SHORT}
        values["nothing"] = self.nothing()
        first, last = self._span(data.rows.frame)
        years = [
            ("" if place > LAST_NAMED_AT else str(year), place)
            for year in range(first.year + 1, last.year + 1)
            for place in [self._place(date(year, 1, 1), first, last)]
        ]
        now = self._place(as_date(self.scene.city.service.snapshot.moment.day), first, last)
        self.body.put(render("projects", **values, count=len(rows), years=years, now=now))

    def hear(self, deed: str, value: str) -> None:
        if self._data is None:
            return
        if deed == "rows":
            self._all = not self._all
            self.show(self._data)
        elif deed == "focus" and value in map(project_id, self._data.rows.frame.to_dict("records")):
            self.scene.focus("" if self.scene.focused == value else value)
        elif deed == "pick" and value in set(self._data.rows.frame["agency"].dropna()):
            self.scene.selection.choose(agencies=() if self.scene.selection.agencies == (value,) else (value,))

    def _focused(self) -> None:
        if self._data is not None:
            self.show(self._data)

    def told(self) -> Told | None:
        return self._data.told if self._data else None

    def twin(self) -> Twin | None:
        if self._data is None:
            return None
        words = self.scene.words
        named = ("project", "agency", "planned", "expected", "delay", "cost")
        columns = tuple(words(f"projects.{name}") for name in named)
        return Twin(columns, [tuple(row[name] for name in named) for row in self._rows(self._data)])

    def _rows(self, data: Schedule) -> list[dict[str, Any]]:
        frame = data.rows.frame
        if frame.empty:
            return []
        first, last = self._span(frame)
        rows = [self._row(row, first, last) for row in frame.to_dict("records")]
        return sorted(rows, key=lambda row: -row["days"])

    def _row(self, row: dict[str, Any], first: date, last: date) -> dict[str, Any]:
        words = self.scene.words
        planned = day(row["planned_start"]), day(row["planned_finish"])
        ending = day(row["actual_finish"]) or day(row["expected_finish"])
        actual = day(row["actual_start"]) or planned[0], ending
        days = (ending - planned[1]).days if ending and planned[1] else 0
        agency = self.scene.city.catalogue.agencies.get(row["agency"])
        return {
            "id": project_id(row),
            "project": row["project"],
            "focused": project_id(row) == self.scene.focused,
            "code": row["agency"],
            "agency": words.name(agency.names) if agency else row["agency"] or words("none"),
            "chosen": row["agency"] in self.scene.selection.agencies,
            "planned": words.date(planned[1]) if planned[1] else words("none"),
            "expected": words.date(ending) if ending else words("none"),
            "finished": day(row["actual_finish"]) is not None,
            "days": days,
            "delay": words.signed(days),
            "late": days > 0,
            "cost": self._growth(row),
            "plan_bar": self._bar(planned, first, last),
            "bar": self._bar(actual, first, last),
            "done": 0.0 if pd.isna(row["progress_pct"]) else float(row["progress_pct"]),
        }

    def _growth(self, row: dict[str, Any]) -> str:
        base, now = row["baseline_cost"], row["estimated_cost"]
        if pd.isna(base) or pd.isna(now) or not base:
            return self.scene.words("none")
        return f"{self.scene.words.signed(100 * (float(now) / float(base) - 1), 1)} %"

    def _bar(self, ends: tuple[date | None, date | None], first: date, last: date) -> tuple[float, float] | None:
        start, end = ends
        if start is None or end is None:
            return None
        left = self._place(start, first, last)
        return left, max(0.4, self._place(end, first, last) - left)

    @staticmethod
    def _place(when: date, first: date, last: date) -> float:
        """Percent of the way from the first to the last day."""
        return 100 * (when - first).days / max(1, (last - first).days)

    @staticmethod
    def _span(frame: pd.DataFrame) -> tuple[date, date]:
        named = [name for name in COLUMNS if name.endswith(("_start", "_finish"))]
        days = [found for name in named for value in frame[name] if (found := day(value))]
        return (min(days), max(days)) if days else (date(2000, 1, 1), date(2001, 1, 1))

    def _finding(self, data: Schedule) -> str:
        row = data.told.row
        late = sum(one["late"] for one in self._rows(data))
        mean = self.scene.exact(data.told.metric, None if row is None or isnan(row.value) else row.value)
        return self.scene.words("projects.finding", late=late, n=data.rows.total, mean=mean)


def day(value: Any) -> date | None:
    """A cell as a date; None where it is empty."""
    return None if value is None or pd.isna(value) else as_date(value)


def project_id(row: dict[str, Any]) -> str:
    """The publisher's number of a project; its name where it has none."""
    return str(row["project"] if pd.isna(row["project_id"]) else row["project_id"])
