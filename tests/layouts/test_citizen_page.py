"""/citizen in Chromium: it is whole, clean and linked."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.layouts.conftest import Served, Watched

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
Watch = Callable[..., Watched]
FIGURES = 5
TILES = 12


def shown(page: Page, card: str = "card1") -> str:
    return page.locator(f"#{card} .val b").inner_text()


def drag(page: Page, selector: str, first: float, last: float) -> None:
    box = page.locator(selector).first.bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * first, y)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(box["x"] + box["width"] * (first + (last - first) * step / 8), y)
        page.wait_for_timeout(20)
    page.mouse.up()


def tap(page: Page, selector: str, across: float, down: float) -> None:
    box = page.locator(selector).first.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)


def test_the_page_has_its_canvases_and_no_complaint(served: Served, watched: Watch) -> None:
    one = watched()
    page = one.open(f"{served.url}/citizen")
    expect(page.locator("h1")).to_contain_text("New York City")
    page.wait_for_timeout(500)
    assert one.canvases() >= FIGURES
    assert page.locator(".tile").count() == TILES
    assert page.locator(".fault").count() == 0
    assert re.fullmatch(r"[\d,]+", shown(page))


def test_the_numbers_stand_in_the_page_before_any_script(served: Served, watched: Watch) -> None:
    page = watched().page
    text = page.request.get(f"{served.url}/citizen?lang=zh").text()
    assert '<html lang="zh-Hans" class="light">' in text
    assert re.search(r'<div class="val"><b>3,000</b><u>件</u>', text)


def test_a_brush_changes_the_cards_and_the_address(served: Served, watched: Watch) -> None:
    page = watched().open(f"{served.url}/citizen")
    before = shown(page), shown(page, "card5")
    drag(page, ".plot.row", 0.3, 0.5)
    expect(page.locator(".chip b")).to_have_count(1)
    page.wait_for_url(re.compile(r"time=2024-\d\d-\d\d\.\.2024"))
    assert int(shown(page).replace(",", "")) < int(before[0].replace(",", ""))
    assert int(shown(page, "card5").replace(",", "")) < int(before[1].replace(",", ""))


def test_a_tap_on_a_district_changes_the_others(served: Served, watched: Watch) -> None:
    page = watched().open(f"{served.url}/citizen")
    before = shown(page)
    tap(page, ".plot.map", 0.45, 0.5)
    page.wait_for_url(re.compile(r"districts=106"))
    expect(page.locator("#card1 .val b")).not_to_have_text(before)
    expect(page.locator("tr.cur")).to_have_count(1)
    page.wait_for_timeout(600)  # two taps in half a second are one double tap
    tap(page, ".plot.map", 0.45, 0.5)
    page.wait_for_url(f"{served.url}/citizen")


def test_escape_clears_and_undo_brings_back(served: Served, watched: Watch) -> None:
    page = watched().open(f"{served.url}/citizen?districts=103")
    page.locator(".bars button", has_text="Noise").click()
    page.wait_for_url(re.compile("categories=Noise"))
    page.keyboard.press("Escape")
    page.wait_for_url(f"{served.url}/citizen")
    expect(page.locator(".chip b")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url(re.compile("districts=103.*categories=Noise"))
    expect(page.locator(".chip b")).to_have_count(2)


def test_the_address_restores_the_selection_and_back_goes_back(served: Served, watched: Watch) -> None:
    page = watched().open(f"{served.url}/citizen?time=2024-06-01..2024-06-30&districts=103&theme=dark")
    expect(page.locator("html")).to_have_class("dark")
    expect(page.locator(".chip b").first).to_have_text("1–30 Jun 2024, 30 days")
    restored = shown(page)
    page.get_by_role("button", name="Clear Time").click()
    page.wait_for_url(f"{served.url}/citizen?districts=103&theme=dark")
    page.go_back()
    expect(page.locator("#card1 .val b")).to_have_text(restored)


def test_a_hostile_address_is_left_out_with_a_notice(served: Served, watched: Watch) -> None:
    page = watched().open(f"{served.url}/citizen?districts=%3Cscript%3Ealert(1)%3C/script%3E&hours=0-4.8-17")
    expect(page.locator(".notice")).to_have_text("District: not understood in the address, and left out")
    expect(page.locator(".chip b")).to_have_text("Mon–Fri 08–18")


def test_everything_that_can_be_clicked_can_be_reached_by_keyboard(served: Served, watched: Watch) -> None:
    page = watched().open(f"{served.url}/citizen")
    page.locator(".bars button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("categories=Noise"))
    expect(page.locator(".bars button").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served.url}/citizen")


def test_a_definition_opens_in_a_dialog_and_escape_closes_only_that(served: Served, watched: Watch) -> None:
    page = watched().open(f"{served.url}/citizen?districts=103")
    page.locator("#card1 .inf").click()
    expect(page.get_by_role("dialog")).to_contain_text("Requests opened")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".chip b")).to_have_count(1)


def test_a_view_can_be_downloaded_with_its_definition(served: Served, watched: Watch) -> None:
    page = watched().open(f"{served.url}/citizen")
    page.locator(".ranking button", has_text="Table").first.click()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download as CSV").click()
    lines = Path(downloading.value.path()).read_text("utf-8-sig").splitlines()
    assert downloading.value.suggested_filename == "nyc-tickets_opened.csv"
    assert lines[0].startswith("# Requests opened · requests · 1 Jan")
    assert "# Snapshot 20241231T060000Z-d1" in lines
    assert "Category,Requests opened" in lines
    rows = [line.rsplit(",", 1) for line in lines if not line.startswith("#")][1:]
    assert sum(int(count) for _, count in rows) == 3000


def test_on_a_phone_nothing_is_wider_than_the_screen(served: Served, watched: Watch) -> None:
    page = watched(390, 844).open(f"{served.url}/citizen?lang=zh")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(".tile").count() == TILES


PIECES = """() => Object.fromEntries(
    [...document.querySelectorAll("[data-part]")].map((place) => [place.dataset.part, place.innerHTML]))"""


def test_pieces_that_changed_are_as_if_they_had_been_written_anew(served: Served, watched: Watch) -> None:
    page = watched().page
    sent: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(str(frame))))
    page.goto(f"{served.url}/citizen")
    page.wait_for_selector("html[data-ready]", state="attached")
    drag(page, ".plot.row", 0.3, 0.5)
    page.wait_for_url(re.compile("time="))
    page.locator(".bars button").first.click()
    page.wait_for_url(re.compile("categories="))
    page.wait_for_timeout(1500)
    changed = page.evaluate(PIECES)
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    anew = page.evaluate(PIECES)
    assert [name for name in anew if anew[name] != changed[name] and name != "selection"] == []
    assert [frame for frame in sent if '"again"' in frame] == []
    assert any('"follow"' in frame for frame in sent)
