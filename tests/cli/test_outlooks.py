"""`explain` says what is usual, and periods of every kind are read from the command line."""

import json

import pytest

from tests.cli.conftest import run
from tests.demo_city import DemoCity

PERIODS = {
    "cityscore_day": ("2026-03-31", "2026-03-31", 1),
    "cityscore_week": ("2026-03-25", "2026-03-31", 7),
    "cityscore_month": ("2026-03-02", "2026-03-31", 30),
    "cityscore_quarter": ("2026-01-01", "2026-03-31", 90),
    "2026-W01": ("2025-12-29", "2026-01-04", 7),
    "ytd": ("2026-01-01", "2026-03-31", 90),
    "2024-02-29": ("2024-02-29", "2024-02-29", 1),
}


def answer(city: DemoCity, *words: str) -> dict | list:
    ended = run(city.home, *words, "--json")
    assert ended.exit_code == 0, ended.output
    return json.loads(ended.stdout)


@pytest.mark.parametrize("name", PERIODS)
def test_a_period_is_read_from_the_command_line(demo_city: DemoCity, name: str) -> None:
    words = ("value", "demo", "tickets_opened", "--period", name, "--compare", "previous")
    (found,) = answer(demo_city, *words)
    start, end, days = PERIODS[name]
    assert found["period"] == {"start": start, "end": end, "days": days}
    (between,) = answer(demo_city, "value", "demo", "tickets_opened", "--start", start, "--end", end)
    assert found["value"] == between["value"]


def test_a_leap_day_is_left_out_of_the_year_to_date_and_week_53_is_a_week(demo_city: DemoCity) -> None:
    (leap,) = answer(demo_city, "value", "demo", "tickets_opened", "--period", "2024-Q1", "--compare", "last_year")
    assert leap["period"]["days"] == 90
    ended = run(demo_city.home, "value", "demo", "tickets_opened", "--period", "2025-W53")
    assert (ended.exit_code, "no such period" in ended.stderr) == (1, True)
    (long_year,) = answer(demo_city, "value", "demo", "tickets_opened", "--period", "2020-W53")
    assert long_year["value"] is None, "before the data begin nothing is known"


def test_the_shift_of_a_year_is_a_choice(demo_city: DemoCity) -> None:
    words = ("value", "demo", "tickets_opened", "--period", "2026-W10", "--compare", "last_year", "--shift")
    starts = [answer(demo_city, *words, shift)[0]["compared_with"]["start"] for shift in ("same_weekday", "same_date")]
    assert starts == ["2025-03-03", "2025-03-02"]


def test_explain_says_the_variants_the_usual_week_and_the_pace(demo_city: DemoCity) -> None:
    words = ("explain", "demo", "tickets_opened", "--period", "2026-W12", "--compare", "last_year")
    told = answer(demo_city, *words)
    (change,) = told["changes"]
    assert set(change["evidence"]["variants"]) == {"published_poisson_z", "scaled_anscombe"}
    assert change["evidence"]["results"]["phi"] >= 1
    usual, pace = told["outlook"]["usual"], told["outlook"]["pace"]
    assert usual["value"] == told["values"][0]["value"]
    assert usual["band"]["low"] <= usual["band"]["expected"] <= usual["band"]["high"]
    assert pace is None
    text = run(demo_city.home, *words).stdout
    assert "named variant, decides nothing: published_poisson_z: 2(√c − √p) =" in text
    assert "Its ±3 is right only where the earlier count is a fixed mean." in text
    assert "week from 2026-03-16:" in text


def test_explain_by_district_says_where_each_lies_in_the_funnel(demo_city: DemoCity) -> None:
    words = ("explain", "demo", "on_time_pct", "--period", "2025", "--by", "district", "--level", "district")
    funnel = answer(demo_city, *words)["outlook"]["funnel"]
    assert {area["group"] for area in funnel["areas"]} == {f"3499{place:02d}" for place in range(1, 13)}
    for area in funnel["areas"]:
        assert (area["place"] == "within") == (area["inner"][0] <= area["rate"] <= area["inner"][1])
    assert "districts in the funnel around" in run(demo_city.home, *words).stdout


def test_a_rate_per_resident_is_judged_by_its_count(demo_city: DemoCity) -> None:
    told = []
    for metric in ("tickets_opened", "tickets_per_1000"):
        words = ("explain", "demo", metric, "--period", "2026-W12", "--compare", "previous")
        (change,) = answer(demo_city, *words)["changes"]
        told.append(change["evidence"])
    assert told[0]["verdict"] != "not tested"
    assert told[0] == told[1]


def test_explain_says_how_many_revisions_a_signal_stands(town) -> None:
    told = json.loads(
        town("explain", "tickets_opened", "--period", "2025-W40", "--compare", "previous", "--json").stdout
    )
    assert set(told["outlook"]["standing"]) == {"break_even", "weeks", "fragile"}
    assert told["outlook"]["revisions"] == []
