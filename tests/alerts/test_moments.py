"""Events of a city that no rule was tuned on, read as its portal stood at the time: the right rule, in the right
places, and no other."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from datasets.demo.generator.environment.sites import sites
from datasets.demo.generator.events.decoys import decoys
from datasets.demo.generator.events.plan import AIR_STATIONS
from datasets.demo.generator.geography.names import LINES, SUB_DISTRICTS
from layouts.demo.made import moment as as_instant
from pipelines.alerts.store import AlertStore
from pipelines.alerts.watch import AlertWatch
from tests.demo_moment import Moment, Story, publish_moment

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
STORY = Story(seed=5)
RAINED = ("hotline_tickets", "weather_hourly")
Fired = set[tuple[str, str]]


def fired(folder: Path, moment: Moment) -> Fired:
    """Rules and Chinese names of places that fire at the moment, evaluated once."""
    with closing(publish_moment(folder, STORY, moment).service) as service:
        watch = AlertWatch(service, AlertStore(None, "demo"))
        assert watch.evaluate().problems == ()
    return {(alert.rule, alert.names.zh) for alert in watch.store.alerts()}


def instant(when: object) -> datetime:
    return datetime.fromisoformat(str(when))


def sub_districts(numbers: tuple[int, ...]) -> set[str]:
    return {f"{SUB_DISTRICTS[number][0]}街道" for number in numbers}


def test_a_cloudburst_names_the_sub_districts_that_it_floods_and_no_other(tmp_path: Path) -> None:
    event = STORY.plan().cloudburst
    found = fired(tmp_path, Moment(instant(event.start) + timedelta(hours=4.5), RAINED, months=0))
    flooded = {place for rule, place in found if rule == "flooded_roads"}
    assert {rule for rule, _ in found} == {"rainstorm", "flooded_roads"}
    assert flooded == sub_districts(event.sub_districts)


def test_the_wettest_ordinary_day_fires_nothing(tmp_path: Path) -> None:
    (rain,) = (decoy for decoy in decoys(STORY.world()) if decoy["kind"] == "rain")
    assert fired(tmp_path, Moment(instant(rain["to"]) + timedelta(hours=23.9), RAINED, months=0)) == set()


def test_a_closed_line_is_named(tmp_path: Path) -> None:
    event = STORY.plan().line_closure
    found = fired(tmp_path, Moment(instant(event.start) + timedelta(hours=4), ("departures",), months=0))
    assert found == {("line_closed", LINES[event.line][0])}


def test_a_sensor_that_drifts_is_named_by_its_place(tmp_path: Path) -> None:
    event = STORY.plan().sensor_drift
    found = fired(tmp_path, Moment(instant(STORY.ends) + timedelta(hours=23.9), ("air_quality",), months=1))
    station = sites("KQ", "空气站", AIR_STATIONS).names[event.station]
    assert found == {("drifting_sensor", station.replace("空气站", "街道"))}


def test_a_series_of_burglaries_names_both_sub_districts_and_nothing_before_it(tmp_path: Path) -> None:
    event = STORY.plan().burglary_series
    began = instant(event.first_day)
    city = publish_moment(tmp_path, STORY, Moment(began + timedelta(days=event.days), ("offences",), months=16))
    found = {}
    for day in (began, began + timedelta(days=event.days)):
        watch = AlertWatch(city.service, AlertStore(None, "demo"))
        assert watch.evaluate(as_instant(day)).problems == ()
        found[day] = {alert.names.zh for alert in watch.store.alerts() if alert.rule == "burglaries"}
    city.service.close()
    assert list(found.values()) == [set(), sub_districts(event.sub_districts)]
