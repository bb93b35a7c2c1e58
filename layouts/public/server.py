"""The public server: a process of its own that has read one file and opens no other.

No sessions, no sockets, no cookies, no queries: pages are frames, and their data are files made beforehand.
"""

from __future__ import annotations

import logging
import os
import signal
from pathlib import Path
from typing import Any

import structlog
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop, PeriodicCallback
from tornado.web import Application

from layouts.listening import bind
from layouts.monitoring import log_to
from layouts.public.addresses import addresses
from layouts.public.edition import Editions
from layouts.public.guard import Allowance

POLL_MS = 15_000
LONGEST_HEADER = 16 * 1024
IDLE_SECONDS, BODY_SECONDS = 60, 5
QUEUE = 2_048
LOCAL = ("127.0.0.1", "::1", "localhost")
"""Only a proxy on this machine is believed when it says whom it asks for."""
log = structlog.get_logger("layouts")


def serve_public(city: str, home: Path, port: int = 5006, address: str = "127.0.0.1") -> None:
    """Serve the public edition until the process is told to stop; raises Problem where the port is taken."""
    log_to(Path(home) / "public" / "logs")
    logging.getLogger("tornado.access").setLevel(logging.ERROR)
    server, editions = create_public_server(city, home, port, address)
    os.environ.pop("ONESCREEN_HOME", None)
    loop = IOLoop.current()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: loop.add_callback_from_signal(loop.stop))
    PeriodicCallback(editions.poll, POLL_MS).start()
    log.info("serving the public edition", city=city, address=address, port=port)
    loop.start()
    server.stop()


def create_public_server(city: str, home: Path, port: int, address: str = "127.0.0.1") -> tuple[HTTPServer, Editions]:
    """The server, listening; port 0 takes any free one."""
    sockets, _ = bind(address, port)
    editions = Editions(Path(home).resolve(), city)
    editions.poll()
    shared: dict[str, Any] = {"allowance": Allowance(), "editions": editions}
    site = Application(addresses(shared), autoreload=False)
    server = HTTPServer(
        site,
        xheaders=address in LOCAL,
        max_header_size=LONGEST_HEADER,
        max_body_size=0,
        max_buffer_size=2**20,
        idle_connection_timeout=IDLE_SECONDS,
        body_timeout=BODY_SECONDS,
    )
    for one in sockets:
        one.listen(QUEUE)
    server.add_sockets(sockets)
    return server, editions
