"""Emergency calls, fires and ambulances: how soon they are answered, sent out and there."""

from __future__ import annotations

import pandas as pd

from tests.metrics.twins.published import Published, share

PARTS = {
    "response": ("occurred_at", "arrived_at"),
    "dispatch": ("occurred_at", "dispatched_at"),
    "turnout": ("dispatched_at", "en_route_at"),
    "travel": ("en_route_at", "arrived_at"),
}
TURNOUT_S = {"fire": 80, "ems": 60}


def figures(rows: Published) -> dict[str, float]:
    calls = rows.within("incident", "occurred_date", "call_for_service")
    urgent = calls[calls["priority"] == "1"]
    found = {
        "emergency_calls": len(calls),
        "calls_hour_profile": 1.0,
        "arrival_known_pct": share(urgent["arrived_at"].notna()),
    }
    for seconds in (10, 15, 20):
        found[f"call_answer_{seconds}s_pct"] = share(calls["answer_s"].dropna() <= seconds)
    for part in PARTS:
        minutes = seconds_of(urgent, part) / 60
        found |= {f"{part}_median": minutes.median(), f"{part}_p90": minutes.quantile(0.9)}
    return found | service(rows, "fire", "fire", "fires") | service(rows, "ems", "ambulance_run", "ambulance_runs")


def service(rows: Published, name: str, kind: str, counted: str) -> dict[str, float]:
    """Against NFPA 1710: turnout, travel, processing, answer."""
    runs = rows.within("incident", "occurred_date", kind)
    return {
        counted: len(runs),
        f"{name}_turnout_pct": share(seconds_of(runs, "turnout") <= TURNOUT_S[name]),
        f"{name}_travel_pct": share(seconds_of(runs, "travel") <= 240),
        f"{name}_processing_pct": share(seconds_of(runs, "dispatch") <= 64),
        f"{name}_answer_15s_pct": share(runs["answer_s"].dropna() <= 15),
        f"{name}_response_p90": (seconds_of(runs, "response") / 60).quantile(0.9),
    }


def seconds_of(table: pd.DataFrame, part: str) -> pd.Series:
    """Whole seconds between both moments, where both are known."""
    before, after = (table[name].dt.floor("s") for name in PARTS[part])
    return (after - before).dt.total_seconds().dropna()
