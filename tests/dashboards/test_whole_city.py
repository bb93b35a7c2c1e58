"""A part of the city beside the whole of it, and each district beside what it was before."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np

from dashboards import Card, City, Dashboard, Trend
from dashboards.asking import Asked
from dashboards.words import Words
from pipelines.comparison.change_words import SMALL_BASE
from pipelines.comparison.compare import compare_groups
from pipelines.comparison.periods import Calendar
from pipelines.query.places import UNPLACED
from tests.dashboards.test_linking import JUNE, counted, html, view

Opens = Callable[..., Dashboard]


def said_of_the_city(dashboard: Dashboard, card: str) -> str:
    found = re.search(r'<p class="ref">(.*?)</p>', html(dashboard, f"{card}.head"))
    assert found
    return found[1]


def test_a_card_of_a_district_says_what_the_city_has_under_the_other_clauses(opened: Opens, city: City) -> None:
    dashboard = opened()
    assert said_of_the_city(dashboard, "card0") == ""
    dashboard.selection.choose(time=JUNE, districts=("103",))
    june = counted(city, "tickets_opened", start=JUNE[0], end=JUNE[1])
    assert said_of_the_city(dashboard, "card0") == f"city {june:,}"
    dashboard.selection.clear("districts")
    assert said_of_the_city(dashboard, "card0") == ""


def test_a_line_of_a_district_has_the_city_beside_it_and_bars_have_not(city: City) -> None:
    dashboard = Dashboard(city, Trend("on_time_pct", "tickets_opened"), Trend("tickets_opened")).open("en")
    share, count = (tile.view.rows[0] for tile in dashboard.tiles)
    whole = [value for value in dashboard.tiles[0].view._data.rows[0].values if value is not None]
    assert len(share.models["city"].data["y"]) == 0
    dashboard.selection.choose(districts=("103",))
    assert [value for value in share.models["city"].data["y"] if not np.isnan(value)] == whole
    notes = share.models["notes"].data
    ends = [text for text, align in zip(notes["text"], notes["align"], strict=True) if align == "right"]
    own = [value for value in dashboard.tiles[0].view._data.rows[0].values if value is not None]
    assert sorted(ends) == sorted([f"City {whole[-1]:.1f}", f"District 3 {own[-1]:.1f}"]), ends
    assert set(share.models["firm"].data["colour"]) == {dashboard.scene.look["sel"]}
    assert len(count.models["city"].data["y"]) == 0
    dashboard.selection.clear("districts")
    assert len(share.models["city"].data["y"]) == 0


def test_a_row_says_how_its_district_has_changed_and_whether_it_is_more_than_chance(opened: Opens, city: City) -> None:
    dashboard = opened()
    dashboard.selection.choose(time=JUNE)
    table: Any = view(dashboard, "table")
    level = dashboard.selection.level
    period = Calendar.of(city.profile, JUNE[1]).between(*JUNE)
    predicate = dashboard.selection.predicate("ticket", ("districts",))
    listed = compare_groups(city.service, "tickets_opened", period, "previous", "district", predicate, level)
    words, rows = Words("en"), {row[0]: row[1:] for row in table.twin().rows}
    assert table.twin().columns[-2:] == ("Change", "Evidence")
    alone = [one for one in listed if not one.combined and not one.below_min_n]
    assert len(alone) > 10
    may = {"start": JUNE[0] - timedelta(days=30), "end": JUNE[0] - timedelta(days=1)}
    for one in alone:
        place = words.place(city.districts(level).loc[one.group]) if one.group not in UNPLACED else None
        if place is not None:
            before = counted(city, "tickets_opened", districts=(one.group,), **may)
            now = counted(city, "tickets_opened", districts=(one.group,), start=JUNE[0], end=JUNE[1])
            percent = words("change.pct", change=words.signed(100 * (now - before) / before, 1))
            said = words("change.counts", before=str(before), now=str(now)) if before < SMALL_BASE else percent
            assert rows[place][-2:] == (said, words(f"evidence.{one.evidence.verdict.replace(' ', '_')}"))
    assert "vs prior 30 d" in html(dashboard, "table8.body")


def test_a_change_is_not_asked_while_a_clause_changes(opened: Opens) -> None:
    dashboard = opened()
    table: Any = view(dashboard, "table")
    with dashboard.scene.asking.quickly(_Nothing()):
        assert table.fetch().changes == {}


class _Nothing:
    """An index that knows no question."""

    def told(self, asked: Asked) -> None:  # noqa: ARG002 (as Quick has it)
        return None


def test_a_budget_that_knows_no_district_is_said_to_be_of_the_whole_city(demo: City) -> None:
    dashboard = Dashboard(demo, Card("budget_execution_pct")).open("en")
    level = dashboard.selection.level
    dashboard.selection.choose(districts=(demo.districts(level).index[0],))
    assert said_of_the_city(dashboard, "card0") == "whole city"
