"""A change in words, never a bare percentage: with both values, as counts where the base is small or zero."""

from __future__ import annotations

from babel.numbers import format_decimal

from pipelines.metrics.record import Metric, Texts
from pipelines.metrics.units import UNITS

SMALL_BASE = 20
FLAT_PCT = 3.0
MORE_DECIMALS = 3
POINTS = ("percent", "pp")
INTERVALS = ("degrees", "db", "z")
"""Units whose zero is a convention: differences mean something, ratios do not."""


def change_pct(metric: Metric, value: float | None, previous: float | None) -> float | None:
    """(value − previous) ÷ previous in percent; None where one is negative, where the base is zero, where the unit is a
    percentage itself, or one whose ratios mean nothing (degrees, decibels)."""
    if value is None or previous is None or previous <= 0 or value < 0 or metric.unit in POINTS + INTERVALS:
        return None
    return 100 * (value - previous) / previous


def change_words(metric: Metric, value: float | None, previous: float | None) -> Texts:
    """ "up 12.3 % (from 1,234 to 1,386)"; "n/a (0 → 3)"; "to 8 from 1"; "flat (from 100 to 101)"; "unchanged (2)"."""
    if value is None or previous is None:
        return Texts(en="n/a (no data to compare)", zh="无可比数据")
    now, before = _apart(metric, value, previous)
    if metric.unit in POINTS + INTERVALS:
        return _difference(metric, value - previous, now, before)
    small = previous <= 0 or value < 0 or (metric.is_additive and previous < SMALL_BASE)
    if small and value == previous:
        return Texts(en=f"unchanged ({now})", zh=f"不变（{now}）")
    if previous == 0:
        return Texts(en=f"n/a ({before} → {now})", zh=f"不适用（{before} → {now}）")
    if small:
        return Texts(en=f"to {now} from {before}", zh=f"由{before}到{now}")
    return _percent(100 * (value - previous) / previous, now, before)


def _percent(change: float, now: str, before: str) -> Texts:
    if abs(change) < FLAT_PCT:
        return Texts(en=f"flat (from {before} to {now})", zh=f"持平（由{before}到{now}）")
    size, (en, zh) = _decimal(abs(change), 1), _way(change)
    return Texts(en=f"{en} {size} % (from {before} to {now})", zh=f"{zh}{size}%（由{before}到{now}）")


def _difference(metric: Metric, change: float, now: str, before: str) -> Texts:
    """In points of a percentage, or in the unit itself; both values carry their sign."""
    unit = UNITS["pp" if metric.unit in POINTS else metric.unit]
    if metric.unit == "percent":
        ends, zh_ends = f"from {before} % to {now} %", f"由{before}%到{now}%"
    else:
        ends, zh_ends = f"from {before} to {now}", f"由{before}到{now}"
    if round(change, unit.decimals) == 0:
        return Texts(en=f"flat ({ends})", zh=f"持平（{zh_ends}）")
    size, (en, zh) = _decimal(abs(change), unit.decimals), _way(change)
    return Texts(en=f"{en} {size} {unit.en} ({ends})", zh=f"{zh}{size}{_spaced(unit.zh)}（{zh_ends}）")


def _spaced(unit: str) -> str:
    return unit if unit[0] >= "⺀" or unit.startswith("℃") else f" {unit}"


def _way(change: float) -> tuple[str, str]:
    return ("up", "上升") if change > 0 else ("down", "下降")


def _apart(metric: Metric, value: float, previous: float) -> tuple[str, str]:
    """Both values with the decimals of the unit, or as many more as tell them apart where they differ by 3 %."""
    decimals = UNITS[metric.unit].decimals
    told = [
        (_decimal(value, decimals + more), _decimal(previous, decimals + more)) for more in range(MORE_DECIMALS + 1)
    ]
    is_flat = previous != 0 and abs(value - previous) < abs(previous) * FLAT_PCT / 100
    if is_flat or value == previous:
        return told[0]
    return next((pair for pair in told if pair[0] != pair[1]), told[0])


def _decimal(number: float, decimals: int) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(number, format=pattern, locale="en"))
