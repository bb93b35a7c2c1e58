"""What every answer of the public server carries, and how much one address may ask."""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from typing import Any

from tornado.web import RequestHandler

from layouts.public.packed import Packed

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "connect-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Server": "onescreen",
}
LONGEST_ADDRESS = 2_000
PER_SECOND, AT_ONCE = 50.0, 1_500.0
ADDRESSES_KEPT = 20_000
GZIP = re.compile(r"\bgzip\b", re.IGNORECASE)
REFUSED = re.compile(r"\bgzip\s*;\s*q=0(\.0*)?\s*(,|$)", re.IGNORECASE)


class Allowance:
    """A bucket of requests an address: `at_once` when it is full, refilled by `per_second`."""

    def __init__(self, per_second: float = PER_SECOND, at_once: float = AT_ONCE) -> None:
        self.per_second, self.at_once = per_second, at_once
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str, now: float | None = None) -> bool:
        """Whether one more request is allowed."""
        now = time.monotonic() if now is None else now
        left, seen = self._left.pop(address, (self.at_once, now))
        left = min(self.at_once, left + (now - seen) * self.per_second)
        self._left[address] = (max(0.0, left - 1), now)
        if len(self._left) > ADDRESSES_KEPT:
            self._left.popitem(last=False)
        return left >= 1


def _takes_gzip(accepted: str) -> bool:
    """Whether a browser says that it reads gzip; `gzip;q=0` says that it does not."""
    return bool(GZIP.search(accepted)) and not REFUSED.search(accepted)


class Guarded(RequestHandler):
    """Reads only; says little; sets no cookie."""

    SUPPORTED_METHODS = ("GET", "HEAD")
    frame_ancestors = "'none'"
    mark: str | None = None

    def initialize(self, allowance: Allowance, **more: Any) -> None:
        self.allowance = allowance
        self.__dict__.update(more)

    def set_default_headers(self) -> None:
        for name, value in HEADERS.items():
            self.set_header(name, value)
        policy = POLICY | {"frame-ancestors": self.frame_ancestors}
        self.set_header("Content-Security-Policy", "; ".join(f"{name} {value}" for name, value in policy.items()))
        if self.frame_ancestors == "'none'":
            self.set_header("X-Frame-Options", "DENY")

    def prepare(self) -> None:
        if not self.allowance.take(self.request.remote_ip or ""):
            self.set_header("Retry-After", "1")
            self.send_error(429)
        elif len(self.request.uri or "") > LONGEST_ADDRESS:
            self.send_error(414)

    def head(self, *path: str) -> Any:
        return self.get(*path)

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(f"{status_code} {self._reason}\n")

    def packed(self, told: Packed, kind: str, cache: str) -> None:
        """Finish with what is kept; whoever has it already is answered with 304."""
        self.set_header("Content-Type", f"{kind}; charset=utf-8")
        self.set_header("Cache-Control", cache)
        self.mark = told.mark
        self.add_header("Vary", "Accept-Encoding")
        if _takes_gzip(self.request.headers.get("Accept-Encoding", "")):
            self.set_header("Content-Encoding", "gzip")
            self.finish(told.content)
        else:
            self.finish(told.plain())

    def compute_etag(self) -> str | None:
        return self.mark

    def query(self) -> dict[str, str]:
        """The last value of each key; what is no text is passed over."""
        given = self.request.query_arguments
        return {key: values[-1].decode("utf-8", "replace") for key, values in given.items() if values}


class NotFound(Guarded):
    """Every address that there is nothing at, whatever is asked of it."""

    def prepare(self) -> None:
        super().prepare()
        if not self._finished:
            self.send_error(405 if self.request.method not in self.SUPPORTED_METHODS else 404)
