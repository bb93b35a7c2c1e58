"""A served city: the server on a thread of its own, with a page in Chromium that remembers what went wrong."""

import asyncio
import gc
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page
from tornado.ioloop import IOLoop

from layouts.model_defaults import forget_defaults, remember_defaults
from layouts.server import create_server
from tests.dashboards.synthetic import write_city
from tests.layouts.measured import CANVASES

READY = "html[data-ready]"


@dataclass
class Served:
    """Address of a server and the loop that it runs on."""

    url: str
    port: int
    home: Path
    loop: IOLoop


@dataclass
class Watched:
    """A page and everything that it complained of or asked from elsewhere."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def open(self, address: str) -> Page:
        self.page.goto(address)
        self.page.wait_for_selector(READY, state="attached")
        return self.page

    def canvases(self) -> int:
        return self.page.evaluate(CANVASES)


@pytest.fixture(scope="session")
def served_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("served") / "var"
    write_city(home)
    return home


@pytest.fixture(scope="session")
def served(served_home: Path) -> Iterator[Served]:
    """New York's profile over the synthetic snapshot."""
    yield from serving(served_home)


def serving(home: Path, city: str = "nyc") -> Iterator[Served]:
    """Serve in a thread until the test is over, as `onescreen serve` does in a process of its own: what is there
    already is set aside, as it need not be looked through whenever a session ends."""
    remember_defaults()
    started: list[Served] = []
    up = threading.Event()
    thread = threading.Thread(target=_run, args=(city, home, started, up), daemon=True)
    thread.start()
    assert up.wait(60)
    gc.collect()
    gc.freeze()
    yield started[0]
    started[0].loop.add_callback(started[0].loop.stop)
    thread.join(60)
    gc.unfreeze()
    forget_defaults()


def _run(city: str, home: Path, started: list[Served], up: threading.Event) -> None:
    asyncio.set_event_loop(asyncio.new_event_loop())
    server = create_server(city, home, 0)
    server.start()
    loop = IOLoop.current()
    started.append(Served(f"http://127.0.0.1:{server.port}", server.port, home, loop))
    loop.add_callback(up.set)
    loop.start()
    server.stop()


@pytest.fixture
def watched(browser: Browser) -> Iterator[Callable[..., Watched]]:
    """Makes pages of a size; when the test is over none may have complained."""
    made: list[Watched] = []

    def make(width: int = 1600, height: int = 1000) -> Watched:
        page = browser.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(60_000)
        found = Watched(page)
        page.on("console", lambda m: m.type in ("error", "warning") and found.complaints.append(m.text))
        page.on("pageerror", lambda error: found.complaints.append(f"raised: {error}"))
        page.on("requestfailed", lambda r: found.complaints.append(f"failed: {r.url}"))
        page.on("request", lambda r: _is_outside(r.url) and found.complaints.append(f"outside: {r.url}"))
        made.append(found)
        return found

    yield make
    for one in made:
        one.page.close()
    assert [complaint for one in made for complaint in one.complaints] == []


def _is_outside(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1"
