"""Every cell that could be published, asked of the internal query service, so that numbers are those of the wall."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd
import structlog

from datasets.problems import Problem
from datasets.public_edition import PublicEdition
from pipelines.metrics.record import Metric
from pipelines.privacy.counts import is_about_people
from pipelines.privacy.spans import BEFORE, Span, months_between, windows_of
from pipelines.query.predicate import Predicate
from pipelines.query.service import QueryService

CITY, ALL, WHOLE = "city", "all", ""
KEYS = ["level", "area", "by", "grp", "period"]
MEASURES = ["value", "numerator", "denominator", "n"]
COLUMNS = ["metric", *KEYS, *MEASURES]
GROUPINGS = ("category", "agency")
log = structlog.get_logger("pipelines")
YEAR = "12m"


@dataclass(frozen=True)
class Shown:
    """A public metric with the months and windows that it is published for."""

    metric: Metric
    months: tuple[Span, ...]
    windows: tuple[Span, ...]
    facts: tuple[str, ...] = ()
    """The facts of the metrics that it is derived from."""

    area_months: int = 0
    """For how many of the months districts are shown, the latest; 0 is all. The others are asked for, so that windows
    and editions do not give them back."""

    def is_told(self, cells: pd.DataFrame) -> npt.NDArray[np.bool_]:
        """Which of its cells may stand in the file at all."""
        older = {span.id for span in self.months[: -self.area_months]} if self.area_months else set()
        return np.asarray(~((cells.level != CITY) & cells.period.isin(older)), dtype=bool)

    @property
    def is_protected(self) -> bool:
        """Whether it counts somebody's rows."""
        return any(map(is_about_people, (self.metric.fact, *self.facts)))

    @property
    def spans(self) -> tuple[Span, ...]:
        """Months and windows."""
        return (*self.months, *self.windows)


def shown_metrics(service: QueryService, rules: PublicEdition, only: Collection[str] | None = None) -> list[Shown]:
    """The public metrics that the snapshot has rows for, each with its periods."""
    found = []
    for metric in service.registry.values():
        if only is not None and metric.id not in only:
            continue
        extent = service.extent(metric.fact, metric.kinds)
        if metric.visibility != "public" or metric.id in rules.left_out or metric.status != "in_force" or not extent:
            continue
        if metric.time is None and metric.stock is None:
            months = months_between(extent, _as_of(service), 1)
        else:
            months = months_between(extent, _as_of(service), rules.months)
        found.append(
            Shown(metric, months, windows_of(months), _facts_under(metric, service.registry), rules.area_months)
        )
    return found


def _facts_under(metric: Metric, registry: Mapping[str, Metric]) -> tuple[str, ...]:
    """The facts of what a derived metric is made of, however deep."""
    if metric.derived is None:
        return (metric.fact,)
    return tuple(fact for name in metric.derived.of.values() for fact in _facts_under(registry[name], registry))


def cells_of(service: QueryService, shown: Sequence[Shown], rules: PublicEdition) -> pd.DataFrame:
    """One row a metric, area, group and period, with value, numerator, denominator and n; nothing is hidden yet."""
    asking = _Asking(service, rules)
    with service.batch():
        frames = [frame for together in _by_spans(shown) for frame in asking.all(together)]
    found = pd.concat([frame for frame in frames if len(frame)], ignore_index=True)
    return found.drop_duplicates(["metric", *KEYS], ignore_index=True)


def _by_spans(shown: Sequence[Shown]) -> Iterable[list[Shown]]:
    together: dict[tuple[Span, ...], list[Shown]] = {}
    for one in shown:
        together.setdefault(one.spans, []).append(one)
    return together.values()


def _as_of(service: QueryService) -> date:
    """The last whole day of the snapshot."""
    return date.fromisoformat(service.snapshot.meta["as_of"]) - timedelta(days=1)


def _is_grouped(one: Shown, span: Span) -> bool:
    """Categories and agencies of somebody's rows are told by the year alone: a month, or three, less those of an
    earlier edition's year would tell a month of a year ago."""
    return span.id == YEAR or not one.is_protected


