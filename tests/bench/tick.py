"""One tick of the demo city: from the first byte of its files to a page in Chromium that shows it.

The machine's other work is in the wall-clock times; processor time of the tick and of the server stand beside them.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psutil
from playwright.sync_api import Page

from datasets.catalogue import load_city
from datasets.demo.generator.ticks import Ticker
from layouts.demo.alive import Life
from layouts.demo.made import Wanted, local
from layouts.demo.play import Play, publish
from pipelines.clock import CityClock
from pipelines.refresh import Progress, Request, refresh
from tests.bench.spread import Sample
from tests.serving import chromium, chromium_path, served

AS_OF = date(2026, 11, 22)
APART = timedelta(minutes=30)
BUDGET_MS = 5_000
LONGEST_MS = 180_000
REST_MS = 3_000
"""Between two ticks the page is left alone, as ticks of a city that plays are five seconds apart."""
SHOWS = "id => [...document.querySelectorAll('.ft')].some(foot => foot.textContent.includes(id))"
"""The page names its snapshot; numbers of a year need not change within half an hour of a night."""


@dataclass(frozen=True)
class Tick:
    """Milliseconds of a tick: until its files are written, until it is published, until the page shows it; and of
    processor time, of writing and publishing and of the server meanwhile."""

    written: float
    published: float
    seen: float
    ticking: float
    serving: float


def run(scale: float, ticks: int) -> None:
    """Prints what so many ticks take at that scale, half an hour of the city apart."""
    if chromium_path() is None:
        print("The ticks were not measured: Chromium is not installed.")
        return
    with tempfile.TemporaryDirectory(prefix="onescreen-bench-") as name:
        home = Path(name) / "var"
        life, _ = publish(home, Wanted(scale=scale, as_of=AS_OF), Play(live=False), lambda *_: None, Progress())
        with served("demo", home) as address, chromium() as browser:
            page = browser.new_context(viewport={"width": 1920, "height": 1080}).new_page()
            page.goto(f"{address}/overview?lang=en&theme=light", timeout=LONGEST_MS)
            page.wait_for_selector("html[data-ready]", state="attached", timeout=LONGEST_MS)
            load, server = os.getloadavg()[0], _server(address)
            _report(scale, load, _measured(life, page, server, ticks))


def _server(address: str) -> psutil.Process:
    """The process that serves the pages: the child of this one with the address's port on its command line."""
    port = address.rsplit(":", 1)[1]
    return next(child for child in psutil.Process().children() if port in child.cmdline())


def _report(scale: float, load: float, measured: list[Tick]) -> None:
    seen = Sample(tuple(tick.seen for tick in measured))
    print(f"{len(measured)} ticks of the demo city at scale {scale:g}, load {load:.1f} on {os.cpu_count()} cores:")
    print(f"  from the first byte to its snapshot on /overview in Chromium: {seen.words('ms')}")
    print(f"    against the budget of {BUDGET_MS:,} ms: {seen.median / BUDGET_MS:.2f} ×")
    parts = {
        "files written": "written",
        "published": "published",
        "processor time of writing and publishing": "ticking",
        "processor time of the server": "serving",
    }
    for what, part in parts.items():
        print(f"    {what}: {Sample(tuple(getattr(tick, part) for tick in measured)).words('ms')}")


def _measured(life: Life, page: Page, server: psutil.Process, ticks: int) -> list[Tick]:
    city, ticker = load_city("demo"), Ticker(life.folder)
    at = life.clock.now()

    def write() -> None:
        ticker.append(local(at))

    def take_in() -> str:
        clock = CityClock(at, datetime.now(UTC), 0.0)
        return refresh(city, life.home, Request(folder=life.portal, clock=clock)).snapshot.id

    found = []
    for _ in range(ticks + 1):
        at += APART
        page.wait_for_timeout(REST_MS)
        found.append(_one(page, server, write, take_in))
    return found[1:]


def _one(page: Page, server: psutil.Process, write: Callable[[], None], take_in: Callable[[], str]) -> Tick:
    served_before = sum(server.cpu_times()[:2])
    began, processor = time.perf_counter(), time.process_time()
    write()
    written = time.perf_counter() - began
    snapshot_id = take_in()
    published, used = time.perf_counter() - began, time.process_time() - processor
    page.wait_for_function(SHOWS, arg=snapshot_id, polling=50, timeout=LONGEST_MS)
    seen, serving = time.perf_counter() - began, sum(server.cpu_times()[:2]) - served_before
    return Tick(*(1e3 * part for part in (written, published, seen, used, serving)))
