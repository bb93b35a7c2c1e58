"""Each known event is visible in the metric that it should move, by the size that truth.yaml says; for three seeds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from math import sqrt

import numpy as np
import pytest

from pipelines.query.predicate import Predicate
from tests.demo_city import AS_OF, SEEDS, DemoCity, shared_demo_city

DAY = timedelta(days=1)


@pytest.fixture(scope="session", params=SEEDS, ids=[f"seed {seed}" for seed in SEEDS])
def truth_city(request, tmp_path_factory) -> DemoCity:
    return shared_demo_city(tmp_path_factory, request.param)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def day(text: str) -> date:
    return moment(text).date()


def value(city: DemoCity, metric: str, start: date, end: date, figure: str = "value", **clauses) -> float:
    """The metric's value (or another figure of its answer) of the whole, over local days of which both ends count."""
    answer = city.service.values([metric], Predicate(start=start, end=end, **clauses))[metric]
    assert answer.ignored == ()
    (found,) = answer.frame[figure]
    return float(found)


def by(city: DemoCity, metric: str, group: str, predicate: Predicate, level: str | None = None) -> dict[str, float]:
    """The metric's values by group, as text."""
    frame = city.service.values([metric], predicate, by=group, level=level)[metric].frame
    return {str(key): float(found) for key, found in zip(frame["group"], frame["value"], strict=True)}


def ids(city: DemoCity, level: str, names: Sequence[str]) -> tuple[str, ...]:
    frame = city.service.districts(level)
    return tuple(frame.loc[frame["name_zh"].isin(names), "district_id"])


def subcategories(*names: str) -> tuple[tuple[str, str], ...]:
    return tuple(("subcategory", name) for name in names)


def around(start: date, end: date, days: int = 15) -> list[tuple[date, date]]:
    """The days before and after."""
    return [(start - days * DAY, start - DAY), (end + DAY, end + days * DAY)]


def mean_around(city: DemoCity, metric: str, start: date, end: date, days: int = 15) -> float:
    return float(np.mean([value(city, metric, *span) for span in around(start, end, days)]))


def test_the_cloudburst_brings_its_tickets_to_its_sub_districts(truth_city: DemoCity) -> None:
    event = truth_city.event("cloudburst")
    first, last = day(event["from"]), day(event["size"]["tickets_until"])
    there = {
        "level": "sub_district",
        "districts": ids(truth_city, "sub_district", event["sub_districts"]),
        "where": subcategories(*event["subcategories"]),
    }
    extra = event["size"]["extra_tickets"]
    assert 0.9 * extra <= value(truth_city, "tickets_opened", first, last, **there) <= 1.4 * extra + 3
    assert value(truth_city, "tickets_opened", first - 30 * DAY, first - DAY, **there) < 0.2 * extra


def test_the_cloudburst_is_rain_and_drains_over_their_warning_level(truth_city: DemoCity) -> None:
    event = truth_city.event("cloudburst")
    first, last = day(event["from"]), day(event["to"])
    assert value(truth_city, "rain_mm", first, last) >= 0.75 * event["size"]["rain_mm"]
    assert value(truth_city, "rain_heaviest_mm_h", first, last) >= 0.75 * event["size"]["rain_mm"] / 4
    drains = {"where": (("kind", "drain_depth_m"),)}
    assert value(truth_city, "drain_depth_m", first, last) > value(truth_city, "drain_depth_m", *around(first, last)[0])
    assert value(truth_city, "gauges_over_warning", first, last, **drains) >= 1


def test_the_heat_wave_is_as_warm_as_stated(truth_city: DemoCity) -> None:
    event = truth_city.event("heat_wave")
    first, last = day(event["from"]), day(event["to"])
    warmer = value(truth_city, "temperature_c", first, last) - mean_around(truth_city, "temperature_c", first, last)
    assert warmer >= 0.7 * event["size"]["warmer_c"]


def ratio_around(city: DemoCity, metric: str) -> float:
    """The metric in the heat wave, as a multiple of what it is in the 45 days before and after."""
    event = city.event("heat_wave")
    first, last = day(event["from"]), day(event["to"])
    return value(city, metric, first, last) / mean_around(city, metric, first, last, 45)


