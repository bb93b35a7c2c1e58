"""While a clause changes the index answers; what it says is what the exact answer will say."""

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest

from dashboards import Dashboard
from dashboards.quick import Quick

Opens = Callable[..., Dashboard]
CLAUSES = {
    "time": (date(2024, 3, 4), date(2024, 5, 19)),
    "districts": ("102", "107"),
    "categories": ("ticket", "Noise", "Heat"),
    "hours": tuple((day, hour) for day in (0, 1) for hour in range(6, 12)),
}


@pytest.mark.parametrize("active", CLAUSES)
def test_the_index_answers_as_the_service_does(opened: Opens, active: str) -> None:
    dashboard = opened()
    asking = dashboard.scene.asking
    questions = [asked for asked in asking.last if asked.period is None and active not in asked.own]
    quick = Quick(asking, active)
    value = CLAUSES[active]
    dashboard.selection.choose(**{active: value})
    quick.between(value) if active == "time" else quick.among(value[1:] if active == "categories" else value)
    compared = 0
    for asked in questions:
        told = quick.told(asked)
        if told is None or told.metric.quantile or told.metric.id == "ridership":
            continue
        exact = asking.last[asked].by_group()
        found = told.by_group()
        shared = set(exact) & set(found)
        assert shared or not exact
        np.testing.assert_allclose([found[group] for group in shared], [exact[group] for group in shared], rtol=1e-9)
        compared += 1
    assert compared >= 4


def test_a_brush_on_its_way_moves_the_cards_and_asks_nothing_of_the_database(opened: Opens) -> None:
    dashboard = opened()
    dashboard.refreshing.brushed(CLAUSES["time"])
    asked = dashboard.city.service.counters.asked
    heads = []
    for last in range(10, 19):
        dashboard.refreshing.brushed((date(2024, 3, 4), date(2024, 5, last)))
        heads.append(str(dashboard.tiles[0].view.head.html))
    assert dashboard.city.service.counters.asked == asked
    assert len(set(heads)) > 5
    assert dashboard.selection.time is None


def test_the_brush_let_go_shows_the_exact_answer(opened: Opens) -> None:
    dashboard = opened()
    dashboard.refreshing.brushed(CLAUSES["time"])
    quick = dashboard.scene.asking.quick
    dashboard.selection.choose(time=CLAUSES["time"])
    assert quick is None
    assert dashboard.scene.brushed is None
    row = dashboard.scene.ask("tickets_opened").row
    assert f"<b>{row.value:,.0f}</b>" in str(dashboard.tiles[0].view.head.html)


def test_a_page_whose_answers_take_longer_than_snapshots_come_still_shows_them(opened: Opens) -> None:
    refreshing, asked = opened().refreshing, []
    refreshing.run = lambda ask, show: asked.append((ask, show))
    for snapshot in ("second", "third"):
        refreshing.follow(snapshot)
    ((ask, show),) = asked
    found = ask()
    refreshing.follow("fourth")
    assert len(asked) == 1, "what is on its way would be passed over"
    shown = []
    refreshing._show = shown.append
    show(found)
    assert shown == [found]
    refreshing.follow("fourth")
    assert len(asked) == 2


def test_answers_that_never_come_do_not_stop_a_page_from_following(
    opened: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    refreshing, asked = opened().refreshing, []
    refreshing.run = lambda ask, _show: asked.append(ask)
    monkeypatch.setattr(refreshing, "_fetched", lambda: 1 / 0)
    refreshing.follow("second")
    with pytest.raises(ZeroDivisionError):
        asked[0]()
    refreshing.follow("third")
    assert len(asked) == 2


@pytest.mark.parametrize("late", [False, True])
def test_the_index_is_shown_only_where_the_exact_answers_take_longer(opened: Opens, late: bool) -> None:
    dashboard = opened()
    refreshing, waiting, running, quick = dashboard.refreshing, [], [], []
    refreshing.meanwhile, refreshing.run = waiting.append, lambda ask, show: running.append((ask, show))
    shows = refreshing._show
    refreshing._show = lambda found: (quick.append(dashboard.scene.is_quick), shows(found))
    dashboard.selection.choose(hours=((0, 9),))
    (patience,), ((ask, show),) = waiting, running
    for step in (patience, lambda: show(ask())) if late else (lambda: show(ask()), patience):
        step()
    assert quick == ([True, False] if late else [False])


def test_an_index_of_a_choice_that_was_passed_over_is_not_shown(opened: Opens) -> None:
    dashboard = opened()
    refreshing, waiting, shown = dashboard.refreshing, [], []
    refreshing.meanwhile, refreshing.run = waiting.append, lambda _ask, _show: None
    refreshing._show = shown.append
    for hour in (9, 10):
        dashboard.selection.choose(hours=((0, hour),))
    waiting[0]()
    assert not shown
    waiting[1]()
    assert len(shown) == 1


def test_what_is_known_is_shown_at_once_and_what_is_not_is_asked_in_a_worker(opened: Opens) -> None:
    dashboard = opened(query="time=2024-05-07..2024-05-19")
    refreshing, asked = dashboard.refreshing, []
    refreshing.run = lambda ask, show: (asked.append(None), show(ask()))
    dashboard.selection.choose(districts=("110",))
    assert len(asked) == 1
    known = dashboard.tiles[0].view._data.told.row.value
    dashboard.selection.choose(districts=())
    run = dashboard.city.service.counters.run
    dashboard.selection.choose(districts=("110",))
    assert dashboard.tiles[0].view._data.told.row.value == known
    assert dashboard.city.service.counters.run == run
    assert len(asked) == 1


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("query", "goes_on"),
    [("", True), ("period=2024-12-03..2024-12-30", True), ("period=2024-03-04..2024-05-19", False)],
)
def test_a_period_up_to_the_newest_day_goes_on_at_midnight(
    opened: Opens, monkeypatch: pytest.MonkeyPatch, query: str, goes_on: bool
) -> None:
    dashboard = opened(query=query)
    (first, last), before = dashboard.bar.extent, dashboard.selection.period
    assert (before[1] == last) == goes_on
    monkeypatch.setattr(dashboard.city, "whole_extent", lambda _ids: (first, last + DAY))
    dashboard.refreshing.snapshot_id = "the day before's"
    dashboard.poll()
    shift = DAY if goes_on else 0 * DAY
    assert dashboard.selection.period == (before[0] + shift, before[1] + shift)
    assert dashboard.scene.home["period"][1] == last + DAY
    assert not dashboard.selection.can_undo
    assert dashboard.scene.words.period(*dashboard.selection.period) in str(dashboard.bar.part.html)


def test_a_page_left_open_opens_as_a_new_one_when_only_the_colour_of_its_map_goes_on(
    opened: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    dashboard = opened()
    first, last = dashboard.selection.period
    earlier, later = (first - 400 * DAY, last - 400 * DAY), (first - 399 * DAY, last - 399 * DAY)
    for coloured in (earlier, later):
        monkeypatch.setattr("dashboards.dashboard.stretches_of", lambda *_, shown=coloured: [shown])
        dashboard.refreshing.snapshot_id = "the one before"
        dashboard.poll()
        assert dashboard.selection.period == dashboard.scene.home["period"] == coloured
