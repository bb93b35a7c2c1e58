"""A change in words, never a bare percentage: with both values, as counts where the base is small or zero."""

from __future__ import annotations

from babel.numbers import format_decimal

from pipelines.metrics.record import Metric, Texts
from pipelines.metrics.units import UNITS

SMALL_BASE = 20
FLAT_PCT = 3.0


def change_pct(metric: Metric, value: float | None, previous: float | None) -> float | None:
    """(value − previous) ÷ previous in percent; None where the base is zero or the unit is a percentage itself."""
    if value is None or previous is None or previous == 0 or metric.unit == "percent":
        return None
    return 100 * (value - previous) / abs(previous)


def change_words(metric: Metric, value: float | None, previous: float | None) -> Texts:
    """ "up 12.3 % (from 1,234 to 1,386)"; "n/a (0 → 3)"; "to 8 from 1"; "flat (from 100 to 101)"."""
    if value is None or previous is None:
        return Texts(en="n/a (no data to compare)", zh="无可比数据")
    now, before = (_number(metric, number) for number in (value, previous))
    if previous == 0:
        return Texts(en=f"n/a ({before} → {now})", zh=f"不适用（{before} → {now}）")
    if metric.unit == "percent":
        return _points(value - previous, now, before)
    if metric.is_additive and abs(previous) < SMALL_BASE:
        return Texts(en=f"to {now} from {before}", zh=f"由{before}到{now}")
    change = change_pct(metric, value, previous)
    assert change is not None
    if abs(change) < FLAT_PCT:
        return Texts(en=f"flat (from {before} to {now})", zh=f"持平（由{before}到{now}）")
    size, (en, zh) = _decimal(abs(change), 1), _way(change)
    return Texts(en=f"{en} {size} % (from {before} to {now})", zh=f"{zh}{size}%（由{before}到{now}）")


def _points(change: float, now: str, before: str) -> Texts:
    if round(change, 1) == 0:
        return Texts(en=f"flat (from {before} % to {now} %)", zh=f"持平（由{before}%到{now}%）")
    size, (en, zh) = _decimal(abs(change), 1), _way(change)
    return Texts(
        en=f"{en} {size} percentage points (from {before} % to {now} %)",
        zh=f"{zh}{size}个百分点（由{before}%到{now}%）",
    )


def _way(change: float) -> tuple[str, str]:
    return ("up", "上升") if change > 0 else ("down", "下降")


def _number(metric: Metric, number: float) -> str:
    return _decimal(number, UNITS[metric.unit].decimals)


def _decimal(number: float, decimals: int) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(number, format=pattern, locale="en"))
