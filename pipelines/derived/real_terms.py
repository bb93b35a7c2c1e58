"""Cumulative amounts in prices of the newest month of a price index (METRICS.md B11)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from pipelines.derived.ask import Ask
from pipelines.derived.fiscal.frames import Row, by_month
from pipelines.derived.fiscal.statements import Statements
from pipelines.metrics.record import Metric
from pipelines.query.predicate import Predicate

ROLES = ("amount",)


def values(ask: Ask, metric: Metric) -> pd.DataFrame:
    """Amount × newest index ÷ mean index of the fiscal year's months so far; unknown where a month has no index.

    Options: `price`, the metric that is the index.
    """
    amount, prices = Statements(ask, "amount"), _prices(ask)

    def rows(month: date) -> dict[Any, Row]:
        mean = _mean(prices, amount, month)
        if mean is None:
            return {}
        factor = prices.iloc[-1] / mean
        return {group: Row(spent * factor, spent, 1 / factor, 1) for group, spent in amount.at(month).items()}

    return by_month(amount, rows)


def explain(ask: Ask, metric: Metric) -> tuple[str, ...]:
    """The two indices and the amount of the whole."""
    amount, prices = Statements(ask, "amount"), _prices(ask)
    month = amount.last()
    mean = None if month is None else _mean(prices, amount, month)
    if month is None or mean is None:
        return ()
    newest, spent = prices.iloc[-1], amount.whole[month]
    return (
        f"{spent:,.0f} × {newest:.2f} ({prices.index[-1]:%Y-%m}) ÷ {mean:.3f} (mean of {amount.passed(month)} months"
        f" to {month:%Y-%m}) = {spent * newest / mean:,.0f}",
    )


def _prices(ask: Ask) -> pd.Series:
    """The index by month: it is the city's, whatever the question is about."""
    record = ask.service.registry[str(ask.options["price"])]
    frame = ask.service.measured([record], Predicate(), "month", None, ask.scope)[record.id].frame
    known = frame.dropna(subset=["value"])
    months = [pd.Timestamp(group).date() for group in known["group"]]
    return pd.Series(known["value"].astype("float64").to_numpy(), index=months, dtype="float64")


def _mean(prices: pd.Series, amount: Statements, month: date) -> float | None:
    start = amount.ask.calendar.fiscal_start(month)
    found = [price for when, price in zip(prices.index, prices, strict=True) if start <= when <= month]
    return sum(found) / len(found) if len(found) == amount.passed(month) else None
