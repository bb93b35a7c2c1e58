"""What every tile offers: definition, table, provenance for files, and the lines that make it in a notebook."""

from collections.abc import Callable

import dashboards
from dashboards.city import City
from dashboards.dashboard import Dashboard
from dashboards.deeds import hear
from dashboards.tile import Tile

Opened = Callable[..., Dashboard]


def shown(dashboard: Dashboard) -> list[Tile]:
    """The tiles that the city has data for, which are all but one."""
    found = [tile for tile in dashboard.tiles if tile.kind != "absent"]
    assert len(found) == len(dashboard.tiles) - 1
    return found


def test_every_tile_offers_everything(opened: Opened) -> None:
    for tile in shown(opened()):
        head = str(tile.view.head.html)
        for deed in ("define", "twin", "notes", "python"):
            assert f'data-do="{deed}" data-value="{tile.name}"' in head, (tile.name, deed)
        assert "data-copy-link" in head


def test_every_view_has_a_table_with_as_many_cells_as_columns(opened: Opened) -> None:
    for tile in shown(opened()):
        twin = tile.view.twin()
        assert twin is not None, tile.name
        assert twin.rows, tile.name
        assert {len(row) for row in twin.rows} == {len(twin.columns)}


def test_a_picture_carries_selection_definition_licence_and_snapshot(opened: Opened) -> None:
    one = opened(query="districts=106")
    hear(one, {"do": "notes", "value": "card0"})
    notes = str(one.dialog.html)
    told = one.tiles[0].view.told()
    assert told is not None
    assert told.answer.snapshot_id in notes
    assert told.metric.definition.en in notes
    assert told.answer.sources[0].licence in notes
    assert "District: " in notes


def test_the_python_of_a_view_makes_the_same_view(opened: Opened) -> None:
    one = opened("zh", "dark", "districts=106&time=2024-03-01..2024-04-30")
    view = next(tile.view for tile in one.tiles if tile.kind == "trend")
    code = one.as_python(view).splitlines()
    assert code[0] == "from dashboards import City, Dashboard, Trend"
    again = eval(code[-1], vars(dashboards))
    assert again.selection.state() == one.selection.state()
    assert again.scene.words.language == "zh"
    assert again.tiles[0].view.twin() == view.twin()


def test_the_python_of_a_map_whose_layers_are_off_leaves_them_off(city: City) -> None:
    view = dashboards.DistrictMap("collisions", points=["collision"], shown=["collision"])
    one = Dashboard(city, view).open("en")
    assert one.selection.layers == ("collision",)
    one.selection.choose(layers=())
    assert eval(one.as_python(view).splitlines()[-1], vars(dashboards)).selection.layers == ()


def test_the_python_of_a_view_beside_a_ranking_keeps_the_category_chosen_there(opened: Opened) -> None:
    one = opened(query="categories=ticket&categories=Heat")
    card = one.tiles[0].view
    again = eval(one.as_python(card).splitlines()[-1], vars(dashboards))
    assert again.selection.categories == ("ticket", "Heat")
    assert again.bar.notices == []
    assert again.tiles[0].view.told().row.value == card.told().row.value


def test_a_view_that_is_not_there_is_passed_over(opened: Opened) -> None:
    one = opened()
    for deed in ("notes", "python"):
        hear(one, {"do": deed, "value": "no-such-view"})
    assert str(one.dialog.html) == ""
