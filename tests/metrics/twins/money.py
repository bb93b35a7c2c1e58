"""Budgets, payments, projects, and what is spent for each resident and outcome."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from tests.metrics.twins.published import Published, percent, share
from tests.metrics.twins.tickets import Tickets

AMOUNTS = ("adopted", "modified", "planned", "encumbered", "expended", "expended_month", "received")


@dataclass(frozen=True)
class Books:
    """Cumulative amounts by month; a fiscal year is a calendar year. `month` is the newest by the last day."""

    sums: pd.DataFrame
    month: pd.Timestamp

    @classmethod
    def of(cls, rows: Published, kind: str) -> Books:
        lines = rows.rows("budget_line", kind)
        lines["month"] = pd.to_datetime(lines["month"])
        sums = lines.groupby("month")[list(AMOUNTS)].sum()
        return cls(sums, sums.index[sums.index <= pd.Timestamp(rows.last)].max())

    def now(self, amount: str) -> float:
        return float(self.sums.at[self.month, amount])

    def share_of_budget(self, amount: str, years_back: int = 0) -> float:
        month = self.month - pd.DateOffset(years=years_back)
        return percent(self.sums.at[month, amount], self.sums.at[month, "modified"])

    def earlier_years(self) -> list[int]:
        return [back for back in (1, 2, 3) if self.month - pd.DateOffset(years=back) in self.sums.index]

    def shares_of_year_end(self) -> list[float]:
        """What the same month of each earlier year had reached of that year's December."""
        found = []
        for back in self.earlier_years():
            month = self.month - pd.DateOffset(years=back)
            found.append(self.sums.at[month, "expended"] / self.sums.at[month.replace(month=12), "expended"])
        return found


def figures(rows: Published) -> dict[str, float]:
    expense, revenue = Books.of(rows, "expense"), Books.of(rows, "revenue")
    return {
        **states(rows, expense),
        **pace(expense),
        "revenue_budget": revenue.now("modified"),
        "revenue_received": revenue.now("received"),
        "revenue_realised_pct": revenue.share_of_budget("received"),
        "revenue_gap_last_year": revenue.share_of_budget("received") - revenue.share_of_budget("received", 1),
        **for_each(rows, expense),
        **payments(rows),
        **projects(rows),
    }


def states(rows: Published, books: Books) -> dict[str, float]:
    spent, bound, modified = (books.now(name) for name in ("expended", "encumbered", "modified"))
    months = books.sums[(books.sums.index >= pd.Timestamp(rows.first)) & (books.sums.index <= pd.Timestamp(rows.last))]
    return {
        "budget_adopted": books.now("adopted"),
        "budget_modified": modified,
        "budget_planned": books.now("planned"),
        "budget_encumbered": bound,
        "budget_expended": spent,
        "budget_spent": months["expended_month"].sum(),
        "budget_available": modified - bound - spent,
        "budget_committed_pct": percent(spent + bound, modified),
        "budget_execution_pct": percent(spent, modified),
        "budget_variance_pct": percent(books.now("planned") - spent, books.now("planned")),
    }


def pace(books: Books) -> dict[str, float]:
    reached, shares = books.share_of_budget("expended"), books.shares_of_year_end()
    usual = [books.share_of_budget("expended", back) for back in books.earlier_years()]
    middle = books.now("expended") / (sum(shares) / len(shares))
    return {
        "burn_gap": reached - 100 * books.month.month / 12,
        "burn_gap_seasonal": reached - sum(usual) / len(usual),
        "seasonal_share_pct": 100 * sum(shares) / len(shares),
        "year_end_forecast": middle,
        "year_end_forecast_low": books.now("expended") / max(shares),
        "year_end_forecast_high": books.now("expended") / min(shares),
        "forecast_pct_of_budget": percent(middle, books.now("modified")),
    }


def for_each(rows: Published, books: Books) -> dict[str, float]:
    prices = rows.rows("reading", "cpi").set_index("measured_date")["value"].sort_index()
    this_year = prices[(prices.index.year == books.month.year) & (prices.index <= books.month)]
    real = books.now("expended") * prices.iloc[-1] / this_year.mean()
    months = books.sums[(books.sums.index >= pd.Timestamp(rows.first)) & (books.sums.index <= books.month)]
    closed = Tickets(rows, rows.rows("ticket", "request")).all
    days = pd.to_datetime(closed["closed_date"])
    counted = closed[days.between(months.index[0], books.month + pd.offsets.MonthEnd())]
    in_time = (counted["is_closed"] & (counted["closed_at"] <= counted["due_at"])).sum()
    return {
        "expended_real": real,
        "expended_per_resident": real / rows.residents(),
        "expended_per_resident_nominal": books.now("expended") / rows.residents(),
        "cost_per_ticket_on_time": months["expended_month"].sum() / in_time,
    }


def payments(rows: Published) -> dict[str, float]:
    paid = rows.within("payment", "paid_date", "payment")
    by_vendor = paid.groupby("vendor")["amount"].sum().astype("float64").sort_values(ascending=False)
    shares = by_vendor / by_vendor.sum()
    return {
        "payments_made": paid["amount"].sum(),
        "vendors_paid": paid["vendor"].nunique(),
        "vendors_top10_pct": 100 * shares[:10].sum(),
        "vendors_hhi": 10_000 * (shares**2).sum(),
    }


def projects(rows: Published) -> dict[str, float]:
    """They are of now, whatever days are asked about."""
    table = rows.rows("project", "capital_project")
    late = (table["actual_finish"].fillna(table["expected_finish"]) - table["planned_finish"]).dt.days.dropna()
    costs = table[["estimated_cost", "baseline_cost"]].dropna().sum()
    return {
        "project_count": len(table),
        "project_delay_days": late.mean(),
        "projects_late_pct": share(late > 0),
        "project_cost_growth_pct": percent(costs["estimated_cost"] - costs["baseline_cost"], costs["baseline_cost"]),
    }
