"""Funnel plot, distribution, small maps and project map: what they show is what the service and the statistics say."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from dashboards import City, Dashboard, Distribution, FunnelPlot, ProjectMap, ProjectSchedule, SmallMaps
from dashboards.views.outlines import outlines_of
from dashboards.views.project_map import STATES
from dashboards.views.small_maps import shapes_of
from dashboards.views.text_fit import lines_of, width_px
from pipelines.comparison.funnel import funnel
from pipelines.query.predicate import Predicate

PERIOD = (date(2024, 1, 1), date(2024, 12, 30))


@pytest.fixture
def shown(city: City) -> Callable[..., Any]:
    def opens(*views: Any, query: str = "", language: str = "en") -> Any:
        dashboard = Dashboard(city, *views).open(language, "light", query)
        assert [str(tile.fault.html) for tile in dashboard.tiles] == [""] * len(views)
        return dashboard

    return opens


def said(view: Any) -> str:
    return re.sub(r"<[^>]*>", " ", str(view.head.html))


def test_a_share_is_set_against_its_trials(shown: Callable[..., Any]) -> None:
    view = shown(FunnelPlot("on_time_pct")).tiles[0].view
    groups = view.told().groups
    expected = funnel({g.group: (g.numerator, g.denominator) for g in groups if g.name}, "binomial", 100)
    assert {area.group: area.place for area in view._data.funnel.areas} == {a.group: a.place for a in expected.areas}
    assert len(view.twin().rows) == len(expected.areas) == 12
    assert view.arithmetic() == expected.arithmetic
    assert "of 12" in said(view)


def test_a_count_is_set_against_residents(shown: Callable[..., Any], city: City) -> None:
    view = shown(FunnelPlot("collisions")).tiles[0].view
    found = {area.group: area for area in view._data.funnel.areas}
    residents = city.districts("community_district")["population"]
    frame = city.service.values(["collisions"], Predicate(*PERIOD), "district")["collisions"].frame.set_index("group")
    for name, area in found.items():
        assert area.exposure == residents[name]
        assert area.rate == pytest.approx(1000 * frame.loc[name, "value"] / residents[name])
    assert "per 1,000 residents" in said(view)


def test_a_median_has_no_funnel_and_a_share_no_distribution(city: City) -> None:
    for view in (FunnelPlot("hours_to_close_median"), Distribution("on_time_pct")):
        dashboard = Dashboard(city, view).open("en")
        assert "code" in str(dashboard.tiles[0].fault.html)


def test_a_tap_on_a_point_selects_its_district(shown: Callable[..., Any]) -> None:
    dashboard = shown(FunnelPlot("on_time_pct"))
    dashboard.tiles[0].hear("pick", "104")
    assert dashboard.selection.districts == ("104",)
    assert re.search(r'data-value="104" aria-pressed="true"', str(dashboard.tiles[0].view.body.html))
    dashboard.tiles[0].hear("pick", "<script>")
    assert dashboard.selection.districts == ("104",)


def test_bins_hold_every_case_and_marks_are_the_quantiles(shown: Callable[..., Any], city: City) -> None:
    view = shown(Distribution("hours_to_close_median")).tiles[0].view
    ids = ["hours_to_close_median", "hours_to_close_p90"]
    found = city.service.values(ids, Predicate(*PERIOD))
    assert view._data.marks == tuple(found[name].frame["value"].iloc[0] for name in ids)
    assert sum(view._data.counts) == found[ids[0]].frame["n"].iloc[0]
    below = np.cumsum(view._data.counts) / sum(view._data.counts)
    place = int(view._data.marks[0] // view._data.width)
    assert (below[place - 1] if place else 0) <= 0.5 <= below[place]


def test_a_distribution_follows_the_selection(shown: Callable[..., Any]) -> None:
    dashboard = shown(Distribution("hours_to_close_median"))
    view = dashboard.tiles[0].view
    before = sum(view._data.counts)
    dashboard.selection.choose(districts=("101",))
    assert 0 < sum(view._data.counts) < before
    dashboard.selection.choose(time=(date(2030, 1, 1), date(2030, 1, 2)))
    assert "no data" in said(view)
    assert "Clear Time" in said(view)


@pytest.mark.parametrize("by", ["category", "agency", "kind", "month"])
def test_small_maps_add_up_to_the_whole(shown: Callable[..., Any], city: City, by: Any) -> None:
    dashboard = shown(SmallMaps("tickets_opened", by=by, top=12))
    view = dashboard.tiles[0].view
    whole = city.service.values(["tickets_opened"], Predicate(*PERIOD))["tickets_opened"].frame["value"].iloc[0]
    assert sum(one.whole for one in view._data.maps) == whole
    assert sum(sum(one.values.values()) for one in view._data.maps) == whole
    twin = view.twin()
    assert len(twin.rows) == 12
    assert len(twin.columns) == 1 + len(view._data.maps)
    assert str(view.body.html).count("<use") == 12 * len(view._data.maps)


def test_small_maps_of_a_share_are_shares(shown: Callable[..., Any], city: City) -> None:
    view = shown(SmallMaps("on_time_pct", by="agency")).tiles[0].view
    predicate = Predicate(*PERIOD, agencies=("dot",))
    frame = city.service.values(["on_time_pct"], predicate, "district")["on_time_pct"].frame.set_index("group")
    (dot,) = [one for one in view._data.maps if one.group == "dot"]
    for name, value in dot.values.items():
        assert value == pytest.approx(frame.loc[name, "value"])


def test_a_tap_on_a_small_map_selects_its_group(shown: Callable[..., Any]) -> None:
    dashboard = shown(SmallMaps("tickets_opened"), SmallMaps("tickets_opened", by="month"))
    dashboard.tiles[0].hear("pick", "Heat")
    assert dashboard.selection.chosen_categories("ticket") == ("Heat",)
    dashboard.tiles[1].hear("pick", "2024-06-01")
    assert dashboard.selection.time == (date(2024, 6, 1), date(2024, 6, 30))
    assert 'data-value="2024-06-01" aria-pressed="true"' in str(dashboard.tiles[1].view.body.html)


def test_little_outlines_are_few_corners_and_keep_their_areas(city: City) -> None:
    outlines = outlines_of(city.answers, city.service.snapshot.id, "community_district")
    shapes = shapes_of(outlines)
    assert shapes.ids == tuple(outlines.ids)
    assert all(path.count("L") <= 8 for path in shapes.paths)
    assert max(shapes.width, shapes.height) == pytest.approx(100)


def test_projects_lie_at_their_places_and_are_told_apart(demo: City) -> None:
    dashboard = Dashboard(demo, ProjectMap(), ProjectSchedule()).open("en")
    map_view, schedule = (tile.view for tile in dashboard.tiles)
    rows = demo.service.rows("project", dashboard.selection.predicate("project"), ("project", "x"), limit=500)
    placed = set(rows.frame.loc[rows.frame["x"].notna(), "project"])
    assert set(map_view.discs.data["project"]) == placed
    assert len(map_view._sites) == int(rows.frame["x"].notna().sum())
    assert {site.state for site in map_view._sites} <= set(STATES)
    late = {row["project"] for row in schedule._rows(schedule._data) if row["late"]}
    assert {site.project for site in map_view._sites if site.state == "late"} == late & placed
    assert len(map_view.twin().rows) == len(map_view._sites)


def test_a_project_is_marked_on_the_map_and_in_the_schedule(demo: City) -> None:
    dashboard = Dashboard(demo, ProjectMap(), ProjectSchedule()).open("en")
    map_view, schedule = (tile.view for tile in dashboard.tiles)
    (name, often), *_ = Counter(one.project for one in map_view._sites).most_common()
    site = next(one for one in map_view._sites if one.project == name)
    map_view._tapped(SimpleNamespace(x=site.x, y=site.y, modifiers={}))
    assert often > 1, "the demo city has projects of one name"
    assert dashboard.scene.focused == site.id
    assert (map_view.ring.data["x"], map_view.ring.data["y"]) == ([site.x], [site.y])
    assert str(schedule.body.html).count('class=" focused"') == 1
    assert dashboard.selection.districts == ()
    schedule.hear("focus", dashboard.scene.focused)
    assert map_view.ring.data["x"] == []
    dashboard.selection.choose(agencies=(site.agency,))
    assert {one.agency for one in map_view._sites} == {site.agency}


@pytest.mark.parametrize(
    ("text", "width", "lines"), [("Water Bureau", 200, 1), ("Water Bureau", 60, 2), ("水务局", 30, 2)]
)
def test_words_break_where_a_browser_breaks_them(text: str, width: float, lines: int) -> None:
    assert lines_of(text, 13, width) == lines


def test_a_word_that_is_wider_than_its_place_does_not_fit() -> None:
    assert lines_of("Infrastructure", 13, 60) is None
    assert width_px("水", 13) == 13
