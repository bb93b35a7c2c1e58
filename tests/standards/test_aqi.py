"""Sub-indices against points of the published tables and worked examples."""

import math

import pytest

from datasets.problems import Problem
from pipelines.standards.aqi import factor, measure_of, sub_index
from pipelines.standards.reading import SCHEMES, nowcast, schemes, service_standards

# Each limit of a table has exactly the index that stands beside it; the next step begins the next segment.
US_2024_PM25 = [(0, 0), (9.0, 50), (9.1, 51), (35.4, 100), (35.5, 101), (55.4, 150), (55.5, 151), (125.4, 200)]
US_2024_PM25 += [(125.5, 201), (225.4, 300), (225.5, 301), (325.4, 500), (999, 500)]
CN_2012_PM25 = [(0, 0), (35, 50), (36, 52), (75, 100), (76, 102), (115, 150), (150, 200), (250, 300), (350, 400)]
CN_2012_PM25 += [(500, 500), (700, 500)]


@pytest.mark.parametrize(("concentration", "index"), US_2024_PM25)
def test_pm25_of_the_us_table_of_2024(concentration: float, index: int) -> None:
    assert sub_index("us_aqi_2024", "pm25", "day_mean", concentration) == index


@pytest.mark.parametrize(("concentration", "index"), CN_2012_PM25)
def test_pm25_of_hj_633_2012(concentration: float, index: int) -> None:
    assert sub_index("hj633_2012", "pm25", "day_mean", concentration) == index


@pytest.mark.parametrize(
    ("standard", "pollutant", "averaging", "concentration", "index"),
    [
        ("us_aqi_2024", "o3", "max_8h", 87.53333, 154),  # EPA's example: 0.08753333 ppm, truncated to 0.087
        ("us_aqi_2024", "pm25", "day_mean", 35.9, 102),  # EPA's example of several pollutants
        ("us_aqi_2024", "co", "max_8h", 8.4, 90),  # of the same
        ("us_aqi_2012", "pm25", "day_mean", 12.0, 50),
        ("us_aqi_2024", "pm25", "day_mean", 12.0, 56),
        ("us_aqi_2012", "pm25", "day_mean", 150.4, 200),
        ("us_aqi_2024", "pm25", "day_mean", 9.09, 50),  # truncated to 9.0, not rounded to 9.1
        ("us_aqi_2024", "pm10", "day_mean", 154.9, 100),
        ("us_aqi_2024", "no2", "max_1h", 101, 101),
        ("us_aqi_2024", "so2", "day_mean", 305, 201),
        ("hj633_2012", "pm10", "day_mean", 150, 100),
        ("hj633_2012", "pm10", "day_mean", 101, 76),  # 75.5 rounded up
        ("hj633_2012", "co", "day_mean", 2.7, 68),  # 67.5 rounded up
        ("hj633_2012", "o3", "max_8h", 161, 101),  # 100.9 rounded up
        ("hj633_2012", "no2", "day_mean", 40.5, 50),  # half to even: 40
        ("hj633_2026", "pm25", "day_mean", 60, 100),
        ("hj633_2026", "pm25", "day_mean", 75, 114),  # 113.6 rounded up; by the old table 100
        ("hj633_2031", "pm25", "day_mean", 50, 100),
    ],
)
def test_worked_points(standard: str, pollutant: str, averaging: str, concentration: float, index: int) -> None:
    assert sub_index(standard, pollutant, averaging, concentration) == index


@pytest.mark.parametrize(
    ("standard", "averaging", "concentration"),
    [("us_aqi_2024", "max_1h", 124), ("us_aqi_2024", "max_8h", 201), ("hj633_2012", "max_8h", 801)],
)
def test_ozone_outside_of_its_table_has_no_index(standard: str, averaging: str, concentration: float) -> None:
    assert sub_index(standard, "o3", averaging, concentration) is None


def test_gases_become_volumes_at_25_degrees() -> None:
    _, ozone = measure_of("us_aqi_2024", "o3", "max_8h")
    _, monoxide = measure_of("us_aqi_2024", "co", "max_8h")
    assert 100 * factor(ozone) == pytest.approx(50.94, abs=0.01)
    assert 1 * factor(monoxide) == pytest.approx(0.873, abs=0.001)


def test_what_a_standard_does_not_have_is_a_sentence() -> None:
    with pytest.raises(Problem, match=r'no such air quality standard; found "us_aqi_2042"\. Did you mean "us_aqi_20'):
        sub_index("us_aqi_2042", "pm25", "day_mean", 1)
    with pytest.raises(Problem, match=r'us_aqi_2024 has no table for this; found "pm25 max_1h"'):
        sub_index("us_aqi_2024", "pm25", "max_1h", 1)


@pytest.mark.parametrize("name", SCHEMES)
def test_an_index_rises_with_the_concentration_and_never_leaves_a_hole(name: str) -> None:
    for version in schemes()[name].versions:
        for measure in version.measures:
            steps = range(int(measure.upper[-1] * 10) + 1)
            found = [sub_index(version.id, measure.pollutant, measure.averaging, step / 10) for step in steps]
            known = [index for index in found if index is not None]
            assert known == sorted(known)
            assert None not in found[math.ceil(measure.starts.at * 10) :]


def test_tables_that_are_not_checked_say_so() -> None:
    versions = [version for scheme in schemes().values() for version in scheme.versions]
    assert {version.id for version in versions if not version.verified} == {"us_aqi_2012", "hj633_2026", "hj633_2031"}
    assert "To be verified" in next(v for v in versions if v.id == "hj633_2026").note["en"]


def test_limits_of_service_standards() -> None:
    limits = {
        name: [(limit.within_s, limit.share_pct) for limit in s.limits] for name, s in service_standards().items()
    }
    assert limits["nena_sta_020"] == [(15, 90), (20, 95)]
    assert limits["nfpa_1225"] == [(10, 90), (60, 90)]
    assert limits["nfpa_1710"] == [(15, 95), (64, 90), (80, 90), (60, 90), (240, 90)]
    assert limits["gbt_33358"] == [(15, 95), (None, 95), (180, None)]
    assert (nowcast().hours, nowcast().least_weight) == (12, 0.5)
