"""The CompStat table: offences by week, 28 days and year to date, against last year and the year before."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Any

from dashboards.asking import Told
from dashboards.markup import render
from dashboards.views.sheet import Sheet
from dashboards.views.view import Twin
from datasets.problems import Problem
from pipelines.comparison.compstat import ALL, WINDOWS, CompStat, Earlier, Row, compstat
from pipelines.query.predicate import Predicate

SHORT = 12


@dataclass(frozen=True)
class CompStatData:
    """The answer that names the sources; the table, or the sentence that says why there is none."""

    told: Told
    table: CompStat | None
    problem: str = ""


class CompStatTable(Sheet):
    """As of the last Sunday of the selected time; a published category's row selects it."""

    kind = "table"
    has_twin = True
    own = ("time", "categories")

    def __init__(self) -> None:
        self.metric_ids = (ALL,)
        self._data: CompStatData | None = None
        self._kept: tuple[Any, CompStatData] | None = None
        self._all = False

    def fetch(self) -> CompStatData:
        scene = self.scene
        told = scene.ask(ALL, self.own)
        if scene.is_quick and self._data is not None:
            return self._data
        asked = self._predicate(told), scene.span()[1], scene.city.service.snapshot.id
        if self._kept is None or self._kept[0] != asked:
            self._kept = asked, self._table_of(told, asked[0])
        return self._kept[1]

    def show(self, data: CompStatData) -> None:
        self._data = data
        words = self.scene.words
        if data.table is None:
            self.put_head(data.told, words("compstat.title"))
            self.body.put(render("compstat", words=words, name=self.name, problem=data.problem, rows=[]))
            return
        day = words.date(data.table.as_of)
        self.put_head(
            data.told, words("compstat.title"), self._finding(data.table), period=words("compstat.to", day=day)
        )
        shown = [row for row in data.table.rows if row.line.category is None]
        listed = [row for row in data.table.rows if row.line.category is not None]
        rows = [*shown, *(listed if self._all else listed[: max(0, SHORT - len(shown))])]
        values = {"rows": [self._line(row) for row in rows], "words": words, "name": self.name, "problem": ""}
        counted = {"count": len(data.table.rows), "short": len(rows), "all": self._all, "years": data.table.years}
        self.body.put(render("compstat", **values, **counted, windows=WINDOWS, year=data.table.as_of.year))

    def hear(self, deed: str, value: str) -> None:
        if deed == "rows" and self._data is not None:
            self._all = not self._all
            self.show(self._data)
        elif deed == "pick" and self._data is not None and value in self._categories(self._data):
            self.scene.selection.toggle_category(self._data.told.metric.fact, value)

    def told(self) -> Told | None:
        return self._data.told if self._data else None

    def twin(self) -> Twin | None:
        if self._data is None or self._data.table is None:
            return None
        words, years = self.scene.words, self._data.table.years
        windows = [
            f"{words(f'compstat.{window}')} {words(f'compstat.{side}')}"
            for window in WINDOWS
            for side in ("now", "then", "change", "evidence")
        ]
        columns = (words("compstat.line"), *windows, *(str(year) for year in years))
        return Twin(columns, [self._texts(row) for row in self._data.table.rows])

    @staticmethod
    def _categories(data: CompStatData) -> set[str]:
        rows = data.table.rows if data.table else ()
        return {row.line.category for row in rows if row.line.category}

    def _predicate(self, told: Told) -> Predicate:
        return self.scene.selection.predicate(told.metric.fact, self.own)

    def _table_of(self, told: Told, predicate: Predicate) -> CompStatData:
        try:
            return CompStatData(told, compstat(self.scene.city.service, predicate, self.scene.span()[1]))
        except Problem as problem:
            in_chinese = problem.zh if self.scene.words.language == "zh" else None
            return CompStatData(told, None, in_chinese or problem.en)

    def _finding(self, table: CompStat) -> str:
        words = self.scene.words
        real = [row for row in table.rows if row.windows["28d"].evidence.is_signal]
        if not real:
            return words("compstat.quiet", n=len(table.rows))
        named = words("list.comma").join(words.name(row.line.names) for row in real[:3])
        return words("compstat.real", n=len(real), names=named)

    def _line(self, row: Row) -> dict[str, Any]:
        words, chosen = self.scene.words, self.scene.selection.chosen_categories("incident")
        windows = [self._window(row, window) for window in WINDOWS]
        return {
            "name": words.name(row.line.names),
            "category": row.line.category,
            "section": row.line.section,
            "chosen": row.line.category in chosen,
            "windows": windows,
            "earlier": [self._past(past) for past in row.earlier],
        }

    def _window(self, row: Row, window: str) -> dict[str, Any]:
        words, one = self.scene.words, row.windows[window]
        return {
            "now": words.number(one.value),
            "then": words.number(one.previous),
            "change": words.name(one.words),
            "signal": one.evidence.is_signal,
            "evidence": words(f"evidence.{one.evidence.verdict.replace(' ', '_')}"),
            "why": words.name(one.evidence.sentence),
        }

    def _past(self, past: Earlier) -> str:
        if past.value is None or isnan(past.value):
            return self.scene.words("none")
        return self.scene.words("compstat.past", value=self.scene.words.number(past.value))

    def _texts(self, row: Row) -> tuple[str, ...]:
        line = self._line(row)
        cells = (one[key] for one in line["windows"] for key in ("now", "then", "change", "evidence"))
        return (line["name"], *cells, *line["earlier"])
