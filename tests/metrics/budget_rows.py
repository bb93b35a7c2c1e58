"""Literal rows of a city whose fiscal year begins in July: half of it has passed at the end of 2023."""

from datetime import timedelta

from pipelines.comparison.periods import add_months, end_of_month
from tests.metrics.snapshot_files import at, day


def stated(fiscal_year, passed, spent, modified, **more):
    """What the month in which so many of the fiscal year's months have passed states of one line."""
    month = add_months(day(f"{fiscal_year - 1}-07-01"), passed - 1)
    published = {"publication_date": end_of_month(month) + timedelta(days=10), "month": month, "line_id": "1"}
    amounts = {"expended": spent, "modified": modified, "agency": "dot", "fiscal_year": fiscal_year}
    return {"kind": "expense", "dataset": "execution"} | published | amounts | more


def received(fiscal_year, amount, budget):
    row = stated(fiscal_year, 6, None, budget)
    return row | {"kind": "revenue", "line_id": "tax", "received": amount, "agency": "nypd"}


def month_of(kind, month, value, level):
    return {"kind": kind, "dataset": "finance", "measured_at": at(f"{month}-01T00:00"), "value": value, "level": level,
            "span": "month", "station": kind}  # fmt: skip


def paid(vendor, amount):
    return {"kind": "payment", "dataset": "payments", "paid_date": day("2023-12-04"), "vendor": vendor,
            "amount": amount, "agency": "dot", "payment_id": vendor}  # fmt: skip


def project(planned, finish, actual, approved, estimated):
    return {"kind": "capital_project", "dataset": "projects", "reported_date": day("2023-12-20"),
            "planned_finish": day(planned), "expected_finish": day(finish),
            "actual_finish": day(finish) if actual else None,
            "baseline_cost": approved, "estimated_cost": estimated}  # fmt: skip


def closed(moment, due):
    return {"kind": "request", "opened_at": at("2023-07-01T00:00"), "closed_at": at(moment), "due_at": at(due),
            "is_closed": True, "agency": "dot", "community_district_id": "101"}  # fmt: skip


LINES = [
    # even spending, then a slow first half
    stated(2022, 6, 600, 1250),
    stated(2022, 12, 1200, 1250),
    stated(2023, 6, 300, 1250),
    stated(2023, 12, 1200, 1250),
    *[stated(2024, passed, 80 * passed, 1000, expended_month=80) for passed in range(1, 6)],
    stated(2024, 6, 480, 1000, expended_month=80, adopted=900, encumbered=120, planned=500),
    received(2023, 200, 800),
    received(2024, 300, 800),
]  # fmt: skip
PRICES = [
    month_of("cpi", month, value, "city")
    for month, value in [("2023-07", 100.0), ("2023-08", 100.0), ("2023-09", 102.0), ("2023-10", 102.0),
                         ("2023-11", 104.0), ("2023-12", 104.0), ("2024-01", 110.0)]
]  # fmt: skip
FUNDS = [
    month_of("unrestricted_balance", "2023-11", 99.0, "fund"),
    month_of("unrestricted_balance", "2023-12", 30.0, "fund"),
    month_of("operating_revenue_12m", "2023-12", 200.0, "fund"),
    month_of("debt_service_12m", "2023-12", 5.0, "fund"),
    month_of("own_source_revenue_12m", "2023-12", 50.0, "fund"),
]
PAYMENTS = [paid("first", 10), *[paid(f"other {place}", 9) for place in range(10)]]
PROJECTS = [project("2023-12-01", "2023-12-11", False, 100, 120), project("2023-12-01", "2023-11-27", True, 100, 100)]
TICKETS = [
    closed("2023-08-02T10:00", "2023-08-03T00:00"),
    closed("2023-09-02T10:00", "2023-09-03T00:00"),
    closed("2023-10-02T10:00", "2023-10-03T00:00"),
    closed("2023-10-02T10:00", "2023-10-01T00:00"),
    # after the last month that is published
    closed("2024-01-02T10:00", "2024-01-03T00:00"),
]
FACTS = {
    "budget_line": LINES, "reading": [*PRICES, *FUNDS], "payment": PAYMENTS, "project": PROJECTS, "ticket": TICKETS
}  # fmt: skip
REAL = 480 * 110 / 102
EXPECTED = {
    # value, numerator, denominator, n
    "budget_adopted": (900, 900, None, 1),
    "budget_modified": (1000, 1000, None, 1),
    "budget_planned": (500, 500, None, 1),
    "budget_encumbered": (120, 120, None, 1),
    "budget_expended": (480, 480, None, 1),
    "budget_spent": (480, 480, None, 6),
    "budget_available": (400, 400, None, 1),
    "budget_committed_pct": (60, 600, 1000, 1),
    "budget_execution_pct": (48, 480, 1000, 1),
    "budget_variance_pct": (4, 20, 500, 1),
    "revenue_budget": (800, 800, None, 1),
    "revenue_received": (300, 300, None, 1),
    "revenue_realised_pct": (37.5, 300, 800, 1),
    # 48 % of the money in 6 of 12 months
    "burn_gap": (-2, 48, 50, 1),
    # by December 600 ÷ 1250 = 48 % and 300 ÷ 1250 = 24 % in the years before
    "burn_gap_seasonal": (12, 48, 36, 2),
    # by December 600 ÷ 1200 = 50 % and 300 ÷ 1200 = 25 % of the year's spending
    "seasonal_share_pct": (37.5, 37.5, None, 2),
    "year_end_forecast": (1280, 480, 0.375, 2),
    "year_end_forecast_low": (960, 480, 0.5, 2),
    "year_end_forecast_high": (1920, 480, 0.25, 2),
    "forecast_pct_of_budget": (128, 1280, 1000, 1),
    "revenue_gap_last_year": (12.5, 37.5, 25, 1),
    "price_level": (110, 110, 1, 1),
    "expended_real": (REAL, 480, 102 / 110, 1),
    # two boroughs of 1,000 residents
    "expended_per_resident": (REAL / 2000, REAL, 2000, 1),
    "expended_per_resident_nominal": (0.24, 480, 2000, 1),
    "cost_per_ticket_on_time": (160, 480, 3, 3),
    "tickets_closed_on_time": (4, 4, None, 4),
    "payments_made": (100, 100, None, 11),
    "vendors_top10_pct": (91, 91, 100, 11),
    "vendors_hhi": (910, 910, 10000, 11),
    "vendors_paid": (11, 11, None, 11),
    # ten days late and four days early
    "project_delay_days": (3, 6, 2, 2),
    "projects_late_pct": (50, 1, 2, 2),
    "project_cost_growth_pct": (10, 20, 200, 2),
    "project_count": (2, 2, None, 2),
    "fund_balance_pct": (15, 30, 200, 2),
    "debt_service_pct": (10, 5, 50, 2),
}
