"""The small edition, made once a run, served by the public server on a thread of its own."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse

import pytest
from tornado.ioloop import IOLoop

from layouts.public.server import create_public_server
from tests.demo_city import DemoCity
from tests.privacy.editions import SmallEdition, small_edition
from tests.run_folder import run_folder


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str


@dataclass(frozen=True)
class PublicServed:
    """A port, and what is served there."""

    port: int
    edition: SmallEdition
    loop: IOLoop

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, address: str, method: str = "GET", headers: dict[str, str] | None = None) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, address, headers=headers or {})
        response: HTTPResponse = connection.getresponse()
        found = Answer(response.status, dict(response.getheaders()), response.read().decode("utf-8", "replace"))
        connection.close()
        return found


@pytest.fixture(scope="session")
def edition(demo_city: DemoCity, tmp_path_factory: pytest.TempPathFactory) -> SmallEdition:
    return small_edition(demo_city, run_folder(tmp_path_factory))


@pytest.fixture(scope="session")
def public(edition: SmallEdition) -> Iterator[PublicServed]:
    started: list[PublicServed] = []
    up = threading.Event()
    thread = threading.Thread(target=_run, args=(edition, started, up), daemon=True)
    thread.start()
    assert up.wait(60)
    yield started[0]
    started[0].loop.add_callback(started[0].loop.stop)
    thread.join(10)


def _run(edition: SmallEdition, started: list[PublicServed], up: threading.Event) -> None:
    asyncio.set_event_loop(asyncio.new_event_loop())
    server, _ = create_public_server(edition.city.id, edition.home, 0)
    port = next(iter(server._sockets.values())).getsockname()[1]
    loop = IOLoop.current()
    started.append(PublicServed(port, edition, loop))
    loop.add_callback(up.set)
    loop.start()
    server.stop()