class _Asking:
    def __init__(self, service: QueryService, rules: PublicEdition) -> None:
        self.service, self.rules = service, rules
        self.levels = [level.id for level in service.city.profile.levels]
        self._refused: set[tuple[str, str, str | None]] = set()

    def all(self, shown: list[Shown]) -> Iterator[pd.DataFrame]:
        """The cells of metrics that share their periods."""
        ids = [one.metric.id for one in shown]
        months, windows = shown[0].months, shown[0].windows
        yield from self._months(ids, months)
        for span in (*months[-1:], *windows):
            yield self._asked(ids, span)
        for span in (*months, *windows):
            for level in self.levels:
                yield self._asked(ids, span, "district", level)
        for span in (*months[-1:], *(window for window in windows if not window.id.endswith(BEFORE))):
            for by in GROUPINGS:
                yield self._asked([one.metric.id for one in shown if _is_grouped(one, span)], span, by)
        for span in windows:
            if span.id == YEAR:
                yield self._asked(ids, span, "hour_of_week")
                yield from self._by_area(shown, span)
        yield from self._days(shown)

    def _by_area(self, shown: list[Shown], span: Span) -> Iterator[pd.DataFrame]:
        """The categories of each area of the coarsest level, for metrics whose parts add up."""
        ids = [one.metric.id for one in shown if one.metric.is_additive and one.is_protected]
        for level in self.levels[:1]:
            carried = [name for name in ids if (name, "district", level) not in self._refused]
            for area in self.service.districts(level).district_id if carried else ():
                frame = self._asked(carried, span, "category", None, (level, str(area)))
                yield frame.assign(level=level, area=str(area))

    def _months(self, ids: list[str], months: tuple[Span, ...]) -> Iterator[pd.DataFrame]:
        """The whole city month by month."""
        frame = self._asked(ids, Span("", months[0].start, months[-1].end, ()), "month")
        yield frame.assign(period=frame.grp.str[:7], by=WHOLE, grp=WHOLE)

    def _days(self, shown: list[Shown]) -> Iterator[pd.DataFrame]:
        if not self.rules.days:
            return
        end = shown[0].months[-1].end
        first = max(end - timedelta(days=self.rules.days - 1), shown[0].months[0].start)
        frame = self._asked([one.metric.id for one in shown], Span("", first.replace(day=1), end, ()), "day")
        yield frame.assign(period=frame.grp.str[: len("2026-10-31")], by=WHOLE, grp=WHOLE)

    def _asked(
        self,
        ids: list[str],
        span: Span,
        by: str | None = None,
        level: str | None = None,
        of: tuple[str, str] = ("", ""),
    ) -> pd.DataFrame:
        inside = Predicate(start=span.start, end=span.end, level=of[0] or None, districts=(of[1],) if of[1] else ())
        found = []
        for metric_id, answered in self._answers(ids, inside, by, level).items():
            group = answered["group"].map(str)
            at = {"level": level, "area": group} if by == "district" else {"level": CITY, "area": ALL}
            grouped = {"by": WHOLE, "grp": WHOLE} if by in (None, "district") else {"by": by, "grp": group}
            placed = answered.assign(metric=metric_id, period=span.id, **at, **grouped)
            found.append(placed.reindex(columns=COLUMNS))
        return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=COLUMNS)

    def _answers(self, ids: list[str], inside: Predicate, by: str | None, level: str | None) -> dict[str, pd.DataFrame]:
        wanted = [name for name in ids if (name, str(by), level) not in self._refused]
        try:
            answers = self.service.values(wanted, inside, by, level)
        except Exception:  # one metric that cannot be asked so must not take the others with it
            wanted = [name for name in wanted if self._takes(name, inside, by, level)]
            answers = self.service.values(wanted, inside, by, level)
        return {
            name: answer.frame
            for name, answer in answers.items()
            if not set(answer.ignored) & {"districts"} and (by != "district" or answer.level == level)
        }

    def _takes(self, metric_id: str, inside: Predicate, by: str | None, level: str | None) -> bool:
        try:
            self.service.values([metric_id], inside, by, level)
        except Problem:
            self._refused.add((metric_id, str(by), level))
            return False
        except Exception:
            self._refused.add((metric_id, str(by), level))
            log.exception("a metric could not be asked for the public edition", metric=metric_id, by=by)
            return False
        return True
