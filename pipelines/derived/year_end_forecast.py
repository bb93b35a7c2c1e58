"""Spending at the end of the fiscal year as the years before suggest it, as a middle and a range (METRICS.md B9)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from pipelines.derived.ask import Ask
from pipelines.derived.fiscal.frames import Row, by_month
from pipelines.derived.fiscal.statements import Statements, of_year_end
from pipelines.metrics.record import Metric

ROLES = ("spent",)


def values(ask: Ask, metric: Metric) -> pd.DataFrame:
    """Spent ÷ share: the mean share for the middle, the largest for the low end, the smallest for the high end."""
    spent = Statements(ask, "spent")

    def rows(month: date) -> dict[Any, Row]:
        found = of_year_end(spent, month, ask.options.get("years", 3), ask.options.get("fewest", 2))
        amounts, share, years = (
            spent.at(month),
            _share(found, ask.options.get("at", "middle")),
            found.notna().sum(axis=1),
        )
        groups = [group for group in share.index if group in amounts.index and share[group] > 0]
        return {
            group: Row(amounts[group] / share[group], amounts[group], share[group], int(years[group]))
            for group in groups
        }

    return by_month(spent, rows)


def explain(ask: Ask, metric: Metric) -> tuple[str, ...]:
    """Low end, middle and high end of the whole."""
    spent = Statements(ask, "spent")
    month = spent.last()
    if month is None:
        return ()
    found = of_year_end(spent, month, ask.options.get("years", 3), 1)
    if found.empty:
        return ()
    listed = (("max", found.max(axis=1)), ("mean", found.mean(axis=1)), ("min", found.min(axis=1)))
    amount = spent.whole[month]
    return tuple(
        f"{month:%Y-%m}: {amount:,.0f} ÷ {name} share {share.iloc[0]:.4f} = {amount / share.iloc[0]:,.0f}"
        for name, share in listed
    )


def _share(found: pd.DataFrame, at: str) -> pd.Series:
    match at:
        case "low":
            return found.max(axis=1)
        case "high":
            return found.min(axis=1)
    return found.mean(axis=1)
