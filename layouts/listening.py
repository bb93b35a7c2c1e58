"""Ports to listen on, refused with a sentence."""

from __future__ import annotations

import errno
import os
import socket

from bokeh.server.util import bind_sockets

from datasets.problems import Problem


def bind(address: str, port: int) -> tuple[list[socket.socket], int]:
    """Listening sockets and the port; port 0 takes any free one. Raises Problem where the port cannot be used."""
    try:
        return bind_sockets(address, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            what = f"port {port} of {address} is in use; stop what listens there or choose another with --port"
        else:
            what = f"port {port} of {address} cannot be used: {os.strerror(error.errno or 0)}"
        raise Problem(what) from None


def check_port(port: int, address: str = "127.0.0.1") -> None:
    """Raises Problem where the port is taken or may not be used."""
    sockets, _ = bind(address, port)
    for one in sockets:
        one.close()
