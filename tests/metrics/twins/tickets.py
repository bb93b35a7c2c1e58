"""Requests and the hotline's calls: in time, handled, rated, waiting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from datasets.catalogue import load_city
from datasets.holidays import days_off
from tests.metrics.twins.published import Published, percent, share

HOUR, DAY = pd.Timedelta(hours=1), pd.Timedelta(days=1)
CITY_AHEAD = 8 * HOUR
GRADES = {
    "rated_very_satisfied_pct": "very satisfied",
    "rated_satisfied_grade_pct": "satisfied",
    "rated_fairly_satisfied_pct": "fairly satisfied",
    "rated_dissatisfied_pct": "dissatisfied",
    "rated_very_dissatisfied_pct": "very dissatisfied",
}
DIGITAL = ("网站", "手机应用", "微信")
TARGETS = {  # as the city's profile and METRICS.md state them for March 2026; of reopened less is better
    "on_time_pct": 90,
    "closed_per_opened": 1,
    "reopened_14d_pct": 5,
    "contacted_pct": 99,
    "solved_pct": 85,
}


@dataclass(frozen=True)
class Tickets:
    """All requests, and those with one of their days within the days."""

    rows: Published
    all: pd.DataFrame

    def within(self, name: str) -> pd.DataFrame:
        first, last = pd.Timestamp(self.rows.first), pd.Timestamp(self.rows.last)
        return self.all[pd.to_datetime(self.all[f"{name}_date"]).between(first, last)]

    @property
    def end(self) -> pd.Timestamp:
        """The end of the last day in UTC."""
        return pd.Timestamp(self.rows.last) + DAY - CITY_AHEAD

    def waiting(self, days_before: int = 0) -> pd.DataFrame:
        """Open at the end of the last day, or of one before it."""
        last = pd.Timestamp(self.rows.last - timedelta(days=days_before))
        opened, closed = pd.to_datetime(self.all["opened_date"]), pd.to_datetime(self.all["closed_date"])
        return self.all[(opened <= last) & (self.all["is_open"] | (closed > last))]


def figures(rows: Published) -> dict[str, float]:
    tickets = Tickets(rows, rows.rows("ticket", "request"))
    found = in_time(tickets) | closings(tickets) | queue(tickets) | handling(tickets) | ratings(tickets) | calls(rows)
    return found | {"performance_score": score(found)}


def in_time(tickets: Tickets) -> dict[str, float]:
    due, closed = tickets.within("due"), tickets.within("closed")
    counted = (due["is_closed"] & due["closed_at"].notna()) | (due["is_open"] & (due["due_at"] < tickets.rows.now))
    cohort = due[counted]
    handled = cohort[cohort["is_direct"] == False]  # noqa: E712
    ended = closed[closed["is_closed"] & closed["due_at"].notna()]

    def kept(some: pd.DataFrame) -> pd.Series:
        return some["is_closed"] & (some["closed_at"] <= some["due_at"])

    return {
        "on_time_pct": share(kept(cohort)),
        "on_time_working_pct": share(kept(handled)),
        "on_time_closed_pct": share(kept(ended)),
        "tickets_closed_on_time": kept(closed).sum(),
    }


def closings(tickets: Tickets) -> dict[str, float]:
    closed = tickets.within("closed")
    closed = closed[closed["is_closed"]]
    hours, worked = (closed["closed_at"] - closed["opened_at"]) / HOUR, working_days(closed)
    opened = tickets.within("opened")
    known = opened[opened["is_open"] | opened["closed_at"].notna()]
    return {
        "hours_to_close_median": hours.median(),
        "hours_to_close_p90": hours.quantile(0.9),
        "working_days_to_close_median": worked.median(),
        "working_days_to_close_p90": worked.quantile(0.9),
        "closed_so_far_pct": share(known["is_closed"]),
        "hours_to_close_km": kaplan_meier_median(known, tickets.rows.now),
    }


def working_days(closed: pd.DataFrame) -> pd.Series:
    """Day by day, how much of it lies between both moments, where numpy calls it a working day or it is worked."""
    holidays = load_city("demo").profile.holidays
    worked = {day for holiday in holidays for day in holiday.worked}
    off = np.array(sorted(days_off(holidays)), dtype="datetime64[D]")
    spans = ((at + CITY_AHEAD for at in pair) for pair in zip(closed["opened_at"], closed["closed_at"], strict=True))
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


def queue(tickets: Tickets) -> dict[str, float]:
    opened, closed, waiting = tickets.within("opened"), tickets.within("closed"), tickets.waiting()
    age, ended = (tickets.end - waiting["opened_at"]) / DAY, closed["is_closed"].sum()
    before = len(tickets.waiting((tickets.rows.last - tickets.rows.first).days + 1))
    return {
        "tickets_opened": len(opened),
        "tickets_closed": ended,
        "tickets_per_1000": 1000 * len(opened) / tickets.rows.residents(),
        "closed_per_opened": ended / len(opened),
        "queue_gap": len(waiting) - before - len(opened) + ended,
        "backlog_open": len(waiting),
        "backlog_overdue": (waiting["due_at"] < tickets.end).sum(),
        "backlog_age_median": age.median(),
        "backlog_age_p90": age.quantile(0.9),
        "backlog_over_30d_pct": share(age > 30),
    }


def handling(tickets: Tickets) -> dict[str, float]:
    opened, first, sent = (tickets.within(name) for name in ("opened", "first_closed", "dispatched"))
    answered = opened["responded_at"] - opened["opened_at"]
    asked = answered[opened["responded_at"].notna() | (opened["opened_at"] < tickets.rows.now - 48 * HOUR)]
    return {
        "response_hours_median": (answered / HOUR).median(),
        "response_2d_pct": share(asked <= 48 * HOUR),
        "first_contact_pct": share(opened["is_direct"]),
        "digital_share_pct": share(opened["channel"].dropna().isin(DIGITAL)),
        "repeat_requests_pct": share(opened["caller_hash"].dropna().duplicated(keep=False)),
        "dispatched_1h_pct": share(sent["dispatched_at"] - sent["opened_at"] <= HOUR),
        "sent_back_pct": share(sent["transfers"].dropna() > 0),
        "reopened_14d_pct": share(first["reopened_at"] - first["first_closed_at"] <= 14 * DAY),
    }


def ratings(tickets: Tickets) -> dict[str, float]:
    rung = tickets.within("called_back")
    grades = rung["satisfaction"].dropna()
    return {metric: share(grades == grade) for metric, grade in GRADES.items()} | {
        "satisfied_pct": share(grades.isin(list(GRADES.values())[:3])),
        "contacted_pct": share(rung["is_contacted"]),
        "solved_pct": share(rung["is_solved"]),
    }


def calls(rows: Published) -> dict[str, float]:
    every = rows.within("call", "called_date", "hotline_call")
    offered = every[every["outcome"] != "abandoned in the menu"]
    answered = offered["is_answered"].fillna(False).astype(bool)
    return {
        "calls_connected_pct": share(answered),
        "calls_answered_15s_pct": percent((answered & (offered["answer_s"] <= 15)).sum(), len(offered)),
        "calls_answered_30s_pct": percent((every["is_answered"] & (every["answer_s"] <= 30)).sum(), len(every)),
    }


def score(found: dict[str, float]) -> float:
    ratios = [found[metric] / target for metric, target in TARGETS.items() if metric != "reopened_14d_pct"]
    ratios.append(TARGETS["reopened_14d_pct"] / found["reopened_14d_pct"])
    return float(np.mean([min(ratio, 1.25) for ratio in ratios]))
