"""The citizen page in Chromium: how long it takes to open and to follow a brush, and what that asks and sends."""

from __future__ import annotations

import re
import tempfile
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page

from pipelines.refresh import Request, refresh
from tests.bench.city import WITH_COLLISIONS, write_city, write_exports
from tests.bench.collisions_csv import write_collisions
from tests.bench.spread import Sample
from tests.bench.wire import Wire
from tests.serving import chromium, chromium_path, served

WATCH = Path(__file__).with_name("watch.js").read_text(encoding="utf-8")
QUIET_MS = 1000
OPEN_BUDGET_MS = 1500
BRUSH_BUDGET_BYTES = 20_000
SIZE = {"width": 1440, "height": 1000}
COUNTERS = ("asked", "run", "cache_hits")


def run(rows: int, opens: int, brushes: int) -> None:
    """Prints the page's figures on a city of so many requests."""
    if chromium_path() is None:
        print("The page was not measured: Chromium is not installed.")
        return
    with tempfile.TemporaryDirectory(prefix="onescreen-bench-") as name:
        folder = Path(name)
        city = write_city(folder / "city", WITH_COLLISIONS)
        write_exports(folder / "exports", rows)
        write_collisions(folder / "exports" / "crashes.csv", rows // 10)
        refresh(city, folder / "var", Request(folder / "exports"))
        with served(folder / "city", folder / "var") as address, chromium() as browser:
            print(
                f"Citizen page on {rows:,} requests and {rows // 10:,} collisions, server and Chromium on one machine"
            )
            _report_opens(browser, address, opens)
            _report_brushes(browser, address, brushes)


def _open(browser: Browser, address: str) -> tuple[Page, Wire]:
    page, wire = browser.new_context(viewport=SIZE).new_page(), Wire()
    wire.listen(page)
    page.add_init_script(WATCH)
    page.goto(f"{address}/citizen?lang=en&theme=light")
    page.wait_for_selector("html[data-ready]", state="attached")
    settle(page)
    return page, wire


def settle(page: Page) -> None:
    """Waits until nothing was drawn and nothing changed for a while."""
    while page.evaluate("performance.now() - window.seen.changed") < QUIET_MS:
        page.wait_for_timeout(50)


def _report_opens(browser: Browser, address: str, opens: int) -> None:
    taken, wires = [], []
    for _ in range(opens + 1):
        page, wire = _open(browser, address)
        taken.append(page.evaluate("window.seen.changed"))
        wires.append(wire)
        page.context.close()
    sample = Sample(tuple(taken[1:]))
    http, socket = (sum(getattr(w, kind) for w in wires[1:]) / opens for kind in ("http", "socket"))
    print(f"  open until the last tile is drawn, warm server: {sample.words('ms')}")
    print(f"    against the budget of {OPEN_BUDGET_MS:,} ms: {sample.median / OPEN_BUDGET_MS:.2f} ×")
    print(f"    on the wire: {http / 1e6:.2f} MB by HTTP and {socket / 1e3:.1f} kB by the socket, empty cache")


def _report_brushes(browser: Browser, address: str, brushes: int) -> None:
    page, wire = _open(browser, address)
    before, asked = wire.socket, counters(address)
    taken = Sample(tuple(_brush(page, share / brushes) for share in range(brushes)))
    sent = (wire.socket - before) / brushes
    first = _since(asked, counters(address))
    print(f"  brush let go until the last repaint: {taken.words('ms')}")
    print(f"    sent a brush: {sent / 1e3:.1f} kB, {sent / BRUSH_BUDGET_BYTES:.2f} × the budget of 20 kB")
    print(f"    questions a brush, first viewer: {_words(first, brushes)}")
    second = _again(browser, address, brushes)
    print(f"    questions a brush, second viewer of the same: {_words(second, brushes)}")


def _again(browser: Browser, address: str, brushes: int) -> dict[str, float]:
    page, _ = _open(browser, address)
    asked = counters(address)
    for share in range(brushes):
        _brush(page, share / brushes)
    return _since(asked, counters(address))


def _brush(page: Page, share: float) -> float:
    """Drags over a tenth of the trend; milliseconds from letting go until the last repaint."""
    box = page.locator(".plot.row").first.bounding_box()
    assert box is not None, "the page has no trend to brush"
    left, middle = box["x"] + box["width"] * (0.15 + 0.6 * share), box["y"] + box["height"] / 2
    page.mouse.move(left, middle)
    page.mouse.down()
    for step in range(1, 6):
        page.mouse.move(left + box["width"] * 0.02 * step, middle)
        page.wait_for_timeout(16)
    page.mouse.up()
    settle(page)
    return float(page.evaluate("window.seen.changed - window.seen.released"))


def counters(address: str) -> dict[str, float]:
    """What the query service has done so far, from the figures for monitoring."""
    text = urllib.request.urlopen(f"{address}/metrics", timeout=10).read().decode()
    figures = dict(re.findall(r"^onescreen_query_(\w+)_total (\S+)$", text, re.MULTILINE))
    return {name: float(figures[name]) for name in COUNTERS}


def _since(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    return {name: after[name] - before[name] for name in COUNTERS}


def _words(counted: dict[str, float], brushes: int) -> str:
    each = {name: count / brushes for name, count in counted.items()}
    return f"{each['asked']:.1f} asked, {each['run']:.1f} run, {each['cache_hits']:.1f} known, {brushes} brushes"
