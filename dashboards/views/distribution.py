"""How long the single rows took, or how large they were: a histogram with the median and the 90th percentile in it."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, isnan
from typing import Any

from dashboards.asking import Told
from dashboards.markup import render
from dashboards.views.axes import round_step
from dashboards.views.sheet import Sheet
from dashboards.views.view import Twin
from datasets.problems import Problem
from pipelines.metrics.forms import Quantile
from pipelines.metrics.record import Metric
from pipelines.metrics.units import UNITS
from pipelines.query.predicate import Predicate

BINS, SHOWN_TO = 28, 1.3
MARKS = (0.5, 0.9)
LAST_TICK = 0.8
"""Beyond this part of the axis stands the unit."""


@dataclass(frozen=True)
class Spread:
    """Rows by bin of `width`; the last holds all that is more. `marks` are median and 90th percentile."""

    told: Told
    width: float
    counts: list[float]
    marks: tuple[float, float]


class Distribution(Sheet):
    """The rows behind a median or percentile, in bins, with both marked.

    Distribution("hours_to_close_median"): `metric_id` is any metric whose record has a `quantile`. The last bin
    holds all rows beyond 1.3 times the 90th percentile. It follows every clause.
    """

    kind = "half"
    has_twin = True

    def __init__(self, metric_id: str) -> None:
        self.metric_ids = (metric_id,)
        self._data: Spread | None = None

    def fetch(self) -> Spread:
        """Raises Problem for a metric that is no quantile: it has no rows with a value each."""
        scene = self.scene
        if scene.is_quick and self._data is not None:
            return self._data
        told = scene.ask(self.metric_ids[0])
        if told.metric.quantile is None:
            raise Problem("a distribution is of a median or another quantile", found=told.metric.id)
        predicate = scene.selection.predicate(told.metric.fact)
        marks = self._marks(told.metric, predicate)
        if any(map(isnan, marks)) or marks[1] <= 0:
            return Spread(told, 1.0, [], marks)
        width = round_step(marks[1] * SHOWN_TO / BINS)
        return Spread(told, width, self._counts(told.metric, predicate, width, marks[1]), marks)

    def show(self, data: Spread) -> None:
        self._data = data
        words = self.scene.words
        title = words("spread.title", name=words.name(data.told.metric.names))
        self.put_head(data.told, title, self._finding(data))
        self.body.put(render("distribution", words=words, nothing=self.nothing(), **self._drawn(data)))

    def told(self) -> Told | None:
        return self._data.told if self._data else None

    def arithmetic(self) -> tuple[str, ...]:
        data, words = self._data, self.scene.words
        if data is None or not data.counts:
            return ()
        rows, width = words.number(sum(data.counts)), self._edge(data, 1)
        marks = [self.scene.exact(data.told.metric, mark) for mark in data.marks]
        return (words("spread.math", rows=rows, width=width, median=marks[0], p90=marks[1]),)

    def twin(self) -> Twin | None:
        data, words = self._data, self.scene.words
        if data is None:
            return None
        whole = sum(data.counts)
        columns = (words("spread.from"), words("spread.to"), words("spread.rows"), words("spread.share"))
        last = len(data.counts) - 1
        rows = [
            (
                self._edge(data, place),
                self._edge(data, place + 1) if place < last else words("spread.more"),
                words.number(count),
                words.number(100 * count / whole, 1),
            )
            for place, count in enumerate(data.counts)
        ]
        return Twin(columns, rows)

    def _marks(self, metric: Metric, predicate: Predicate) -> tuple[float, float]:
        assert metric.quantile is not None
        of = metric.quantile.of
        asked = [
            metric.model_copy(update={"id": f"{metric.id}_at_{at:g}", "quantile": Quantile(of=of, at=at)})
            for at in MARKS
        ]
        found = self.scene.city.service.measured(asked, predicate)
        median, p90 = (float(found[one.id].frame["value"].iloc[0]) for one in asked)
        return median, p90

    def _counts(self, metric: Metric, predicate: Predicate, width: float, p90: float) -> list[float]:
        assert metric.quantile is not None
        last = ceil(p90 * SHOWN_TO / width)
        of = metric.quantile.of
        counted = metric.model_copy(update={"quantile": None, "count": f"({of}) is not null", "no_rows": "zero"})
        place = f"least(greatest(floor(({of}) / {width}), 0), {last})"
        frame = self.scene.city.service.spread(counted, place, predicate)
        rows = {int(of): float(n) for of, n in zip(frame["of"], frame["numerator"], strict=True) if of == of}
        return [rows.get(place, 0.0) for place in range(last + 1)]

    def _edge(self, data: Spread, place: int) -> str:
        decimals = 0 if data.width >= 1 else UNITS[data.told.metric.unit].decimals
        return self.scene.words.number(data.width * place, max(decimals, 1 if data.width < 1 else 0))

    def _drawn(self, data: Spread) -> dict[str, Any]:
        """Places in percent of the drawing."""
        if not data.counts:
            return {"bars": []}
        words, metric = self.scene.words, data.told.metric
        most, many = max(data.counts), len(data.counts)
        bars = [
            {
                "height": 100 * count / most,
                "title": words(
                    "spread.bar", low=self._edge(data, place), high=self._edge(data, place + 1), n=words.number(count)
                ),
            }
            for place, count in enumerate(data.counts)
        ]
        marks = [
            (name, 100 * mark / data.width / many, self.scene.amount(metric, mark))
            for name, mark in zip(("median", "p90"), data.marks, strict=True)
        ]
        step = max(1, floor(many / 6))
        ticks = [
            (100 * place / many, self._edge(data, place))
            for place in range(0, many - 1, step)
            if place < LAST_TICK * many
        ]
        return {
            "bars": bars,
            "marks": marks,
            "ticks": ticks,
            "most": words.number(most),
            "unit": self.scene.unit(metric),
        }

    def _finding(self, data: Spread) -> str:
        if not data.counts:
            return self.nothing()
        words, amount = self.scene.words, self.scene.amount
        more = words.number(100 * data.counts[-1] / sum(data.counts), 1)
        beyond = self._edge(data, len(data.counts) - 1)
        median, p90 = (amount(data.told.metric, mark) for mark in data.marks)
        return words("spread.finding", median=median, p90=p90, share=more, beyond=beyond)
