"""A metric by category or agency: counts as labelled bars, shares as points with their intervals; each a button."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan
from typing import Any, Literal

from dashboards.asking import Group, Told
from dashboards.markup import render
from dashboards.part import Part
from dashboards.views.text_fit import width_px
from dashboards.views.view import Slot, Twin, View
from pipelines.comparison.significance import wilson
from pipelines.metrics.record import Metric
from pipelines.query.places import UNPLACED

NAME_PX, NAME_ROOM_PX = 13.0, 222.0
CLAUSES = {"category": "categories", "agency": "agencies"}
Interval = tuple[float, float]


@dataclass(frozen=True)
class Scale:
    """Where a value stands between the ends, 0 to 1; counts start at zero."""

    low: float
    high: float

    def at(self, value: float) -> float:
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low))) if self.high > self.low else 0.0


@dataclass(frozen=True)
class Bar:
    """One group: where it stands on the scale, its interval there, its part of the whole or the n behind it.

    `is_off` where the whole interval lies beyond the target, `twice` where the name needs two lines; rows that name
    none cannot be picked.
    """

    group: str
    name: str
    amount: str
    at: float
    interval: Interval | None
    beside: str
    chosen: bool
    is_off: bool
    twice: bool

    @property
    def can_pick(self) -> bool:
        return self.group not in UNPLACED


class Ranking(View):
    """The `top` highest groups, of what should be high the lowest; the selected ones are always among them.

    Ranking("tickets_opened", by="category", top=8): `metric_id` is ranked, `by` is category or agency. Counts
    are bars from zero with their part of the whole; shares are points with 95 % intervals (Wilson), beside the
    target and the mean of all.
    """

    kind = "ranking"
    has_twin = True

    def __init__(self, metric_id: str, by: Literal["category", "agency"] = "category", top: int = 8) -> None:
        self.metric_ids = (metric_id,)
        self.by, self.top = by, top
        self.own = (CLAUSES[by],)
        self._told: Told | None = None

    def prepare(self) -> None:
        self.body = Part(f"{self.name}.body")

    def slots(self) -> Iterator[Slot]:
        yield self.head
        yield self.body

    def fetch(self) -> Told:
        return self.scene.ask(self.metric_ids[0], self.own, by=self.by)

    def show(self, data: Told) -> None:
        self._told = data
        known = self._known(data)
        scale = self._scale(data.metric, known)
        bars = self._bars(data.metric, known, scale)
        words = self.scene.words
        title = words(f"ranking.{self.by}", name=words.name(data.metric.names))
        self.put_head(data, title, self._finding(data, known))
        values: dict[str, Any] = {"bars": bars, "words": words, "name": self.name, "any": any(b.chosen for b in bars)}
        values |= {"nothing": self.nothing(), "more": max(0, len(known) - len(bars)), "first": _end(data.metric)}
        self.body.put(render("ranking", **values, marks=self._marks(data.metric, known, scale)))

    def hear(self, deed: str, value: str) -> None:
        if deed != "pick" or self._told is None or value in UNPLACED or value not in self._told.by_group():
            return
        selection = self.scene.selection
        if self.by == "category":
            selection.toggle_category(self._told.metric.fact, value)
        else:
            kept = tuple(agency for agency in selection.agencies if agency != value)
            selection.choose(agencies=kept if value in selection.agencies else (*kept, value))

    def told(self) -> Told | None:
        return self._told

    def twin(self) -> Twin | None:
        if self._told is None:
            return None
        words, told = self.scene.words, self._told
        columns = (words(f"by.{self.by}"), words.name(told.metric.names))
        rows = [(words.group(group), self.scene.exact(told.metric, group.value)) for group in told.groups]
        if told.metric.evidence != "rate":
            return Twin(columns, rows)
        columns = (*columns, words("interval.low"), words("interval.high"), words("interval.n"))
        return Twin(columns, [(*row, *self._ends(told.metric, g)) for row, g in zip(rows, told.groups, strict=True)])

    def _ends(self, metric: Metric, group: Group) -> tuple[str, ...]:
        around = interval_of(metric, group)
        ends = [self.scene.exact(metric, edge) for edge in around or (None, None)]
        return (*ends, self.scene.words.number(group.denominator))

    def _chosen(self, metric: Metric) -> tuple[str, ...]:
        selection = self.scene.selection
        return selection.chosen_categories(metric.fact) if self.by == "category" else selection.agencies

    def _known(self, told: Told) -> list[Group]:
        """Groups with a value and enough rows, in the order that they are shown in."""
        return [group for group in worst_first(told) if group.n >= told.metric.min_n]

    def _scale(self, metric: Metric, known: list[Group]) -> Scale:
        if metric.is_additive:
            return Scale(0.0, max((group.value for group in known), default=0.0))
        shown = known[: self.top]
        ends = [edge for group in shown for edge in interval_of(metric, group) or (group.value, group.value)]
        target = self._target(metric)
        ends += [target] if target is not None else []
        if not ends:
            return Scale(0.0, 1.0)
        room = 0.04 * (max(ends) - min(ends))
        return Scale(min(ends) - room, max(ends) + room)

    def _target(self, metric: Metric) -> float | None:
        target = metric.target_on(self.scene.span()[1])
        return target.value if target is not None and not metric.is_additive else None

    def _bars(self, metric: Metric, known: list[Group], scale: Scale) -> list[Bar]:
        chosen, whole = self._chosen(metric), sum(group.value for group in known)
        return [
            self._bar(metric, group, scale, whole, group.group in chosen)
            for place, group in enumerate(known)
            if place < self.top or group.group in chosen
        ]

    def _bar(self, metric: Metric, group: Group, scale: Scale, whole: float, chosen: bool) -> Bar:
        words, around = self.scene.words, interval_of(metric, group)
        part = f"{words.number(100 * group.value / whole)} %" if metric.is_additive and whole else ""
        name = words.group(group)
        return Bar(
            group.group,
            name,
            self.scene.amount(metric, group.value),
            scale.at(group.value),
            (scale.at(around[0]), scale.at(around[1])) if around else None,
            part or (words.number(group.denominator) if around else ""),
            chosen,
            self._misses(metric, group),
            width_px(name, NAME_PX) > NAME_ROOM_PX,
        )

    def _misses(self, metric: Metric, group: Group) -> bool:
        """Whether the whole interval lies on the wrong side of the target."""
        target, around = self._target(metric), interval_of(metric, group)
        if target is None or around is None:
            return False
        return around[1] < target if metric.direction == "up" else around[0] > target

    def _marks(self, metric: Metric, known: list[Group], scale: Scale) -> dict[str, Any] | None:
        """The ends of the scale, the target and the mean of all, for what is no length."""
        if metric.is_additive or not known:
            return None
        target, mean = self._target(metric), _mean(metric, known)
        return {
            "ends": [self.scene.amount(metric, edge) for edge in (scale.low, scale.high)],
            "target": (scale.at(target), self.scene.amount(metric, target)) if target is not None else None,
            "mean": (scale.at(mean), self.scene.amount(metric, mean)) if mean is not None else None,
            "unit": self.scene.unit(metric),
            "intervals": metric.evidence == "rate",
        }

    def _finding(self, told: Told, known: list[Group]) -> str:
        words = self.scene.words
        if not known:
            return self.nothing()
        if told.metric.is_additive:
            whole = sum(group.value for group in known)
            share = f"{words.number(100 * known[0].value / whole)} %" if whole else ""
            return words("ranking.finding", name=words.group(known[0]), share=share, n=len(known)) if share else ""
        if self._target(told.metric) is None or told.metric.evidence != "rate":
            amount = self.scene.amount(told.metric, known[0].value)
            return words(f"ranking.{_end(told.metric)}", name=words.group(known[0]), amount=amount)
        missed = sum(self._misses(told.metric, group) for group in known)
        return words("ranking.missed", n=missed, whole=words.number(len(known)))


def worst_first(told: Told) -> list[Group]:
    """Groups with a value, the highest first; of what should be high the lowest, those below the minimum n last."""
    known = [group for group in told.groups if not isnan(group.value)]
    if told.metric.direction != "up":
        return known
    return sorted(known, key=lambda group: (group.n < told.metric.min_n, group.value))


def _end(metric: Metric) -> str:
    """Which end of the order stands first."""
    return "lowest" if metric.direction == "up" else "highest"


def interval_of(metric: Metric, group: Group) -> Interval | None:
    """The 95 % interval of a share (Wilson 1927), in the metric's unit; None for what is none."""
    if metric.evidence != "rate" or not group.denominator or isnan(group.denominator):
        return None
    low, high = wilson(group.numerator, group.denominator)
    return metric.scale * low, metric.scale * high


def _mean(metric: Metric, known: list[Group]) -> float | None:
    """The share of all groups together."""
    denominator = sum(group.denominator for group in known)
    if metric.evidence != "rate" or not denominator:
        return None
    return metric.scale * sum(group.numerator for group in known) / denominator
