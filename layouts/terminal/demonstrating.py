"""The demo city as it is started from a terminal."""

from __future__ import annotations

from pathlib import Path

import typer

from layouts.demo.alive import CITY
from layouts.demo.made import Wanted
from layouts.demo.play import Play, publish, serve
from layouts.listening import check_port
from layouts.public.beside import public_beside
from layouts.server import serve as serve_pages
from layouts.terminal import refreshing


def run(home: Path, wanted: Wanted, play: Play, port: int | None) -> None:
    """Publishes the city, and serves it where a port is given; Ctrl+C stops everything.

    Raises Problem where the port is taken, before anything is made.
    """
    if port is not None:
        check_port(port)
        check_port(port + 1)
    with refreshing.listener() as listener:

        def made(what: str, done: int, of: int) -> None:
            listener.step(CITY, f"making {what.split(maxsplit=1)[0]}", done, of)

        life, report = publish(home, wanted, play, made, listener)
    refreshing.show(report)
    if port is None:
        return
    typer.echo(
        f"The demo city is synthetic. Open http://localhost:{port} for the internal edition and "
        f"http://localhost:{port + 1} for the public one, which is being made now (Ctrl+C stops both)"
    )
    with public_beside(CITY, home, port + 1):
        serve(life, play, lambda: serve_pages(CITY, home, port))
