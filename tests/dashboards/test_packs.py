"""The five dashboards on the demo city: every view draws, and every card shows what `onescreen value` says."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import nbformat
import pytest
from bokeh.core.validation.check import check_integrity

import dashboards
from dashboards import City, Dashboard
from dashboards import city as city_module
from dashboards.city import close_services
from dashboards.deeds import hear
from dashboards.series import stretches_of
from dashboards.views.treemap import Box, boxes
from pipelines.query.predicate import Predicate

FOLDER = Path(dashboards.__file__).parent
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
ROOT = FOLDER.parent


def run(notebook: Path) -> Dashboard:
    """The dashboard that the notebook's last expression makes."""
    names: dict[str, object] = {}
    *cells, last = [cell.source for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"]
    for source in cells:
        exec(source, names)
    built = eval(compile(ast.Expression(ast.parse(last).body[-1].value), notebook.name, "eval"), names)
    assert isinstance(built, Dashboard)
    return built


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_view_draws_and_every_card_shows_what_the_service_says(notebook: Path, demo: City) -> None:
    dashboard = run(notebook)
    assert [(tile.name, str(tile.fault.html)) for tile in dashboard.tiles if str(tile.fault.html)] == []
    cards = [tile.view for tile in dashboard.tiles if tile.kind == "card"]
    assert len(cards) >= 5
    for card in cards:
        told = card.told()
        predicate = dashboard.selection.predicate(told.metric.fact)
        frame = demo.service.values([told.metric.id], predicate)[told.metric.id].frame
        value = frame["value"].iloc[0]
        shown = re.search(r'<div class="val"><b>([^<]*)</b>', str(card.head.html))
        assert shown is not None
        assert shown[1] in (dashboard.scene.amount(told.metric, float(value)), dashboard.scene.words("none"))
        assert told.row is None or told.row.value == pytest.approx(value, nan_ok=True)
    explains_itself(dashboard, demo.service.snapshot.id)
    stands_together(dashboard)


def stands_together(dashboard: Dashboard) -> None:
    """Bokeh has nothing to say of the figures; the server does not ask it for every session."""
    found = check_integrity([model for figure in dashboard.figures() for model in figure.references()])
    assert (found.error, found.warning) == ([], [])


def explains_itself(dashboard: Dashboard, snapshot_id: str) -> None:
    """Every view has its arithmetic, its table and its line of Python."""
    for tile in dashboard.tiles:
        if tile.kind == "absent":
            continue
        hear(dashboard, {"do": "define", "value": tile.name})
        assert snapshot_id in str(dashboard.dialog.html), tile.name
        hear(dashboard, {"do": "twin", "value": tile.name})
        assert "<tr>" in str(dashboard.dialog.html), tile.name
        ast.parse(dashboard.as_python(tile.view))
        hear(dashboard, {"do": "close"})


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_kept_without_output(notebook: Path) -> None:
    cells = [cell for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"]
    assert [cell.outputs for cell in cells if cell.outputs] == []
    assert [cell.execution_count for cell in cells if cell.execution_count] == []


def test_the_overview_opens_with_four_weeks_and_a_budget_keeps_its_fiscal_year(demo: City) -> None:
    dashboard = run(FOLDER / "overview.ipynb")
    start, end = dashboard.selection.period
    assert (end - start).days + 1 == dashboard.days == 28
    card = next(tile.view for tile in dashboard.tiles if tile.view.metric_ids == ("budget_execution_pct",))
    months = card._data.run
    assert months.starts[0] == date(end.year, 1, 1)
    last = max(day for day, value in zip(months.starts, months.values, strict=True) if value is not None)
    year_before = last.replace(year=last.year - 1)
    earlier = demo.service.values(["budget_execution_pct"], Predicate(end=year_before))
    words = dashboard.scene.words
    points = card.told().row.value - earlier["budget_execution_pct"].frame["value"].iloc[0]
    change = words("change.points", change=words.signed(points, 1))
    said = words("change.against", change=change, than=words.month(year_before))
    assert card._data.change.text == said


def test_a_tap_on_an_agency_filters_its_spending_and_its_tickets(demo: City) -> None:
    dashboard = Dashboard(demo, dashboards.BudgetFlow(), dashboards.Card("tickets_opened")).open("en")
    flow, card = (tile.view for tile in dashboard.tiles)
    before = card.told().row.value
    by_agency = {group.group: group.value for group in dashboard.scene.ask("tickets_opened", by="agency").groups}
    picked = next(share.group for share in flow._data.shares if by_agency.get(share.group, 0) > 0)
    flow.hear("pick", picked)
    assert card.told().row.value == by_agency[picked] < before
    assert flow._data.level == "category"
    programmes = sum(share.amount for share in flow._data.shares)
    assert programmes == pytest.approx(flow.scene.ask("budget_expended").row.value)
    flow.hear("pick", flow._data.shares[0].group)
    assert flow._data.level == "vendor"
    flow.hear("back", "agency")
    assert card.told().row.value == before


def test_areas_are_the_amounts_and_fill_the_space() -> None:
    space = Box(0, 0, 100, 60)
    amounts = [40.0, 25, 20, 10, 5]
    laid = boxes(amounts, space)
    for amount, box in zip(amounts, laid, strict=True):
        assert box.width * box.height == pytest.approx(60 * amount)
        assert box.x + box.width <= 100 + 1e-9
        assert box.y + box.height <= 60 + 1e-9


def test_the_story_of_authoring_runs(demo: City) -> None:
    story = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
    names: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", story, flags=re.S):
        exec(block, names)
    assert "tickets_opened" in str(names["said"])
    assert 0 < names["shown"] < names["page"].tiles[0].view.told().row.value


def test_a_card_of_what_has_no_time_shows_its_value(demo: City) -> None:
    card = Dashboard(demo, dashboards.Card("project_delay_days")).open("en").tiles[0]
    assert str(card.fault.html) == ""
    assert card.view.scene.exact(card.view.told().metric, card.view.told().row.value) in str(card.view.head.html)


def test_where_what_colours_the_map_has_ended_the_page_opens_with_its_last_days(demo: City) -> None:
    last = stretches_of(demo, "offences_major")[-1][1]
    assert last < demo.extent("tickets_opened")[1]
    views = dashboards.Card("tickets_opened"), dashboards.DistrictMap("offences_major")
    dashboard = Dashboard(demo, *views, days=1).open("en")
    assert dashboard.selection.period == (last, last)
    assert "highest" in str(dashboard.tiles[1].view.head.html)


@pytest.fixture
def new_york(nyc_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[City]:
    """New York from its files; its service is its own and ends with the test."""
    monkeypatch.setattr(city_module, "_open", {})
    monkeypatch.setenv("ONESCREEN_HOME", str(nyc_home))
    yield City("nyc")
    close_services()


def test_a_city_without_spending_shows_where_the_money_is_to_go(new_york: City) -> None:
    dashboard = Dashboard(new_york, dashboards.BudgetFlow(), dashboards.BurnDown()).open("en")
    flow, burn_down = dashboard.tiles
    assert "is to go, by agency" in str(flow.view.head.html)
    assert flow.view.told().metric.id == "budget_modified"
    assert burn_down.kind == "absent"
