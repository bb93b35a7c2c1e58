"""Comparisons over the demo city: changed definitions are flagged, what is planted is a signal, decoys are not."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest

from pipelines.comparison.compare import Comparison, compare, compare_groups
from pipelines.comparison.periods import Calendar
from pipelines.query.predicate import Predicate
from tests.demo_city import AS_OF, DemoCity

DAY = timedelta(days=1)
FALSE_ALARMS = 0.1


def day(text: str) -> date:
    return datetime.fromisoformat(text).date()


def district(city: DemoCity, level: str, name: str) -> str:
    frame = city.service.districts(level)
    return str(frame.loc[frame["name_zh"] == name, "district_id"].item())


def four_weeks(city: DemoCity, start: date, **clauses) -> Comparison:
    """Tickets opened in the four weeks from a day on, against the four weeks before."""
    period = Calendar(AS_OF).between(start, start + 27 * DAY)
    return compare(city.service, "tickets_opened", period, "previous", Predicate(**clauses))


def cell(city: DemoCity, subcategory: str, sub_district: str) -> dict:
    return {
        "level": "sub_district",
        "districts": (district(city, "sub_district", sub_district),),
        "where": (("subcategory", subcategory),),
    }


def test_a_comparison_over_the_redefinition_is_flagged_where_it_is_touched(demo_city: DemoCity) -> None:
    event = demo_city.event("redefinition")
    on = day(event["from"])
    touched = four_weeks(demo_city, on, where=(("subcategory", event["subcategory"]),))
    assert [one.on for one in touched.breaks] == [on]
    assert touched.evidence.verdict == "not tested"
    assert event["into"] in touched.breaks[0].names.zh
    assert four_weeks(demo_city, on).breaks == ()
    assert four_weeks(demo_city, on + 28 * DAY, where=(("subcategory", event["subcategory"]),)).breaks == ()


def test_districts_of_the_boundary_change_are_flagged_and_follow_as_one(demo_city: DemoCity) -> None:
    event = demo_city.event("boundary_change")
    on = day(event["from"])
    changed = {district(demo_city, "district", event[name]) for name in ("old_district", "new_district")}
    period = Calendar(AS_OF).between(on, on + 27 * DAY)
    found = compare_groups(demo_city.service, "tickets_opened", period, "previous", "district", level="district")
    assert {one.group for one in found if one.breaks} == changed
    (both,) = [one for one in found if one.combined]
    assert set(both.combined) == changed
    assert both.value == sum(one.value for one in found if one.group in changed and not one.combined)
    assert both.breaks == ()


def test_what_is_planted_is_a_signal(demo_city: DemoCity) -> None:
    event = demo_city.event("cloudburst")
    mine = [cell(demo_city, event["subcategories"][0], name) for name in event["sub_districts"]]
    there = {**mine[0], "districts": tuple(one["districts"][0] for one in mine)}
    there["where"] = tuple(("subcategory", name) for name in event["subcategories"])
    assert four_weeks(demo_city, day(event["from"]), **there).evidence.is_signal


@pytest.mark.parametrize("kind", ["noise"])
def test_decoys_are_seldom_a_signal(demo_city: DemoCity, kind: str) -> None:
    decoys = [decoy for decoy in demo_city.truth["decoys"] if decoy["kind"] == kind]
    compared = [
        four_weeks(demo_city, day(decoy["from"]), **cell(demo_city, decoy["subcategory"], decoy["sub_district"]))
        for decoy in decoys
    ]
    assert len(compared) == 24
    assert sum(one.evidence.is_signal for one in compared) <= FALSE_ALARMS * len(compared)


@pytest.mark.parametrize("period", ["cityscore_day", "month"])
def test_every_metric_is_compared_and_its_evidence_is_plain_data(demo_city: DemoCity, period: str) -> None:
    """Also those that are published by the month, or by the day with no time of day."""
    service = demo_city.service
    for metric_id, metric in service.registry.items():
        if service.lacking(metric_id) is None:
            part = service.registry.components(metric_id)[0]
            reach, today = service.extent(part.fact, part.kinds), service.snapshot.moment.day
            calendar = Calendar.of(service.city.profile, min(reach[1], today) if reach else today)
            compared = compare(service, metric_id, calendar.read(period), "previous")
            json.dumps(compared.evidence.as_data(), allow_nan=False)
            assert compared.current.days > 0, metric.id


@pytest.mark.parametrize("metric", ["ksi", "clearance_cohort_pct", "closed_so_far_pct"])
def test_a_change_of_what_is_still_being_completed_is_not_scored(demo_city: DemoCity, metric: str) -> None:
    """The newest weeks have fewer serious injuries and solved cases because they are not graded and solved yet."""
    young = compare(demo_city.service, metric, Calendar(AS_OF).read("28d"), "last_year")
    assert young.evidence.sentence.en.startswith("not tested: cases of the newest days are still being completed")
    grown = compare(demo_city.service, metric, Calendar(AS_OF).read("2025-07"), "previous")
    assert grown.evidence.verdict in ("signal", "noise")


def test_the_state_of_now_is_not_compared_with_itself(demo_city: DemoCity) -> None:
    calendar = Calendar(AS_OF)
    for metric in ("project_delay_days", "gate_failures"):
        compared = compare(demo_city.service, metric, calendar.read("28d"), "previous")
        assert (compared.value is not None, compared.previous, compared.change) == (True, None, None)
        groups = compare_groups(demo_city.service, metric, calendar.read("28d"), "previous", "category")
        assert {one.previous for one in groups} == {None}
