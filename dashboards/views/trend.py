"""Metrics over time as rows with one brush, above a strip of everything that there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from dashboards.asking import Told
from dashboards.markup import render
from dashboards.part import Part
from dashboards.scene import bin_starts
from dashboards.selection import Period
from dashboards.series import (
    BINS,
    as_date,
    bin_for,
    finest_bin,
    last_whole_day,
    metric_series,
    published,
    series_by_start,
)
from dashboards.views.bars import TimeBars, period_of_brush
from dashboards.views.happenings import bracket_strip, brackets, happenings
from dashboards.views.heading import heading, last_day
from dashboards.views.runs import Run, last_known
from dashboards.views.usual import usual_weeks
from dashboards.views.view import Canvas, Slot, Twin, View
from dashboards.views.whole_city import chosen_places, whole_city
from pipelines.comparison.band import Band


@dataclass(frozen=True)
class Row:
    """One metric: its answer by bin, the values, and the usual range of its weeks where it is known."""

    told: Told
    values: list[float | None]
    bands: list[Band] = field(default_factory=list)
    weeks: dict[date, float] = field(default_factory=dict)

    @property
    def as_line(self) -> bool:
        """What does not add up is no length."""
        return not self.told.metric.is_additive

    @property
    def outside(self) -> int:
        """How many weeks lie outside their usual range."""
        return sum(band.place(self.weeks[band.monday]) != "usual" for band in self.bands)


@dataclass(frozen=True)
class TrendData:
    """The rows over the page's period, the first metric over everything that there is, and, where that is a line of a
    part of the city, the values of the whole of it."""

    rows: list[Row]
    starts: list[date]
    size: str
    extent: Period
    strip: list[float | None]
    strip_size: str
    city: list[float | None] = field(default_factory=list)


class Trend(View):
    """Metrics over the page's period, the first of them largest; a brush selects the time.

    Trend("tickets_opened", "ridership"), a row for each of `metric_ids`: counts are bars from zero, shares and
    other means are lines with their target; weeks have their usual range behind them. Bins are days, weeks or
    months by the length of the period, and not finer than the rows are published. Partial bins are hatched,
    provisional ones dashed. Brackets above name holidays, events of the profile, and where a definition
    changed.
    """

    kind = "trend"
    has_twin = True
    own = ("time",)

    def __init__(self, *metric_ids: str) -> None:
        self.metric_ids = metric_ids
        self._data: TrendData | None = None

    def prepare(self) -> None:
        look = self.scene.look
        last = len(self.metric_ids) - 1
        self.rows = [TimeBars(look, f"{self.name}-{n}", dated=n == last, named=n == 0) for n in range(last + 1)]
        self.titles = [Part(f"{self.name}.row{place}") for place in range(1, len(self.metric_ids))]
        self.above = [Part(f"{self.name}.above{place}") for place in range(len(self.metric_ids))]
        self.strip = TimeBars(look, f"{self.name}-strip", axis=False)
        self.strip_title = Part(f"{self.name}.strip")
        for row in self.rows:
            row.hear(self._brushed, self._tapped)
        self.strip.hear(self._strip_brushed, self._strip_tapped)

    def slots(self) -> Iterator[Slot]:
        yield self.head
        yield Canvas("row", self.rows[0].figure, self.above[0])
        for title, row, above in zip(self.titles, self.rows[1:], self.above[1:], strict=True):
            yield title
            yield Canvas("row minor", row.figure, above)
        yield self.strip_title
        yield Canvas("strip", self.strip.figure)

    def fetch(self) -> TrendData:
        scene, period, first = self.scene, self.scene.selection.period, self.metric_ids[0]
        size = self._size()
        answers = [metric_series(scene, metric_id, period, size, self.own) for metric_id in self.metric_ids]
        extent, strip_size = self._extent(period), self._strip_size()
        whole = scene.ask(first, self.own, extent, by=strip_size)
        bands = usual_weeks(scene, whole, period) if size == strip_size == "week" else []
        rows = [Row(told, values) for told, values in answers]
        rows[0] = Row(*answers[0], bands, {as_date(group.group): group.value for group in whole.groups})
        strip = series_by_start(whole, bin_starts(extent, strip_size), strip_size, published(scene, first))
        starts = bin_starts(period, size)
        return TrendData(rows, starts, size, extent, strip, strip_size, self._city(rows[0], starts, size))

    def _city(self, row: Row, starts: list[date], size: str) -> list[float | None]:
        told = whole_city(self.scene, row.told, self.own, self.scene.selection.period, size) if row.as_line else None
        return series_by_start(told, starts, size, published(self.scene, told.metric.id)) if told else []

    def show(self, data: TrendData) -> None:
        self._data = data
        period, words = self.scene.selection.period, self.scene.words
        for drawn, above, row in zip(self.rows, self.above, data.rows, strict=True):
            drawn.put(self._run(data, row), self.scene.time, words)
            found = happenings(self.scene, (row.told.metric.id,), period)
            above.put(bracket_strip(self.scene, brackets(self.scene, found, period)))
        strip = Run(
            bin_starts(data.extent, data.strip_size),
            data.strip_size,
            data.strip,
            data.extent,
            as_line=data.rows[0].as_line,
        )
        self.strip.put(strip, period, words)
        self._put_titles(data)

    def told(self) -> Told | None:
        return self._data.rows[0].told if self._data else None

    def arithmetic(self) -> tuple[str, ...]:
        """Of the usual range of the last week that has one."""
        bands = self._data.rows[0].bands if self._data else []
        return bands[-1].arithmetic if bands else ()

    def twin(self) -> Twin | None:
        data, words = self._data, self.scene.words
        if data is None:
            return None
        columns = (words("table.from"), *(words.name(row.told.metric.names) for row in data.rows))
        rows = [
            (words.date(start), *(self.scene.exact(row.told.metric, row.values[i]) for row in data.rows))
            for i, start in enumerate(data.starts)
        ]
        return Twin(columns, rows)

    def _size(self) -> str:
        sizes = (bin_for(self.scene, metric_id, self.scene.selection.period) for metric_id in self.metric_ids)
        return max(sizes, key=BINS.index)

    def _strip_size(self) -> str:
        """Weeks, but months for what has none, and for a stock, which reads all rows for each."""
        first = self.scene.city.metrics[self.metric_ids[0]]
        return "month" if first.stock is not None else max("week", finest_bin(self.scene, first.id), key=BINS.index)

    def _run(self, data: TrendData, row: Row) -> Run:
        metric = row.told.metric
        target = metric.target_on(self.scene.selection.period[1]) if row.as_line else None
        last = last_day(self.scene, row.told)
        settled = last - timedelta(days=metric.provisional_days) if last and metric.provisional_days else None
        return Run(
            data.starts,
            data.size,
            row.values,
            self.scene.selection.period,
            as_line=row.as_line,
            whole=metric.is_additive,
            target=target.value if target else None,
            until=last_whole_day(self.scene, metric.id),
            settled=settled,
            bands=row.bands,
            **(self._ends(data) if row is data.rows[0] and data.city else {}),
        )

    def _ends(self, data: TrendData) -> dict[str, Any]:
        """The line of the whole city, and what both are called at their ends."""
        words, metric = self.scene.words, data.rows[0].told.metric
        names = chosen_places(self.scene), words("trend.city")
        last = last_known(data.rows[0].values), last_known(data.city)
        name, city_name = (f"{one} {self.scene.amount(metric, value)}" for one, value in zip(names, last, strict=True))
        return {"city": data.city, "name": name, "city_name": city_name}

    def _put_titles(self, data: TrendData) -> None:
        words = self.scene.words
        titles = [words(f"trend.{data.size}", name=words.name(row.told.metric.names)) for row in data.rows]
        self.put_head(data.rows[0].told, titles[0], self._finding(data))
        for part, row, title in zip(self.titles, data.rows[1:], titles[1:], strict=True):
            empty = not any(value is not None for value in row.values)
            unit = self.scene.unit(row.told.metric)
            part.put(
                render("row_title", **heading(self.scene, row.told) | {"title": title, "empty": empty, "unit": unit})
            )
        title = words("trend.strip", period=words.period(*data.extent))
        values = {"title": title, "apart": [], "empty": False, "as_of": "", "state": "live", "words": words, "unit": ""}
        self.strip_title.put(render("row_title", **values))

    def _finding(self, data: TrendData) -> str:
        """The extreme that asks for attention, and how many weeks were out of the ordinary."""
        words, row = self.scene.words, data.rows[0]
        known = [(value, start) for value, start in zip(row.values, data.starts, strict=True) if value is not None]
        if not known:
            return self.nothing()
        extreme = "least" if row.told.metric.direction == "up" and row.as_line else "most"
        value, start = min(known) if extreme == "least" else max(known)
        amount = self.scene.amount(row.told.metric, value)
        finding = words(f"trend.{extreme}.{data.size}", amount=amount, day=words.date(start))
        if row.bands:
            finding += words("trend.outside", n=row.outside, whole=words.number(len(row.bands)))
        return finding

    def _extent(self, period: Period) -> Period:
        extents = [e for metric_id in self.metric_ids if (e := self.scene.city.extent(metric_id))]
        firsts, lasts = zip(*extents, period, strict=True)
        return min(firsts), max(lasts)

    def _brushed(self, x0: float, x1: float, final: bool) -> None:
        chosen = period_of_brush(x0, x1, self.scene.selection.period, self._size())
        if chosen is not None:
            self.scene.on_brush(chosen, final)

    def _tapped(self) -> None:
        self.scene.selection.clear("time")

    def _strip_brushed(self, x0: float, x1: float, final: bool) -> None:
        data = self._data
        if final and data and (chosen := period_of_brush(x0, x1, data.extent, data.strip_size)):
            self.scene.selection.choose(period=chosen, time=None)

    def _strip_tapped(self) -> None:
        opening = self.scene.home.get("period")
        if opening:
            self.scene.selection.choose(period=opening, time=None)
