"""The public edition: plain files beside Mosaic in one run, and how many pages one served process opens and holds."""

from __future__ import annotations

import gzip
import os
import platform
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

from playwright.sync_api import Browser

from datasets.catalogue import load_city
from datasets.problems import Problem
from layouts.public.files import write_static
from pipelines.privacy.store import PublicStore
from pipelines.snapshot import SnapshotStore
from tests.bench.page import SIZE, WATCH, settle
from tests.bench.peers import started
from tests.bench.pointer import Hand, Target
from tests.bench.spread import Sample
from tests.bench.wire import Wire
from tests.serving import answering, chromium, chromium_path, free_port, served

HEADING = "## The public edition"
PAGE = "citizen"
CLIENTS, SECONDS, HELD = 8, 8.0, 60
OPEN_BUDGET_MS, WIRE_BUDGET_MB, OPENED_BUDGET, HELD_BUDGET_MB, MOSAIC_BUDGET = 1_500, 1.0, 8, 1.5, 1.1
MEBI = 2**20


@dataclass
class Page:
    """What one page took: opening and, by deed, until the last repaint; bytes of an open, and of all deeds."""

    target: Target
    opened: Sample
    wire: float
    took: dict[str, Sample]
    sent: float


def run(home: Path, deeds: int, opens: int) -> None:
    """Measures the demo city's public edition of a home; prints it, and writes bench/public.md of that home."""
    if chromium_path() is None:
        print("The public edition was not measured: Chromium is not installed.")
        return
    city = load_city("demo")
    try:
        snapshot = SnapshotStore(home, city.id).current().path
        PublicStore(home, city.id).current()
    except Problem as problem:
        print(f"The public edition was not measured: {problem}")
        return
    with ExitStack() as stack:
        browser = stack.enter_context(chromium())
        said = _by_pointer(browser, stack, (home, snapshot, city.profile.period_days), deeds, opens)
        said += ["", *_by_load(browser, stack.enter_context(served("demo", home, "--edition", "public")), home)]
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    how = (
        f"Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC by `python -m tests.bench --only public`; {os.cpu_count()} "
        f"cores of {platform.machine()}, shared by servers and Chromium, load at the end {load}; {deeds} deeds of a "
        f"kind, {opens} opens with an empty cache."
    )
    text = "\n".join([HEADING, "", how, "", *said])
    report = home / "bench" / "public.md"
    report.parent.mkdir(exist_ok=True)
    report.write_text(text + "\n", encoding="utf-8")
    print(text, f"\nWritten to {report}", sep="\n")


def _by_pointer(browser: Browser, stack: ExitStack, of: tuple[Path, Path, int], deeds: int, opens: int) -> list[str]:
    home, snapshot, days = of
    address = stack.enter_context(_plain_files(home))
    targets = [Target("static", f"{address}/{PAGE}.html?lang=en&theme=light", "svg.trend", ".maps svg.map")]
    said: list[str] = []
    try:
        mosaic = stack.enter_context(started.mosaic(home, snapshot.resolve(), days))
        targets.append(Target("mosaic", mosaic, "[data-peer=days] svg", "[data-peer=map] svg"))
    except (started.NotInstalledError, RuntimeError) as missing:
        said += [str(missing), ""]
    pages = [_measured(browser, target, deeds, opens) for target in targets]
    return [*said, *_table(pages)]


@contextmanager
def _plain_files(home: Path) -> Iterator[str]:
    """The static export behind Python's own file server."""
    with tempfile.TemporaryDirectory(prefix="onescreen-static-") as name:
        folder, port = Path(name) / "site", free_port()
        write_static(home, "demo", folder)
        line = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(folder)]
        with answering(line, f"http://127.0.0.1:{port}/index.html"):
            yield f"http://127.0.0.1:{port}"


def _measured(browser: Browser, target: Target, deeds: int, opens: int) -> Page:
    taken, bytes_taken = [], []
    for _ in range(opens + 1):
        page, wire = browser.new_context(viewport=SIZE).new_page(), Wire()
        wire.listen(page)
        page.add_init_script(WATCH)
        page.goto(target.address)
        page.wait_for_selector(target.days, timeout=60_000)
        settle(page)
        taken.append(float(page.evaluate("window.seen.changed")))
        bytes_taken.append(wire.http + wire.socket)
        if len(taken) <= opens:
            page.context.close()
    hand, took = Hand(page, target), {}
    page.locator(target.days).first.scroll_into_view_if_needed()
    before = wire.http + wire.socket
    for deed in (hand.brush, hand.tap):
        deed()
        page.locator(target.days if deed == hand.brush else target.map).first.scroll_into_view_if_needed()
        followed = [value for value in (deed() for _ in range(deeds)) if value is not None]
        if followed:
            took[deed.__name__] = Sample(tuple(followed))
    sent = (wire.http + wire.socket - before) / (2 * deeds + 2)
    page.context.close()
    return Page(target, Sample(tuple(taken[1:])), bytes_taken[-1] / 1e6, took, sent)


