"""The desk's frame in Chromium: selections by name, one page of paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.dashboards.synthetic import write_city
from tests.layouts.conftest import READY, Served, Watched, serving

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
Watch = Callable[..., Watched]
PAGES = re.compile(rb"/Type\s*/Page\b(?!s)")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("desk") / "var"
    write_city(home, requests=600)
    yield from serving(home)


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector(READY, state="attached")
    return page


def test_a_selection_is_kept_by_name_opened_and_removed(desk: Served, watched: Watch) -> None:
    page = opened(watched().page, f"{desk.url}/citizen?lang=en&districts=103")
    saved = page.locator(".saved")
    saved.locator("summary").click()
    saved.locator("input").fill("My third district")
    saved.get_by_role("button", name="Save").click()
    opened(page, f"{desk.url}/performance?lang=zh&theme=dark")
    saved.locator("summary").click()
    saved.get_by_role("link", name="My third district").click()
    page.wait_for_url(re.compile(r"/citizen\?.*districts=103"))
    page.wait_for_selector(READY, state="attached")
    assert "lang=zh" in page.url
    assert "theme=dark" in page.url
    expect(page.locator(".chip b")).to_have_count(1)
    saved.locator("summary").click()
    saved.locator("li button").click()
    expect(saved.locator("li")).to_have_count(0)


@pytest.mark.parametrize("name", ["overview", "citizen"])
def test_a_page_prints_to_one_sheet(desk: Served, watched: Watch, name: str) -> None:
    page = opened(watched().page, f"{desk.url}/{name}?lang=en&theme=light")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(PAGES.findall(paper)) == 1
