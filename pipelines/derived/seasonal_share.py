"""The share of a fiscal year's spending that is usually reached by now (METRICS.md B7)."""

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
    """Mean share in percent over the earlier years; n is how many years there are."""
    spent = Statements(ask, "spent")

    def rows(month: date) -> dict[Any, Row]:
        found = of_year_end(spent, month, ask.options.get("years", 3), ask.options.get("fewest", 2))
        means, counts = 100 * found.mean(axis=1), found.notna().sum(axis=1)
        return {group: Row(means[group], means[group], None, int(counts[group])) for group in found.index}

    return by_month(spent, rows)


def explain(ask: Ask, metric: Metric) -> tuple[str, ...]:
    """Each year's share and their mean, of the whole."""
    spent = Statements(ask, "spent")
    month = spent.last()
    if month is None:
        return ()
    found = of_year_end(spent, month, ask.options.get("years", 3), 1)
    months: list[Any] = found.columns.tolist()
    return tuple(
        f"{then:%Y-%m}: {spent.whole[then]:,.0f} ÷ {spent.whole[spent.year_end(then)]:,.0f} = {100 * share:.2f} %"
        for then, share in zip(months, found.mean(axis=0), strict=True)
    )