@pytest.mark.parametrize(("metric", "factor"), [("o3_ug_m3", "o3_factor"), ("pm25_ug_m3", "pm25_factor")])
def test_the_heat_wave_fouls_the_air(truth_city: DemoCity, metric: str, factor: str) -> None:
    """Wind and rain move a week's mean by up to a third, and spells of other weeks that of the days around."""
    stated = truth_city.event("heat_wave")["size"][factor]
    assert 0.67 * stated <= ratio_around(truth_city, metric) <= 1.5 * stated
    assert ratio_around(truth_city, metric) > 1.2


def test_the_heat_wave_draws_electricity(truth_city: DemoCity) -> None:
    """The stated factor comes on top of the 3.6 % that every degree draws."""
    size = truth_city.event("heat_wave")["size"]
    expected = size["electricity_factor"] * 1.036 ** size["warmer_c"]
    assert ratio_around(truth_city, "electricity_demand_mw") == pytest.approx(expected, rel=0.1)


def test_the_heat_wave_brings_more_ambulance_runs(truth_city: DemoCity) -> None:
    event = truth_city.event("heat_wave")
    first, last = day(event["from"]), day(event["to"])
    days = (last - first).days + 1
    ordinary = sum(value(truth_city, "ambulance_runs", *span) for span in around(first, last, 60)) / 120 * days
    expected = event["size"]["ambulance_factor"] * ordinary
    runs = value(truth_city, "ambulance_runs", first, last)
    assert abs(runs - expected) < abs(runs - ordinary) or abs(runs - expected) < 2 * sqrt(expected)


def test_nothing_runs_on_the_closed_line(truth_city: DemoCity) -> None:
    event = truth_city.event("line_closure")
    start, end = moment(event["from"]), moment(event["to"])
    hours = tuple((start.weekday(), hour) for hour in range(start.hour, end.hour))
    closed = {"hours": hours, "categories": (event["line"],)}
    on, week_before = start.date(), start.date() - 7 * DAY
    assert value(truth_city, "ridership", on, on, **closed) == event["size"]["entries"] == 0
    assert value(truth_city, "ridership", week_before, week_before, **closed) > 100
    assert value(truth_city, "service_delivered_all_pct", on, on, **closed) == event["size"]["departures"] == 0
    assert value(truth_city, "service_delivered_all_pct", week_before, week_before, **closed) > 95


def test_the_closed_line_brings_its_tickets(truth_city: DemoCity) -> None:
    event = truth_city.event("line_closure")
    start, end, extra = moment(event["from"]), moment(event["to"]), event["size"]["extra_tickets"]
    on = start.date()
    metro = {"where": subcategories("地铁服务")}
    hours = tuple((start.weekday(), hour) for hour in range(start.hour, end.hour + 2))
    opened = value(truth_city, "tickets_opened", on, on, hours=hours, **metro)
    ordinary = value(truth_city, "tickets_opened", on - 60 * DAY, on - DAY, **metro) / 60
    assert 0.9 * extra <= opened - ordinary <= extra + 3 + 3 * sqrt(ordinary)
    assert ordinary < 0.5 * extra


def test_the_burglary_series_stands_out_of_its_sub_districts(truth_city: DemoCity) -> None:
    event = truth_city.event("burglary_series")
    first, last = day(event["from"]), day(event["to"])
    there = {
        "level": "sub_district",
        "districts": ids(truth_city, "sub_district", event["sub_districts"]),
        "categories": (event["category"],),
    }
    before, after = (value(truth_city, "complaints_occurred", *span, **there) for span in around(first, last, 120))
    days = 240 - max(0, (last + 120 * DAY - AS_OF).days)
    ordinary = (before + after) / days * ((last - first).days + 1)
    extra = value(truth_city, "complaints_occurred", first, last, **there) - ordinary
    assert extra == pytest.approx(event["size"]["extra_offences"], abs=3 + 3 * sqrt(ordinary + 1))


