"""Indices of the air from hourly readings, with the limits of the standards written a second time; NowCast; means."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from tests.metrics.twins.published import Published, percent

CN_2012 = {  # concentrations at 50, 100, 150, 200, 300, 400 and 500
    "pm25": (35, 75, 115, 150, 250, 350, 500),
    "pm10": (50, 150, 250, 350, 420, 500, 600),
    "so2": (50, 150, 475, 800, 1600, 2100, 2620),
    "no2": (40, 80, 180, 280, 565, 750, 940),
    "co": (2, 4, 14, 24, 36, 48, 60),
    "o3_8h": (100, 160, 215, 265, 800),
    "o3_1h": (160, 200, 300, 400, 800, 1000, 1200),
}
CN_2026 = CN_2012 | {"pm25": (35, 60, 115, 150, 250, 350, 500)}
CN_2026_FROM = pd.Timestamp("2026-03-01")
CN_INDICES = (0, 50, 100, 150, 200, 300, 400, 500)
US_2024 = {  # highest concentrations of 50, 100, 150, 200 and 300, in the unit of the table, and its step
    "pm25": (0.1, (9.0, 35.4, 55.4, 125.4, 225.4)),
    "pm10": (1, (54, 154, 254, 354, 424)),
    "o3_8h": (1, (54, 70, 85, 105, 200)),
    "co_8h": (0.1, (4.4, 9.4, 12.4, 15.4, 30.4)),
    "so2_1h": (1, (35, 75, 185, 304)),
    "no2_1h": (1, (53, 100, 360, 649, 1249)),
}
US_INDICES = (0, 50, 100, 150, 200, 300)
MOLAR_VOLUME = 24.465  # litres a mole at 25 °C and 101.325 kPa
MOLAR_MASS = {"o3": 48.00, "so2": 64.07, "no2": 46.01, "co": 28.01}
MEANS = {
    "pm25_ug_m3": "pm25",
    "pm10_ug_m3": "pm10",
    "o3_ug_m3": "o3",
    "no2_ug_m3": "no2",
    "so2_ug_m3": "so2",
    "co_mg_m3": "co",
}


def figures(rows: Published) -> dict[str, float]:
    hourly = rows.within("reading", "measured_date", *MEANS.values()).dropna(subset="value")
    hourly = hourly.rename(columns={"measured_date": "day", "event_hour": "hour"})
    old, new = chinese(hourly, CN_2012), chinese(hourly, CN_2026)
    days = old.where(old.index < CN_2026_FROM, new.reindex(old.index))
    return {metric: hourly.loc[hourly["kind"] == kind, "value"].mean() for metric, kind in MEANS.items()} | {
        "aqi_cn": days.mean(),
        "aqi_cn_2012": old.mean(),
        "aqi_us": american(hourly).mean(),
        "good_air_days_pct": percent((days <= 100).sum(), len(days)),
        "good_air_days_2012_pct": percent((old <= 100).sum(), len(old)),
        "polluted_days": (days > 100).sum(),
        "pm25_nowcast": nowcast(hourly[hourly["kind"] == "pm25"]),
    }


def chinese(hourly: pd.DataFrame, limits: dict[str, tuple[float, ...]]) -> pd.Series:
    """The index of the city for each valid day by HJ 633 and HJ 663."""
    daily = hourly.groupby(["kind", "station", "day"])["value"].agg(["mean", "max", "count"]).reset_index()
    daily["is_valid"] = daily["count"] >= 20
    windows = eight_hours(hourly[hourly["kind"] == "o3"], range(17), 14)
    found = {kind: over_stations(of, "mean") for kind, of in daily.groupby("kind") if kind != "o3"}
    found |= {"o3_1h": over_stations(daily[daily["kind"] == "o3"], "max"), "o3_8h": over_stations(windows, "value")}
    indices = {name: series.map(lambda c, name=name: chinese_index(name, c, limits)) for name, series in found.items()}
    table = pd.DataFrame(indices)
    five, ozone = table[["pm25", "pm10", "so2", "no2", "co"]], table[["o3_1h", "o3_8h"]]
    whole = five.notna().all(axis=1) & ozone.notna().any(axis=1)
    return table.max(axis=1)[whole | (table.max(axis=1) > 100)]


def chinese_index(pollutant: str, concentration: float, limits: dict[str, tuple[float, ...]]) -> float:
    if math.isnan(concentration):
        return math.nan
    at, upper = round(concentration, 1 if pollutant == "co" else 0), (0, *limits[pollutant])
    if at > upper[-1]:
        return math.nan
    return math.ceil(round(float(np.interp(at, upper, CN_INDICES[: len(upper)])), 6))


def eight_hours(readings: pd.DataFrame, starts: range, enough: int) -> pd.DataFrame:
    """The highest mean of eight hours that begin in the day, of windows that have six; valid with enough windows."""
    found = []
    for station, of in readings.groupby("station"):
        hours = of.set_index(of["day"] + pd.to_timedelta(of["hour"], "h"))["value"].sort_index().asfreq("h")
        ahead = hours[::-1].rolling(8, min_periods=6).mean()[::-1]
        counted = ahead[ahead.index.hour.isin(starts)].dropna()
        by_day = counted.groupby(counted.index.normalize()).agg(["max", "count"])
        found.append(by_day.assign(station=station, is_valid=by_day["count"] >= enough))
    table = pd.concat(found).rename_axis("day").reset_index()
    return table.rename(columns={"max": "value"})


def over_stations(daily: pd.DataFrame, column: str) -> pd.Series:
    """The mean over the valid stations of each day on which three quarters of them are valid."""
    valid = daily.groupby("day")["is_valid"].mean()
    means = daily[daily["is_valid"]].groupby("day")[column].mean()
    return means.where(valid >= 0.75)


def american(hourly: pd.DataFrame) -> pd.Series:
    """The highest station's index of each day by EPA-454/B-24-002; a day needs 18 hours, or 13 windows of eight."""
    daily = hourly.groupby(["kind", "station", "day"])["value"].agg(["mean", "max", "count"]).reset_index()
    daily = daily[daily["count"] >= 18]
    found = []
    for name, kind, column in (
        ("pm25", "pm25", "mean"),
        ("pm10", "pm10", "mean"),
        ("so2_1h", "so2", "max"),
        ("no2_1h", "no2", "max"),
    ):
        found.append(daily[daily["kind"] == kind].assign(value=daily[column], name=name, kind=kind))
    for name, kind in (("o3_8h", "o3"), ("co_8h", "co")):
        windows = eight_hours(hourly[hourly["kind"] == kind], range(7, 24), 13)
        found.append(windows[windows["is_valid"]].assign(name=name, kind=kind))
    table = pd.concat(found)
    index = [american_index(*row) for row in table[["name", "kind", "value"]].itertuples(index=False)]
    return table.assign(index=index).groupby("day")["index"].max()


