"""Departures, waits, journeys, roads, rides and shared bicycles."""

from __future__ import annotations

import pandas as pd

from tests.metrics.twins.published import Published, percent, share

PEAK = (7, 8, 17, 18)


def figures(rows: Published) -> dict[str, float]:
    departures = of(rows, "departure")
    return {
        **punctuality(departures),
        **waits(departures),
        **journeys(rows),
        **roads(rows),
        **bicycles(rows),
        "ridership": of(rows, "ridership")["value"].sum(),
        "scheduled_departures": of(rows, "scheduled_departures")["value"].sum(),
    }


def of(rows: Published, kind: str) -> pd.DataFrame:
    return rows.within("mobility", "served_date", kind)


def at_peak(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["event_hour"].isin(PEAK) & (table["event_dow"] < 5)]


def punctuality(table: pd.DataFrame) -> dict[str, float]:
    ran = table[~table["is_cancelled"].fillna(False).astype(bool)].dropna(subset="observed_at")
    late = (ran["observed_at"] - ran["served_at"]).dt.total_seconds()
    return {
        "departures_on_time_pct": share(late.between(-60, 299)),
        "departures_on_time_wmata_pct": share(late.between(-120, 420)),
        "service_delivered_pct": 100 - share(at_peak(table)["is_cancelled"]),
        "service_delivered_all_pct": 100 - share(table["is_cancelled"]),
    }


def waits(table: pd.DataFrame) -> dict[str, float]:
    """Gaps of a line and direction at a stop within a day; frequent hours have a planned mean of 12 minutes or less."""
    table = table.copy()
    table.loc[table["is_cancelled"].fillna(False).astype(bool), "observed_at"] = pd.NaT
    keys = ["category", "subcategory", "served_date"]
    table = table.sort_values("served_at", kind="stable")
    table["planned"] = table.groupby(keys)["served_at"].diff().dt.total_seconds() / 60
    seen = table.dropna(subset="observed_at").sort_values(["observed_at", "served_at"], kind="stable")
    table["actual"] = seen.groupby(keys)["observed_at"].diff().dt.total_seconds() / 60
    frequent = table[table.groupby([*keys, "event_hour"])["planned"].transform("mean") <= 12]
    wait = (frequent["actual"] ** 2).sum() / (2 * frequent["actual"].sum())
    scheduled = (frequent["planned"] ** 2).sum() / (2 * frequent["planned"].sum())
    pairs = frequent.dropna(subset=["planned", "actual"])
    return {
        "wait_min": wait,
        "wait_scheduled_min": scheduled,
        "excess_wait_min": wait - scheduled,
        "headway_cv": (pairs["actual"] - pairs["planned"]).std(ddof=0) / pairs["planned"].mean(),
    }


def journeys(rows: Published) -> dict[str, float]:
    table = of(rows, "journey")
    extra = (table["platform_min"] + table["train_min"]) * table["value"]
    return {
        "additional_journey_min": extra.sum() / table["value"].sum(),
        "journeys_on_time_pct": percent(table["on_time"].sum(), table["value"].sum()),
    }


def roads(rows: Published) -> dict[str, float]:
    table = of(rows, "road_speed_kmh")
    table = table[table["value"] > 0]

    def index(some: pd.DataFrame) -> float:
        some = some[some["free_flow_kmh"] > 0]
        driven = some["vehicles_per_h"] * some["length_m"]
        return (driven / some["value"]).sum() / (driven / some["free_flow_kmh"]).sum()

    driven = table["vehicles_per_h"] * table["length_m"]
    return {
        "travel_time_index": index(table),
        "travel_time_index_peak": index(at_peak(table)),
        "road_speed_kmh": driven.sum() / (driven / table["value"]).sum(),
    }


def bicycles(rows: Published) -> dict[str, float]:
    table = of(rows, "bikes_available").sort_values("served_at")
    return {
        "bikes_available": table.groupby("subcategory")["value"].last().sum(),
        "docks_empty_pct": share(table["value"] == 0),
        "docks_full_pct": share(table["docks_available"].dropna() == 0),
    }
