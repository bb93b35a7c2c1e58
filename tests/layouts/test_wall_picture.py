"""The wall's picture, measured: no scroll bar, no box over another, no text wider than its box, at every size."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.layouts.conftest import serving
from tests.layouts.test_wall import Watch, watched  # noqa: F401 (a fixture)
from tests.layouts.walls import Walls, shown, walled

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
BURN_IN_PX = 2  # the picture moves by so much once an hour, into its own margin
SIZES = [(1920, 1080, "en"), (1920, 1080, "zh"), (3840, 2160, "zh"), (5760, 1080, "en"), (1600, 1200, "en")]
OVERLAPS = """(chosen) => {
  const boxes = [...document.querySelectorAll(chosen)].map((e) => [e, e.getBoundingClientRect()])
    .filter(([, b]) => b.width > 0 && b.height > 0);
  const name = (e) => e.id || e.className || e.tagName;
  const found = [];
  boxes.forEach(([a, p], i) => boxes.slice(i + 1).forEach(([b, q]) => {
    if (a.contains(b) || b.contains(a)) return;
    const wide = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    const high = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
    if (wide > 1 && high > 1) found.push(`${name(a)} over ${name(b)} by ${wide.toFixed()} x ${high.toFixed()}`);
  }));
  boxes.forEach(([e, b]) => {
    const inside = b.left >= -1 && b.top >= -1 && b.right <= innerWidth + 1 && b.bottom <= innerHeight + 1;
    if (!inside) found.push(`${name(e)} leaves the picture`);
  });
  return found;
}"""
CLIPPED = """(chosen) => [...document.querySelectorAll(chosen)].filter((e) => {
  const style = getComputedStyle(e);
  const shows = e.offsetWidth > 0 && e.textContent.trim() && style.visibility !== "hidden";
  return shows && e.scrollWidth > e.clientWidth + 1 && style.display !== "inline";
}).map((e) => `${e.className || e.tagName}: ${e.textContent.trim().slice(0, 40)}`)"""
FONT_PX = "(chosen) => parseFloat(getComputedStyle(document.querySelector(chosen)).fontSize)"
TILES = ".tile"
SHELL_TEXTS = ".city p, .domain p, .clock b, .clock p, .alerts .area, .alerts .used, .alerts .at"
FRAME_TEXTS = ".face h2 , .val, .state, .evi p, .h h2, .sub"


@pytest.fixture(scope="module")
def walls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walls]:
    folder: Path = tmp_path_factory.mktemp("picture")
    made = walled(folder, {"takeover_level": 0})
    for place in (2, 5, 7, 9):
        made.flood(place)
    servers = serving(made.home, str(made.folder))
    made.served = next(servers)
    yield made
    next(servers, None)


@pytest.mark.parametrize(("width", "height", "lang"), SIZES)
def test_nothing_overlaps_and_nothing_is_clipped(
    walls: Walls,
    watched: Watch,  # noqa: F811 (the fixture)
    width: int,
    height: int,
    lang: str,
) -> None:
    page = watched(width, height).page
    page.goto(walls.link(lang))
    frame = shown(page)
    page.wait_for_timeout(1500)
    for one in (page, frame):
        root = "document.documentElement"
        over = one.evaluate(f"[{root}.scrollWidth - innerWidth, {root}.scrollHeight - innerHeight]")
        assert max(over) <= BURN_IN_PX
        assert one.evaluate(f"getComputedStyle({root}).overflow") == "hidden"
    assert page.evaluate(OVERLAPS, ".city, .domain, .play > *, .clock, .alerts, .alerts .row > *") == []
    assert frame.evaluate(OVERLAPS, TILES) == []
    assert (
        page.evaluate(CLIPPED, ".city p, .domain p, .clock b, .clock p, .alerts .area, .alerts .used, .alerts .at")
        == []
    )
    assert frame.evaluate(CLIPPED, FRAME_TEXTS) == []
    canvases = """() => { let n = 0; const walk = (root) => root.querySelectorAll('*').forEach((e) => {
        if (e.tagName === 'CANVAS') n += 1; if (e.shadowRoot) walk(e.shadowRoot); }); walk(document); return n; }"""
    assert frame.evaluate(canvases) >= 3


def test_body_text_is_a_two_hundredth_of_the_distance(walls: Walls, watched: Watch) -> None:  # noqa: F811
    """8 m before a picture 2.05 m high: 40 mm are 21 px of 1080."""
    page = watched(1920, 1080).page
    page.goto(walls.link())
    sizes = [".clock b", ".city h1", ".alerts h2"]
    found = {
        chosen: page.evaluate(f"parseFloat(getComputedStyle(document.querySelector('{chosen}')).fontSize)")
        for chosen in sizes
    }
    assert all(size >= 21 for size in found.values()), found
    scale = page.evaluate("wall.stage.scale()")
    frame = shown(page)
    for chosen in (".val b", ".face h2"):
        assert frame.evaluate(FONT_PX, chosen) * scale >= 21, chosen