def american_index(name: str, kind: str, value: float) -> float:
    step, tops = US_2024[name]
    by_volume = value * MOLAR_VOLUME / MOLAR_MASS[kind] if kind in MOLAR_MASS else value
    at = math.floor(by_volume / step + 1e-6) * step
    for place, top in enumerate(tops):
        if at <= top + 1e-9:
            low, below = (tops[place - 1] + step, US_INDICES[place] + 1) if place else (0, 0)
            return math.floor(below + (US_INDICES[place + 1] - below) / (top - low) * (at - low) + 0.5)
    raise AssertionError((name, value))


def nowcast(hourly: pd.DataFrame) -> float:
    """The mean over the stations of the newest NowCast of each."""
    newest = []
    for _, of in hourly.groupby("station"):
        series = of.set_index("measured_at")["value"].sort_index()
        for end in reversed(series.index):
            past = [series.get(end - pd.Timedelta(hours=back)) for back in range(12)]
            if sum(one is not None for one in past[:3]) >= 2:
                break
        known = [(back, one) for back, one in enumerate(past) if one is not None]
        weight = max(min(one for _, one in known) / max(one for _, one in known), 0.5)
        total = sum(weight**back * one for back, one in known) / sum(weight**back for back, _ in known)
        newest.append(math.floor(total * 10 + 1e-7) / 10)
    return float(np.mean(newest))
