"""What is usual for a metric, for `explain`: usual range, place in the funnel, the year's end, how firm a signal is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from math import isnan
from typing import Any

from layouts.terminal.asking import Question, calendar_of
from layouts.terminal.output import number
from pipelines.comparison.band import Band, Week
from pipelines.comparison.compare import Comparison
from pipelines.comparison.funnel import Funnel
from pipelines.comparison.judging import counted
from pipelines.comparison.outlook import district_funnel, standing_of, usual_ranges, year_end
from pipelines.comparison.pace import Pace
from pipelines.comparison.periods import DAY, last_sunday
from pipelines.comparison.revisions import FRAGILE_WEEKS, Revision, Standing, revisions
from pipelines.query.predicate import Predicate
from pipelines.query.service import QueryService

TRIED = ("count", "rate")
PLACES = {
    "usual": ("as usual", "处于正常范围"),
    "high": ("above what is usual", "高于正常范围"),
    "low": ("below what is usual", "低于正常范围"),
}


@dataclass(frozen=True)
class Outlook:
    """What could be said: `usual` of the last whole week of the period, `funnel` of its districts, `pace` of its year,
    `standing` of a tested count against `revisions`."""

    usual: tuple[Week, Band] | None = None
    funnel: Funnel | None = None
    pace: Pace | None = None
    standing: Standing | None = None
    revisions: tuple[Revision, ...] = ()
    of: dict[str, str] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """For people, each with its arithmetic."""
        if self.usual:
            week, band = self.usual
            en, zh = PLACES[band.place(week.value)]
            yield f"week from {week.monday}: {number(week.value)} is {en}"
            yield f"{week.monday} 起的一周：{number(week.value)}，{zh}"
            yield from (f"  {line}" for line in band.arithmetic)
        if self.funnel:
            yield f"districts in the funnel around {number(self.funnel.rate)}"
            yield f"各区域在以 {number(self.funnel.rate)} 为中心的漏斗图中的位置"
            yield from (f"  {line}" for line in self.funnel.arithmetic)
            for area in sorted(self.funnel.areas, key=lambda one: -one.z):
                low, high = (number(edge) for edge in area.inner)
                name = self.of.get(area.group, area.group)
                yield f"  {name}: {number(area.rate)}, limits {low} to {high}, z = {area.z:.2f}, {area.place}"
        if self.pace:
            low, high = f"{self.pace.low:,.0f}", f"{self.pace.high:,.0f}"
            yield f"the year will end between {low} and {high} if it goes on like this"
            yield f"照此趋势，全年将在 {low} 至 {high} 之间"
            yield from (f"  {line}" for line in self.pace.arithmetic)
        yield from self._firmness()

    def _firmness(self) -> Iterator[str]:
        for one in self.revisions:
            yield f"revised between {one.earlier.snapshot_id} and {one.later.snapshot_id}: {one.line}"
        if self.standing and self.standing.break_even is not None:
            yield f"break-even: a revision of {number(self.standing.break_even)} turns the signal to noise"
            yield f"临界修订量：数据修订达到 {number(self.standing.break_even)} 时，变化即不再超出正常波动"
            if self.standing.weeks is not None:
                weeks, is_fragile = f"{self.standing.weeks:.1f}", self.standing.fragile
                fragile = f"fragile, as that is less than {FRAGILE_WEEKS}" if is_fragile else "not fragile"
                yield f"  at the pace of the kept snapshots in {weeks} weeks: {fragile}"
                yield f"  按已保存快照的修订速度约需 {weeks} 周：{'结论不稳固' if is_fragile else '结论稳固'}"

    def as_data(self) -> dict[str, Any]:
        """The same under names; null where nothing can be said."""
        week, band = self.usual or (None, None)
        usual = week and band and {"value": week.value, "place": band.place(week.value), "band": band}
        funnel = self.funnel and {
            "rate": self.funnel.rate,
            "phi": self.funnel.phi,
            "arithmetic": self.funnel.arithmetic,
            "areas": [
                {"group": one.group, "rate": one.rate, "inner": one.inner, "outer": one.outer, "z": one.z}
                | {"place": one.place}
                for one in self.funnel.areas
            ],
        }
        standing = self.standing and {
            "break_even": self.standing.break_even,
            "weeks": self.standing.weeks,
            "fragile": self.standing.fragile,
        }
        moved = [{"r": one.size, "weekly": one.weekly, "arithmetic": one.line} for one in self.revisions]
        return {"usual": usual, "funnel": funnel, "pace": self.pace, "standing": standing, "revisions": moved}


def outlook(asked: QueryService, question: Question, changes: list[Comparison]) -> Outlook:
    """What is usual for the metric as a whole, or for its districts where it is asked by district."""
    metric, predicate = asked.registry[question.metric], question.predicate
    calendar = calendar_of(asked, metric.id)
    period = question.named_period(calendar)
    if question.by == "district" and metric.evidence in TRIED and period is not None:
        names = asked.districts(question.level).set_index("district_id")["name_en"].to_dict()
        return Outlook(funnel=district_funnel(asked, metric.id, period, predicate, question.level), of=names)
    if question.by is not None or metric.evidence == "none":
        return Outlook()
    usual = _usual(asked, metric.id, predicate, period.last if period else calendar.as_of)
    if metric.evidence != "count":
        return Outlook(usual)
    moved = revisions(asked, counted(asked, metric).id, predicate)
    tested = [one for one in changes if one.evidence.phi is not None]
    return Outlook(
        usual,
        pace=year_end(asked, metric.id, calendar, predicate),
        standing=standing_of(tested[0], moved) if tested else None,
        revisions=moved,
    )


def _usual(asked: QueryService, metric_id: str, predicate: Predicate, last: date) -> tuple[Week, Band] | None:
    """The last whole week by that day, where it has a value and enough weeks lie before it."""
    sunday = last_sunday(last)
    found = usual_ranges(asked, metric_id, (sunday - 6 * DAY, sunday), predicate)
    return next(((week, band) for week, band in found if band is not None and not isnan(week.value)), None)
