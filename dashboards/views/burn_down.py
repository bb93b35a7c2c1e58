"""Spending of the fiscal year against its plan and the usual pace, with the range of the year's end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import isnan

from dashboards.asking import Told
from dashboards.city import City
from dashboards.markup import render
from dashboards.series import as_date
from dashboards.views.sheet import Sheet
from dashboards.views.view import Twin
from pipelines.metrics.forms import Texts

SPENT, PLANNED, BUDGET, USUAL = "budget_expended", "budget_planned", "budget_modified", "seasonal_share_pct"
LOW, HIGH = "year_end_forecast_low", "year_end_forecast_high"
WIDTH, HEIGHT = 480.0, 270.0
LEFT, TOP, BOTTOM, RIGHT = 4.0, 8.0, 18.0, 70.0


@dataclass(frozen=True)
class Burn:
    """Amounts by month of the fiscal year; budget and the forecast's ends as of the last month, None where unknown."""

    told: Told
    start: date
    spent: dict[date, float]
    planned: dict[date, float]
    usual: dict[date, float]
    budget: float | None
    low: float | None
    high: float | None


class BurnDown(Sheet):
    """The fiscal year that the selected time ends in."""

    kind = "burn"
    has_twin = True
    own = ("time",)

    def __init__(self) -> None:
        self.metric_ids = (SPENT, PLANNED, BUDGET, USUAL, LOW, HIGH)
        self._data: Burn | None = None

    def narrow(self, city: City) -> Texts | None:
        """Without spending there is nothing to set against a plan."""
        return city.lacking(SPENT) or super().narrow(city)

    def fetch(self) -> Burn:
        scene = self.scene
        extent = scene.city.extent(SPENT) or scene.span()
        last = min(scene.span()[1], extent[1])
        start = self._fiscal_start(last)
        period = (start, last)
        told = scene.ask(SPENT, self.own, period)
        budget = self._one(BUDGET, period)
        shares = self._months(USUAL, period)
        usual = {month: share / 100 * budget for month, share in shares.items()} if budget else {}
        spent, planned = self._months(SPENT, period), self._months(PLANNED, period)
        return Burn(told, start, spent, planned, usual, budget, self._one(LOW, period), self._one(HIGH, period))

    def show(self, data: Burn) -> None:
        self._data = data
        words = self.scene.words
        year = words("burn.year", first=words.month(data.start), last=words.month(_month(data.start, 11)))
        self.put_head(data.told, words("burn.title"), self._finding(data), period=year)
        self.body.put(render("burn_down", words=words, nothing=self.nothing(), **self._drawn(data)))

    def told(self) -> Told | None:
        return self._data.told if self._data else None

    def twin(self) -> Twin | None:
        data, words = self._data, self.scene.words
        if data is None:
            return None
        metric = data.told.metric
        columns = (words("table.from"), words("burn.spent"), words("burn.planned"), words("burn.usual"))
        rows = [
            (
                words.month(month),
                *(self.scene.exact(metric, run.get(month)) for run in (data.spent, data.planned, data.usual)),
            )
            for month in sorted(data.spent)
        ]
        return Twin(columns, rows)

    def _fiscal_start(self, day: date) -> date:
        """First day of the fiscal year that the month stated last before that day belongs to."""
        stated = (day.replace(day=1) - timedelta(days=1)).replace(day=1)
        month, first = map(int, str(self.scene.city.profile.fiscal_year_starts).split("-"))
        start = date(stated.year, month, first)
        return start if start <= stated else date(stated.year - 1, month, first)

    def _one(self, metric_id: str, period: tuple[date, date]) -> float | None:
        if metric_id not in self.metric_ids:
            return None
        row = self.scene.ask(metric_id, self.own, period).row
        return None if row is None or isnan(row.value) else row.value

    def _months(self, metric_id: str, period: tuple[date, date]) -> dict[date, float]:
        if metric_id not in self.metric_ids:
            return {}
        told = self.scene.ask(metric_id, self.own, period, by="month")
        return {as_date(g.group): g.value for g in told.groups if g.n and not isnan(g.value)}

    def _drawn(self, data: Burn) -> dict[str, object]:
        """Lines in the units of the drawing's box; a month's amount stands at the month's end."""
        ends = [value for value in (data.budget, data.high) if value]
        high = max([*data.spent.values(), *data.planned.values(), *data.usual.values(), *ends], default=0)
        metric = data.told.metric

        def y(value: float) -> float:
            return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / high)

        def x(month: date) -> float:
            after = (month.year - data.start.year) * 12 + month.month - data.start.month + 1
            return LEFT + (WIDTH - LEFT - RIGHT) * after / 12

        def line(run: dict[date, float]) -> str:
            return " ".join(f"{x(month):.1f},{y(value):.1f}" for month, value in sorted(run.items()))

        months = [
            (x(_month(data.start, n)), self.scene.words.date(_month(data.start, n), year=False)) for n in (2, 5, 8, 11)
        ]
        last = max(data.spent, default=None)
        fan = None
        if last and data.low and data.high:
            fan = (x(last), y(data.spent[last]), y(data.low), y(data.high), self.scene.amount(metric, data.low))
        return {
            "lines": {"planned": line(data.planned), "usual": line(data.usual), "spent": line(data.spent)}
            if high
            else {},
            "budget": (y(data.budget), self.scene.amount(metric, data.budget)) if data.budget else None,
            "fan": fan,
            "high": self.scene.amount(metric, data.high),
            "now": (x(last), y(data.spent[last]), self.scene.amount(metric, data.spent[last])) if last else None,
            "months": months,
            "end": WIDTH - RIGHT,
            "box": (WIDTH, HEIGHT),
        }

    def _finding(self, data: Burn) -> str:
        words, metric = self.scene.words, data.told.metric
        last = max(data.spent, default=None)
        if last is None:
            return self.nothing()
        amount = self.scene.amount(metric, data.spent[last])
        if data.low is None or data.high is None or not data.budget:
            return words("burn.finding", amount=amount)
        low, high = (words.number(100 * value / data.budget, 1) for value in (data.low, data.high))
        return words("burn.forecast", amount=amount, low=low, high=high)


def _month(start: date, after: int) -> date:
    """First day of the month so many months later."""
    number = start.year * 12 + start.month - 1 + after
    return date(number // 12, number % 12 + 1, 1)
