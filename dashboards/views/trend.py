"""Metrics over time as rows of bars with one brush, above a strip of everything that there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dashboards.asking import Told
from dashboards.markup import render
from dashboards.part import Part
from dashboards.scene import bin_of, bin_starts
from dashboards.selection import Period
from dashboards.series import metric_series
from dashboards.views.bars import Run, TimeBars, period_of_brush
from dashboards.views.heading import heading
from dashboards.views.view import Canvas, Slot, Twin, View

STRIP_BINS = "month"


@dataclass(frozen=True)
class TrendData:
    """An answer and its values by bin for each metric, and the first metric over its whole extent."""

    told: list[Told]
    values: list[list[float | None]]
    starts: list[date]
    size: str
    extent: Period
    strip: list[float | None]


class Trend(View):
    """Bins are days, weeks or months by the span of the page's period; the brush is the time clause."""

    kind = "trend"
    has_twin = True
    own = ("time",)

    def __init__(self, *metric_ids: str) -> None:
        self.metric_ids = metric_ids
        self._data: TrendData | None = None

    def prepare(self) -> None:
        look = self.scene.look
        last = len(self.metric_ids) - 1
        self.rows = [TimeBars(look, f"{self.name}-{n}", dated=n == last) for n in range(last + 1)]
        self.titles = [Part(f"{self.name}.row{place}") for place in range(1, len(self.metric_ids))]
        self.strip = TimeBars(look, f"{self.name}-strip", axis=False)
        self.strip_title = Part(f"{self.name}.strip")
        for row in self.rows:
            row.hear(self._brushed, self._tapped)
        self.strip.hear(self._strip_brushed, self._strip_tapped)

    def slots(self) -> Iterator[Slot]:
        yield self.head
        yield Canvas("row", self.rows[0].figure)
        for title, row in zip(self.titles, self.rows[1:], strict=True):
            yield title
            yield Canvas("row minor", row.figure)
        yield self.strip_title
        yield Canvas("strip", self.strip.figure)

    def fetch(self) -> TrendData:
        scene, period = self.scene, self.scene.selection.period
        size = bin_of(period)
        answers = [metric_series(scene, metric_id, period, size, self.own) for metric_id in self.metric_ids]
        extent = self._extent(period)
        return TrendData(
            [told for told, _ in answers],
            [values for _, values in answers],
            bin_starts(period, size),
            size,
            extent,
            self._whole(extent),
        )

    def show(self, data: TrendData) -> None:
        self._data = data
        chosen = self.scene.time
        for row, told, values in zip(self.rows, data.told, data.values, strict=True):
            run = Run(data.starts, data.size, values, self.scene.selection.period)
            row.put(run, chosen, self.scene.words, told.metric.is_additive)
        strip = Run(bin_starts(data.extent, STRIP_BINS), STRIP_BINS, data.strip, data.extent)
        self.strip.put(strip, self.scene.selection.period, self.scene.words, whole=True)
        self._put_titles(data)

    def told(self) -> Told | None:
        return self._data.told[0] if self._data else None

    def twin(self) -> Twin | None:
        data, words = self._data, self.scene.words
        if data is None:
            return None
        columns = (words("table.from"), *(words.name(told.metric.names) for told in data.told))
        rows = [
            (
                words.date(start),
                *(self.scene.exact(t.metric, v[i]) for t, v in zip(data.told, data.values, strict=True)),
            )
            for i, start in enumerate(data.starts)
        ]
        return Twin(columns, rows)

    def _put_titles(self, data: TrendData) -> None:
        words = self.scene.words
        titles = [words(f"trend.{data.size}", name=words.name(told.metric.names)) for told in data.told]
        self.put_head(data.told[0], titles[0], self._finding(data))
        for part, told, title, values in zip(self.titles, data.told[1:], titles[1:], data.values[1:], strict=True):
            empty = not any(value is not None for value in values)
            shown = heading(self.scene, told) | {"title": title, "empty": empty}
            part.put(render("row_title", **shown))
        title = words("trend.strip", period=words.period(*data.extent))
        values = {"title": title, "apart": [], "empty": False, "as_of": "", "state": "live", "words": words}
        self.strip_title.put(render("row_title", **values))

    def _finding(self, data: TrendData) -> str:
        known = [(value, start) for value, start in zip(data.values[0], data.starts, strict=True) if value is not None]
        if not known:
            return self.scene.words("nothing")
        value, start = max(known)
        amount = self.scene.amount(data.told[0].metric, value)
        return self.scene.words(f"trend.finding.{data.size}", amount=amount, day=self.scene.words.date(start))

    def _extent(self, period: Period) -> Period:
        extents = [e for metric_id in self.metric_ids if (e := self.scene.city.extent(metric_id))]
        firsts, lasts = zip(*extents, period, strict=True)
        return min(firsts), max(lasts)

    def _whole(self, extent: Period) -> list[float | None]:
        return metric_series(self.scene, self.metric_ids[0], extent, STRIP_BINS, self.own)[1]

    def _brushed(self, x0: float, x1: float, final: bool) -> None:
        period = self.scene.selection.period
        chosen = period_of_brush(x0, x1, period, bin_of(period))
        if chosen is not None:
            self.scene.on_brush(chosen, final)

    def _tapped(self) -> None:
        self.scene.selection.clear("time")

    def _strip_brushed(self, x0: float, x1: float, final: bool) -> None:
        if final and self._data and (chosen := period_of_brush(x0, x1, self._data.extent, STRIP_BINS)):
            self.scene.selection.choose(period=chosen, time=None)

    def _strip_tapped(self) -> None:
        opening = self.scene.home.get("period")
        if opening:
            self.scene.selection.choose(period=opening, time=None)
