"""Districts or agencies against how much each had to do: who lies beyond what chance explains at that size."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, log
from typing import Any, Literal

import numpy as np

from dashboards.asking import Group, Told
from dashboards.markup import render
from dashboards.views.axes import line_ticks
from dashboards.views.sheet import Sheet
from dashboards.views.text_fit import width_px
from dashboards.views.view import Twin
from datasets.problems import Problem
from pipelines.comparison.funnel import INNER, OUTER, Area, Funnel, Model, funnel, limits
from pipelines.metrics.record import Metric
from pipelines.query.places import UNPLACED

CLAUSES = {"district": ("districts", "polygon"), "agency": ("agencies",)}
PER_RESIDENTS = 1_000.0
STEPS, ROOM = 40, 0.06
FAR = ("far above", "far below")
LOG_FROM = 20.0
SIZE_PX, LABEL_PX, LINE_PX = (640.0, 250.0), 11.0, 13.0


@dataclass(frozen=True)
class Plotted:
    """The answer by area, its names, and the funnel: None where nothing is exposed."""

    told: Told
    names: dict[str, str]
    funnel: Funnel | None


@dataclass(frozen=True)
class Frame:
    """From exposure and rate to percent of the drawing; wide ranges of exposure are drawn by their logarithm."""

    exposure: tuple[float, float]
    rate: tuple[float, float]

    @property
    def is_log(self) -> bool:
        return self.exposure[1] > LOG_FROM * self.exposure[0]

    def x(self, exposure: float) -> float:
        low, high = self.exposure
        if self.is_log:
            return 100 * log(max(exposure, low) / low) / log(high / low)
        return 100 * exposure / high

    def y(self, rate: float) -> float:
        low, high = self.rate
        return 100 - 100 * (min(max(rate, low), high) - low) / (high - low)

    def steps(self) -> np.ndarray:
        low, high = self.exposure
        return np.geomspace(low, high, STEPS) if self.is_log else np.linspace(max(high / 400, 1), high, STEPS)


class FunnelPlot(Sheet):
    """A share or a count by `by` (district or agency) within its 95 % and 99.8 % limits (Spiegelhalter 2005).

    FunnelPlot("on_time_pct", by="agency"): `metric_id` is a share or a count. A share is plotted against its
    trials; a count, by districts only, per 1,000 residents against residents. Limits are widened for over-
    dispersion. A tap on a point selects it.
    """

    kind = "half"
    has_twin = True

    def __init__(self, metric_id: str, by: Literal["district", "agency"] = "district") -> None:
        self.metric_ids = (metric_id,)
        self.by = by
        self.own = CLAUSES[by]
        self._data: Plotted | None = None

    def fetch(self) -> Plotted:
        scene = self.scene
        if scene.is_quick and self._data is not None:
            return self._data
        told = scene.ask(self.metric_ids[0], self.own, by=self.by, level=self._level())
        groups = [group for group in told.groups if group.group not in UNPLACED and group.name]
        names = {str(group.group): scene.words.group(group) for group in groups}
        model: Model = "binomial" if told.metric.evidence == "rate" else "poisson"
        counts = self._shares(groups) if model == "binomial" else self._by_residents(told.metric, groups)
        scale = told.metric.scale if model == "binomial" else PER_RESIDENTS
        return Plotted(told, names, funnel(counts, model, scale))

    def show(self, data: Plotted) -> None:
        self._data = data
        words = self.scene.words
        title = words(f"funnel.{self.by}", name=words.name(data.told.metric.names))
        self.put_head(data.told, title, self._finding(data), unit=self._unit(data.told.metric))
        shown = self._drawn(data, data.funnel) if data.funnel else {}
        self.body.put(render("funnel", words=words, name=self.name, nothing=self.nothing(), plot=shown))

    def hear(self, deed: str, value: str) -> None:
        if deed != "pick" or self._data is None or value not in self._data.names:
            return
        selection = self.scene.selection
        if self.by == "district":
            selection.toggle_district(value)
        else:
            selection.choose(agencies=() if selection.agencies == (value,) else (value,))

    def told(self) -> Told | None:
        return self._data.told if self._data else None

    def arithmetic(self) -> tuple[str, ...]:
        return self._data.funnel.arithmetic if self._data and self._data.funnel else ()

    def twin(self) -> Twin | None:
        data, words = self._data, self.scene.words
        if data is None or data.funnel is None:
            return None
        named = ("rate", "exposure", "inner", "outer", "z", "place")
        columns = (words(f"by.{self.by}"), *(words(f"funnel.{name}") for name in named))
        ordered = sorted(data.funnel.areas, key=lambda area: -abs(area.z))
        return Twin(columns, [self._row(data, area) for area in ordered])

    def _row(self, data: Plotted, area: Area) -> tuple[str, ...]:
        words = self.scene.words
        ends = [" \u2013 ".join(words.number(edge, 1) for edge in pair) for pair in (area.inner, area.outer)]
        place = words(f"place.{area.place.replace(' ', '_')}")
        exposure = words.number(area.exposure)
        return (data.names[area.group], words.number(area.rate, 1), exposure, *ends, words.number(area.z, 2), place)

    def _level(self) -> str | None:
        return self.scene.selection.level if self.by == "district" else None

    def _unit(self, metric: Metric) -> str:
        return self.scene.unit(metric) if metric.evidence == "rate" else self.scene.words("funnel.per_1000")

    @staticmethod
    def _shares(groups: list[Group]) -> dict[str, tuple[float, float]]:
        return {str(g.group): (g.numerator, g.denominator) for g in groups if g.n and not isnan(g.numerator)}

    def _by_residents(self, metric: Metric, groups: list[Group]) -> dict[str, tuple[float, float]]:
        """Raises Problem for a metric that is neither a share nor a count by district."""
        if not metric.is_additive or self.by != "district":
            raise Problem("a funnel is of a share, or by district of a count", found=metric.id)
        residents = self.scene.city.districts(self.scene.selection.level)["population"].dropna().to_dict()
        counted = {str(group.group): group.value for group in groups}
        return {name: (counted.get(name, 0.0), float(many)) for name, many in residents.items() if many > 0}

    def _drawn(self, data: Plotted, found: Funnel) -> dict[str, Any]:
        frame = _frame(found)
        chosen = self._chosen()
        steps = frame.steps()
        scale = data.told.metric.scale if found.model == "binomial" else PER_RESIDENTS
        edges = {
            name: limits(steps, found.rate / scale, found.model, cover, found.phi)
            for name, cover in (("inner", INNER), ("outer", OUTER))
        }
        words = self.scene.words
        return {
            "areas": {name: _between(frame, steps, scale * low, scale * high) for name, (low, high) in edges.items()},
            "rate": (frame.y(found.rate), words.number(found.rate, 1)),
            "ticks": [(frame.y(tick), words.number(tick, 0 if tick >= 10 else 1)) for tick in _ticks(frame.rate)],
            "ends": [words.number(edge) for edge in (frame.exposure if frame.is_log else (0.0, frame.exposure[1]))],
            "points": self._points(data, found, frame, chosen),
            "any": bool(chosen),
            "exposure": words("funnel.trials" if found.model == "binomial" else "funnel.residents"),
            "log": frame.is_log,
        }

    def _points(self, data: Plotted, found: Funnel, frame: Frame, chosen: frozenset[str]) -> list[dict[str, Any]]:
        """The farthest out first, so that their names find room."""
        words = self.scene.words
        taken: list[tuple[float, float, float]] = []
        points = []
        for area in sorted(found.areas, key=lambda one: -abs(one.z)):
            x, y = frame.x(area.exposure), frame.y(area.rate)
            name = data.names.get(area.group, area.group)
            wanted = area.place != "within" or area.group in chosen
            place = words(f"place.{area.place.replace(' ', '_')}")
            points.append(
                {
                    "group": area.group,
                    "x": x,
                    "y": y,
                    "far": area.place in FAR,
                    "outside": area.place != "within",
                    "chosen": area.group in chosen,
                    "side": _side(taken, x, y, name) if wanted else "",
                    "name": name,
                    "title": f"{name}: {words.number(area.rate, 1)}; {words.number(area.exposure)}; {place}",
                }
            )
        return points

    def _chosen(self) -> frozenset[str]:
        selection = self.scene.selection
        return frozenset(selection.districts if self.by == "district" else selection.agencies)

    def _finding(self, data: Plotted) -> str:
        words = self.scene.words
        if data.funnel is None:
            return self.nothing()
        far = [area for area in data.funnel.areas if area.place in FAR]
        phi = words.number(data.funnel.phi, 1)
        return words("funnel.finding", n=len(far), whole=words.number(len(data.funnel.areas)), phi=phi)


def _frame(found: Funnel) -> Frame:
    exposures = [area.exposure for area in found.areas]
    rates = [area.rate for area in found.areas] + [edge for area in found.areas for edge in area.inner]
    low, high = min(rates), max(rates)
    room = ROOM * (high - low) or 1.0
    ends = (max(0.0, low - room), high + room)
    return Frame((min(exposures) * 0.9, max(exposures) * 1.08), ends)


def _between(frame: Frame, steps: np.ndarray, low: np.ndarray, high: np.ndarray) -> str:
    """The points of an area in percent of the drawing: along the upper limit, back along the lower."""
    xs = [frame.x(step) for step in steps.tolist()]
    there = [f"{x:.1f},{frame.y(rate):.1f}" for x, rate in zip(xs, high.tolist(), strict=True)]
    back = [f"{x:.1f},{frame.y(rate):.1f}" for x, rate in zip(xs, low.tolist(), strict=True)]
    return " ".join([*there, *back[::-1]])


def _ticks(ends: tuple[float, float]) -> list[float]:
    return [tick for tick in line_ticks(*ends)[1] if ends[0] <= tick <= ends[1]]


def _side(taken: list[tuple[float, float, float]], x: float, y: float, name: str) -> str:
    """On which side of its point the name touches neither the edge nor one that stands already; empty: on none."""
    wide, at, top = width_px(name, LABEL_PX) + 12, x * SIZE_PX[0] / 100, y * SIZE_PX[1] / 100
    for side, left in (("right", at), ("left", at - wide)):
        inside = left >= 0 and left + wide <= SIZE_PX[0]
        if inside and not any(
            abs(top - line) < LINE_PX and left < end and left + wide > start for start, end, line in taken
        ):
            taken.append((left, left + wide, top))
            return side
    return ""
