"""Brush, tap and lasso over linked views in Chromium, beside the same six views in Mosaic and in Streamlit."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page

from datasets.catalogue import load_city
from datasets.city import City
from datasets.problems import Problem
from pipelines.query.service import QueryService
from pipelines.snapshot import SnapshotStore
from tests.bench.linked_report import lines_of, report
from tests.bench.page import SIZE, WATCH, counters, settle
from tests.bench.peers import started
from tests.bench.pointer import Hand, Target
from tests.bench.sessions import measure
from tests.bench.six import NAME, write_six
from tests.bench.spread import Sample
from tests.bench.wire import Wire
from tests.serving import ROOT, answering, chromium, chromium_path, free_port

PAGES = ("overview", "performance")
WARM_UPS = 2
OPEN_MS = 60_000
START_SECONDS = 180


@dataclass
class Measured:
    """What one page took; milliseconds by deed, and of every deed the bytes, canvases painted and questions."""

    target: Target
    opened: Sample
    wire: Wire
    took: dict[str, Sample] = field(default_factory=dict)
    unmoved: dict[str, int] = field(default_factory=dict)
    cost: dict[str, dict[str, float]] = field(default_factory=dict)


def run(home: Path, deeds: int, opens: int, pages: tuple[str, ...] = PAGES) -> None:
    """Measures the demo city of a home as it is and writes what was found into its bench/benchmarks.md."""
    if chromium_path() is None:
        print("The linked views were not measured: Chromium is not installed.")
        return
    city = load_city("demo")
    try:
        snapshot = SnapshotStore(home, city.id).current()
    except Problem as problem:
        print(f"The linked views were not measured: {problem}")
        return
    size = _size(home, city, snapshot.path)
    said: list[str] = []
    with ExitStack() as stack:
        ours, process = stack.enter_context(_ours(home, pages))
        sessions = measure(ours[-1].address, process)
        print("\n".join(sessions.lines()), flush=True)
        targets = ours[:1]
        for peer in (started.mosaic, started.streamlit):
            try:
                address = stack.enter_context(peer(home, snapshot.path.resolve(), city.profile.period_days))
                targets.append(_peer_target(peer.__name__, address))
            except (started.NotInstalledError, RuntimeError) as missing:
                said.append(str(missing))
        targets += ours[1:]
        browser = stack.enter_context(chromium())
        measured = _measure(browser, targets, (deeds, opens), said)
    text = "\n".join([*_report(measured, said, size, (deeds, opens)), *sessions.lines()])
    report_file = home / "bench" / "benchmarks.md"
    report_file.parent.mkdir(exist_ok=True)
    report_file.write_text(text + "\n", encoding="utf-8")
    print(text, f"\nWritten to {report_file}", sep="\n")


def _size(home: Path, city: City, file: Path) -> str:
    service = QueryService(home, city)
    rows = sum(source.rows for source in service.sources())
    service.close()
    return f"the snapshot has {rows:,} rows in {file.stat().st_size / 1e9:.2f} GB"


@contextmanager
def _ours(home: Path, pages: tuple[str, ...]) -> Iterator[tuple[list[Target], int]]:
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="onescreen-bench-") as name:
        folder = Path(name)
        for page in pages:
            shutil.copy(ROOT / "dashboards" / f"{page}.ipynb", folder)
        write_six(folder)
        line = [sys.executable, "-m", "tests.bench.six", "demo", str(port), name]
        env = os.environ | {"ONESCREEN_HOME": str(home)}
        address = f"http://127.0.0.1:{port}"
        with answering(line, f"{address}/health", START_SECONDS, cwd=ROOT, env=env) as process:
            targets = [_our_target(address, page) for page in (NAME, *pages)]
            for target in targets:
                urllib.request.urlopen(target.address, timeout=START_SECONDS).close()
            yield targets, process.pid


def _our_target(address: str, page: str) -> Target:
    return Target(page, f"{address}/{page}?lang=en&theme=light", ".plot.row", ".plot.map", lasso=True)


def _peer_target(name: str, address: str) -> Target:
    if name == "mosaic":
        return Target(name, address, "[data-peer=days] svg", "[data-peer=map] svg")
    charts = '[data-testid="stVegaLiteChart"]'
    return Target(name, address, f"{charts} >> nth=2", f"{charts} >> nth=0")


def _measure(browser: Browser, targets: list[Target], times: tuple[int, int], said: list[str]) -> list[Measured]:
    measured = []
    for target in targets:
        try:
            measured.append(_measure_one(browser, target, times))
            print("\n".join(lines_of(measured[-1])), flush=True)
        except Exception as error:  # a page that fails must not take the others' figures along
            said.append(f"{target.name} was not measured: {str(error).splitlines()[0]}")
    return measured


def _measure_one(browser: Browser, target: Target, times: tuple[int, int]) -> Measured:
    (deeds, count), opens = times, []
    for _ in range(count + 1):
        page, wire = _open(browser, target)
        opens.append(float(page.evaluate("window.seen.changed")))
        if len(opens) <= count:
            page.context.close()
    found = Measured(target, Sample(tuple(opens[1:])), wire)
    found.wire = Wire(wire.http, wire.socket)
    hand = Hand(page, target)
    for deed in (hand.brush, hand.tap, hand.lasso)[: 3 if target.lasso else 2]:
        _do(found, page, wire, deed, deeds)
        hand.clear()
    page.context.close()
    return found


def _do(found: Measured, page: Page, wire: Wire, deed: Callable[[], float | None], deeds: int) -> None:
    for _ in range(WARM_UPS):
        deed()
    before = _cost(found.target, page, wire)
    taken = [deed() for _ in range(deeds)]
    after = _cost(found.target, page, wire)
    followed = [value for value in taken if value is not None]
    name = deed.__name__
    found.unmoved[name] = deeds - len(followed)
    found.cost[name] = {kind: (after[kind] - before[kind]) / deeds for kind in before}
    if followed:
        found.took[name] = Sample(tuple(followed))


def _cost(target: Target, page: Page, wire: Wire) -> dict[str, float]:
    cost = {"bytes": float(wire.http + wire.socket), "draws": float(page.evaluate("window.seen.draws"))}
    if target.lasso:
        asked = counters(target.address.rsplit("/", 1)[0])
        cost |= {"asked": asked["asked"], "run": asked["run"]}
    return cost


def _open(browser: Browser, target: Target) -> tuple[Page, Wire]:
    page, wire = browser.new_context(viewport=SIZE).new_page(), Wire()
    page.set_default_timeout(OPEN_MS)
    wire.listen(page)
    page.add_init_script(WATCH)
    page.goto(target.address)
    page.wait_for_selector("html[data-ready]" if target.lasso else target.days, state="attached")
    settle(page)
    return page, wire


def _report(measured: list[Measured], said: list[str], size: str, times: tuple[int, int]) -> list[str]:
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return report(
        measured,
        said,
        [
            f"Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC by `python -m tests.bench --only linked`; "
            f"{os.cpu_count()} cores of {platform.machine()}, Python {platform.python_version()}, "
            f"load over 1, 5 and 15 minutes at the end {load}; {size}.",
            f"{times[0]} deeds of each kind after {WARM_UPS} that do not count, {times[1]} page opens after one.",
        ],
    )
