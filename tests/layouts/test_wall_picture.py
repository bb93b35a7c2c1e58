"""The wall's picture, measured: every stop, language, theme and size has canvases, no scroll bar, no text that is cut
or lies over another."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page

from dashboards.pages import pages
from pipelines.alerts.reading import Reading
from pipelines.alerts.watch import AlertWatch
from pipelines.metrics.record import Texts
from tests.demo_city import DemoCity
from tests.layouts.conftest import serving
from tests.layouts.measured import CANVASES, faults
from tests.layouts.test_wall import Watch, watched  # noqa: F401 (a fixture)
from tests.layouts.walls import Walls, shown

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]
BURN_IN_PX = 2  # the picture moves by so much once an hour, into its own margin
FULL_HD, FOUR_K, THREE_PANELS, LETTERBOXED = (1920, 1080), (3840, 2160), (5760, 1080), (1600, 1200)
SHAPES = (FULL_HD, THREE_PANELS)
SCALED = (FOUR_K, LETTERBOXED)  # the same composition at another scale: seen at the first stop
LOOKS = [("en", "dark"), ("zh", "light")]
PIECES = ".city, .domain, .play > *, .clock, .alerts, .alerts .row > *"
FONT_PX = "(chosen) => parseFloat(getComputedStyle(document.querySelector(chosen)).fontSize)"
AREAS = ("349905001", "349902005", "349907004", "349907002")
LOAD = """async (place) => {
  while (wall.busy) await new Promise((resolve) => setTimeout(resolve, 50));
  return wall.load(wall.state.stops.day[place]);
}"""


@pytest.fixture(scope="module")
def walls(demo_city: DemoCity, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walls]:
    """The demo city's wall with its own alerts, and one in four places."""
    home = tmp_path_factory.mktemp("picture") / "var"
    shutil.copytree(demo_city.home, home, symlinks=True)
    made = Walls(Path("demo"), home)
    AlertWatch(demo_city.service, made.store()).evaluate()
    for number, area in enumerate(AREAS):
        cause = Reading(
            area, Texts(en=f"Sub-district {number}", zh=f"第{number}街道"), True, True, 52.0, 6.0, "requests"
        )
        assert made.store().fire("flooded_roads", 3, cause, "s", datetime(2026, 3, 20, tzinfo=UTC))
    servers = serving(home, "demo")
    made.served = next(servers)
    yield made
    next(servers, None)


def opened(walls: Walls, watched: Watch, lang: str, theme: str) -> Page:  # noqa: F811 (the fixture)
    page = watched(*FULL_HD).page
    page.goto(f"{walls.link(lang)}&theme={theme}")
    shown(page)
    page.evaluate("() => { wall.endTakeover(); wall.held = true; wall.touched = Infinity; }")
    return page


def resized(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.wait_for_timeout(600)
    page.wait_for_selector(".trouble", state="hidden")


@pytest.mark.parametrize(("lang", "theme"), LOOKS)
def test_nothing_is_cut_and_nothing_lies_over_another(
    walls: Walls,
    watched: Watch,  # noqa: F811 (the fixture)
    lang: str,
    theme: str,
) -> None:
    page = opened(walls, watched, lang, theme)
    said = []
    for place, name in enumerate(pages(("citizen", "performance", "budget", "policing"))):
        assert page.evaluate(LOAD, place)
        frame = shown(page)
        assert frame.evaluate(CANVASES) >= 2, name
        for size in (*SHAPES, *(() if place else SCALED)):
            resized(page, size)
            found = [*faults(page, PIECES), *faults(frame, ".tile"), *scrolls(page)]
            said += [f"{name} {size[0]}x{size[1]}: {fault}" for fault in found]
    assert said == []


def scrolls(page: Page) -> list[str]:
    """What there is to scroll in the wall or in its frame, beyond the move against burn-in."""
    found = []
    for name, one in (("wall", page), ("frame", shown(page))):
        root = "document.documentElement"
        over = one.evaluate(f"[{root}.scrollWidth - innerWidth, {root}.scrollHeight - innerHeight]")
        if max(over) > BURN_IN_PX or one.evaluate(f"getComputedStyle({root}).overflow") != "hidden":
            found.append(f"the {name} scrolls by {over}")
    return found


BREAKS = {
    ".domain .said { white-space: nowrap; min-width: 14rem }": "over",
    ".alerts .row > .area { max-width: 1rem; overflow: hidden; white-space: nowrap }": "is cut by",
    ".alerts .head .with { transform: translateX(-12rem) }": "over",
    ".clock p { width: 2rem; overflow: hidden }": "is cut by",
}


def test_the_measure_sees_what_an_eye_would(walls: Walls, watched: Watch) -> None:  # noqa: F811 (the fixture)
    """The defects that the wall once had, put back one after the other, are found."""
    page = opened(walls, watched, "en", "dark")
    assert faults(page, PIECES) == []
    for style, fault in BREAKS.items():
        broken = page.add_style_tag(content=style.replace(";", " !important;").replace(" }", " !important }"))
        assert any(fault in found for found in faults(page, PIECES)), style
        broken.evaluate("(tag) => tag.remove()")
    assert faults(page, PIECES) == []


def test_body_text_is_a_two_hundredth_of_the_distance(walls: Walls, watched: Watch) -> None:  # noqa: F811
    """8 m before a picture 2.05 m high: 40 mm are 21 px of 1080."""
    page = opened(walls, watched, "en", "dark")
    found = {chosen: page.evaluate(FONT_PX, chosen) for chosen in (".clock b", ".city h1", ".alerts h2")}
    assert all(size >= 21 for size in found.values()), found
    scale = page.evaluate("wall.stage.scale()")
    frame = shown(page)
    for chosen in (".val b", ".face h2"):
        assert frame.evaluate(FONT_PX, chosen) * scale >= 21, chosen
