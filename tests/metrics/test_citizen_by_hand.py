"""Every metric of the citizen pack against figures counted by hand from citizen_rows.py."""

from collections.abc import Iterator
from math import isnan, log10

import pytest

from datasets.catalogue import City
from pipelines.query.predicate import Predicate
from pipelines.query.service import QueryService
from tests.metrics.citizen_rows import FACTS
from tests.metrics.snapshot_files import day, write_snapshot

WEEK = Predicate(start=day("2024-07-01"), end=day("2024-07-07"))
JUNE = Predicate(start=day("2024-06-01"), end=day("2024-06-30"))
BY_HAND = {
    "aqi_cn": 90,  # 40, 100 and 130; the fourth is not valid, the fifth not in force
    "aqi_cn_2012": 90,
    "aqi_us": 75,
    "good_air_days_pct": 200 / 3,
    "good_air_days_2012_pct": 200 / 3,
    "polluted_days": 1,
    "pm25_nowcast": 25,  # the newest of A is 20, of B 30
    "pm10_ug_m3": 60,
    "o3_ug_m3": 110,
    "no2_ug_m3": 25,
    "so2_ug_m3": 6.5,
    "co_mg_m3": 0.6,
    "no2_ppb": 14,
    "o3_ppb": 31,
    "departures_on_time_pct": 50,
    "departures_on_time_wmata_pct": 100,
    "wait_min": 450 / 80,  # 15² + 5² + 10² + 10² = 450
    "wait_scheduled_min": 5,
    "excess_wait_min": 450 / 80 - 5,
    "headway_cv": (50 / 4) ** 0.5 / 10,  # off by 5, -5, 0, 0
    "service_delivered_pct": 75,  # four at peak, one of them cancelled
    "service_delivered_all_pct": 80,
    "additional_journey_min": (150 + 750) / 400,
    "journeys_on_time_pct": 82.5,
    "travel_time_index": 1.25,
    "travel_time_index_peak": 2,
    "road_speed_kmh": 32,
    "bikes_available": 12,
    "docks_empty_pct": 25,
    "docks_full_pct": 100 / 3,
    "paratransit_trips": 12,
    "temperature_c": 25.5,
    "temperature_max_c": 33,
    "temperature_min_c": 16,
    "hottest_hour_c": 31,
    "humidity_pct": 60,
    "wind_speed_m_s": 2,
    "pressure_hpa": 1005,
    "rain_day_mm": 12.5,
    "snow_day_mm": 7,
    "snow_depth_mm": 30,
    "rain_heaviest_mm_h": 41,
    "river_level_m": 19.5,
    "river_margin_m": -0.5,
    "gauges_over_warning": 2,
    "hours_over_warning": 3,
    "drain_depth_m": 0.3,
    "noise_dba": 10 * log10((1e6 + 1e5) / 2),
    "noise_night_dba": 50,
    "electricity_demand_mw": 90,
    "electricity_peak_mw": 100,
    "electricity_supply_mw": 120,
    "electricity_reserve_pct": 20,
    "gas_demand_m3_h": 45,
    "gas_peak_m3_h": 50,
    "gas_supply_m3_h": 47,
    "gas_reserve_pct": 0,
    "water_demand_m3_h": 15,
    "water_peak_m3_h": 20,
    "water_supply_m3_h": 19.5,
    "water_reserve_pct": 20,
    "price_index": 101.5,
    "calls_answered_15s_pct": 25,
    "calls_answered_30s_pct": 40,
    "calls_connected_pct": 75,
    "satisfied_pct": 200 / 3,
    "ksi": 4,
    "ksi_per_100k": 4 / 2000 * 100_000,  # two boroughs of 1,000 residents
}
JUNE_BY_HAND = {
    "digital_share_pct": 50,
    "tickets_per_1000": 4 / 2,
}


@pytest.fixture(scope="module")
def service(city: City, tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueryService]:
    home = tmp_path_factory.mktemp("citizen") / "var"
    write_snapshot(home, "20240708T060000Z-c3", FACTS, "2024-07-07")
    opened = QueryService(home, city)
    yield opened
    opened.close()


def value(service: QueryService, metric: str, predicate: Predicate = WEEK) -> float:
    return float(service.values([metric], predicate)[metric].frame["value"].iloc[0])


@pytest.mark.parametrize("metric", BY_HAND)
def test_value_of_one_week(service: QueryService, metric: str) -> None:
    assert value(service, metric) == pytest.approx(BY_HAND[metric])


@pytest.mark.parametrize("metric", JUNE_BY_HAND)
def test_value_of_june(service: QueryService, metric: str) -> None:
    assert value(service, metric, JUNE) == JUNE_BY_HAND[metric]


def test_a_named_standard_takes_the_place_of_the_one_in_force(service: QueryService) -> None:
    named = Predicate(start=WEEK.start, end=WEEK.end, where=(("standard", "hj633_2026"),))
    assert value(service, "aqi_cn", named) == 150


def test_days_of_pollution_by_primary_pollutant(service: QueryService) -> None:
    frame = service.values(["polluted_days"], WEEK, by="category")["polluted_days"].frame
    assert dict(zip(frame["group"], frame["value"], strict=True)) == {"o3": 1, "unspecified": 0}


def test_a_period_without_rows_is_not_known(service: QueryService) -> None:
    empty = Predicate(start=day("2023-07-01"), end=day("2023-07-07"))
    names = ("aqi_cn", "polluted_days", "excess_wait_min", "gauges_over_warning", "electricity_reserve_pct")
    assert all(isnan(value(service, metric, empty)) for metric in names)
