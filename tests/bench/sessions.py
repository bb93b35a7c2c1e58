"""Sessions opened a second, their memory while held, and the process's memory after rounds of opening and closing."""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

HELD, AT_ONCE, ROUNDS = 20, 2, 4
LONGEST_SECONDS = 300
FORGOTTEN_SECONDS = 40  # Bokeh looks for sessions that nobody holds every 17 s, and lets go of those of 15 s
RATE_BUDGET, READY_BUDGET_S, HELD_BUDGET_MB = 3.0, 2.0, 3.0
MOST_BYTES = 50 * 2**20


@dataclass(frozen=True)
class Sessions:
    """A second, seconds until each had its document, MB a held one, and MB of the process after each round."""

    rate: float
    ready: tuple[float, ...]
    held_mb: float
    rounds: tuple[float, ...]

    def lines(self) -> list[str]:
        """The figures beside their budgets."""
        p95 = quantiles(self.ready, n=20)[-1]
        rounds = ", ".join(f"{mb:,.0f}" for mb in self.rounds)
        return [
            f"- sessions opened a second, one process, {AT_ONCE} at a time, n = {len(self.ready)}: {self.rate:.1f} "
            f"(budget {RATE_BUDGET:g}); ready p95 {p95:.2f} s (budget {READY_BUDGET_S:g} s)",
            f"- memory a held session: {self.held_mb:.2f} MB (budget {HELD_BUDGET_MB:g} MB)",
            f"- memory of the process after each of {ROUNDS} rounds of {HELD} sessions opened and closed: {rounds} MB",
        ]


def measure(address: str, process: int) -> Sessions:
    """Opens sessions of a page of the process of that id, as a browser does, without one."""
    return asyncio.run(_measured(address, process))


async def _measured(address: str, process: int) -> Sessions:
    """The first sessions say what one holds: later ones use memory again that the process has kept."""
    await _round(address, AT_ONCE)
    await asyncio.sleep(FORGOTTEN_SECONDS)
    empty, began = _memory_mb(process), time.perf_counter()
    sockets, ready = await _opened(address, HELD)
    rate = len(sockets) / (time.perf_counter() - began)
    held = (_memory_mb(process) - empty) / len(sockets)
    _close(sockets)
    rounds = []
    for _ in range(ROUNDS):
        await _round(address, HELD)
        await asyncio.sleep(FORGOTTEN_SECONDS)
        rounds.append(_memory_mb(process))
    return Sessions(rate, tuple(ready), held, tuple(rounds))


async def _round(address: str, count: int) -> None:
    _close((await _opened(address, count))[0])


def _close(sockets: list[WebSocketClientConnection]) -> None:
    for socket in sockets:
        socket.close()


async def _opened(address: str, count: int) -> tuple[list[WebSocketClientConnection], list[float]]:
    places = asyncio.Semaphore(AT_ONCE)

    async def one() -> tuple[WebSocketClientConnection, float]:
        async with places:
            began = time.perf_counter()
            return await _open(address), time.perf_counter() - began

    found = await asyncio.gather(*[one() for _ in range(count)])
    return [socket for socket, _ in found], [seconds for _, seconds in found]


async def _open(address: str) -> WebSocketClientConnection:
    patient = {"connect_timeout": LONGEST_SECONDS, "request_timeout": LONGEST_SECONDS}
    page = await AsyncHTTPClient().fetch(HTTPRequest(address, **patient))
    found = re.search(r'<script type="application/json" id="items">(.*?)</script>', page.body.decode(), re.DOTALL)
    assert found, f"{address} is no page of ours"
    token = json.loads(found[1])[0]["token"]
    origin = "/".join(address.split("/")[:3])
    socket_address = address.split("?", maxsplit=1)[0].replace("http", "ws", 1) + "/ws"
    request = HTTPRequest(socket_address, headers={"Origin": origin}, **patient)
    socket = await websocket_connect(request, subprotocols=["bokeh", token], max_message_size=MOST_BYTES)
    await _message(socket)
    for fragment in ({"msgid": "1", "msgtype": "PULL-DOC-REQ"}, {}, {}):
        await socket.write_message(json.dumps(fragment))
    await _message(socket)
    return socket


async def _message(socket: WebSocketClientConnection) -> None:
    """A header, metadata, content and two frames a buffer."""
    header = json.loads(await socket.read_message() or "{}")
    for _ in range(2 + 2 * header.get("num_buffers", 0)):
        await socket.read_message()


def _memory_mb(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    resident = re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
    return int(resident[1]) / 1024 if resident else 0.0
