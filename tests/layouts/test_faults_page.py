"""A view that breaks on the page, a page that cannot be built, a snapshot that changes under an open page."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import expect

from dashboards.pages import FOLDER, pages
from tests.dashboards.synthetic import write_city
from tests.layouts.conftest import Served, Watched, serving
from tests.metrics.snapshot_files import publish

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
Watch = Callable[..., Watched]


def broken(*_: Any) -> Any:
    raise RuntimeError("broken on purpose")


def test_a_broken_view_leaves_the_others_on_the_page(
    served: Served, watched: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = watched()
    whole.open(f"{served.url}/citizen")
    whole.page.wait_for_timeout(500)
    monkeypatch.setattr("dashboards.views.hour_grid.HourGrid.prepare", broken)
    one = watched()
    page = one.open(f"{served.url}/citizen")
    page.wait_for_timeout(500)
    expect(page.locator(".fault")).to_have_count(1)
    expect(page.locator(".hours .fault")).to_have_text(re.compile(r"This view could not be drawn\. code [0-9A-F]{6}"))
    assert 0 < one.canvases() < whole.canvases()
    page.locator(".bars button", has_text="Noise").click()
    page.wait_for_url(re.compile("categories=Noise"))


def test_an_open_page_moves_to_a_new_snapshot_and_keeps_its_selection(tmp_path: Path, watched: Watch) -> None:
    home = tmp_path / "var"
    older = write_city(home, requests=400)
    servers = serving(home)
    served = next(servers)
    page = watched().open(f"{served.url}/citizen?districts=103")
    expect(page.locator("footer")).to_contain_text("20241231T060000Z-d1")
    before = page.locator("#card1 .val b").inner_text()
    newer = write_city(home, "20250101T060000Z-d2", seed=8, requests=800)
    assert newer != older
    expect(page.locator("footer")).to_contain_text("20250101T060000Z-d2", timeout=20_000)
    expect(page.locator("#card1 .val b")).not_to_have_text(before)
    expect(page.locator(".chip b")).to_have_text("District 3")
    publish(older)
    next(servers, None)


def test_a_city_without_a_snapshot_says_what_to_run(tmp_path: Path, watched: Watch) -> None:
    servers = serving(tmp_path / "var")
    served = next(servers)
    page = watched().page
    page.goto(f"{served.url}/citizen")
    expect(page.locator("main")).to_contain_text(
        "no snapshot of nyc has been published yet; run `onescreen refresh nyc`"
    )
    assert page.request.get(f"{served.url}/health").status == 503
    next(servers, None)


def test_a_notebook_that_raises_says_which_cell_and_leaves_the_others(
    served_home: Path, tmp_path: Path, watched: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "dashboards"
    folder.mkdir()
    shutil.copy(FOLDER / "citizen.ipynb", folder)
    cells = [
        nbformat.v4.new_markdown_cell("# Rats · 鼠患"),
        nbformat.v4.new_code_cell("from dashboards import Card, City, Dashboard"),
        nbformat.v4.new_code_cell("Dashboard(City(), Card('tickets_openned')).servable()"),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "rats.ipynb")
    monkeypatch.setattr("layouts.server.pages", lambda packs=(): pages(packs, folder))
    servers = serving(served_home)
    served = next(servers)
    page = watched().page
    page.goto(f"{served.url}/rats")
    expect(page.locator(".problem")).to_contain_text("Cell 3 of rats.ipynb raised:")
    expect(page.locator(".problem")).to_contain_text("tickets_opened")
    page.locator("nav a", has_text="Citizen").click()
    page.wait_for_selector("html[data-ready]", state="attached")
    expect(page.locator("nav a")).to_have_text(["Citizen", "Rats"])
    mended = "Dashboard(City(), Card('tickets_opened')).servable()"
    cells[2] = nbformat.v4.new_code_cell(mended)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "rats.ipynb")
    page.locator("nav a", has_text="Rats").click()
    expect(page.locator("#card0 h2, #card0 .t").first).to_be_visible()
    next(servers, None)
