"""From a statement's rows to a metric's answer: values, complete groups, names, order, the min-n flag."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from pipelines.metrics.record import Metric
from pipelines.query.compile import is_stock_series
from pipelines.query.moment import Moment
from pipelines.query.places import UNPLACED, UNPLACED_NAMES
from pipelines.query.places import Names as PlaceNames
from pipelines.query.plan import HOURLY, PERIODIC, Plan
from pipelines.query.spans import period_of, start_of, starts

COLUMNS = ["group", "name", "name_zh", "value", "numerator", "denominator", "n", "below_min_n"]
BINS = {"hour": 24, "hour_of_week": 168}
NO_HOUR = -1


@dataclass(frozen=True)
class Names:
    """Names of groups: districts, agencies and a fact's categories of the snapshot, the city's own for the whole."""

    district: PlaceNames
    agency: PlaceNames
    category: Mapping[str, tuple[str, str]]
    city: tuple[str, str]


@dataclass(frozen=True)
class Sums:
    """What a metric is made of, by group."""

    groups: Sequence[Any]
    numerator: np.ndarray
    denominator: np.ndarray
    n: np.ndarray

    def at(self, groups: Sequence[Any], zero: bool) -> Sums:
        """The sums of those groups; of one without rows zero or not known."""
        place = {group: index for index, group in enumerate(self.groups)}
        found = np.array([place.get(group, -1) for group in groups], dtype=np.int64)
        missing = found < 0
        n = np.where(missing, 0, _taken(self.n, found))
        numerator = np.where(missing, np.nan, _taken(self.numerator, found))
        numerator = np.where((n == 0) & np.isnan(numerator), 0.0, numerator) if zero else numerator
        return Sums(groups, numerator, np.where(missing, np.nan, _taken(self.denominator, found)), n)

    def blanked(self, unknown: np.ndarray) -> Sums:
        """The sums with some of them not known."""
        return Sums(
            self.groups,
            np.where(unknown, np.nan, self.numerator),
            np.where(unknown, np.nan, self.denominator),
            self.n,
        )


def frame_of(plan: Plan, place: int, rows: pd.DataFrame, moment: Moment, names: Names) -> pd.DataFrame:
    """The answer of the metric at that place of the statement; columns are COLUMNS.

    `numerator` and `denominator` are null where the metric has none (quantiles; the denominator of counts and
    sums). Ordered by time for time, by value from the highest otherwise, districts without a place last.
    """
    sums = _completed(plan, _summed(plan, place, rows), moment, names)
    value = _values(plan.metric, sums)
    order = order_of(plan, sums.groups, value)
    pairs = [name_of(plan, sums.groups[index], names) for index in order]
    numerator = np.full(len(value), np.nan) if plan.metric.quantile else sums.numerator
    return pd.DataFrame(
        {
            "group": group_column(plan, [sums.groups[index] for index in order]),
            "name": [en for en, _ in pairs],
            "name_zh": [zh for _, zh in pairs],
            "value": value[order],
            "numerator": numerator[order],
            "denominator": sums.denominator[order],
            "n": sums.n[order],
            "below_min_n": sums.n[order] < plan.metric.min_n,
        }
    )


def no_rows(plan: Plan, names: Names) -> pd.DataFrame:
    """The answer of a metric that the snapshot has no rows for: not known as a whole, no groups."""
    whole = ("all", *names.city, np.nan, np.nan, np.nan, 0, plan.metric.min_n > 0)
    frame = pd.DataFrame([whole] if plan.by is None else [], columns=COLUMNS)
    return frame.astype({"value": float, "numerator": float, "denominator": float, "n": int, "below_min_n": bool})


def _taken(values: np.ndarray, places: np.ndarray) -> np.ndarray:
    return values[places] if len(values) else np.zeros(len(places), dtype=values.dtype)


def _summed(plan: Plan, place: int, rows: pd.DataFrame) -> Sums:
    numerator = rows[f"num_{place}"].to_numpy("float64", na_value=np.nan)
    denominator, n = f"den_{place}", f"n_{place}"
    groups = rows["group"]
    listed = groups.to_numpy("datetime64[D]").tolist() if plan.by in PERIODIC else groups.tolist()
    return Sums(
        listed,
        numerator,
        rows[denominator].to_numpy("float64") if denominator in rows else np.full(len(rows), np.nan),
        rows[n].fillna(0).to_numpy("int64") if n in rows else numerator.astype("int64"),
    )


def _values(metric: Metric, sums: Sums) -> np.ndarray:
    if metric.mean is None and metric.denominator is None:
        return sums.numerator * metric.scale
    return sums.numerator * metric.scale / np.where(sums.denominator == 0, np.nan, sums.denominator)


def _completed(plan: Plan, sums: Sums, moment: Moment, names: Names) -> Sums:
    zero = plan.metric.no_rows == "zero"
    if plan.by is None:
        return _whole(plan, sums.at(["all"], zero), moment)
    if plan.by in HOURLY:
        extra = [NO_HOUR] if NO_HOUR in sums.groups else []
        return sums.at([*range(BINS[plan.by]), *extra], zero)
    if plan.by in PERIODIC:
        return _all_periods(plan, sums, moment)
    return sums.at(_members(plan, sums, names), zero)


def _whole(plan: Plan, sums: Sums, moment: Moment) -> Sums:
    """A period that the data do not reach at all is not zero but not known."""
    period = period_of(plan, moment)
    still_stated = plan.metric.last is not None
    reached = period and plan.extent and (still_stated or period[0] <= plan.extent[1]) and plan.extent[0] <= period[1]
    return sums if reached or not plan.date_column else sums.blanked(np.array([True]))


def _members(plan: Plan, sums: Sums, names: Names) -> list[str]:
    """Where no rows mean zero, every district that the clauses allow; otherwise groups that have rows."""
    present = [group for group, n in zip(sums.groups, sums.n, strict=True) if n > 0]
    predicate = plan.predicate
    elsewhere = predicate.polygon or (predicate.districts and predicate.level != plan.level)
    if plan.by != "district" or plan.metric.no_rows != "zero" or elsewhere:
        return present
    districts = predicate.districts or [name for name in names.district.by_id if name not in UNPLACED]
    return list(dict.fromkeys([*present, *districts]))


def _all_periods(plan: Plan, sums: Sums, moment: Moment) -> Sums:
    period = period_of(plan, moment)
    if period is None:
        return sums.at([], zero=False)
    groups = list(starts(*period, plan.by))
    if is_stock_series(plan):
        return _running(plan, sums, groups, moment)
    later = sorted(group for group in sums.groups if group > groups[-1])
    complete = sums.at([*groups, *later], plan.metric.no_rows == "zero")
    return complete.blanked((complete.n == 0) & _outside(plan, complete.groups, plan.extent))


def _outside(plan: Plan, groups: Sequence[date], reach: tuple[date, date] | None) -> np.ndarray:
    """Periods that the data do not reach."""
    assert reach is not None
    first, last = (start_of(day, plan.by) for day in reach)
    return np.array([not first <= group <= last for group in groups], dtype=bool)


def _running(plan: Plan, sums: Sums, groups: list[date], moment: Moment) -> Sums:
    """The stock at the end of each group: all that came less all that went until then."""
    assert plan.extent is not None
    days = np.array(sums.groups, "datetime64[D]")
    order = np.argsort(days)
    total = np.concatenate([[0.0], sums.numerator[order].cumsum()])
    stock = total[np.searchsorted(days[order], np.array(groups, "datetime64[D]"), "right")]
    running = Sums(groups, stock, np.full(len(groups), np.nan), stock.astype("int64"))
    return running.blanked(_outside(plan, groups, (plan.extent[0], moment.day)))


def order_of(plan: Plan, groups: Sequence[Any], value: np.ndarray) -> np.ndarray:
    """Places in the order of an answer: as they are for time, otherwise from the highest value."""
    if plan.by is None or plan.by in PERIODIC or plan.by in HOURLY:
        return np.arange(len(value))
    rank = np.array([UNPLACED.index(group) + 1 if group in UNPLACED else 0 for group in groups])
    name = np.argsort(np.argsort(np.array(groups, dtype=object)))
    return np.lexsort((name, -np.where(np.isnan(value), -np.inf, value), rank))


def group_column(plan: Plan, groups: list[Any]) -> Any:
    """The groups as a column: days, or what they are."""
    return np.array(groups, dtype="datetime64[s]") if plan.by in PERIODIC else groups


def name_of(plan: Plan, group: Any, names: Names) -> tuple[str, str]:
    """A group's names in English and Chinese."""
    if plan.by in HOURLY:
        return _hour_name(group, str(plan.by))
    if plan.by in PERIODIC:
        return _period_name(group, str(plan.by))
    match plan.by:
        case "district":
            return names.district.names(group)
        case "agency":
            return UNPLACED_NAMES.get(group) or names.agency.names(group)
        case "category":
            return UNPLACED_NAMES.get(group) or names.category.get(group, (group, group))
    return names.city


def _hour_name(place: int, by: str) -> tuple[str, str]:
    if place == NO_HOUR:
        return UNPLACED_NAMES["unspecified"]
    day, hour = divmod(place, 24)
    if by == "hour":
        return f"{hour:02d}:00", f"{hour}时"
    return f"{calendar.day_abbr[day]} {hour:02d}:00", f"周{'一二三四五六日'[day]}{hour}时"


def _period_name(day: date, by: str) -> tuple[str, str]:
    if by == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}", f"{year}年第{week}周"
    if by == "month":
        return f"{day.year}-{day.month:02d}", f"{day.year}年{day.month}月"
    return day.isoformat(), f"{day.year}年{day.month}月{day.day}日"
