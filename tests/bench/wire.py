"""Bytes that a page takes from its server, as they go over the wire."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

from layouts.site import COMPRESSION_LEVEL

BINARY = 2
OVERHEAD = 4
"""Bytes at the end of a flushed block that RFC 7692 leaves away."""


@dataclass
class Wire:
    """`http` is what Chromium counted, compressed; `socket` are the messages' bytes.

    Chromium shows messages after it has unpacked them: where the handshake agreed on permessage-deflate they are
    packed again as our server packs them, one window for all messages of a socket.
    """

    http: int = 0
    socket: int = 0
    packing: dict[str, Any] = field(default_factory=dict)

    def listen(self, page: Page) -> None:
        """Counts from now on."""
        client = page.context.new_cdp_session(page)
        client.send("Network.enable")
        client.on("Network.loadingFinished", self._loaded)
        client.on("Network.webSocketHandshakeResponseReceived", self._agreed)
        client.on("Network.webSocketFrameReceived", self._received)

    def _loaded(self, event: dict[str, Any]) -> None:
        self.http += int(event["encodedDataLength"])

    def _agreed(self, event: dict[str, Any]) -> None:
        headers = {name.lower(): value for name, value in event["response"]["headers"].items()}
        if "permessage-deflate" in headers.get("sec-websocket-extensions", ""):
            self.packing[event["requestId"]] = zlib.compressobj(COMPRESSION_LEVEL, wbits=-15)

    def _received(self, event: dict[str, Any]) -> None:
        frame = event["response"]
        content = frame["payloadData"]
        message = base64.b64decode(content) if frame["opcode"] == BINARY else content.encode()
        packing = self.packing.get(event["requestId"])
        self.socket += len(message) if packing is None else _packed(packing, message)


def _packed(packing: Any, message: bytes) -> int:
    return len(packing.compress(message)) + len(packing.flush(zlib.Z_SYNC_FLUSH)) - OVERHEAD
