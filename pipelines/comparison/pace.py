"""Where the year will end if it goes on like this: a range from two ways of reckoning, widened by chance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from pipelines.comparison.significance import threshold

EARLIEST = 0.25


@dataclass(frozen=True)
class Pace:
    """The range of the year's end. `linear` and `seasonal` are the two reckonings (seasonal None where the year before
    is not known); low and high are their ends, widened by what is left to chance."""

    linear: float
    seasonal: float | None
    low: float
    high: float
    elapsed: float
    arithmetic: tuple[str, ...]


@dataclass(frozen=True)
class YearToDate:
    """A count in the year so far, in the same days of the year before, and in all of that year."""

    count: float
    last_year: float | None = None
    last_year_whole: float | None = None


def elapsed_share(start: date, last: date, end: date) -> float:
    """The share of the year's days that have passed, both ends included."""
    return ((last - start).days + 1) / ((end - start).days + 1)


def year_end_range(counts: YearToDate, elapsed: float, phi: float) -> Pace | None:
    """The range; None before a quarter of the year has passed and where nothing was counted yet.

    linear: count ÷ elapsed share. seasonal: count ÷ last year's share by the same day. Both ends move outwards by
    1.96·√(φ·(r + r²·(1/c + …))), r being what each expects from now to the end of the year: chance in the rest of the
    year, and in the counts (c; for seasonal also both parts of last year) from which the rest is reckoned.
    """
    if elapsed < EARLIEST or counts.count <= 0:
        return None
    linear, seasonal = counts.count / elapsed, _seasonal(counts)
    reckoned = [_ends(linear, counts.count, (counts.count,), phi)]
    if seasonal is not None:
        reckoned.append(_ends(seasonal, counts.count, _counted(counts), phi))
    low, high = max(min(end[0] for end in reckoned), counts.count), max(end[1] for end in reckoned)
    return Pace(
        linear=linear,
        seasonal=seasonal,
        low=low,
        high=high,
        elapsed=elapsed,
        arithmetic=(
            f"linear: {counts.count:,.0f} ÷ {elapsed:.4f} = {linear:,.0f}",
            _seasonal_line(counts, seasonal),
            f"± 1.96·√(φ·(r + r²·(1/c + …))), φ = {phi:.2f}: {low:,.0f} – {high:,.0f}",
        ),
    )


def _seasonal(counts: YearToDate) -> float | None:
    if not counts.last_year or not counts.last_year_whole:
        return None
    return counts.count * counts.last_year_whole / counts.last_year


def _counted(counts: YearToDate) -> tuple[float, ...]:
    assert counts.last_year is not None
    assert counts.last_year_whole is not None
    rest = counts.last_year_whole - counts.last_year
    return (counts.count, counts.last_year, *([rest] if rest > 0 else []))


def _ends(reckoned: float, count: float, counted: tuple[float, ...], phi: float) -> tuple[float, float]:
    rest = max(reckoned - count, 0)
    reach = threshold() * math.sqrt(phi * (rest + rest**2 * sum(1 / one for one in counted)))
    return reckoned - reach, reckoned + reach


def _seasonal_line(counts: YearToDate, seasonal: float | None) -> str:
    if seasonal is None:
        return "seasonal: the year before is not known"
    share = f"{counts.last_year:,.0f} ÷ {counts.last_year_whole:,.0f}"
    return f"seasonal: {counts.count:,.0f} ÷ ({share}) = {seasonal:,.0f}"
