"""Evidence for compared values: which test a metric gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from pipelines.comparison.breaks import flagged, touching
from pipelines.comparison.counts import count_evidence
from pipelines.comparison.evidence import NO_VALUE, Evidence, rejudged, untested
from pipelines.comparison.history import Weeks, weekly, weekly_by_group
from pipelines.comparison.order_statistics import Grouped, intervals
from pipelines.comparison.ordered import Ordered, quantile_evidence
from pipelines.comparison.periods import Period
from pipelines.comparison.rates import rate_evidence
from pipelines.comparison.significance import benjamini_hochberg
from pipelines.comparison.weekly import weekly_evidence
from pipelines.metrics.record import Metric
from pipelines.metrics.registry import Break
from pipelines.query.answer import Answer
from pipelines.query.predicate import Predicate
from pipelines.query.service import QueryService

QUIET_DAYS = 7
"""So many days without a row at either end may be quiet; more are taken to be missing."""
NOT_COUNTED = untested("the metric's definition names no test", "该指标的定义未指定检验方法")
NOT_COVERED = untested("the data do not reach over the whole of both periods", "数据未覆盖两个统计期的全部日期")
MATURING = untested(
    "cases of the newest days are still being completed, which moves the figure one way",
    "最近日期的个案仍在补录，数值会单向变化",
)
FEW_ROWS = untested("too few rows for an interval around the quantile", "行数过少，无法给出分位数区间")


@dataclass(frozen=True)
class Side:
    """One of the two compared values, with what it is made of; `days` are those that count, as far as they passed."""

    period: Period
    value: float | None
    numerator: float | None
    denominator: float | None
    n: int
    days: float


Sides = tuple[Side, Side]
Narrowed = tuple[Predicate, Predicate]


@dataclass(frozen=True)
class Case:
    """A metric that is compared: the question, the question in both periods, the breaks that lie between them, and
    how many changes a headline is picked from."""

    metric: Metric
    predicate: Predicate
    narrowed: Narrowed
    breaks: tuple[Break, ...] = ()
    lines: int = 1


@dataclass(frozen=True)
class Known:
    """What a test needs beside both values: the weeks before, and the intervals of a quantile."""

    weeks: Weeks = field(default_factory=Weeks)
    intervals: tuple[Ordered | None, Ordered | None] = (None, None)
    lines: int = 1


def counted(service: QueryService, metric: Metric) -> Metric:
    """The count that a rate per resident is made of, as residents leave nothing to chance; otherwise the metric."""
    if metric.evidence != "count" or metric.derived is None:
        return metric
    return service.registry[next(iter(metric.derived.of.values()))]


def _as_counted(service: QueryService, case: Case, groups: dict[str, Sides]) -> tuple[Case, dict[str, Sides]]:
    metric = counted(service, case.metric)
    if metric is case.metric:
        return case, groups
    made_of = {group: (_by_numerator(sides[0]), _by_numerator(sides[1])) for group, sides in groups.items()}
    return replace(case, metric=metric), made_of


def _by_numerator(side: Side) -> Side:
    return replace(side, value=side.numerator)


def evidence_for(service: QueryService, case: Case, sides: Sides) -> Evidence:
    """The evidence for a metric as a whole; current side first."""
    case, groups = _as_counted(service, case, {"all": sides})
    sides = groups["all"]
    if broken := touching(case.breaks, case.predicate):
        return flagged(broken)
    if case.metric.evidence == "none":
        return NOT_COUNTED
    if sides[0].value is None or sides[1].value is None:
        return NO_VALUE
    if not all(_covered(service, case.metric, side.period) for side in sides):
        return NOT_COVERED
    if _is_maturing(case.metric, sides[0].period):
        return MATURING
    weeks = weekly(service, case.metric, case.predicate, sides[0].period.start)
    around = _intervals(service, case, {"all": sides}, Grouped())
    return _tested(case.metric, sides, Known(weeks, around["all"], case.lines))


def evidence_for_groups(
    service: QueryService, case: Case, answer: Answer, groups: dict[str, Sides]
) -> dict[str, Evidence]:
    """The evidence for each group of an answer, judged over all groups together (Benjamini-Hochberg)."""
    if not groups or case.metric.evidence == "none":
        return dict.fromkeys(groups, NOT_COUNTED)
    case, groups = _as_counted(service, case, groups)
    answer = replace(answer, metric=case.metric)
    periods = [side.period for side in next(iter(groups.values()))]
    if not all(_covered(service, case.metric, period) for period in periods):
        return dict.fromkeys(groups, NOT_COVERED)
    if _is_maturing(case.metric, periods[0]):
        return dict.fromkeys(groups, MATURING)
    weeks = weekly_by_group(service, answer, case.predicate, periods[0].start)
    around = _intervals(service, case, groups, Grouped(answer.by, answer.level))
    found = {}
    for group, sides in groups.items():
        broken = touching(case.breaks, case.predicate, answer.by, group)
        known = Known(weeks.get(group, Weeks()), around[group])
        found[group] = flagged(broken) if broken else _tested(case.metric, sides, known)
    return found | _judged_together(found)


def _judged_together(found: Mapping[str, Evidence]) -> dict[str, Evidence]:
    chances = {group: one.p for group, one in found.items() if one.p is not None}
    signals = benjamini_hochberg(list(chances.values()))
    return {group: rejudged(found[group], signal, len(chances)) for group, signal in zip(chances, signals, strict=True)}


def _covered(service: QueryService, metric: Metric, period: Period) -> bool:
    extent = service.extent(metric.fact, metric.kinds)
    quiet = timedelta(days=QUIET_DAYS)
    return extent is not None and extent[0] - quiet <= period.start and period.last <= extent[1] + quiet


def _is_maturing(metric: Metric, period: Period) -> bool:
    return metric.matures and period.provisional(metric.provisional_days)


def _tested(metric: Metric, sides: Sides, known: Known) -> Evidence:
    if sides[0].value is None or sides[1].value is None:
        return NO_VALUE
    days = sides[0].days, sides[1].days
    match metric.evidence:
        case "count":
            return count_evidence(float(sides[0].value), float(sides[1].value), known.weeks.counts, days, known.lines)
        case "rate":
            hits, trials = (_pair(sides, name) for name in ("numerator", "denominator"))
            return rate_evidence(hits, trials, known.weeks.shares, known.lines)
        case "quantile":
            current, previous = known.intervals
            if current is None or previous is None:
                return FEW_ROWS
            return quantile_evidence(current, previous, known.weeks.ordered, known.lines)
        case "weekly":
            return _weekly(metric, sides, known)
    return NOT_COUNTED


def _weekly(metric: Metric, sides: Sides, known: Known) -> Evidence:
    """Amounts are compared a week, as both periods need not be equally long; means and stocks as they are."""
    if metric.is_additive and metric.stock is None:
        values = [7 * float(side.value or 0) / side.days for side in sides if side.days > 0]
        if len(values) < 2:
            return NO_VALUE
    else:
        values = [float(side.value or 0) for side in sides]
    weeks = (1.0, 1.0) if metric.stock is not None else (sides[0].days / 7, sides[1].days / 7)
    return weekly_evidence(values[0], values[1], known.weeks.counts, weeks, known.lines)


def _pair(sides: Sides, name: str) -> tuple[float, float]:
    current, previous = (float(getattr(side, name) or 0) for side in sides)
    return current, previous


def _intervals(
    service: QueryService, case: Case, groups: dict[str, Sides], grouped: Grouped
) -> dict[str, tuple[Ordered | None, Ordered | None]]:
    """Order-statistic intervals of both sides of each group; nothing for what is no quantile."""
    if case.metric.quantile is None or case.metric.evidence != "quantile":
        return dict.fromkeys(groups, (None, None))
    found = []
    for place, narrowed in enumerate(case.narrowed):
        rows = {
            group: (float(side.value), side.n)
            for group, sides in groups.items()
            if (side := sides[place]).value is not None
        }
        found.append(intervals(service, case.metric, narrowed, grouped, rows))
    return {group: (found[0].get(group), found[1].get(group)) for group in groups}
