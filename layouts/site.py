"""Bokeh's server application with what the open web needs: headers, quiet errors, compression, small messages."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from bokeh.document.events import DocumentPatchedEvent
from bokeh.protocol import Protocol
from bokeh.protocol.message import Message
from bokeh.server.connection import ServerConnection
from bokeh.server.tornado import BokehTornado
from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import GZipContentEncoding, OutputTransform

MESSAGE_BYTES = 256 * 1024
COMPRESSION_LEVEL = 6
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # Bokeh sets styles of its elements
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Server": "onescreen",
}


class SecurityHeaders(OutputTransform):
    """The headers on every response, errors and static files too."""

    def __init__(self, request: HTTPServerRequest) -> None:
        super().__init__(request)

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        for name, value in HEADERS.items():
            headers[name] = value
        return super().transform_first_chunk(status_code, headers, chunk, finishing)


class QuietProtocol(Protocol):
    """Says that something went wrong, never where in our files."""

    def create(self, msgtype: str, *args: Any, **kwargs: Any) -> Message[Any]:
        message = super().create(msgtype, *args, **kwargs)
        if msgtype == "ERROR":
            message.content = {"text": "the message could not be handled", "traceback": None}
        return message


class Connection(ServerConnection):
    """Sends what has changed in a document while it was locked as one message, so that a browser repaints once."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._changes: list[DocumentPatchedEvent] = []

    def send_patch_document(self, event: DocumentPatchedEvent) -> Awaitable[None]:
        """An awaitable that sends this change with all others since; the session awaits it when it unlocks."""
        self._changes.append(event)
        return self._send()

    async def _send(self) -> None:
        changes, self._changes = self._changes, []
        if changes:
            await self._socket.send_message(self.protocol.create("PATCH-DOC", changes))


class Site(BokehTornado):
    """One process's pages."""

    def __init__(self, applications: Any, **settings: Any) -> None:
        super().__init__(
            applications,
            transforms=[SecurityHeaders, GZipContentEncoding],
            websocket_max_message_size_bytes=MESSAGE_BYTES,
            websocket_compression_level=COMPRESSION_LEVEL,
            **settings,
        )

    def new_connection(self, _protocol: Any, *args: Any) -> ServerConnection:
        connection = Connection(QuietProtocol(), *args)
        self._clients.add(connection)
        return connection
