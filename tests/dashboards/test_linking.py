"""Every view follows the selection, across data sets; numbers are those of the query service."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from dashboards import City, Dashboard
from dashboards.deeds import hear
from pipelines.query.predicate import Predicate

Opens = Callable[..., Dashboard]
JUNE = (date(2024, 6, 1), date(2024, 6, 30))
LEVEL = "community_district"


def html(dashboard: Dashboard, name: str) -> str:
    return next(str(part.html) for part in dashboard.parts() if part.name == name)


def value(dashboard: Dashboard, card: str) -> str:
    found = re.search(r'<div class="val"><b>([^<]*)</b>', html(dashboard, f"{card}.head"))
    assert found
    return found[1]


def counted(city: City, metric: str, **clauses: object) -> int:
    predicate = Predicate(**{"start": date(2024, 1, 1), "end": date(2024, 12, 30), "level": LEVEL} | clauses)
    return int(city.service.values([metric], predicate)[metric].frame.iloc[0]["value"])


def view(dashboard: Dashboard, kind: str) -> object:
    return next(tile.view for tile in dashboard.tiles if tile.kind == kind)


def test_the_page_opens_with_the_profile_period_up_to_the_last_event(opened: Opens) -> None:
    dashboard = opened()
    assert dashboard.selection.period == (date(2024, 1, 1), date(2024, 12, 30))
    assert dashboard.city.profile.period_days == 365


def test_a_district_narrows_cards_of_both_data_sets(opened: Opens, city: City) -> None:
    dashboard = opened()
    hear(dashboard, {"do": "district", "value": "103"})
    assert value(dashboard, "card0") == f"{counted(city, 'tickets_opened', districts=('103',)):,}"
    assert value(dashboard, "card2") == f"{counted(city, 'collisions', districts=('103',)):,}"


def test_a_brush_narrows_cards_of_both_data_sets(opened: Opens, city: City) -> None:
    dashboard = opened()
    dashboard.selection.choose(time=JUNE)
    june = {"start": JUNE[0], "end": JUNE[1]}
    assert value(dashboard, "card0") == f"{counted(city, 'tickets_opened', **june):,}"
    assert value(dashboard, "card2") == f"{counted(city, 'collisions', **june):,}"


def test_a_category_narrows_tickets_and_collisions_say_that_they_cannot_follow(opened: Opens, city: City) -> None:
    dashboard = opened()
    before = value(dashboard, "card2")
    hear(dashboard, {"do": "pick", "value": "Noise", "view": "ranking6"})
    assert value(dashboard, "card0") == f"{counted(city, 'tickets_opened', categories=('Noise',)):,}"
    assert value(dashboard, "card2") == before
    assert "not by category" in html(dashboard, "card2.head")
    assert "not by category" in html(dashboard, "trend5.row1")
    assert "not by category" not in html(dashboard, "card0.head")


def test_a_view_is_not_narrowed_by_its_own_clause(opened: Opens) -> None:
    dashboard = opened()
    before = html(dashboard, "ranking6.body").count("<li>")
    hear(dashboard, {"do": "pick", "value": "Noise", "view": "ranking6"})
    after = html(dashboard, "ranking6.body")
    assert after.count("<li>") == before
    assert 'class="bars some"' in after
    assert after.count('aria-pressed="true"') == 1
    source = view(dashboard, "map").fill
    dashboard.selection.choose(districts=("101",), categories=())
    assert sorted(set(source.data["alpha"])) == [0.3, 1.0]
    assert len(set(source.data["fill"])) > 1


def test_the_trend_fades_what_is_outside_the_brush(opened: Opens) -> None:
    dashboard = opened()
    dashboard.selection.choose(time=JUNE)
    bars = view(dashboard, "trend").rows[0]
    assert bars.brush.visible
    inside = [start <= JUNE[1] and start + timedelta(6) >= JUNE[0] for start in view(dashboard, "trend")._data.starts]
    assert [alpha == 1.0 for alpha in bars.source.data["alpha"]] == inside
    dashboard.selection.clear("time")
    assert not bars.brush.visible
    assert all(bars.source.data["alpha"][:-2] == 1.0)


def test_hours_narrow_the_other_views_and_are_outlined(opened: Opens, city: City) -> None:
    dashboard = opened()
    cells = tuple((day, hour) for day in range(5) for hour in range(8, 18))
    dashboard.selection.choose(hours=cells)
    assert value(dashboard, "card0") == f"{counted(city, 'tickets_opened', hours=cells):,}"
    outline = view(dashboard, "hours").outlines.data
    assert {name: list(column) for name, column in outline.items()} == {
        "left": [8],
        "right": [18],
        "bottom": [2],
        "top": [7],
    }


def test_chips_say_the_selection_and_clear_it(opened: Opens) -> None:
    dashboard = opened(query="time=2024-06-01..2024-06-30&districts=101,102,103&categories=ticket&categories=Noise")
    bar = html(dashboard, "selection")
    assert "30 days" in bar
    assert "District 1, District 2 and 1 more" in bar
    hear(dashboard, {"do": "clear", "value": "districts"})
    assert dashboard.selection.active() == ("time", "categories")
    hear(dashboard, {"do": "clear_all"})
    assert dashboard.selection.active() == ()
    hear(dashboard, {"do": "undo"})
    assert dashboard.selection.active() == ("time", "categories")


def test_the_address_follows_the_selection_and_the_selection_the_address(opened: Opens) -> None:
    dashboard = opened()
    hear(dashboard, {"do": "district", "value": "103"})
    assert str(dashboard.address.html) == "districts=103"
    hear(dashboard, {"do": "go", "value": "districts=104&fill=collisions"})
    assert (dashboard.selection.districts, dashboard.selection.fill) == (("104",), "collisions")
    hear(dashboard, {"do": "go", "value": ""})
    assert dashboard.selection.active() == ()


def test_what_an_address_cannot_mean_is_said(opened: Opens) -> None:
    dashboard = opened(query="districts=999&fill=budget_adopted")
    assert "District: not understood in the address, and left out" in html(dashboard, "selection")
    assert dashboard.selection.districts == ()
    assert dashboard.selection.fill == "tickets_opened"


@pytest.mark.parametrize(
    "deed",
    [
        {},
        {"do": 7},
        {"do": "__class__"},
        {"do": "clear", "value": "_history"},
        {"do": "district", "value": "'; drop table"},
        {"do": "pick", "value": "Nothing such", "view": "ranking6"},
        {"do": "fill", "value": "budget_adopted", "view": "map4"},
        {"do": "level", "value": "../..", "view": "map4"},
        {"do": "define", "value": "nowhere"},
        {"do": "go", "value": "x" * 9000},
        {"do": "district", "value": ["101"]},
    ],
)
def test_a_deed_that_means_nothing_changes_nothing(opened: Opens, deed: dict) -> None:
    dashboard = opened()
    before = dashboard.selection.state()
    hear(dashboard, deed)
    assert dashboard.selection.state() == before
    assert all(str(tile.fault.html) == "" for tile in dashboard.tiles)


def test_a_metric_without_the_level_moves_the_map_to_its_own(opened: Opens) -> None:
    dashboard = opened()
    hear(dashboard, {"do": "fill", "value": "shootings", "view": "map4"})
    assert (dashboard.selection.fill, dashboard.selection.level) == ("shootings", "precinct")
    assert "Shooting victims by police precinct" in html(dashboard, "map4.head")


def test_a_metric_without_rows_says_so_in_place(opened: Opens) -> None:
    assert "needs a data set of rides by mode; this city has none" in html(opened(), "card3.lacks").lower()


def test_both_languages_show_the_same_numbers(opened: Opens) -> None:
    english, chinese = opened("en"), opened("zh")
    assert value(english, "card0") == value(chinese, "card0")
    assert "新增诉求" in html(chinese, "card0.head")


def test_the_definition_shows_the_arithmetic(opened: Opens) -> None:
    dashboard = opened()
    hear(dashboard, {"do": "define", "value": "card1"})
    dialog = str(dashboard.dialog.html)
    row = dashboard.scene.ask("on_time_pct").row
    assert f"{row.numerator:,.0f} ÷ {row.denominator:,.0f} × 100 = <b>{row.value:.1f} %</b>" in dialog
    assert "(Wilson)" in dialog
    assert "20241231T060000Z-d1" in dialog


def test_the_table_twin_has_a_row_a_bar(opened: Opens) -> None:
    dashboard = opened()
    hear(dashboard, {"do": "twin", "value": "ranking6"})
    assert str(dashboard.dialog.html).count('<th scope="row">') == 10


def test_where_nothing_is_left_a_tap_on_what_would_widen_the_selection_does_so(opened: Opens) -> None:
    dashboard = opened(query="period=2019-01-01..2019-01-31&agencies=DOT")
    said = html(dashboard, "map4.head")
    assert "no data for requests opened:" in said
    for do, offered in re.findall(r'class="link" data-do="(\w+)" data-value="(\w+)"', said):
        hear(dashboard, {"do": do, "value": offered})
    assert dashboard.selection.active() == ()
    assert dashboard.selection.period == dashboard.bar.extent
    assert "no data for" not in html(dashboard, "map4.head")


def test_rows_that_name_no_category_are_counted_and_cannot_be_picked(opened: Opens) -> None:
    dashboard = opened()
    ranking: Any = view(dashboard, "ranking")
    told = ranking.told()
    nameless = told.groups[0]._replace(group="unspecified", name="Unspecified", name_zh="未注明")
    ranking.show(replace(told, groups=[nameless, *told.groups]))
    buttons = re.findall(r'<button[^>]*data-value="(\w+)"[^>]*?( disabled)?>', html(dashboard, "ranking6.body"))
    assert [name for name, disabled in buttons if disabled] == ["unspecified"]
    hear(dashboard, {"do": "pick", "value": "unspecified", "view": "ranking6"})
    assert dashboard.selection.categories == ()
    hear(dashboard, {"do": "pick", "value": told.groups[0].group, "view": "ranking6"})
    assert dashboard.selection.categories == ("ticket", told.groups[0].group)
