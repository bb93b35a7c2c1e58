"""From a statement's rows to a metric's answer: values, complete groups, names, order, the min-n flag."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from pipelines.compile import Moment, is_stock_series
from pipelines.metrics.record import Metric
from pipelines.places import UNPLACED, UNPLACED_NAMES
from pipelines.places import Names as PlaceNames
from pipelines.plan import HOURLY, PERIODIC, Plan

COLUMNS = ["group", "name", "name_zh", "value", "numerator", "denominator", "n", "below_min_n"]
FREQUENCIES = {"day": "D", "week": "W-MON", "month": "MS"}
BINS = {"hour": 24, "hour_of_week": 168}
NO_HOUR = -1


@dataclass(frozen=True)
class Names:
    """Names of groups: districts and agencies of the snapshot, the city's own for the whole."""

    district: PlaceNames
    agency: PlaceNames
    city: tuple[str, str]


def frame_of(plan: Plan, place: int, rows: pd.DataFrame, moment: Moment, names: Names) -> pd.DataFrame:
    """The answer of the metric at that place of the statement; columns are COLUMNS.

    `numerator` and `denominator` are null where the metric has none (quantiles; the denominator of counts and
    sums). Ordered by time for time, by value from the highest otherwise, districts without a place last.
    """
    frame = _measured(place, rows)
    frame = _completed(plan, frame, moment, names)
    frame["value"] = _values(plan.metric, frame)
    frame["below_min_n"] = frame["n"] < plan.metric.min_n
    frame = _named(plan, frame, names)
    return _ordered(plan, frame)[COLUMNS].reset_index(drop=True)


def period_of(plan: Plan, moment: Moment) -> tuple[date, date] | None:
    """First and last day that the answer is about: as asked, otherwise as far as the rows reach."""
    if plan.extent is None:
        return None
    last = moment.day if plan.metric.stock else plan.extent[1]
    first, last = plan.predicate.start or plan.extent[0], plan.predicate.end or last
    return (first, last) if first <= last else None


def _measured(place: int, rows: pd.DataFrame) -> pd.DataFrame:
    numerator = rows[f"num_{place}"].astype("float64")
    denominator = rows.get(f"den_{place}")
    n = rows.get(f"n_{place}", rows[f"num_{place}"])
    return pd.DataFrame(
        {
            "group": rows["group"],
            "numerator": numerator,
            "denominator": np.nan if denominator is None else denominator.astype("float64"),
            "n": n.astype("int64"),
        }
    )


def _values(metric: Metric, frame: pd.DataFrame) -> pd.Series:
    if metric.quantile is not None:
        value = frame["numerator"] * metric.scale
        frame["numerator"] = np.nan
        return value
    if metric.mean is None and metric.denominator is None:
        return frame["numerator"] * metric.scale
    return frame["numerator"] * metric.scale / frame["denominator"].replace(0, np.nan)


def _completed(plan: Plan, frame: pd.DataFrame, moment: Moment, names: Names) -> pd.DataFrame:
    if plan.by is None:
        return _whole(plan, frame, moment)
    if plan.by in HOURLY:
        return _all_bins(plan, frame)
    if plan.by not in PERIODIC:
        return _all_districts(plan, frame, names)
    frame = frame.assign(group=pd.to_datetime(frame["group"]).astype("datetime64[s]"))
    return _all_periods(plan, frame, moment)


def _whole(plan: Plan, frame: pd.DataFrame, moment: Moment) -> pd.DataFrame:
    if frame.empty:
        frame = pd.DataFrame({"group": ["all"], "numerator": [np.nan], "denominator": [np.nan], "n": [0]})
        frame = _zeroed(plan, frame)
    period = period_of(plan, moment)
    if plan.date_column and not _meets(period, plan.extent):
        frame[["numerator", "denominator"]] = np.nan
    return frame


def _meets(period: tuple[date, date] | None, extent: tuple[date, date] | None) -> bool:
    return bool(period and extent and period[0] <= extent[1] and extent[0] <= period[1])


def _zeroed(plan: Plan, frame: pd.DataFrame) -> pd.DataFrame:
    if plan.metric.no_rows == "zero":
        frame.loc[frame["n"] == 0, "numerator"] = frame["numerator"].fillna(0)
    return frame


def _all_bins(plan: Plan, frame: pd.DataFrame) -> pd.DataFrame:
    bins = list(range(BINS[plan.by or "hour"]))
    extra = [NO_HOUR] if (frame["group"] == NO_HOUR).any() else []
    return _zeroed(plan, _reindexed(frame, [*bins, *extra]))


