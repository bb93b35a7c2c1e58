"""The performance pack on the demo city: the same numbers from pandas, over the rows of the snapshot."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from datasets.catalogue import load_city
from datasets.holidays import days_off
from pipelines.query.predicate import Predicate
from tests.demo_city import DemoCity

START, END = date(2025, 10, 1), date(2025, 12, 31)
QUARTER = Predicate(start=START, end=END)
HOUR, DAY = pd.Timedelta(hours=1), pd.Timedelta(days=1)


@pytest.fixture(scope="module")
def tickets(demo_city: DemoCity) -> pd.DataFrame:
    with demo_city.service.snapshot.cursor() as cursor:
        return cursor.execute("select * exclude (note, address) from ticket").df()


def within(tickets: pd.DataFrame, name: str) -> pd.DataFrame:
    days = pd.to_datetime(tickets[f"{name}_date"])
    return tickets[days.between(pd.Timestamp(START), pd.Timestamp(END))]


def share(rows: pd.DataFrame, good: pd.Series) -> float:
    return 100 * good.reindex(rows.index).fillna(False).astype(bool).sum() / len(rows)


def still_open(tickets: pd.DataFrame) -> pd.DataFrame:
    opened, closed = pd.to_datetime(tickets["opened_date"]), pd.to_datetime(tickets["closed_date"])
    return tickets[(opened <= pd.Timestamp(END)) & (tickets["is_open"] | (closed > pd.Timestamp(END)))]


def working_days(closed: pd.DataFrame) -> pd.Series:
    """Day by day, how much of it lies between both moments, where numpy calls it a working day or it is worked."""
    holidays = load_city("demo").profile.holidays
    worked = {day for holiday in holidays for day in holiday.worked}
    off = np.array(sorted(days_off(holidays)), dtype="datetime64[D]")
    spans = ((at + 8 * HOUR for at in pair) for pair in zip(closed["opened_at"], closed["closed_at"], strict=True))
    found = []
    for start, end in spans:
        days = pd.date_range(start.normalize(), end, freq="D")
        counted = [day for day in days if np.is_busday(day.date(), holidays=off) or day.date() in worked]
        found.append(sum((min(end, day + DAY) - max(start, day)) / DAY for day in counted))
    return pd.Series(found)


def kaplan_meier_median(opened: pd.DataFrame, now: pd.Timestamp) -> float:
    """By the product over single cases in order of their time, ended before censored at the same time."""
    end = opened["closed_at"].where(~opened["is_open"], now).dt.floor("s")
    seconds = (end - opened["opened_at"].dt.floor("s")).dt.total_seconds()
    cases = pd.DataFrame({"t": seconds, "open": opened["is_open"]}).dropna().sort_values(["t", "open"])
    surviving, left = 1.0, len(cases)
    for t, is_open in cases.itertuples(index=False):
        if not is_open:
            surviving *= 1 - 1 / left
            if surviving <= 0.5 + 1e-12:
                return float(t) / 3600
        left -= 1
    return float("nan")


def expected(tickets: pd.DataFrame, now: pd.Timestamp) -> dict[str, float]:
    opened, closed, due = (within(tickets, name) for name in ("opened", "closed", "due"))
    first, sent, rung = (within(tickets, name) for name in ("first_closed", "dispatched", "called_back"))
    on_time = due["is_closed"] & (due["closed_at"] <= due["due_at"])
    counted = (due["is_closed"] & due["closed_at"].notna()) | (due["is_open"] & (due["due_at"] < now))
    handled = due[(due["is_direct"] == False) & counted]  # noqa: E712
    waiting = still_open(tickets)
    age = (pd.Timestamp(END) + DAY - pd.Timedelta(hours=8) - waiting["opened_at"]) / DAY
    late = waiting["due_at"] < pd.Timestamp(END) + DAY - pd.Timedelta(hours=8)
    known = opened[opened["is_open"] | opened["closed_at"].notna()]
    asked = opened[opened["responded_at"].notna() | (opened["opened_at"] < now - 48 * HOUR)]
    rated = rung[rung["satisfaction"].notna()]
    return {
        "on_time_pct": 100 * on_time.sum() / counted.sum(),
        "on_time_working_pct": share(handled, on_time),
        "tickets_closed": closed["is_closed"].sum(),
        "backlog_open": len(waiting),
        "backlog_overdue": late.sum(),
        "backlog_age_median": age.median(),
        "backlog_age_p90": age.quantile(0.9),
        "backlog_over_30d_pct": 100 * (age > 30).mean(),
        "closed_per_opened": closed["is_closed"].sum() / len(opened),
        "closed_so_far_pct": 100 * known["is_closed"].mean(),
        "hours_to_close_median": ((closed["closed_at"] - closed["opened_at"]) / HOUR).median(),
        "hours_to_close_p90": ((closed["closed_at"] - closed["opened_at"]) / HOUR).quantile(0.9),
        "working_days_to_close_median": working_days(closed).median(),
        "working_days_to_close_p90": working_days(closed).quantile(0.9),
        "hours_to_close_km": kaplan_meier_median(known, now),
        "reopened_14d_pct": share(first, first["reopened_at"] - first["first_closed_at"] <= 14 * DAY),
        "response_hours_median": ((opened["responded_at"] - opened["opened_at"]) / HOUR).median(),
        "response_2d_pct": share(asked, asked["responded_at"] - asked["opened_at"] <= 48 * HOUR),
        "first_contact_pct": 100 * opened["is_direct"].dropna().astype(float).mean(),
        "contacted_pct": 100 * rung["is_contacted"].dropna().astype(float).mean(),
        "solved_pct": 100 * rung["is_solved"].dropna().astype(float).mean(),
        "dispatched_1h_pct": share(sent, sent["dispatched_at"] - sent["opened_at"] <= HOUR),
        "sent_back_pct": share(sent[sent["transfers"].notna()], sent["transfers"] > 0),
        "repeat_requests_pct": 100 * opened["caller_hash"].dropna().duplicated(keep=False).mean(),
        "rated_very_satisfied_pct": share(rated, rated["satisfaction"] == "very satisfied"),
        "rated_very_dissatisfied_pct": share(rated, rated["satisfaction"] == "very dissatisfied"),
    }


def test_the_demo_citys_quarter_agrees_with_pandas(demo_city: DemoCity, tickets: pd.DataFrame) -> None:
    now = pd.Timestamp(demo_city.service.snapshot.moment.utc)
    wanted = expected(tickets, now)
    answers = demo_city.service.values(list(wanted), QUARTER)
    found = {name: float(answer.frame["value"].iloc[0]) for name, answer in answers.items()}
    assert found == pytest.approx(wanted, rel=1e-6)
    assert not any(np.isnan(list(wanted.values())))


def test_the_queue_is_accounted_for_but_for_requests_closed_at_a_time_not_known(
    demo_city: DemoCity, tickets: pd.DataFrame
) -> None:
    gap = demo_city.service.values(["queue_gap"], QUARTER)["queue_gap"].frame["value"].iloc[0]
    opened = within(tickets, "opened")
    assert gap == -(opened["is_closed"] & opened["closed_at"].isna()).sum()
