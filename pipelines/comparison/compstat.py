"""The CompStat table: each line in its week, 28 days and year to date, against last year and years further back.

Windows end on the last Sunday that the data reach (METRICS.md 3.0). Lines of fixed classes are judged together by
Bonferroni, categories as published by Benjamini-Hochberg. Earlier years are labelled by their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from datasets.problems import Problem
from pipelines.comparison.change_words import change_pct, change_words
from pipelines.comparison.compare import Comparison, compare, compare_groups
from pipelines.comparison.periods import Calendar, Period, last_sunday, pair
from pipelines.metrics.record import Metric, Texts
from pipelines.query.predicate import Predicate
from pipelines.query.service import EVERYTHING, QueryService

ALL = "complaints_reported"
CLASSES = (
    "homicides",
    "rapes_reported",
    "robberies",
    "serious_assaults",
    "burglaries",
    "grand_larcenies",
    "vehicle_thefts",
)
TOTALS = ("offences_major", "offences_violent", "offences_property", ALL)
OTHERS = ("shootings", "thefts", "simple_assaults", "frauds")
WINDOWS = ("week", "28d", "ytd")
TWO_YEARS = 2
NO_CATEGORY = "unspecified"


@dataclass(frozen=True)
class Line:
    """What a row counts: a metric of the registry, or one published category of all offences."""

    id: str
    section: str
    metric: Metric
    names: Texts
    category: str | None = None


@dataclass(frozen=True)
class Earlier:
    """A year to date further back: its year, its count, and the change since, in counts, percent and words."""

    year: int
    period: Period
    value: float | None
    change: float | None
    change_pct: float | None
    words: Texts


@dataclass(frozen=True)
class Row:
    """A line with its comparison in each window and with the years further back."""

    line: Line
    windows: dict[str, Comparison]
    earlier: tuple[Earlier, ...]

    @property
    def provisional(self) -> bool:
        """Whether one of its windows may still change."""
        return any(one.provisional for one in self.windows.values())


@dataclass(frozen=True)
class CompStat:
    """The table as of a Sunday. `years` are those of `earlier` in every row, the newest first."""

    as_of: date
    periods: dict[str, Period]
    rows: tuple[Row, ...]
    years: tuple[int, ...]
    snapshot_id: str

    def frame(self) -> pd.DataFrame:
        """One row a line and window, and one a line and earlier year."""
        return pd.DataFrame([record for row in self.rows for record in _records(row)])


def compstat(
    service: QueryService,
    predicate: Predicate = EVERYTHING,
    as_of: date | None = None,
    base_years: Sequence[int] = (),
    public: bool = False,
) -> CompStat:
    """The table under the predicate; public: without lines that the public edition may not show.

    base_years: fixed years to compare the year to date with, beside the one two years ago; a year that the data do
    not reach has no value. Raises Problem where the city has no offences, or for a day before its data.
    """
    with service.batch() as snapshot:
        calendar = _calendar(service, as_of)
        periods = _periods(calendar)
        rows = [
            *_fixed(service, predicate, periods, public),
            *([] if public else _published(service, predicate, periods)),
        ]
        years = _years(calendar.as_of.year, base_years)
        listed = tuple(replace(row, earlier=_earlier(service, predicate, row, periods["ytd"], years)) for row in rows)
        return CompStat(calendar.as_of, periods, listed, years, snapshot.id)


def _calendar(service: QueryService, as_of: date | None) -> Calendar:
    metric = service.registry[ALL]
    extent = service.extent(metric.fact, metric.kinds)
    if extent is None:
        raise Problem("the snapshot has no offences", found=service.city.id, zh="快照中没有案件数据。")
    day = last_sunday(min(extent[1], service.snapshot.moment.day, as_of or date.max))
    if day < extent[0]:
        zh = f"案件数据（{extent[0]} 至 {extent[1]}）在该日之前未满一个自然周。"
        raise Problem("the offences do not reach a Sunday by that day", found=f"{extent[0]} to {extent[1]}", zh=zh)
    return Calendar.of(service.city.profile, day)


def _periods(calendar: Calendar) -> dict[str, Period]:
    return {name: calendar.read(name) for name in WINDOWS}


def _years(this: int, base_years: Sequence[int]) -> tuple[int, ...]:
    wanted = {this - TWO_YEARS, *(year for year in base_years if year < this)}
    return tuple(sorted(wanted, reverse=True))


def _fixed(service: QueryService, predicate: Predicate, periods: dict[str, Period], public: bool) -> list[Row]:
    """The classes and groups that the city has rows of, now or a year before."""
    wanted = [("classes", CLASSES), ("totals", TOTALS), ("others", OTHERS)]
    lines = [
        Line(name, section, service.registry[name], service.registry[name].names)
        for section, names in wanted
        for name in names
        if name in service.registry and not (public and service.registry[name].visibility != "public")
    ]
    found = []
    for line in lines:
        windows = {
            name: compare(service, line.id, period, "last_year", predicate, lines=len(lines))
            for name, period in periods.items()
        }
        if any(one.value or one.previous for one in windows.values()):
            found.append(Row(line, windows, ()))
    return found


def _published(service: QueryService, predicate: Predicate, periods: dict[str, Period]) -> list[Row]:
    """The categories as the city publishes them, those with most offences this year first."""
    metric = service.registry[ALL]
    by_window = {
        name: {one.group: one for one in compare_groups(service, ALL, period, "last_year", "category", predicate)}
        for name, period in periods.items()
    }
    ordered = sorted(by_window["ytd"].values(), key=lambda one: -(one.value or 0))
    return [
        _category(service, metric, predicate, one, by_window, periods) for one in ordered if one.group != NO_CATEGORY
    ]


def _category(
    service: QueryService,
    metric: Metric,
    predicate: Predicate,
    ytd: Comparison,
    by_window: dict[str, dict[str, Comparison]],
    periods: dict[str, Period],
) -> Row:
    """A category's row; a window in which it has no rows on either side is compared by itself."""
    alone = replace(predicate, categories=(ytd.group,))
    windows = {
        name: groups.get(ytd.group) or compare(service, ALL, periods[name], "last_year", alone)
        for name, groups in by_window.items()
    }
    return Row(Line(f"{ALL}/{ytd.group}", "categories", metric, _names(ytd), ytd.group), windows, ())