def _all_districts(plan: Plan, frame: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Where no rows mean zero, every district that the clauses allow; otherwise groups that have rows."""
    present = frame[frame["n"] > 0]
    predicate = plan.predicate
    elsewhere = predicate.polygon or (predicate.districts and predicate.level != plan.level)
    if plan.by != "district" or plan.metric.no_rows != "zero" or elsewhere:
        return present
    districts = predicate.districts or [name for name in names.district.by_id if name not in UNPLACED]
    groups = dict.fromkeys([*present["group"], *districts])
    return _zeroed(plan, _reindexed(present, list(groups)))


def _reindexed(frame: pd.DataFrame, groups: list | pd.Index) -> pd.DataFrame:
    complete = frame.set_index("group").reindex(groups)
    complete["n"] = complete["n"].fillna(0).astype("int64")
    return complete.rename_axis("group").reset_index()


def _all_periods(plan: Plan, frame: pd.DataFrame, moment: Moment) -> pd.DataFrame:
    period = period_of(plan, moment)
    if period is None:
        return frame.iloc[:0]
    start, end = (_group_start(day, plan.by) for day in period)
    groups = pd.date_range(start, end, freq=FREQUENCIES[plan.by or "day"], unit="s")
    if is_stock_series(plan):
        return _running(plan, frame, groups, moment)
    later = frame.loc[frame["group"] > groups[-1], "group"].sort_values()
    complete = _zeroed(plan, _reindexed(frame, groups.append(pd.DatetimeIndex(later))))
    return _unknown_outside(plan, complete)


def _group_start(day: date, by: str | None) -> date:
    if by == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if by == "month" else day


def _unknown_outside(plan: Plan, frame: pd.DataFrame) -> pd.DataFrame:
    """Periods without rows that the data do not reach are not zero but not known."""
    assert plan.extent is not None
    first, last = (pd.Timestamp(_group_start(day, plan.by)) for day in plan.extent)
    outside = (frame["n"] == 0) & ((frame["group"] < first) | (frame["group"] > last))
    frame.loc[outside, ["numerator", "denominator"]] = np.nan
    return frame


def _running(plan: Plan, frame: pd.DataFrame, groups: pd.DatetimeIndex, moment: Moment) -> pd.DataFrame:
    """The stock at the end of each group: all that came less all that went until then."""
    total = frame.set_index("group")["numerator"].cumsum()
    stock = total.reindex(groups, method="ffill").fillna(0)
    assert plan.extent is not None
    first, last = (pd.Timestamp(_group_start(day, plan.by)) for day in (plan.extent[0], moment.day))
    n = stock.astype("int64").to_numpy()
    stock[(groups < first) | (groups > last)] = np.nan
    return pd.DataFrame({"group": groups, "numerator": stock.to_numpy(), "denominator": np.nan, "n": n})


def _named(plan: Plan, frame: pd.DataFrame, names: Names) -> pd.DataFrame:
    pairs = [_name(plan, group, names) for group in frame["group"]]
    return frame.assign(name=[en for en, _ in pairs], name_zh=[zh for _, zh in pairs])


def _name(plan: Plan, group: object, names: Names) -> tuple[str, str]:
    match plan.by:
        case None:
            return names.city
        case "district":
            return names.district.names(str(group))
        case "agency":
            return UNPLACED_NAMES.get(str(group)) or names.agency.names(str(group))
        case "category":
            return UNPLACED_NAMES.get(str(group), (str(group), str(group)))
        case "hour" | "hour_of_week":
            return _hour_name(int(group), plan.by)  # type: ignore[call-overload]
    return _period_name(pd.Timestamp(group), plan.by)  # type: ignore[arg-type]


def _hour_name(place: int, by: str) -> tuple[str, str]:
    if place == NO_HOUR:
        return UNPLACED_NAMES["unspecified"]
    day, hour = divmod(place, 24)
    if by == "hour":
        return f"{hour:02d}:00", f"{hour}时"
    return f"{calendar.day_abbr[day]} {hour:02d}:00", f"周{'一二三四五六日'[day]}{hour}时"


def _period_name(day: pd.Timestamp, by: str) -> tuple[str, str]:
    if by == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}", f"{year}年第{week}周"
    if by == "month":
        return f"{day:%Y-%m}", f"{day.year}年{day.month}月"
    return f"{day:%Y-%m-%d}", f"{day.year}年{day.month}月{day.day}日"


def _ordered(plan: Plan, frame: pd.DataFrame) -> pd.DataFrame:
    if plan.by is None or plan.by in PERIODIC or plan.by in HOURLY:
        return frame
    rank = frame["group"].map({name: place for place, name in enumerate(UNPLACED, 1)}).fillna(0)
    ordered = frame.assign(rank=rank).sort_values(
        ["rank", "value", "group"], ascending=[True, False, True], na_position="last"
    )
    return ordered.drop(columns="rank")
