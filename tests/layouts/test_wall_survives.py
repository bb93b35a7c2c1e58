"""The wall goes on: a killed server, a link that ends, a view that raises, a feed that dies, clocks that jump, and a
full house."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dashboards import Ranking
from pipelines.clock import CityClock
from tests.dashboards.synthetic import write_city
from tests.layouts.conftest import READY, Watched, serving
from tests.layouts.measured import CANVASES
from tests.layouts.test_wall import opened, watched  # noqa: F401 (a fixture)
from tests.layouts.walls import RULE, SHOWN, Walls, shown, walled
from tests.serving import free_port, started

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]
Watch = Callable[..., Watched]
SILENT = {"id": "silent", "names": {"en": "No data", "zh": "数据源中断"}, "kind": "stale", "owner": "DOT", "level": 3}
TROUBLE = ".trouble"
SECONDS = 1 / 86400


@pytest.fixture(scope="module")
def walls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walls]:
    """A wall that nothing takes over, with a rule for silent feeds; its rows end in 2024, so that all are silent."""
    made = walled(tmp_path_factory.mktemp("survives"), {"takeover_level": 0}, [RULE, SILENT])
    servers = serving(made.home, str(made.folder))
    made.served = next(servers)
    yield made
    next(servers, None)


def test_a_killed_server_leaves_the_last_picture_and_the_wall_comes_back(
    tmp_path: Path,
    watched: Watch,  # noqa: F811 (the fixture)
) -> None:
    made, port, one = walled(tmp_path), free_port(), watched(1920, 1080)
    page = one.page
    page.set_default_timeout(120_000)
    with started(made.folder, made.home, port) as (address, process):
        page.goto(made.link(base=address))
        frame = shown(page)
        drawn, value = frame.evaluate(CANVASES), frame.locator(".left .val b").first.inner_text()
        boot, at = page.evaluate("wall.boot"), page.locator('[data-say="clock"]').inner_text()
        os.kill(process.pid, signal.SIGKILL)
        expect(page.locator(TROUBLE)).to_be_visible(timeout=60_000)
    said = re.fullmatch(r"No connection since (\d\d:\d\d)\. .*", page.locator(TROUBLE).inner_text())
    assert said
    assert abs(minutes(said[1]) - minutes(at)) <= 2
    assert (frame.evaluate(CANVASES), frame.locator(".left .val b").first.inner_text()) == (drawn, value)
    with started(made.folder, made.home, port):
        page.wait_for_function("(old) => window.wall && wall.boot && wall.boot !== old", arg=boot, timeout=120_000)
        expect(page.locator(TROUBLE)).to_be_hidden()
        assert shown(page).locator(".left .val b").first.inner_text() == value
        one.complaints.clear()  # of the connections that were refused meanwhile
        page.goto("about:blank")


def minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def test_a_link_that_ends_is_said_over_the_last_picture(walls: Walls, watched: Watch) -> None:  # noqa: F811
    page = watched(1920, 1080).page
    page.goto(walls.link(days=25 * SECONDS))
    drawn = shown(page).evaluate(CANVASES)
    expect(page.locator(TROUBLE)).to_contain_text("This link ended on", timeout=60_000)
    assert shown(page).evaluate(CANVASES) == drawn > 0


def test_a_view_that_raises_keeps_its_picture_and_the_others_go_on(
    walls: Walls,
    watched: Watch,  # noqa: F811 (the fixture)
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    page, plain, newer = opened(walls, watched), Ranking.fetch, "20250101T060000Z-d2"
    drawn, ranked = shown(page).evaluate(CANVASES), shown(page).locator(".ranking .bars").inner_text()

    def broken(view: Ranking) -> Any:
        if view.scene.city.service.snapshot.id == newer:
            raise RuntimeError("broken on purpose")
        return plain(view)

    monkeypatch.setattr(Ranking, "fetch", broken)
    write_city(walls.home, newer, seed=8, requests=950)
    frame = page.frame_locator(SHOWN)
    expect(frame.locator(".left .val b", has_text="950").first).to_be_attached(timeout=60_000)
    expect(frame.locator(".fault")).to_have_count(1)
    fault = frame.locator(".ranking .fault").inner_text()
    said = re.search(r"the picture is of \d{1,2} \w+ 20\d\d \d\d:\d\d\.\s+code ([0-9A-F]{6})", fault)
    assert said
    assert said[1] in capsys.readouterr().out + caplog.text
    assert (shown(page).evaluate(CANVASES), frame.locator(".ranking .bars").inner_text()) == (drawn, ranked)


def test_a_feed_that_died_is_said_in_header_tile_and_alerts(walls: Walls, watched: Watch) -> None:  # noqa: F811
    page = opened(walls, watched)
    tickets = page.locator(".domain", has_text="Tickets")
    expect(tickets).to_have_class(re.compile("s-(stale|down)"))
    expect(tickets.locator(".said")).to_have_text(re.compile(r"(Stale|Down).* \d+ d"))
    frame = shown(page)
    late = frame.locator(".ranking")
    expect(late.locator(".fresh")).to_have_text(re.compile("Stale|Down"))
    grey = "(e) => getComputedStyle(e.querySelector('.bars')).filter"
    assert "grayscale" in late.evaluate(grey)
    expect(page.locator(".alerts .row .title", has_text="No data")).to_be_visible(timeout=60_000)


def test_clocks_that_jump_are_followed_and_fire_nothing_twice(
    walls: Walls,
    watched: Watch,  # noqa: F811 (the fixture)
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = opened(walls, watched)
    expect(page.locator(".alerts .row .title", has_text="No data")).to_be_visible(timeout=60_000)
    fired = len(walls.store().alerts())
    before = minutes(page.locator('[data-say="clock"]').inner_text())
    page.evaluate("Date.now = () => 4e12")
    plain = CityClock.now
    monkeypatch.setattr(CityClock, "now", lambda clock, real=None: plain(clock, real) - timedelta(hours=3))
    page.wait_for_function(
        """(old) => {
          const [h, m] = wall.clock.text().split(":").map(Number);
          return (old - h * 60 - m + 1440) % 1440 > 170;
        }""",
        arg=before,
        timeout=20_000,
    )
    expect(page.locator(TROUBLE)).to_be_hidden()
    assert len(walls.store().alerts()) == fired


def test_two_walls_and_five_desks_show_the_same_new_numbers(walls: Walls, watched: Watch) -> None:  # noqa: F811
    assert walls.served is not None
    both = [opened(walls, watched), opened(walls, watched, lang="zh")]
    desks: list[Page] = []
    for number in range(5):
        page = watched(1280, 800).page
        page.goto(f"{walls.served.url}/citizen?lang={'en' if number % 2 else 'zh'}")
        page.wait_for_selector(READY, state="attached")
        desks.append(page)
    write_city(walls.home, "20250101T060000Z-d2", seed=8, requests=950)
    value = "[data-part] .face .val b"
    for place in [shown(wall) for wall in both] + desks:
        expect(place.locator(value, has_text="950").first).to_be_attached(timeout=60_000)
    assert all(wall.locator(SHOWN).count() == 1 for wall in both)