def _table(pages: list[Page]) -> list[str]:
    lines = [
        "| page | open until the last tile is drawn | on the wire, MB | brush until the last repaint | tap on the map "
        "| sent a deed, kB |",
        "|---|---|---|---|---|---|",
    ]
    for one in pages:
        took = [one.took[deed].words("ms") if deed in one.took else "nothing followed" for deed in ("brush", "tap")]
        cells = [one.target.name, one.opened.words("ms"), f"{one.wire:.2f}", *took, f"{one.sent / 1e3:.1f}"]
        lines.append(f"| {' | '.join(cells)} |")
    ours, peers = pages[0], pages[1:]
    lines += [
        "",
        f"- static, page open: {ours.opened.median / OPEN_BUDGET_MS:.2f} × the budget of {OPEN_BUDGET_MS:,} ms",
    ]
    for peer in peers:
        for deed in ("brush", "tap"):
            if deed in ours.took and deed in peer.took:
                ratio = ours.took[deed].median / peer.took[deed].median
                lines.append(f"- {deed}, static / {peer.target.name}: {ratio:.2f} × (budget {MOSAIC_BUDGET:g} ×)")
    return lines


def _by_load(browser: Browser, address: str, home: Path) -> list[str]:
    """Pages opened a second by clients that take all that a browser with an empty cache takes; pages held."""
    port = int(address.rsplit(":", 1)[1])
    paths = _paths_of(port)
    one = sum(len(_get(HTTPConnection("127.0.0.1", port), path)) for path in paths)
    begun = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        took = [
            second
            for taken in clients.map(lambda place: _opens(port, place, paths), range(CLIENTS))
            for second in taken
        ]
    rate, sample = len(took) / (time.perf_counter() - begun), Sample(tuple(1e3 * second for second in took))
    before, after = _held(browser, address, port)
    each = (after - before) / HELD
    return [
        f"- served, one page is {len(paths)} answers, {one / 1e6:.2f} MB compressed: "
        f"{one / 1e6 / WIRE_BUDGET_MB:.2f} × the budget of {WIRE_BUDGET_MB:g} MB",
        f"- served, pages opened a second by {CLIENTS} clients: {rate:.1f}, {rate / OPENED_BUDGET:.1f} × the goal of "
        f"{OPENED_BUDGET}; each took {sample.words('ms')}",
        f"- served, memory of the process before and with {HELD} pages open in Chromium: {before:.0f} and {after:.0f} "
        f"MB, {each:.2f} MB a page, {each / HELD_BUDGET_MB:.2f} × the goal of {HELD_BUDGET_MB:g} MB",
    ]


def _paths_of(port: int) -> list[str]:
    """The page, and what it names."""
    page = _get(HTTPConnection("127.0.0.1", port), f"/{PAGE}?lang=en", plain=True).decode()
    named = re.findall(r'(?:src|href)="((?:assets|data)/[^"]+)"', page)
    return [f"/{PAGE}?lang=en", *(f"/{path}" for path in named)]


def _opens(port: int, place: int, paths: list[str]) -> list[float]:
    """Seconds that each page took; every page is another visitor's, as behind a proxy."""
    taken, end = [], time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        begun = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        for path in paths:
            _get(connection, path, {"X-Real-IP": f"10.{place}.{len(taken) // 200}.{len(taken) % 200}"})
        connection.close()
        taken.append(time.perf_counter() - begun)
    return taken


def _get(connection: HTTPConnection, path: str, headers: dict[str, str] | None = None, plain: bool = False) -> bytes:
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"} | (headers or {}))
    response = connection.getresponse()
    content = response.read()
    if response.status == 429:
        raise RuntimeError("the server's allowance is used up: fewer clients, or a later run")
    return gzip.decompress(content) if plain and response.headers.get("Content-Encoding") == "gzip" else content


def _held(browser: Browser, address: str, port: int) -> tuple[float, float]:
    before = _memory(port)
    context = browser.new_context(viewport={"width": 390, "height": 844})
    for _ in range(HELD):
        page = context.new_page()
        page.goto(f"{address}/{PAGE}?lang=en")
        page.wait_for_selector("html[data-ready]", state="attached", timeout=120_000)
    after = _memory(port)
    context.close()
    return before, after


def _memory(port: int) -> float:
    """Resident memory, in MB, of the process that was told to listen on a port."""
    for folder in Path("/proc").glob("[0-9]*"):
        words = (folder / "cmdline").read_bytes().split(b"\0") if (folder / "cmdline").exists() else []
        if b"serve" in words and str(port).encode() in words:
            pages = int((folder / "statm").read_text().split()[1])
            return pages * os.sysconf("SC_PAGE_SIZE") / MEBI
    raise RuntimeError("the memory of a process is read from /proc, which is not there")
