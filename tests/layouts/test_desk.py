"""The desk's frame in Chromium: what is new, selections by name, the keyboard, one page of paper, and its picture."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.demo_city import DemoCity
from tests.layouts.conftest import READY, Served, Watched, serving
from tests.layouts.measured import CANVASES, SIDEWAYS, faults
from tests.layouts.walls import walled

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]
Watch = Callable[..., Watched]
SIZES = ((1600, 1000), (1440, 900), (1280, 800))
PAGE_NAMES = ("overview", "citizen", "performance", "budget", "policing")
LOOKS = [
    ("en", "light", PAGE_NAMES),
    ("zh", "dark", PAGE_NAMES),
    ("en", "dark", PAGE_NAMES[:1]),
    ("zh", "light", PAGE_NAMES[:1]),
]
"""A theme changes no measure: both are with all pages in one language, and with the first in the other."""
PAGES = re.compile(rb"/Type\s*/Page\b(?!s)")

ON_PAPER = """() => {
  const box = (chosen) => document.querySelector(chosen).getBoundingClientRect();
  const [body, foot, map] = ["body", ".ft", ".stage .plot.map"].map(box);
  return [body.bottom, foot.bottom, map.width / map.height];
}"""

FOCUSED = """() => {
  const e = document.activeElement, style = getComputedStyle(e.closest(".plot") || e);
  const near = { ".skip": "skip", "nav *": "nav", ".saved *": "saved", "[data-print]": "print", ".tile *": "tile" };
  const [, name] = Object.entries(near).find(([chosen]) => e.matches(chosen)) || [];
  const seen = e === document.body || style.outlineStyle !== "none" || style.boxShadow !== "none";
  return [e.dataset.set || name || e.outerHTML.slice(0, 80), seen];
}"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A city without rules, so that no alert comes between two visits."""
    made = walled(tmp_path_factory.mktemp("desk"), alerts=[])
    yield from serving(made.home, str(made.folder))


@pytest.fixture(scope="module")
def demo_desk(demo_city: DemoCity, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("demo-desk") / "var"
    shutil.copytree(demo_city.home, home, symlinks=True)
    yield from serving(home, "demo")


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector(READY, state="attached")
    return page


def test_the_first_page_says_what_is_late_and_what_came_since_the_last_visit(desk: Served, watched: Watch) -> None:
    page = watched().page
    address = f"{desk.url}/overview?lang=en"
    opened(page, address)
    expect(page.locator(".desk .late")).to_contain_text(re.compile(r"Late: .+ \(\d+ d"))
    expect(page.locator(".desk .since")).to_have_text("This is your first visit with this browser")
    opened(page, address)
    expect(page.locator(".desk .since")).to_contain_text("Nothing new since")
    page.evaluate("""() => {
      const key = Object.keys(localStorage).find((name) => name.startsWith("visit"));
      const visit = JSON.parse(localStorage[key]);
      visit.datasets[Object.keys(visit.datasets)[0]] = "2020-01-01T00:00:00";
      localStorage[key] = JSON.stringify({ ...visit, alerts: visit.alerts - 2 });
    }""")
    opened(page, address)
    since = page.locator(".desk .since")
    expect(since).to_contain_text("New since")
    expect(since).to_contain_text("2 alerts")
    opened(page, f"{desk.url}/citizen?lang=en")
    expect(page.locator(".desk .since")).to_have_count(0)


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


def test_everything_is_reached_by_the_keyboard(desk: Served, watched: Watch) -> None:
    page = opened(watched().page, f"{desk.url}/citizen?lang=en")
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(tuple(page.evaluate(FOCUSED)))
    assert {"skip", "nav", "theme", "lang", "saved", "print", "tile"} <= {name for name, _ in reached}
    assert [name for name, seen in reached if not seen] == []


@pytest.mark.parametrize(("name", "width"), [("overview", 1440), ("performance", 1280), ("policing", 1440)])
def test_a_page_prints_to_one_sheet_and_all_of_it(demo_desk: Served, watched: Watch, name: str, width: int) -> None:
    page = opened(watched(width, 900).page, f"{demo_desk.url}/{name}?lang=zh&theme=light")
    page.evaluate("window.print = () => { window.asked = true; }")
    page.click("[data-print]")
    page.wait_for_function("window.asked")
    drawn = page.locator(".stage .plot.map").bounding_box()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1054})  # what rules for narrow pages would go by
    body, foot, shown = page.evaluate(ON_PAPER)
    assert foot <= body
    assert drawn is not None
    assert abs(shown - drawn["width"] / drawn["height"]) < 0.1, "canvases are printed as they were drawn"
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(PAGES.findall(paper)) == 1


@pytest.mark.parametrize(("lang", "theme", "names"), LOOKS)
def test_no_text_is_cut_or_lies_over_another(
    demo_desk: Served, watched: Watch, lang: str, theme: str, names: tuple[str, ...]
) -> None:
    one = watched(*SIZES[0])
    said = []
    for place, name in enumerate(names):
        opened(one.page, f"{demo_desk.url}/{name}?lang={lang}&theme={theme}")
        assert one.page.evaluate(CANVASES) >= 1, name
        for width, height in SIZES if place == 0 else SIZES[-2:]:
            one.page.set_viewport_size({"width": width, "height": height})
            one.page.wait_for_timeout(400)
            said += [f"{name} at {width}: {fault}" for fault in faults(one.page, ".tile")]
            if one.page.evaluate(SIDEWAYS) > 0:
                said.append(f"{name} at {width}: it scrolls sideways")
    assert said == []


def test_the_menu_has_the_pages_that_were_looked_at(demo_desk: Served, watched: Watch) -> None:
    page = opened(watched().page, f"{demo_desk.url}/overview")
    assert page.eval_on_selector_all("nav a", "all => all.map((a) => a.pathname.slice(1))") == list(PAGE_NAMES)