def test_the_late_agency_meets_its_deadlines_as_seldom_as_stated(truth_city: DemoCity) -> None:
    event = truth_city.event("missed_deadlines")
    start, now = day(event["from"]), day(event["to"])
    mine, size = {"agencies": (event["agency"],)}, event["size"]
    before = value(truth_city, "on_time_pct", start - 56 * DAY, start - DAY, **mine)
    after = value(truth_city, "on_time_pct", min(start + 42 * DAY, now), now, **mine)
    assert before == pytest.approx(100 * size["on_time_share_before"], abs=100 * 2 / sqrt(size["due_before"]))
    assert after == pytest.approx(100 * size["on_time_share_after"], abs=100 * 2 / sqrt(size["due_after"]))
    assert after < before - 30


def test_the_bulk_closure_is_a_day_of_closings(truth_city: DemoCity) -> None:
    event = truth_city.event("bulk_closure")
    on, tickets = day(event["from"]), event["size"]["tickets"]
    closed = by(
        truth_city, "tickets_closed", "day",
        Predicate(start=on - 28 * DAY, end=on, where=subcategories(event["subcategory"])),
    )  # fmt: skip
    today = closed.pop(max(closed))
    assert tickets - 10 <= today <= tickets + 10
    assert max(closed.values(), default=0) < 0.2 * tickets


def test_the_drifting_sensor_climbs_as_fast_as_stated(truth_city: DemoCity) -> None:
    event = truth_city.event("sensor_drift")
    days = (day(event["from"]), AS_OF - DAY)
    stations = value(truth_city, "pm25_ug_m3", *days, figure="n") / value(
        truth_city, "pm25_ug_m3", *days, figure="n", where=(("station", event["station"]),)
    )
    mine = by(truth_city, "pm25_ug_m3", "day", Predicate(*days, where=(("station", event["station"]),)))
    city = by(truth_city, "pm25_ug_m3", "day", Predicate(*days))
    gap = np.array([mine[when] - city[when] for when in sorted(mine)])
    slope = np.polyfit(np.arange(len(gap)), gap, 1)[0]
    assert round(stations) >= 3
    assert slope == pytest.approx(event["size"]["ug_m3_a_day"] * (1 - 1 / stations), rel=0.3)


def test_the_dead_feed_is_stale_since_its_hour(truth_city: DemoCity) -> None:
    event = truth_city.event("dead_feed")
    (dead,) = [source for source in truth_city.service.sources() if source.dataset == event["datasets"][0]]
    assert dead.state == "stale"
    assert dead.lag_hours == pytest.approx(event["size"]["hours_silent"], abs=10)


def test_a_feed_that_lives_is_not_stale(truth_city: DemoCity) -> None:
    silent = truth_city.event("dead_feed")["datasets"]
    hourly = {s.dataset: s.state for s in truth_city.service.sources() if s.interval_hours and s.interval_hours <= 3}
    assert [name for name, state in hourly.items() if state == "stale"] == [n for n in hourly if n in silent]


def test_the_redefined_category_gives_up_as_many_tickets_as_stated(truth_city: DemoCity) -> None:
    event = truth_city.event("redefinition")
    start = day(event["from"])
    first = start - (AS_OF - start) - DAY

    def share(name: str, since: date, until: date) -> float:
        named = value(truth_city, "tickets_opened", since, until, where=subcategories(event[name]))
        return named / value(truth_city, "tickets_opened", since, until)

    gained = share("into", start, AS_OF) - share("into", first, start - DAY)
    everything = value(truth_city, "tickets_opened", start, AS_OF)
    assert gained * everything == pytest.approx(event["size"]["tickets_moved"], abs=30)
    assert share("subcategory", start, AS_OF) < share("subcategory", first, start - DAY)


def test_a_sub_district_belongs_to_the_district_of_the_day(truth_city: DemoCity) -> None:
    event = truth_city.event("boundary_change")
    on = day(event["from"])
    there = ids(truth_city, "sub_district", [event["sub_district"]])
    old, new = (ids(truth_city, "district", [event[name]])[0] for name in ("old_district", "new_district"))
    spans = {old: (on - 180 * DAY, on - DAY), new: (on, on + 180 * DAY)}
    for district, (start, end) in spans.items():
        inside = Predicate(start, end, level="sub_district", districts=there)
        found = by(truth_city, "tickets_opened", "district", inside, level="district")
        assert {key for key, count in found.items() if count > 0} == {district}
