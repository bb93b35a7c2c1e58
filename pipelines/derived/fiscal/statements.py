"""The cumulative amounts of one component of a derived metric, by month and by the asked group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from pipelines.comparison.periods import add_months, end_of_month
from pipelines.derived.ask import Ask
from pipelines.query.plan import PERIODIC

WHOLE = "all"
DATED = ("fiscal_year", "month", "publication_date")


@dataclass(frozen=True)
class Statements:
    """Amounts by month; conditions on the fiscal year, month or publication limit the newest month only."""

    ask: Ask
    role: str

    @cached_property
    def stated(self) -> tuple[date, ...]:
        """First days of the months with a statement that follow the question."""
        return tuple(self._series(self.ask.predicate.where).index)

    @cached_property
    def whole(self) -> pd.Series:
        """The amount as a whole by month, of all fiscal years."""
        return self._series(self._undated)

    def last(self, day: date | None = None) -> date | None:
        """The last month with a statement that begins by that day; None takes the end of the period."""
        return max((month for month in self.stated if day is None or month <= day), default=None)

    def at(self, month: date) -> pd.Series:
        """Amounts stated at the end of that month by group; empty where that month states none."""
        if month not in self.whole.index:
            return pd.Series(dtype="float64")
        if self.ask.by is None or self.ask.by in PERIODIC:
            return pd.Series({WHOLE: self.whole[month]})
        answer = self.ask.of(self.role, start=None, end=end_of_month(month), where=self._undated)
        return answer.frame.set_index("group")["value"].dropna().astype("float64")

    def year_end(self, month: date) -> date:
        """The last month of the fiscal year that the month is in."""
        return add_months(self.ask.calendar.fiscal_start(month), 11)

    def passed(self, month: date) -> int:
        """How many months of its fiscal year have passed at the end of the month."""
        start = self.ask.calendar.fiscal_start(month)
        return (month.year - start.year) * 12 + month.month - start.month + 1

    @property
    def _undated(self) -> tuple[tuple[str, str], ...]:
        return tuple(pair for pair in self.ask.predicate.where if pair[0] not in DATED)

    def _series(self, where: tuple[tuple[str, str], ...]) -> pd.Series:
        frame = self.ask.of(self.role, by="month", start=None, where=where).frame.dropna(subset=["value"])
        months = [pd.Timestamp(group).date() for group in frame["group"]]
        return pd.Series(frame["value"].astype("float64").to_numpy(), index=months, dtype="float64")


def earlier(month: date, years: int) -> tuple[date, ...]:
    """The same month of so many years before, the newest first."""
    return tuple(add_months(month, -12 * back) for back in range(1, years + 1))


def ratio_at(above: Statements, below: Statements, months: tuple[date, date]) -> pd.Series:
    """Share by group of one amount at a month in another at a month; without what is zero below."""
    found = above.at(months[0]) / below.at(months[1])
    return found.replace([np.inf, -np.inf], np.nan).dropna()


def usual_shares(above: Statements, below: Statements, months: list[tuple[date, date]], fewest: int) -> pd.DataFrame:
    """Shares by group, one column a pair of months; groups that have fewer of them than `fewest` are left out."""
    columns = {pair[0]: ratio_at(above, below, pair) for pair in months}
    found = pd.DataFrame({month: column for month, column in columns.items() if not column.empty}, dtype="float64")
    return found[found.notna().sum(axis=1) >= fewest]


def of_year_end(spent: Statements, month: date, years: int, fewest: int) -> pd.DataFrame:
    """Shares of the year's spending that were reached by the same month of earlier fiscal years."""
    return usual_shares(spent, spent, [(then, spent.year_end(then)) for then in earlier(month, years)], fewest)
