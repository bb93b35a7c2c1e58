"""Public holidays of China, by day: which feast, and which weekend days are worked instead."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from datasets.demo.generator.reference import table
from datasets.problems import Problem

FEASTS = (
    "new_year", "spring_festival", "qingming", "labour_day", "dragon_boat", "mid_autumn", "national_day",
)  # fmt: skip


def holiday_of(days: np.ndarray) -> np.ndarray:
    """For each day (datetime64[D]) the feast's index in FEASTS, or -1 where it is no holiday."""
    found = np.full(len(days), -1, dtype=np.int8)
    for year in _years(days):
        for feast, (first, last) in feasts(year).items():
            inside = (days >= np.datetime64(first, "D")) & (days <= np.datetime64(last, "D"))
            found[inside] = FEASTS.index(feast)
    return found


def worked_weekend(days: np.ndarray) -> np.ndarray:
    """Whether each day is a weekend day that is worked in exchange for a longer holiday."""
    worked = [day for year in _years(days) for day in table("holidays")["official"].get(year, {}).get("worked", [])]
    return np.isin(days, np.array(worked, dtype="datetime64[D]"))


def feasts(year: int) -> dict[str, tuple[date, date]]:
    """First and last day of each feast; by notice where there is one, else by rule.

    Raises Problem for a year that has neither a notice nor lunar dates.
    """
    official = table("holidays")["official"].get(year)
    if official:
        return {feast: tuple(official[feast]) for feast in FEASTS if feast in official}
    lunar = table("holidays")["lunar"]
    if year not in lunar:
        raise Problem(f"the demo city knows public holidays from {min(lunar)} to {max(lunar)}", found=year)
    spring, dragon, autumn = lunar[year]
    return {
        "new_year": (date(year, 1, 1), date(year, 1, 1)),
        "spring_festival": (spring - timedelta(1), spring + timedelta(6)),
        "qingming": (date(year, 4, 4), date(year, 4, 6)),
        "labour_day": (date(year, 5, 1), date(year, 5, 5)),
        "dragon_boat": (dragon, dragon),
        "mid_autumn": (autumn, autumn),
        "national_day": (date(year, 10, 1), date(year, 10, 7)),
    }


def _years(days: np.ndarray) -> range:
    years = days[[0, -1]].astype("datetime64[Y]").astype(int) + 1970
    return range(int(years[0]), int(years[1]) + 1)
