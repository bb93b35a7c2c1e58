"""The wall in Chromium: opened by a link, it rotates, is taken over, obeys keys and a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.layouts.conftest import Watched, serving
from tests.layouts.walls import SHOWN, WALL, Walls, days_ago, shown, walled

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
Watch = Callable[..., Watched]
expect.set_options(timeout=20_000)


@pytest.fixture
def watched(watched: Watch) -> Iterator[Watch]:
    """Streams and frames that are let go on purpose are no complaint, nor is an answer that refuses."""
    made: list[Watched] = []

    def make(*size: int) -> Watched:
        made.append(watched(*size))
        return made[-1]

    yield make
    let_go = ("/wall/events", "/wall/page", "/remote/pair", "status of 403")
    for one in made:
        one.page.close()
        one.complaints[:] = [said for said in one.complaints if not any(address in said for address in let_go)]


@pytest.fixture(scope="module")
def walls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walls]:
    made = walled(tmp_path_factory.mktemp("wall"))
    servers = serving(made.home, str(made.folder))
    made.served = next(servers)
    yield made
    next(servers, None)


def opened(walls: Walls, watched: Watch, width: int = 1920, height: int = 1080, lang: str = "en") -> Page:
    page = watched(width, height).page
    page.goto(walls.link(lang))
    page.wait_for_selector(SHOWN)
    return page


def test_without_a_link_there_is_a_sentence_and_no_page(walls: Walls, watched: Watch) -> None:
    page = watched().page
    answer = page.request.get(f"{walls.served.url}/wall")
    assert answer.status == 403
    assert "The wall is opened by a link" in answer.text()
    assert page.request.get(f"{walls.served.url}/wall/events?wall=0123456789abcdef").status == 403
    frame = page.request.get(f"{walls.served.url}/wall/page/citizen").text()
    assert "The wall is opened by a link" in frame
    assert "data-root-id" not in frame


def test_an_expired_link_says_when_it_ended(walls: Walls, watched: Watch) -> None:
    from layouts.wall.links import Links

    key = Links(walls.home).make("nyc", 1, days_ago(3))
    answer = watched().page.request.get(f"{walls.served.url}/wall?key={key}&lang=zh")
    assert answer.status == 403
    assert re.search(r"该链接已于20\d\d年\d+月\d+日 \d\d:\d\d到期", answer.text())


def test_it_opens_with_its_first_stop_and_the_key_leaves_the_address(walls: Walls, watched: Watch) -> None:
    page = opened(walls, watched)
    assert page.url == f"{walls.served.url}/wall?lang=en&theme=dark"
    expect(page.locator(".city h1")).to_contain_text("New York City")
    expect(page.locator('[data-say="title"]')).to_have_text("Citizen")
    assert page.locator(".domain").count() == 2
    assert re.fullmatch(r"\d\d:\d\d", page.locator('[data-say="clock"]').inner_text())
    assert "fill=tickets_opened" in shown(page).url
    assert shown(page).locator(".left .val b").first.inner_text() == "800"


def test_a_machine_whose_clock_is_wrong_shows_the_citys_time(walls: Walls, watched: Watch) -> None:
    one = watched(1920, 1080)
    one.page.add_init_script("Date.now = () => 0; performance.timeOrigin = 0;")
    one.page.goto(walls.link())
    one.page.wait_for_selector(SHOWN)
    told = one.page.evaluate("wall.clock.now() - wall.clock.told.offset_minutes * 60000")
    assert abs(told / 1000 - days_ago(0).timestamp()) < 3


def test_keys_hold_step_and_go_on(walls: Walls, watched: Watch) -> None:
    page = opened(walls, watched)
    page.keyboard.press(" ")
    expect(page.locator("body")).to_have_class(re.compile("held"))
    expect(page.locator('[data-say="next"]')).to_have_text("held; space goes on")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => wall.stop && wall.stop.src.includes('collisions')")
    page.wait_for_function("() => document.querySelectorAll('.stage iframe').length === 1")
    page.keyboard.press(" ")
    page.wait_for_function("() => wall.stop && wall.stop.src.includes('tickets_opened')")
    expect(page.locator("body")).not_to_have_class(re.compile("held"))


def test_stops_that_went_leave_nothing_behind_in_the_browser(walls: Walls, watched: Watch) -> None:
    page = opened(walls, watched)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def after_a_round() -> dict[str, float]:
        for _ in WALL["playlist"][:2]:
            before = page.evaluate("wall.stop.src")
            page.keyboard.press("ArrowRight")
            page.wait_for_function("(src) => wall.stop && wall.stop.src !== src && !wall.busy", arg=before)
            page.wait_for_function("() => document.querySelectorAll('.stage iframe').length === 1")
        for _ in range(2):
            session.send("HeapProfiler.collectGarbage")
        return {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}

    after_a_round()
    first, last = after_a_round(), after_a_round()
    assert last["Documents"] == first["Documents"] == 2
    assert last["Nodes"] < 1.1 * first["Nodes"]
    assert last["JSHeapUsedSize"] < 1.2 * first["JSHeapUsedSize"]


def test_a_click_in_the_dashboard_holds_and_selects(walls: Walls, watched: Watch) -> None:
    page = opened(walls, watched)
    shown(page).locator(".right .bars button").first.click()
    expect(page.locator("body")).to_have_class(re.compile("held"))
    expect(shown(page).locator(".chip b")).to_have_count(1)


def test_an_alert_takes_over_and_gives_back(walls: Walls, watched: Watch) -> None:
    page = opened(walls, watched)
    page.evaluate("wall.left = 400")
    walls.flood(5)
    expect(page.locator(".banner")).to_be_visible()
    expect(page.locator(".banner")).to_contain_text("Street under water")
    page.wait_for_function("() => wall.stop && wall.stop.src.includes('districts=106')")
    expect(shown(page).locator(".square")).to_have_text("1")
    expect(page.locator(".alerts .row.level1 .steps .unseen")).to_have_count(1)
    expect(page.locator(".banner")).to_be_hidden(timeout=20_000)
    page.wait_for_function("() => wall.stop && !wall.stop.src.includes('districts') && !wall.busy")
    assert page.evaluate("wall.left") > 300
    page.wait_for_timeout(1500)
    expect(page.locator(".banner")).to_be_hidden()


def test_the_desk_takes_the_steps_and_the_wall_shows_them(walls: Walls, watched: Watch) -> None:
    if not walls.store().alerts():
        walls.flood(5)
    wall = opened(walls, watched)
    desk = watched().page
    desk.goto(f"{walls.served.url}/alerts?lang=en")
    for step, note in (("Seen", ""), ("Send to", "Drainage team"), ("Handled", "pumped dry"), ("Review", "in time")):
        desk.get_by_role("button", name=step, exact=True).first.click()
        desk.locator("dialog textarea").fill(note)
        desk.locator("dialog input").fill("Li Na")
        desk.get_by_role("button", name="Save").click()
        expect(desk.locator("dialog")).to_be_hidden()
    expect(desk.locator("tbody li")).to_have_count(5)
    expect(desk.locator("tbody li").nth(2)).to_contain_text("sent Li Na")
    expect(desk.locator("tbody .do button")).to_have_count(0)
    expect(wall.locator(".alerts .steps .taken")).to_have_count(4)
    expect(wall.locator(".alerts .with").last).to_have_text("Drainage team")


def test_a_form_of_another_site_takes_no_step(walls: Walls, watched: Watch) -> None:
    request = watched().page.request
    said = {"alert": "1", "step": "acknowledged", "who": "x"}
    assert request.post(f"{walls.served.url}/alerts/step", form=said).status == 400
    assert request.post(f"{walls.served.url}/alerts/step", data=said).status == 400
    assert request.post(f"{walls.served.url}/remote/act", data={"act": "next"}).status == 400


def test_a_phone_pairs_with_a_code_and_steers(walls: Walls, watched: Watch) -> None:
    wall, phone = opened(walls, watched), watched(390, 844).page
    wall.keyboard.press("r")
    expect(wall.locator(".code")).to_be_visible()
    phone.goto(f"{walls.served.url}/remote?lang=en")
    phone.locator("input").fill(wall.locator(".digits").inner_text())
    phone.get_by_role("button", name="Pair").click()
    expect(wall.locator(".code")).to_be_hidden()
    phone.get_by_role("button", name="Next").click()
    wall.wait_for_function("() => wall.stop && wall.stop.src.includes('collisions') && !wall.busy")
    phone.get_by_role("button", name="Whole city").click()
    expect(shown(wall).locator(".chip b")).to_have_count(0)
    phone.locator('[data-act="district"]').nth(4).click()
    expect(shown(wall).locator(".chip b")).to_have_count(1)
    phone.get_by_role("button", name="Go on").click()
    expect(wall.locator("body")).not_to_have_class(re.compile("held"))
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
