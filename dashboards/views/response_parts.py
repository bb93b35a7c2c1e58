"""Response time in its parts: call to dispatch, to under way, to arrival; each median and 90th percentile."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

from dashboards.asking import Told
from dashboards.markup import render
from dashboards.views.sheet import Sheet
from dashboards.views.view import Twin

PARTS = ("dispatch", "turnout", "travel")
MEASURES = ("median", "p90")
WHOLE = "response"


@dataclass(frozen=True)
class Segment:
    """One part of a bar: its share of the longest bar, 0 to 1."""

    part: str
    title: str
    text: str
    length: float


@dataclass(frozen=True)
class StackedBar:
    """The parts of one measure and the whole, which is measured by itself."""

    title: str
    segments: list[Segment]
    whole: str
    mark: float
    target: str


class ResponseParts(Sheet):
    """Percentiles of parts do not add up to the percentile of the whole: that is drawn as a mark of its own."""

    kind = "parts"
    has_twin = True

    def __init__(self) -> None:
        self.metric_ids = tuple(f"{part}_{measure}" for part in (WHOLE, *PARTS) for measure in MEASURES)
        self._told: dict[str, Told] = {}

    def fetch(self) -> dict[str, Told]:
        return {metric_id: self.scene.ask(metric_id) for metric_id in self.metric_ids}

    def show(self, data: dict[str, Told]) -> None:
        self._told = data
        words = self.scene.words
        whole = data.get(f"{WHOLE}_p90") or next(iter(data.values()))
        self.put_head(whole, words("parts.title"), words("parts.note"))
        bars = self._bars()
        legend = [(part, words(f"parts.{part}")) for part in PARTS]
        self.body.put(render("response_parts", bars=bars, legend=legend, words=words, nothing=self.nothing()))

    def told(self) -> Told | None:
        return self._told.get(f"{WHOLE}_p90")

    def twin(self) -> Twin | None:
        words = self.scene.words
        columns = (words("parts.part"), *(words(f"parts.{measure}") for measure in MEASURES))
        rows = [
            (words(f"parts.{part}"), *(clock(self._value(f"{part}_{measure}"), words("none")) for measure in MEASURES))
            for part in (*PARTS, WHOLE)
        ]
        return Twin(columns, rows)

    def _value(self, metric_id: str) -> float | None:
        told = self._told.get(metric_id)
        row = told.row if told else None
        return None if row is None or isnan(row.value) else row.value

    def _bars(self) -> list[StackedBar]:
        sums = [sum(self._value(f"{part}_{measure}") or 0 for part in PARTS) for measure in MEASURES]
        wholes = [self._value(f"{WHOLE}_{measure}") or 0 for measure in MEASURES]
        longest = max([*sums, *wholes])
        return [self._bar(measure, longest) for measure in MEASURES] if longest else []

    def _bar(self, measure: str, longest: float) -> StackedBar:
        words = self.scene.words
        whole = self._value(f"{WHOLE}_{measure}")
        told = self._told.get(f"{WHOLE}_{measure}")
        target = told.metric.target_on(self.scene.span()[1]) if told else None
        segments = [
            Segment(part, words(f"parts.{part}"), clock(value, words("none")), (value or 0) / longest)
            for part in PARTS
            for value in (self._value(f"{part}_{measure}"),)
        ]
        aim = words("target", value=f"≤ {clock(target.value, '')}") if target and target.value else ""
        return StackedBar(words(f"parts.{measure}"), segments, clock(whole, words("none")), (whole or 0) / longest, aim)


def clock(minutes: float | None, otherwise: str) -> str:
    """Decimal minutes as minutes and seconds: 8.2 is 8:12."""
    if minutes is None:
        return otherwise
    seconds = round(60 * minutes)
    return f"{seconds // 60}:{seconds % 60:02d}"
