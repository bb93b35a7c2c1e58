"""What the demo city has no data for, from New York's rows."""

from __future__ import annotations

import pandas as pd

from tests.metrics.twins.published import Published

SUMS = {
    "vehicle_crossings": "vehicle_crossings",
    "bike_trips": "bike_trips",
    "for_hire_trips": "for_hire_trips",
    "paratransit_trips": "scheduled_trips",
}


def figures(rows: Published) -> dict[str, float]:
    shootings = rows.within("incident", "occurred_date", "shooting")
    found = {metric: rows.within("mobility", "served_date", kind)["value"].sum() for metric, kind in SUMS.items()}
    return found | days(rows) | means(rows) | {"shootings": len(shootings), "murders": shootings["is_murder"].sum()}


def readings(rows: Published, kind: str) -> pd.DataFrame:
    """Of stations, or of the city as a whole where areas have readings of their own."""
    found = rows.within("reading", "measured_date", kind)
    return found[found["level"].isna() | found["level"].isin(["station", "city"])]


def days(rows: Published) -> dict[str, float]:
    return {
        "temperature_max_c": readings(rows, "temperature_max_c")["value"].max(),
        "temperature_min_c": readings(rows, "temperature_min_c")["value"].min(),
        "rain_day_mm": readings(rows, "rain_day_mm")["value"].sum(),
        "snow_day_mm": readings(rows, "snow_day_mm")["value"].sum(),
        "snow_depth_mm": readings(rows, "snow_depth_mm")["value"].max(),
    }


def means(rows: Published) -> dict[str, float]:
    """Means over two years and more are left out; of ozone only summers are published."""
    nitrogen, ozone = readings(rows, "no2_ppb"), readings(rows, "o3_ppb")
    return {
        "no2_ppb": nitrogen.loc[~nitrogen["span"].isin(["season", "multi_year"]), "value"].mean(),
        "o3_ppb": ozone.loc[ozone["span"] != "multi_year", "value"].mean(),
    }
