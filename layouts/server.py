"""The server of one city's pages: one process, its own secret, its own static files."""

from __future__ import annotations

import asyncio
import gc
import secrets
import signal
import socket
import time
from pathlib import Path

import structlog
from bokeh.application import Application
from bokeh.server.server import BaseServer
from bokeh.server.session import ServerSession
from bokeh.settings import settings
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop

from dashboards.city import close_services
from dashboards.look import THEMES
from dashboards.pages import pages
from datasets.catalogue import load_city
from layouts import routes
from layouts.desk import Desk
from layouts.listening import bind
from layouts.model_defaults import remember_defaults
from layouts.monitoring import log_to, registry
from layouts.mount import has_reported
from layouts.notebook import NotebookPage
from layouts.page import SHARED_STYLES, STYLES, page_variables, template
from layouts.site import Site
from layouts.wall.room import Room
from layouts.wall.routes import wall_applications, wall_routes
from layouts.wall.watcher import Watcher

SESSION_SECONDS, LOOK_SECONDS = 20, 0.2
WARMING = "onescreen warming"
LOCAL = ("localhost", "127.0.0.1", "[::1]")
log = structlog.get_logger("layouts")


def serve(city: str | Path, home: Path, port: int = 5006, address: str = "127.0.0.1") -> None:
    """Serve the city's pages until the process is told to stop.

    Raises Problem where the port is taken or may not be used.
    """
    log_to(Path(home) / "logs")
    remember_defaults()
    settings.perform_document_validation = False
    server = create_server(city, home, port, address)
    log.info("serving", city=str(city), address=address, port=port)
    server.io_loop.add_callback(_make_ready, server)
    signal.signal(signal.SIGINT, lambda *_: server.io_loop.add_callback_from_signal(server.io_loop.stop))
    try:
        server.run_until_shutdown()
    finally:
        close_services()
        gc.unfreeze()  # what stays set aside is not taken apart at the end, and DuckDB complains of it


def create_server(city: str | Path, home: Path, port: int, address: str = "127.0.0.1") -> BaseServer:
    """The server, listening; port 0 takes any free one."""
    sockets, taken = bind(address, port)
    site = _site((str(city), Path(home)), (*LOCAL, address, socket.gethostname()), taken)
    http = HTTPServer(site, max_buffer_size=2**20, xheaders=True)
    http.add_sockets(sockets)
    Watcher((str(city), Path(home))).start()
    return BaseServer(IOLoop.current(), site, http)


async def _make_ready(server: BaseServer) -> None:
    await warm(server, tuple(pages()))
    await _set_aside(server)


async def warm(server: BaseServer, names: tuple[str, ...]) -> None:
    """Open each page once in each theme, so that the first viewer does not wait for figures to be composed.

    A viewer who comes meanwhile goes first: composing holds up the loop, and a page whose scripts come too late finds
    its session gone.
    """
    client = AsyncHTTPClient(defaults={"user_agent": WARMING})
    for page in names:
        for theme in THEMES:
            await _after_viewers(server)
            address = f"http://127.0.0.1:{server.port}/{page}?theme={theme}"
            await client.fetch(address, raise_error=False, request_timeout=120)


async def _after_viewers(server: BaseServer) -> None:
    """Waits while pages open, but not for ever: a monitor that asks for a page every few seconds never reports."""
    until = time.monotonic() + SESSION_SECONDS
    while is_opening(server) and time.monotonic() < until:
        await asyncio.sleep(LOOK_SECONDS)


def is_opening(server: BaseServer) -> bool:
    """Whether a viewer has been sent a page that has not said yet that it follows."""
    return any(not has_reported(session.document) and not _is_warming(session) for session in server.get_sessions())


def _is_warming(session: ServerSession) -> bool:
    context = session.document.session_context
    return context is not None and context.request.headers.get("User-Agent") == WARMING


async def _set_aside(server: BaseServer) -> None:
    """Once no session is open, all that is there stays: it need not be looked through whenever one ends."""
    await asyncio.sleep(SESSION_SECONDS)
    while server.get_sessions():
        await asyncio.sleep(SESSION_SECONDS)
    gc.collect()
    gc.freeze()


def _site(city: tuple[str, Path], hosts: tuple[str, ...], port: int) -> Site:
    found = pages(load_city(city[0]).profile.packs)
    variables = page_variables(found) | {"desk": Desk(city[1])}
    applications = {
        f"/{name}": Application(NotebookPage(page, city, template("page.html"), variables | {"page": page}))
        for name, page in found.items()
    }
    room = Room(city, found)
    applications |= wall_applications(city, found, room, variables)
    site: list[Site] = []
    figures = registry(city, lambda: [s for path in applications for s in site[0].get_sessions(path)])
    site.append(
        Site(
            applications,
            use_index=False,
            extra_patterns=[
                (r"/?", routes.Home, {"page": f"/{next(iter(found))}"}),
                (r"/health", routes.Health, {"city": city}),
                (r"/metrics", routes.Figures, {"registry": figures}),
                (rf"/assets/{routes.BOKEH_SCRIPT.name}", routes.BokehScript),
                (rf"/assets/({'|'.join(SHARED_STYLES)})", routes.Assets, {"path": str(STYLES)}),
                (r"/assets/(.*)", routes.Assets, {"path": str(routes.STATIC)}),
                *wall_routes(room),
            ],
            extra_websocket_origins=[f"{host}:{port}" for host in hosts],
            secret_key=secrets.token_bytes(32),
            sign_sessions=True,
            default_handler_class=routes.NotFound,
        )
    )
    return site[0]
