"""A number with its unit, target, state, change with evidence, and how it ran."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from dashboards.asking import Told
from dashboards.markup import render
from dashboards.scene import bin_starts
from dashboards.selection import Period
from dashboards.series import bin_for, last_whole_day, meets, metric_series, published
from dashboards.views.change import Change, change_of
from dashboards.views.heading import heading
from dashboards.views.runs import Run
from dashboards.views.spark import spark
from dashboards.views.text_fit import width_px
from dashboards.views.verdict import judge, measured
from dashboards.views.view import Twin, View
from dashboards.views.whole_city import whole_city
from pipelines.comparison.periods import Calendar

VALUE_PX, UNIT_PX, ROOM_PX = 36.0, 14.0, 158.0
TITLE_PX, TITLE_ROOM_PX = 14.0, 230.0


@dataclass(frozen=True)
class CardData:
    """What a card shows: the value, its run over the page's period, the change, and the value of the whole city where
    the card's is of a part of it."""

    told: Told
    run: Run
    change: Change
    city: Told | None = None


class Card(View):
    """One metric as a card: Card("on_time_pct"); `metric_id` is an id of `onescreen metrics`.

    Value with unit, target and state, change with evidence, and its run over the whole bins of the page's period; of
    budget figures, which run up over a fiscal year, over that year so far.
    """

    kind = "card"
    has_twin = True

    def __init__(self, metric_id: str) -> None:
        self.metric_ids = (metric_id,)
        self._data: CardData | None = None

    def fetch(self) -> CardData:
        metric_id = self.metric_ids[0]
        told = self.scene.ask(metric_id)
        period = self.scene.selection.period
        if "time" in told.ignored:
            return CardData(told, Run([], "day", [], period), change_of(self.scene, told))
        period = self._run_period(period)
        size, until = bin_for(self.scene, metric_id, period), last_whole_day(self.scene, metric_id)
        _, series = metric_series(self.scene, metric_id, period, size, ("time",))
        run = Run(bin_starts(period, size), size, series, period, until=until)
        return CardData(told, run, change_of(self.scene, told), whole_city(self.scene, told))

    def _run_period(self, period: Period) -> Period:
        """The page's period; of what runs up over a fiscal year, that year so far where the period is shorter."""
        if self.scene.city.metrics[self.metric_ids[0]].last is None:
            return period
        return min(period[0], Calendar.of(self.scene.city.profile, period[1]).fiscal_start(period[1])), period[1]

    def show(self, data: CardData) -> None:
        self._data = data
        self.head.put(render("card", **self._values(data)))

    def twin(self) -> Twin | None:
        if self._data is None:
            return None
        words, metric = self.scene.words, self._data.told.metric
        columns = (words("table.from"), words.name(metric.names))
        pairs = zip(self._data.run.starts, self._data.run.values, strict=True)
        return Twin(columns, [(words.date(day), self.scene.exact(metric, value)) for day, value in pairs])

    def told(self) -> Told | None:
        return self._data.told if self._data else None

    def _values(self, data: CardData) -> dict[str, Any]:
        scene, metric = self.scene, data.told.metric
        values = heading(scene, data.told)
        verdict = judge(scene, data.told, values["state"])
        value, title = scene.amount(metric, verdict.value), scene.words.name(metric.names)
        return values | {
            "name": self.name,
            "twin": True,
            "title": title,
            "other": scene.words.other.name(metric.names),
            "value": value,
            "wide": width_px(value, VALUE_PX) + width_px(values["unit"], UNIT_PX) > ROOM_PX,
            "two_lines": width_px(title, TITLE_PX, bold=True) > TITLE_ROOM_PX,
            "verdict": verdict,
            "change": data.change,
            "note": self._note(verdict.value),
            "apart": values["apart"] or self._beside(data),
            "spark": self._spark(data, verdict.state),
            "summary": self._summary(data, verdict.value),
        }

    def _note(self, value: float | None) -> str:
        """Where no value is there, why not."""
        scene, words = self.scene, self.scene.words
        reach = published(scene, self.metric_ids[0])
        if value is not None:
            return ""
        if not reach:
            return words("card.never")
        if meets(reach, scene.span()):
            return words("card.unmeasured")
        nearest = min(reach, key=lambda stretch: _distance(stretch, scene.span()))
        return words("card.outside", period=words.period(*nearest))

    def _beside(self, data: CardData) -> list[str]:
        """The value of the whole city."""
        value = measured(self.scene, data.city) if data.city else None
        if value is None:
            return []
        return [self.scene.words("card.city", amount=self.scene.amount(data.told.metric, value))]

    def _spark(self, data: CardData, state: str) -> Markup:
        target = data.told.metric.target_on(self.scene.span()[1])
        label = self.scene.words("card.run", name=self.scene.words.name(data.told.metric.names))
        zero = data.told.metric.is_additive
        return spark(data.run.whole_bins(), target.value if target else None, state, zero, label)

    def _summary(self, data: CardData, value: float | None) -> str:
        scene, metric = self.scene, data.told.metric
        period = scene.words.period(*scene.span())
        name = scene.words.name(metric.names)
        if value is None:
            return scene.words("summary.none", name=name, period=period)
        amount = f"{scene.amount(metric, value)} {scene.unit(metric)}"
        return scene.words("summary.card", name=name, amount=amount, period=period)


def _distance(stretch: Period, span: Period) -> int:
    """Days between two periods that do not touch."""
    return max((stretch[0] - span[1]).days, (span[0] - stretch[1]).days)
