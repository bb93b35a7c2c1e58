"""A client that speaks the protocol and means no good: it learns nothing and harms nobody."""

import asyncio
import json
import re
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import Any

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from tests.layouts.conftest import Served

PATCHES = [
    {"events": [{"kind": "ModelChanged", "model": {"id": "p999999"}, "attr": "data", "new": {}}]},
    {"events": [{"kind": "RootAdded", "model": {"type": "object", "name": "os.system", "id": "x2"}}]},
    {"events": [{"kind": "NoSuchEvent"}]},
    {"events": "x"},
]


def run(what: Coroutine[Any, Any, Any]) -> Any:
    """In a thread of its own, as the browser's loop may be running in this one."""
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(asyncio.run, what).result(60)


def token(served: Served) -> str:
    connection = HTTPConnection("127.0.0.1", served.port, timeout=60)
    connection.request("GET", "/citizen")
    page = connection.getresponse().read().decode()
    items = re.search(r'<script type="application/json" id="items">(.*?)</script>', page, re.S)
    assert items
    return json.loads(items[1])[0]["token"]


async def connected(served: Served, session: str, origin: str | None = None) -> WebSocketClientConnection:
    headers = {"Origin": origin or served.url}
    request = HTTPRequest(f"ws://127.0.0.1:{served.port}/citizen/ws", headers=headers)
    return await websocket_connect(request, subprotocols=["bokeh", session])


async def reply(socket: WebSocketClientConnection) -> str:
    parts = [await asyncio.wait_for(socket.read_message(), 20) for _ in range(3)]
    return "\n".join(str(part) for part in parts)


async def tell(socket: WebSocketClientConnection, kind: str, content: object) -> str:
    header = {"msgid": "1", "msgtype": kind}
    for fragment in (header, {}, content):
        await socket.write_message(json.dumps(fragment))
    return await reply(socket)


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: str(patch)[:40])
def test_a_bad_patch_is_answered_without_a_traceback(served: Served, patch: dict) -> None:
    async def attack() -> str:
        socket = await connected(served, token(served))
        await reply(socket)
        answer = await tell(socket, "PATCH-DOC", patch)
        socket.close()
        return answer

    answer = run(attack())
    assert '"msgtype":"ERROR"' in answer.replace(" ", "")
    assert "the message could not be handled" in answer
    for secret in ("Traceback", "site-packages", ".py", str(served.home)):
        assert secret not in answer


def test_a_token_that_we_did_not_sign_opens_nothing(served: Served) -> None:
    forged = token(served).rsplit(".", 1)[0] + ".Zm9yZ2Vk"

    async def attack() -> object:
        socket = await connected(served, forged)
        return await asyncio.wait_for(socket.read_message(), 20)

    assert run(attack()) is None


def test_a_page_of_another_origin_may_not_connect(served: Served) -> None:
    with pytest.raises(Exception, match="403"):
        run(connected(served, token(served), origin="http://evil.example"))


def test_a_message_that_is_too_long_ends_the_connection(served: Served) -> None:
    async def attack() -> object:
        socket = await connected(served, token(served))
        await reply(socket)
        await socket.write_message("x" * 300_000)
        return await asyncio.wait_for(socket.read_message(), 20)

    assert run(attack()) is None
