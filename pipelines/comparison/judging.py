"""Evidence for compared values: which test a metric gets, and the history that the test needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipelines.comparison.evidence import (
    DISJOINT_ALPHA,
    NO_VALUE,
    Evidence,
    count_evidence,
    quantile_evidence,
    rate_evidence,
    rejudged,
    untested,
)
from pipelines.comparison.periods import DAY, Period, last_sunday, monday_of
from pipelines.comparison.significance import benjamini_hochberg, quantile_positions
from pipelines.metrics.record import Metric, Quantile
from pipelines.query.answer import Answer
from pipelines.query.pair_index import Question
from pipelines.query.predicate import Predicate
from pipelines.query.service import QueryService

WEEKS = 52
QUIET_DAYS = 7
"""So many days without a row at either end may be quiet; more are taken to be missing."""
NOT_BY_GROUP = untested("quantiles are not tested by group", "分组时不检验分位数")
NOT_COUNTED = untested("the metric is no count, share or quantile", "该指标不是计数、比率或分位数")

NOT_COVERED = untested("the data do not reach over the whole of both periods", "数据未覆盖两个统计期的全部日期")


@dataclass(frozen=True)
class Side:
    """One of the two compared values, with what it is made of."""

    period: Period
    value: float | None
    numerator: float | None
    denominator: float | None
    n: int


Sides = tuple[Side, Side]


def evidence_for(service: QueryService, metric: Metric, sides: Sides, predicate: Predicate, lines: int) -> Evidence:
    """The evidence for a metric as a whole; current side first."""
    if sides[0].value is None or sides[1].value is None:
        return NO_VALUE
    if not all(_covered(service, metric, side.period) for side in sides):
        return NOT_COVERED
    match metric.evidence:
        case "count":
            return _count(sides, weekly_counts(service, metric, predicate, sides[0].period.start), lines)
        case "rate":
            return _rate(sides, lines)
        case "quantile":
            return _quantile(service, metric, sides, predicate)
    return NOT_COUNTED


def evidence_for_groups(
    service: QueryService, answer: Answer, groups: dict[str, Sides], predicate: Predicate, before: date
) -> dict[str, Evidence]:
    """The evidence for each group of an answer, judged over all groups together (Benjamini-Hochberg)."""
    periods = [side.period for side in next(iter(groups.values()), ())]
    if not all(_covered(service, answer.metric, period) for period in periods):
        return dict.fromkeys(groups, NOT_COVERED)
    weekly = _weekly_by_group(service, answer, predicate, before)
    found = {group: _group_evidence(answer.metric, sides, weekly.get(group, [])) for group, sides in groups.items()}
    tested = {group: one.p for group, one in found.items() if one.p is not None}
    signals = benjamini_hochberg(list(tested.values()))
    judged = {group: rejudged(found[group], signal, len(tested)) for group, signal in zip(tested, signals, strict=True)}
    return found | judged


def _covered(service: QueryService, metric: Metric, period: Period) -> bool:
    extent = service.extent(metric.fact, metric.kinds)
    quiet = timedelta(days=QUIET_DAYS)
    return extent is not None and extent[0] - quiet <= period.start and period.last <= extent[1] + quiet


def _group_evidence(metric: Metric, sides: Sides, weekly: Sequence[float]) -> Evidence:
    if sides[0].value is None or sides[1].value is None:
        return NO_VALUE
    match metric.evidence:
        case "count":
            return _count(sides, weekly)
        case "rate":
            return _rate(sides)
        case "quantile":
            return NOT_BY_GROUP
    return NOT_COUNTED


def _count(sides: Sides, weekly: Sequence[float], lines: int = 1) -> Evidence:
    current, previous = (float(side.value or 0) for side in sides)
    return count_evidence(current, previous, weekly, (sides[0].period.days, sides[1].period.days), lines)


def _rate(sides: Sides, lines: int = 1) -> Evidence:
    hits, trials = ([float(getattr(side, name) or 0) for side in sides] for name in ("numerator", "denominator"))
    return rate_evidence((hits[0], hits[1]), (trials[0], trials[1]), lines)


def weekly_counts(service: QueryService, metric: Metric, predicate: Predicate, before: date) -> list[float]:
    """Counts of the complete weeks, at most 52, that end before that day and that the data reach from their start."""
    span = _weeks_before(service, metric, before)
    if span is None:
        return []
    weeks = service.values([metric.id], replace(predicate, start=span[0], end=span[1], left_out=()), by="week")
    return weeks[metric.id].frame["value"].dropna().tolist()


def _weeks_before(service: QueryService, metric: Metric, before: date) -> tuple[date, date] | None:
    """First Monday and last Sunday of those weeks."""
    extent = service.extent(metric.fact, metric.kinds)
    if extent is None:
        return None
    end = min(last_sunday(before - DAY), last_sunday(extent[1]))
    start = max(end - timedelta(weeks=WEEKS) + DAY, monday_of(extent[0] + 6 * DAY))
    return (start, end) if start < end else None


def _weekly_by_group(
    service: QueryService, answer: Answer, predicate: Predicate, before: date
) -> dict[str, list[float]]:
    """Counts of those weeks by group, from the pair index."""
    span = _weeks_before(service, answer.metric, before)
    if span is None or answer.metric.evidence != "count":
        return {}
    question = Question(answer.metric.id, answer.by, answer.level)
    index = service.index("time", [question], predicate)
    mondays = [span[0] + timedelta(weeks=week) for week in range(((span[1] - span[0]).days + 1) // 7)]
    weeks = [index.answer(monday, monday + 6 * DAY)[question] for monday in mondays]
    return {str(group): [float(week.numerator[place]) for week in weeks] for place, group in enumerate(weeks[0].groups)}


def _quantile(service: QueryService, metric: Metric, sides: Sides, predicate: Predicate) -> Evidence:
    intervals = [quantile_interval(service, metric, side.period.narrow(predicate), side.n) for side in sides]
    if intervals[0] is None or intervals[1] is None:
        return untested("too few rows for an interval around the quantile", "行数过少，无法给出分位数区间")
    return quantile_evidence(intervals[0], intervals[1])


def quantile_interval(
    service: QueryService, metric: Metric, predicate: Predicate, n: int, alpha: float = DISJOINT_ALPHA
) -> tuple[float, float] | None:
    """The order-statistic interval around a quantile metric's value; None where n is too small."""
    assert metric.quantile is not None
    positions = quantile_positions(n, metric.quantile.at, alpha)
    if positions is None:
        return None
    ends = [_at(metric, name, position) for name, position in zip(("low", "high"), positions, strict=True)]
    answers = service.measured(ends, predicate)
    low, high = (float(answer.frame["value"].iloc[0]) for answer in answers.values())
    return low, high


def _at(metric: Metric, name: str, position: float) -> Metric:
    assert metric.quantile is not None
    quantile = Quantile.model_construct(of=metric.quantile.of, at=position)
    return metric.model_copy(update={"id": f"{metric.id}_{name}", "quantile": quantile})
