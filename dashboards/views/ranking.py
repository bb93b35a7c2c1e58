"""A metric by category or agency: labelled bars from the worst, each a button that selects it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan
from typing import Any

from dashboards.asking import Group, Told
from dashboards.markup import render
from dashboards.part import Part
from dashboards.views.view import Slot, Twin, View

CLAUSES = {"category": "categories", "agency": "agencies"}


@dataclass(frozen=True)
class Bar:
    """One group: its share of the longest bar and of the whole, both 0 to 1."""

    group: str
    name: str
    amount: str
    length: float
    share: str
    chosen: bool


class Ranking(View):
    """The `top` highest groups, of what should be high the lowest; the selected ones are always among them."""

    kind = "ranking"
    has_twin = True

    def __init__(self, metric_id: str, by: str = "category", top: int = 8) -> None:
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
        bars = self._bars(data)
        words = self.scene.words
        title = words(f"ranking.{self.by}", name=words.name(data.metric.names))
        self.put_head(data, title, self._finding(data, bars))
        values: dict[str, Any] = {"bars": bars, "words": words, "name": self.name, "any": any(b.chosen for b in bars)}
        self.body.put(render("ranking", **values, more=max(0, len(data.groups) - len(bars))))

    def hear(self, deed: str, value: str) -> None:
        if deed != "pick" or self._told is None or value not in self._told.by_group():
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
        return Twin(columns, rows)

    def _chosen(self, told: Told) -> tuple[str, ...]:
        selection = self.scene.selection
        return selection.chosen_categories(told.metric.fact) if self.by == "category" else selection.agencies

    def _bars(self, told: Told) -> list[Bar]:
        chosen, metric, words = self._chosen(told), told.metric, self.scene.words
        known = worst_first(told)
        longest, whole = max((g.value for g in known), default=0), sum(g.value for g in known)
        return [
            Bar(
                group.group,
                words.group(group),
                self.scene.amount(metric, group.value),
                group.value / longest if longest else 0,
                f"{words.number(100 * group.value / whole)} %" if metric.is_additive and whole else "",
                group.group in chosen,
            )
            for place, group in enumerate(known)
            if place < self.top or group.group in chosen
        ]

    def _finding(self, told: Told, bars: list[Bar]) -> str:
        if not bars or not bars[0].share:
            return ""
        return self.scene.words("ranking.finding", name=bars[0].name, share=bars[0].share, n=len(told.groups))


def worst_first(told: Told) -> list[Group]:
    """Groups with a value, the highest first; of what should be high the lowest, those below the minimum n last."""
    known = [group for group in told.groups if not isnan(group.value)]
    if told.metric.direction != "up":
        return known
    return sorted(known, key=lambda group: (group.n < told.metric.min_n, group.value))
