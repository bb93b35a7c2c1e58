"""The citizen pack on the demo city, computed a second time in pandas from the published rows."""

import math

import numpy as np
import pandas as pd
import pytest

from pipelines.query.predicate import Predicate
from tests.demo_city import DemoCity
from tests.metrics.snapshot_files import day

FIRST, LAST = day("2026-02-01"), day("2026-03-28")
PERIOD = Predicate(start=FIRST, end=LAST)
LIMITS = {  # HJ 633-2012, written a second time: pollutant, concentrations at 50, 100, 150, 200, 300, 400 and 500
    "pm25": (35, 75, 115, 150, 250, 350, 500),
    "pm10": (50, 150, 250, 350, 420, 500, 600),
    "so2": (50, 150, 475, 800, 1600, 2100, 2620),
    "no2": (40, 80, 180, 280, 565, 750, 940),
    "co": (2, 4, 14, 24, 36, 48, 60),
    "o3_8h": (100, 160, 215, 265, 800),
    "o3_1h": (160, 200, 300, 400, 800, 1000, 1200),
}
INDICES = (0, 50, 100, 150, 200, 300, 400, 500)
PEAK = (7, 8, 17, 18)


def rows(demo_city: DemoCity, fact: str, kinds: str, columns: str) -> pd.DataFrame:
    """The rows of those kinds in the period and a day more at either end."""
    event = "measured_date" if fact == "reading" else "served_date"
    listed = ", ".join(f"'{kind}'" for kind in kinds.split())
    with demo_city.service.snapshot.cursor() as cursor:
        return cursor.execute(
            f"SELECT kind, {event} AS day, event_hour AS hour, event_dow AS dow, {columns} FROM {fact} "
            f"WHERE kind IN ({listed}) AND {event} BETWEEN ? AND ?",
            [FIRST, LAST],
        ).df()


def value(demo_city: DemoCity, metric: str, predicate: Predicate = PERIOD) -> float:
    return float(demo_city.service.values([metric], predicate)[metric].frame["value"].iloc[0])


def sub_index(pollutant: str, concentration: float) -> float:
    if math.isnan(concentration):
        return math.nan
    at = round(concentration, 1 if pollutant == "co" else 0)
    limits = (0, *LIMITS[pollutant])
    if at > limits[-1]:
        return math.nan
    return math.ceil(round(float(np.interp(at, limits, INDICES[: len(limits)])), 6))


def city_days(demo_city: DemoCity) -> pd.Series:
    """The index of the city for each valid day by HJ 633-2012, from hourly readings."""
    hourly = rows(demo_city, "reading", "pm25 pm10 so2 no2 co o3", "station, value").dropna(subset="value")
    daily = hourly.groupby(["kind", "station", "day"])["value"].agg(["mean", "max", "count"]).reset_index()
    found = {}
    for kind, of in daily.groupby("kind"):
        enough = of.assign(is_valid=of["count"] >= 20)
        if kind == "o3":
            found["o3_1h"] = over_stations(enough, "max")
            found["o3_8h"] = over_stations(eight_hours(hourly[hourly["kind"] == "o3"]), "value")
        else:
            found[kind] = over_stations(enough, "mean")
    table = pd.DataFrame({name: series.map(lambda c, name=name: sub_index(name, c)) for name, series in found.items()})
    highest = table.max(axis=1)
    whole = table[["pm25", "pm10", "so2", "no2", "co"]].notna().all(axis=1) & table[["o3_1h", "o3_8h"]].notna().any(
        axis=1
    )
    return highest[whole | (highest > 100)]


def eight_hours(ozone: pd.DataFrame) -> pd.DataFrame:
    """The highest mean of eight hours within each day, of windows that have six; valid with fourteen windows."""
    found = []
    for (station, of_day), group in ozone.groupby(["station", "day"]):
        hours = group.set_index("hour")["value"].reindex(range(24))
        windows = [hours.loc[start : start + 7] for start in range(17)]
        means = [window.mean() for window in windows if window.notna().sum() >= 6]
        found.append((station, of_day, max(means, default=math.nan), len(means) >= 14))
    return pd.DataFrame(found, columns=["station", "day", "value", "is_valid"])


def over_stations(daily: pd.DataFrame, column: str) -> pd.Series:
    """The mean over the valid stations of each day on which three quarters of them are valid."""
    share = daily.groupby("day")["is_valid"].mean()
    means = daily[daily["is_valid"]].groupby("day")[column].mean()
    return means.where(share >= 0.75)