def _names(one: Comparison) -> Texts:
    return Texts(en=one.name or one.group, zh=one.name_zh or one.name or one.group)


def _earlier(
    service: QueryService, predicate: Predicate, row: Row, ytd: Period, years: tuple[int, ...]
) -> tuple[Earlier, ...]:
    metric, current = row.line.metric, row.windows["ytd"].value
    found = []
    for year in years:
        period = _back(ytd, ytd.start.year - year)
        value = _value(service, metric, period, predicate, row.line.category)
        change = None if current is None or value is None else current - value
        percent, said = change_pct(metric, current, value), change_words(metric, current, value)
        found.append(Earlier(year, period, value, change, percent, said))
    return tuple(found)


def _back(period: Period, years: int) -> Period:
    """The same dates so many years before; 29 February counts on no side."""
    for _ in range(years):
        period = pair(period, "last_year", "same_date")[1]
    return period


def _value(
    service: QueryService, metric: Metric, period: Period, predicate: Predicate, category: str | None
) -> float | None:
    """The count of a period; None where the data do not reach over the whole of it."""
    extent = service.extent(metric.fact, metric.kinds)
    if extent is None or period.start < extent[0]:
        return None
    frame = service.values([metric.id], period.narrow(predicate), by="category" if category else None)[metric.id].frame
    if category:
        frame = frame[frame["group"] == category]
        return float(frame["value"].iloc[0]) if len(frame) else 0.0
    value = frame["value"].iloc[0] if len(frame) else None
    return None if value is None or pd.isna(value) else float(value)


def _records(row: Row) -> Iterable[dict[str, Any]]:
    line = {"line": row.line.id, "section": row.line.section, "name": row.line.names.en, "name_zh": row.line.names.zh}
    for window, one in row.windows.items():
        yield line | {
            "window": window,
            "start": one.current.period.start,
            "end": one.current.period.last,
            "value": one.value,
            "against": str(one.previous_side.period.start.year),
            "previous": one.previous,
            "change": one.change,
            "change_pct": one.change_pct,
            "words": one.words.en,
            "words_zh": one.words.zh,
            "verdict": one.evidence.verdict,
            "p": one.evidence.p,
            "provisional": one.provisional,
        }
    for past in row.earlier:
        current = row.windows["ytd"].value
        yield line | {
            "window": "ytd",
            "start": row.windows["ytd"].current.period.start,
            "end": row.windows["ytd"].current.period.last,
            "value": current,
            "against": str(past.year),
            "previous": past.value,
            "change": past.change,
            "change_pct": past.change_pct,
            "words": past.words.en,
            "words_zh": past.words.zh,
            "verdict": "not tested",
            "p": None,
            "provisional": row.provisional,
        }
