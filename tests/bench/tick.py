"""One tick of the demo city: from the first byte of its files to a number that has changed on a page in Chromium."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

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
LONGEST_MS = 120_000
VALUES = "JSON.stringify([...document.querySelectorAll('.val b')].map(one => one.textContent))"


@dataclass(frozen=True)
class Tick:
    """Milliseconds of a tick: until its files are written, until it is published, until the page has changed."""

    written: float
    published: float
    seen: float
    processor: float


def run(scale: float, ticks: int) -> None:
    """Prints what so many ticks take at that scale, half an hour of the city apart."""
    if chromium_path() is None:
        print("The ticks were not measured: Chromium is not installed.")
        return
    with tempfile.TemporaryDirectory(prefix="onescreen-bench-") as name:
        home = Path(name) / "var"
        life, _ = publish(home, Wanted(scale=scale, as_of=AS_OF), Play(live=False), lambda *_: None, Progress())
        with served("demo", home) as address, chromium() as browser:
            page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
            page.goto(f"{address}/citizen?lang=en&theme=light")
            page.wait_for_selector("html[data-ready]", state="attached", timeout=LONGEST_MS)
            load = os.getloadavg()[0]
            _report(scale, load, _measured(life, page, ticks))


def _report(scale: float, load: float, measured: list[Tick]) -> None:
    seen = Sample(tuple(tick.seen for tick in measured))
    print(f"{len(measured)} ticks of the demo city at scale {scale:g}, load {load:.1f} on {os.cpu_count()} cores:")
    print(f"  from the first byte to a changed number in Chromium: {seen.words('ms')}")
    print(f"    against the budget of {BUDGET_MS:,} ms: {seen.median / BUDGET_MS:.2f} ×")
    for what, part in (
        ("files written", "written"),
        ("published", "published"),
        ("processor time of both", "processor"),
    ):
        print(f"    {what}: {Sample(tuple(getattr(tick, part) for tick in measured)).words('ms')}")


def _measured(life: Life, page: Page, ticks: int) -> list[Tick]:
    city, ticker = load_city("demo"), Ticker(life.folder)
    at = life.clock.now()

    def write() -> None:
        ticker.append(local(at))

    def take_in() -> None:
        refresh(city, life.home, Request(folder=life.portal, clock=CityClock(at, datetime.now(UTC), 0.0)))

    found = []
    for _ in range(ticks + 1):
        at += APART
        found.append(_one(page, write, take_in))
    return found[1:]


def _one(page: Page, write: Callable[[], None], take_in: Callable[[], None]) -> Tick:
    before = page.evaluate(VALUES)
    began, processor = time.perf_counter(), time.process_time()
    write()
    written = time.perf_counter() - began
    take_in()
    published, used = time.perf_counter() - began, time.process_time() - processor
    page.wait_for_function(f"before => {VALUES} !== before", arg=before, polling=100, timeout=LONGEST_MS)
    return Tick(1e3 * written, 1e3 * published, 1e3 * (time.perf_counter() - began), 1e3 * used)
