"""Areas drawn on a map: what a browser sends becomes a ring, or nothing."""

from collections.abc import Callable
from math import cos, nan, pi, sin
from typing import Any

import pytest
from bokeh.events import DoubleTap, Tap
from shapely import Polygon

from dashboards import Dashboard, DistrictMap
from dashboards.address import MOST_VALUES
from dashboards.views.map_drawing import ring_of

BOX = {"type": "rect", "x0": 0, "x1": 100.4, "y0": 0, "y1": 50}


def test_a_box_is_a_ring_of_four() -> None:
    assert ring_of(BOX) == ((0, 0), (100, 0), (100, 50), (0, 50))


def test_a_long_lasso_keeps_its_area_with_few_corners() -> None:
    turns = [2 * pi * n / 5000 for n in range(5000)]
    ring = ring_of({"type": "poly", "x": [9000 * cos(t) for t in turns], "y": [9000 * sin(t) for t in turns]})
    assert len(ring) <= MOST_VALUES
    assert Polygon(ring).area == pytest.approx(pi * 9000**2, rel=0.01)


@pytest.mark.parametrize(
    "geometry",
    [
        {},
        {"type": "poly", "x": [1, 2], "y": [1, 2]},
        {"type": "poly", "x": [1, 2, 3], "y": [1, 2]},
        {"type": "poly", "x": ["a", 2, 3], "y": [1, 2, 3]},
        {"type": "poly", "x": [0, 10, 20], "y": [0, 10, 20]},
        BOX | {"x1": nan},
        BOX | {"x1": None},
    ],
)
def test_what_has_no_area_is_nothing(geometry: dict[str, Any]) -> None:
    assert ring_of(geometry) == ()


def test_corners_tapped_one_by_one_become_the_polygon(opened: Callable[..., Dashboard]) -> None:
    one = opened()
    view = next(tile.view for tile in one.tiles if tile.kind == "map")
    assert isinstance(view, DistrictMap)
    x, y = view.figure.x_range, view.figure.y_range
    places = [(x.start, y.start), (x.end, y.start), (x.end, y.end)]
    one.tiles[4].hear("draw", "polygon")
    for place in places:
        view._tapped(Tap(view.figure, x=place[0], y=place[1]))
    assert one.selection.active() == ()
    view._tapped(DoubleTap(view.figure, x=x.start, y=y.end))
    assert one.selection.active() == ("polygon",)
    assert len(one.selection.polygon) == 4
    assert view.drawing.way == ""


def test_two_quick_taps_are_two_taps(opened: Callable[..., Dashboard]) -> None:
    one = opened()
    view = next(tile.view for tile in one.tiles if tile.kind == "map")
    assert isinstance(view, DistrictMap)
    row = view.outlines(one.selection.level).frame.loc["106"]
    view._tapped(Tap(view.figure, x=row.label_x, y=row.label_y))
    assert one.selection.districts == ("106",)
    view._tapped(DoubleTap(view.figure, x=row.label_x, y=row.label_y))
    assert one.selection.districts == ()


def test_names_of_several_selected_districts_stand_away_from_each_other(opened: Callable[..., Dashboard]) -> None:
    one = opened()
    view = next(tile.view for tile in one.tiles if tile.kind == "map")
    assert isinstance(view, DistrictMap)
    frame = view.outlines(one.selection.level).frame
    south, north = frame.sort_values("label_y").index[[0, -1]]
    one.selection.choose(districts=(south,))
    assert list(view.labels.data["baseline"]) == ["top"]
    one.selection.choose(districts=(south, north))
    sides = dict(zip(view.labels.data["y"], view.labels.data["baseline"], strict=True))
    assert sides[max(sides)] == "bottom"
    assert sides[min(sides)] == "top"
    assert max(sides) > frame.loc[north].label_y
