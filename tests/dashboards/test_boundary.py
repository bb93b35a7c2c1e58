"""A view that raises keeps its last picture and says so; the others stand."""

import json
import logging
import re
from collections.abc import Callable
from typing import Any

import pytest

from dashboards import Dashboard

Opens = Callable[..., Dashboard]


def broken(*_: Any) -> Any:
    raise RuntimeError("broken on purpose")


def fault(dashboard: Dashboard, name: str) -> str:
    return str(next(tile for tile in dashboard.tiles if tile.name == name).fault.html)


@pytest.mark.parametrize("step", ["fetch", "show"])
def test_a_view_that_raises_leaves_the_others_standing(
    opened: Opens, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    dashboard = opened()
    for tile in (tile for tile in dashboard.tiles if tile.kind != "absent"):
        with monkeypatch.context() as breaking:
            breaking.setattr(tile.view, step, broken)
            dashboard.selection.toggle_district("103")
            faults = [other.name for other in dashboard.tiles if str(other.fault.html)]
            assert faults == [tile.name]
            assert re.search(r"the picture is of \d{1,2} \w+ 20\d\d \d\d:\d\d", fault(dashboard, tile.name))
        dashboard.selection.toggle_district("103")


def test_the_last_good_picture_stays(opened: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    dashboard = opened()
    card = dashboard.tiles[0].view
    before = str(card.head.html)
    monkeypatch.setattr(card, "fetch", broken)
    dashboard.selection.choose(districts=("103",))
    assert str(card.head.html) == before


def test_the_code_stands_in_the_log(
    opened: Opens, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, caplog: pytest.LogCaptureFixture
) -> None:
    dashboard = opened()
    monkeypatch.setattr(dashboard.tiles[0].view, "fetch", broken)
    with caplog.at_level(logging.ERROR):
        dashboard.refreshing.exactly()
    code = re.search(r"code ([0-9A-F]{6})", fault(dashboard, "card0"))
    assert code
    logged = capsys.readouterr().out + caplog.text + json.dumps([record.msg for record in caplog.records], default=str)
    assert code[1] in logged
    assert "broken on purpose" in logged


def test_a_fault_is_over_when_the_view_works_again(opened: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    dashboard = opened()
    with monkeypatch.context() as broken_for_now:
        broken_for_now.setattr(dashboard.tiles[0].view, "fetch", broken)
        dashboard.refreshing.exactly()
        assert fault(dashboard, "card0") != ""
    dashboard.refreshing.exactly()
    assert fault(dashboard, "card0") == ""


def test_a_view_that_cannot_be_composed_says_so_and_has_no_canvas(
    opened: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = len(list(opened().figures()))
    monkeypatch.setattr("dashboards.views.hour_grid.HourGrid.prepare", broken)
    dashboard = opened()
    assert "This view could not be drawn." in fault(dashboard, "hours7")
    assert len(list(dashboard.figures())) == whole - 1
    assert [tile.name for tile in dashboard.tiles if str(tile.fault.html)] == ["hours7"]
