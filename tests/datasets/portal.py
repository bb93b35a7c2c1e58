"""A portal on this machine that answers as it is told: replays, truncates, stalls, redirects, refuses."""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[["Handler"], None]
LAST_MODIFIED = "Mon, 06 Jan 2025 10:00:00 GMT"


@dataclass
class Seen:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]


@dataclass
class Portal:
    """What is to be answered for each path, in turn; the last answer is repeated."""

    address: str = ""
    answers: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    seen: list[Seen] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def on(self, path: str, *answers: Answer) -> str:
        """Sets what the path answers; returns its address."""
        self.answers[path] = list(answers)
        return self.address + path

    def take(self, path: str) -> Answer:
        answers = self.answers.get(path) or self.answers.get(path.split("?", maxsplit=1)[0]) or [refused(404)]
        return answers.pop(0) if len(answers) > 1 else answers[0]


class Handler(BaseHTTPRequestHandler):
    """Answers one request by the portal's next answer for its path."""

    protocol_version = "HTTP/1.1"
    portal: Portal

    def do_GET(self) -> None:
        self.portal.seen.append(Seen(self.path, {key.lower(): value for key, value in self.headers.items()}))
        self.portal.take(self.path)(self)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.start(status, len(body), **headers)
        self.wfile.write(body)

    def start(self, status: int, length: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(length))
        self.end_headers()


def file(body: bytes, etag: str = '"one"') -> Answer:
    """A file with validators, which knows ranges and conditions."""

    def answer(handler: Handler) -> None:
        validators = {"ETag": etag, "Last_Modified": LAST_MODIFIED}
        if handler.headers.get("If-None-Match") == etag:
            handler.reply(304, **validators)
        elif (start := _range_start(handler)) is not None and handler.headers.get("If-Range") == etag:
            rest = f"bytes {start}-{len(body) - 1}/{len(body)}"
            handler.reply(206, body[start:], Content_Range=rest, **validators)
        else:
            handler.reply(200, body, **validators)

    return answer


def plain(body: bytes, content_type: str = "text/csv") -> Answer:
    """A file without validators."""
    return lambda handler: handler.reply(200, body, Content_Type=content_type)


def cut(body: bytes, at: int, etag: str = '"one"') -> Answer:
    """Promises the whole file and hangs up after `at` bytes."""

    def answer(handler: Handler) -> None:
        handler.start(200, len(body), ETag=etag, Last_Modified=LAST_MODIFIED)
        handler.wfile.write(body[:at])
        handler.close_connection = True

    return answer


def stalled(portal: Portal) -> Answer:
    """Starts to answer and then sends nothing until the test is over."""

    def answer(handler: Handler) -> None:
        handler.start(200, 1000)
        handler.wfile.write(b"a,b\n")
        handler.wfile.flush()
        portal.released.wait(30)
        handler.close_connection = True

    return answer


def refused(status: int, body: bytes = b"", **headers: str) -> Answer:
    """An error, with the body and headers that come with it."""
    return lambda handler: handler.reply(status, body, **headers)


def moved(to: str) -> Answer:
    """A redirect."""
    return lambda handler: handler.reply(302, Location=to)


def _range_start(handler: Handler) -> int | None:
    found = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
    return int(found[1]) if found else None


def serve(portal: Portal) -> ThreadingHTTPServer:
    """Starts the portal on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"portal": portal}))
    server.daemon_threads = True
    portal.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server
