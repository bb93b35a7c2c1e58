"""How far spending is ahead of or behind the year: against even months or the years before (METRICS.md B7, B10)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from pipelines.derived.ask import Ask
from pipelines.derived.fiscal.frames import Row, by_month
from pipelines.derived.fiscal.statements import Statements, earlier, ratio_at, usual_shares
from pipelines.metrics.record import Metric

ROLES = ("spent", "budget")


def values(ask: Ask, metric: Metric) -> pd.DataFrame:
    """Percentage points; the numerator is the share spent, the denominator the share expected, both in percent."""
    spent, budget = (Statements(ask, role) for role in ROLES)

    def rows(month: date) -> dict[Any, Row]:
        reached = 100 * ratio_at(spent, budget, (month, month))
        if ask.options.get("curve", "linear") == "linear":
            even = 100 * spent.passed(month) / 12
            return {group: Row(share - even, share, even, 1) for group, share in reached.items()}
        found = _usual(spent, budget, month)
        usual, years = 100 * found.mean(axis=1), found.notna().sum(axis=1)
        groups = [group for group in reached.index if group in usual.index]
        return {
            group: Row(reached[group] - usual[group], reached[group], usual[group], int(years[group]))
            for group in groups
        }

    return by_month(spent, rows)


def explain(ask: Ask, metric: Metric) -> tuple[str, ...]:
    """The share spent, the share expected and the gap, of the whole."""
    spent, budget = (Statements(ask, role) for role in ROLES)
    month = spent.last()
    if month is None or month not in budget.whole.index:
        return ()
    reached = 100 * spent.whole[month] / budget.whole[month]
    line = f"{month:%Y-%m}: {spent.whole[month]:,.0f} ÷ {budget.whole[month]:,.0f} = {reached:.2f} %"
    if ask.options.get("curve", "linear") == "linear":
        passed = spent.passed(month)
        return line, f"{passed} ÷ 12 = {100 * passed / 12:.2f} %", f"= {reached - 100 * passed / 12:+.2f}"
    found = _usual(spent, budget, month).mean(axis=0)
    years = tuple(f"{then:%Y-%m}: {100 * share:.2f} %" for then, share in found.items())
    return line, *years, f"{reached:.2f} − {100 * found.mean():.2f} = {reached - 100 * found.mean():+.2f}"


def _usual(spent: Statements, budget: Statements, month: date) -> pd.DataFrame:
    months = [(then, then) for then in earlier(month, spent.ask.options.get("years", 3))]
    return usual_shares(spent, budget, months, spent.ask.options.get("fewest", 2))
