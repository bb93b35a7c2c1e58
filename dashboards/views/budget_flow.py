"""Where the money goes: areas for agencies, then the programmes of one, then the vendors of a programme."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isnan
from typing import Any

from dashboards.asking import Told
from dashboards.city import City
from dashboards.markup import render
from dashboards.views.sheet import Sheet
from dashboards.views.text_fit import lines_of, width_px
from dashboards.views.treemap import Box, boxes
from dashboards.views.view import Twin
from pipelines.metrics.forms import Texts

SHOWN = 24
SPACE = Box(0, 0, 100, 96)
TILE_PX = (620.0, 560.0)
"""The smallest that the areas are drawn on a desk."""
NAME_PX, NOTE_PX, LINE_PX, INSET_PX = 13.0, 12.0, 17.0, (12.0, 8.0)


@dataclass(frozen=True)
class Share:
    """One area: a group of the level with its amount."""

    group: str
    name: str
    amount: float


@dataclass(frozen=True)
class Flow:
    """The level that is shown, its answer, and its groups from the largest."""

    level: str
    told: Told
    shares: list[Share]


class BudgetFlow(Sheet):
    """Where the money goes, by agency, then programme, then vendor; a tap opens the level below and is a clause.

    BudgetFlow(): `spent` is the metric of agencies and programmes, `planned` takes its place in a city that publishes
    no spending; `paid` is the metric of vendors.
    """

    kind = "hero"
    has_twin = True

    def __init__(
        self, spent: str = "budget_expended", paid: str = "payments_made", planned: str = "budget_modified"
    ) -> None:
        self.metric_ids = (spent, paid)
        self._spent, self._paid, self._planned = spent, paid, planned
        self._data: Flow | None = None

    def narrow(self, city: City) -> Texts | None:
        why = city.lacking(self._spent)
        if why is not None and city.lacking(self._planned) is not None:
            return why
        self.metric_ids = (self._planned if why else self._spent, self._paid)
        return super().narrow(city)

    def fetch(self) -> Flow:
        level = self._level()
        if level == "vendor":
            return self._vendors()
        told = self.scene.ask(self.metric_ids[0], by=level)
        words = self.scene.words
        found = [Share(g.group, words.group(g), g.value) for g in told.groups if not isnan(g.value) and g.value > 0]
        return Flow(level, told, sorted(found, key=lambda share: -share.amount))

    def show(self, data: Flow) -> None:
        self._data = data
        words = self.scene.words
        is_plan = data.told.metric.id == self._planned
        self.put_head(data.told, words(f"flow.{'planned.' if is_plan else ''}{data.level}"), self._finding(data))
        values: dict[str, Any] = {"areas": self._areas(data), "path": self._path(), "words": words, "name": self.name}
        values["nothing"] = self.nothing()
        self.body.put(render("budget_flow", **values, more=max(0, len(data.shares) - SHOWN), level=data.level))

    def hear(self, deed: str, value: str) -> None:
        selection = self.scene.selection
        if deed == "back":
            cleared: dict[str, Any] = {"categories": ()} if value == "category" else {"categories": (), "agencies": ()}
            selection.choose(**cleared)
        elif deed == "pick" and self._data and value in {share.group for share in self._data.shares}:
            if self._data.level == "agency":
                selection.choose(agencies=(value,))
            elif self._data.level == "category":
                selection.choose(categories=(self._data.told.metric.fact, value))

    def told(self) -> Told | None:
        return self._data.told if self._data else None

    def twin(self) -> Twin | None:
        if self._data is None:
            return None
        words, metric = self.scene.words, self._data.told.metric
        rows = [(share.name, self.scene.exact(metric, share.amount)) for share in self._data.shares]
        return Twin((words(f"flow.by.{self._data.level}"), words.name(metric.names)), rows)

    def _level(self) -> str:
        """The level below what is selected."""
        selection = self.scene.selection
        if not selection.agencies:
            return "agency"
        return "vendor" if selection.chosen_categories("budget_line") and len(self.metric_ids) > 1 else "category"

    def _vendors(self) -> Flow:
        """Payments of the selected programmes, which payments name as budget lines do."""
        scene, paid = self.scene, self.metric_ids[1]
        told = scene.ask(paid)
        programmes = scene.selection.chosen_categories("budget_line")
        predicate = replace(scene.selection.predicate(told.metric.fact), categories=programmes)
        frame = scene.city.service.spread(told.metric, "vendor", predicate)
        summed = frame.groupby("of")["numerator"].sum().sort_values(ascending=False)
        followed = tuple(clause for clause in told.ignored if clause != "categories")
        shares = [Share(str(name), str(name), float(amount)) for name, amount in summed.items() if amount > 0]
        return Flow("vendor", replace(told, ignored=followed), shares)

    def _areas(self, data: Flow) -> list[dict[str, Any]]:
        whole = sum(share.amount for share in data.shares)
        shown = data.shares[:SHOWN]
        rest = whole - sum(share.amount for share in shown)
        amounts = [share.amount for share in shown] + ([rest] if rest > 0 else [])
        laid = boxes(amounts, SPACE)
        words, metric = self.scene.words, data.told.metric
        named = [(share.group, share.name) for share in shown] + ([("", words("flow.rest"))] if rest > 0 else [])
        return [
            {
                "group": group,
                "name": name,
                "amount": self.scene.amount(metric, amount),
                "share": words.number(100 * amount / whole, 1),
                "box": [
                    100 * box.x / SPACE.width,
                    100 * box.y / SPACE.height,
                    box.width,
                    100 * box.height / SPACE.height,
                ],
                "written": _fits(name, box),
                "amount_fits": _width(box) >= width_px(f"{self.scene.amount(metric, amount)} · 00.0 %", NOTE_PX),
                "shade": min(6, 1 + round(5 * amount / amounts[0])),
            }
            for (group, name), amount, box in zip(named, amounts, laid, strict=True)
        ]

    def _path(self) -> list[tuple[str, str]]:
        """What has been opened so far: the level to go back to, and its name."""
        words, selection = self.scene.words, self.scene.selection
        agencies = self.scene.city.catalogue.agencies
        found = [("agency", words("flow.all"))]
        if selection.agencies:
            known = [agencies[agency].names for agency in selection.agencies if agency in agencies]
            found.append(("category", words("list.comma").join(map(words.name, known))))
        chosen = selection.chosen_categories("budget_line")
        if selection.agencies and chosen:
            named = (self.scene.category_name("budget_line", category) for category in chosen)
            found.append(("vendor", words("list.comma").join(named)))
        return found

    def _finding(self, data: Flow) -> str:
        if not data.shares:
            return ""
        whole, first = sum(share.amount for share in data.shares), data.shares[0]
        share = self.scene.words.number(100 * first.amount / whole, 1)
        return self.scene.words("flow.finding", name=first.name, share=share, n=len(data.shares))


def _width(box: Box) -> float:
    """Room for text in an area, in px."""
    return TILE_PX[0] * box.width / SPACE.width - INSET_PX[0]


def _fits(name: str, box: Box) -> bool:
    """Whether the name fits into its area whole; the amount below it shows where there is a line left."""
    high = TILE_PX[1] * box.height / SPACE.height - INSET_PX[1]
    lines = lines_of(name, NAME_PX, _width(box), bold=True)
    return lines is not None and lines * LINE_PX <= high
