"""The selection: clauses, undo, and what it says of a fact."""

from datetime import date

import pytest

from dashboards.selection import Selection

PERIOD = (date(2024, 1, 1), date(2024, 12, 31))
WEEK = (date(2024, 6, 30), date(2024, 7, 6))


@pytest.fixture
def selection() -> Selection:
    return Selection(period=PERIOD, level="community_district", fill="tickets_opened")


def test_nothing_selected_is_the_whole_period(selection: Selection) -> None:
    predicate = selection.predicate("ticket")
    assert (predicate.start, predicate.end, predicate.clauses()) == (*PERIOD, ("time",))
    assert selection.active() == ()


def test_a_brush_narrows_the_period_except_for_the_view_it_is_made_in(selection: Selection) -> None:
    selection.choose(time=WEEK)
    assert selection.predicate("ticket").start == WEEK[0]
    own = selection.predicate("ticket", without=("time",))
    assert (own.start, own.end) == PERIOD


def test_a_category_of_tickets_does_not_narrow_incidents(selection: Selection) -> None:
    selection.toggle_category("ticket", "Noise")
    assert selection.predicate("ticket").categories == ("Noise",)
    assert selection.predicate("incident").categories == ()
    assert selection.unheard("incident") == ("categories",)
    assert selection.unheard("ticket") == ()


def test_categories_of_another_fact_take_the_place_of_those_before(selection: Selection) -> None:
    selection.toggle_category("ticket", "Noise")
    selection.toggle_category("incident", "Speeding")
    assert selection.categories == ("incident", "Speeding")


def test_picking_a_category_twice_lets_it_go(selection: Selection) -> None:
    selection.toggle_category("ticket", "Noise")
    selection.toggle_category("ticket", "Heat")
    assert selection.chosen_categories("ticket") == ("Noise", "Heat")
    selection.toggle_category("ticket", "Noise")
    selection.toggle_category("ticket", "Heat")
    assert selection.categories == ()


def test_a_tap_selects_one_district_and_shift_adds(selection: Selection) -> None:
    selection.toggle_district("101")
    selection.toggle_district("102")
    assert selection.districts == ("102",)
    selection.toggle_district("103", add=True)
    assert selection.districts == ("102", "103")
    selection.toggle_district("102", add=True)
    assert selection.districts == ("103",)
    selection.toggle_district("103")
    assert selection.districts == ()


def test_undo_goes_back_step_by_step(selection: Selection) -> None:
    assert not selection.can_undo
    selection.choose(time=WEEK)
    selection.toggle_district("101")
    selection.clear_all()
    assert selection.active() == ()
    selection.undo()
    assert selection.active() == ("time", "districts")
    selection.undo()
    assert selection.active() == ("time",)
    selection.undo()
    assert not selection.can_undo


def test_what_changes_nothing_is_no_step(selection: Selection) -> None:
    selection.choose(time=None)
    selection.clear("districts")
    assert not selection.can_undo


def test_clear_all_keeps_period_and_map(selection: Selection) -> None:
    selection.choose(period=WEEK, fill="collisions", layers=("collision",), hours=((0, 8),))
    selection.clear_all()
    assert (selection.period, selection.fill, selection.layers) == (WEEK, "collisions", ("collision",))
    assert selection.hours == ()


def test_a_step_is_heard_once(selection: Selection) -> None:
    heard = []
    selection.param.watch(lambda *events: heard.append({event.name for event in events}), ["time", "districts"])
    selection.choose(time=WEEK, districts=("101",))
    assert heard == [{"time", "districts"}]