def test_the_chinese_index_and_its_good_days(demo_city: DemoCity) -> None:
    days = city_days(demo_city)
    assert len(days) > 50
    assert value(demo_city, "aqi_cn_2012") == pytest.approx(days.mean(), abs=1e-9)
    assert value(demo_city, "good_air_days_2012_pct") == pytest.approx(100 * (days <= 100).mean(), abs=1e-9)


def test_before_its_break_the_index_in_force_is_that_of_2012(demo_city: DemoCity) -> None:
    before = Predicate(start=FIRST, end=day("2026-02-28"))
    assert value(demo_city, "aqi_cn", before) == value(demo_city, "aqi_cn_2012", before)
    assert value(demo_city, "aqi_cn") >= value(demo_city, "aqi_cn_2012")


def test_nowcast(demo_city: DemoCity) -> None:
    hourly = rows(demo_city, "reading", "pm25", "station, measured_at, value").dropna(subset="value")
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
    assert value(demo_city, "pm25_nowcast") == pytest.approx(np.mean(newest), abs=1e-9)


def test_waits_and_gaps(demo_city: DemoCity) -> None:
    table = rows(demo_city, "mobility", "departure", "category, subcategory, served_at, observed_at, is_cancelled")
    table.loc[table["is_cancelled"].fillna(False).astype(bool), "observed_at"] = pd.NaT
    keys = ["category", "subcategory", "day"]
    table = table.sort_values("served_at", kind="stable")
    table["planned"] = table.groupby(keys)["served_at"].diff().dt.total_seconds() / 60
    seen = table.dropna(subset="observed_at").sort_values(["observed_at", "served_at"], kind="stable")
    table["actual"] = seen.groupby(keys)["observed_at"].diff().dt.total_seconds() / 60
    frequent = table[table.groupby([*keys, "hour"])["planned"].transform("mean") <= 12]
    wait = (frequent["actual"] ** 2).sum() / (2 * frequent["actual"].sum())
    scheduled = (frequent["planned"] ** 2).sum() / (2 * frequent["planned"].sum())
    pairs = frequent.dropna(subset=["planned", "actual"])
    spread = (pairs["actual"] - pairs["planned"]).std(ddof=0) / pairs["planned"].mean()
    assert value(demo_city, "wait_min") == pytest.approx(wait, abs=1e-6)
    assert value(demo_city, "excess_wait_min") == pytest.approx(wait - scheduled, abs=1e-6)
    assert value(demo_city, "headway_cv") == pytest.approx(spread, abs=1e-6)


def test_departures_on_time_and_delivered(demo_city: DemoCity) -> None:
    table = rows(demo_city, "mobility", "departure", "served_at, observed_at, is_cancelled")
    ran = table[~table["is_cancelled"].fillna(False).astype(bool)].dropna(subset="observed_at")
    late = (ran["observed_at"] - ran["served_at"]).dt.total_seconds()
    assert value(demo_city, "departures_on_time_pct") == pytest.approx(100 * late.between(-60, 299).mean())
    assert value(demo_city, "departures_on_time_wmata_pct") == pytest.approx(100 * late.between(-120, 420).mean())
    known = table.dropna(subset="is_cancelled")
    peak = known[known["hour"].isin(PEAK) & (known["dow"] < 5)]
    assert value(demo_city, "service_delivered_pct") == pytest.approx(100 * (~peak["is_cancelled"].astype(bool)).mean())


def test_road_and_journeys(demo_city: DemoCity) -> None:
    roads = rows(demo_city, "mobility", "road_speed_kmh", "value, free_flow_kmh, vehicles_per_h, length_m")
    distance = roads["vehicles_per_h"] * roads["length_m"]
    index = (distance / roads["value"]).sum() / (distance / roads["free_flow_kmh"]).sum()
    assert value(demo_city, "travel_time_index") == pytest.approx(index)
    journeys = rows(demo_city, "mobility", "journey", "value, platform_min, train_min, on_time")
    extra = np.average(journeys["platform_min"] + journeys["train_min"], weights=journeys["value"])
    assert value(demo_city, "additional_journey_min") == pytest.approx(extra)


def test_noise_is_a_mean_of_energies_and_the_reserve_that_of_the_tightest_hour(demo_city: DemoCity) -> None:
    noise = rows(demo_city, "reading", "noise_dba", "value")["value"].dropna()
    assert value(demo_city, "noise_dba") == pytest.approx(10 * np.log10((10 ** (noise / 10)).mean()))
    power = rows(demo_city, "reading", "electricity_demand_mw electricity_supply_mw", "measured_at, value")
    table = power.pivot_table(index="measured_at", columns="kind", values="value", aggfunc="sum").dropna()
    tightest = (table["electricity_supply_mw"] / table["electricity_demand_mw"] - 1).min()
    assert value(demo_city, "electricity_reserve_pct") == pytest.approx(100 * tightest)
