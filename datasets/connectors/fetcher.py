"""One file over HTTP: conditional, resumed where it broke off, retried with backoff."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
import stamina
import stamina.instrumentation

from datasets.connectors.delivery import Job, Patience, Validators
from datasets.problems import Problem

TOKEN_VARIABLE = "ONESCREEN_SOCRATA_TOKEN"
WEB_PAGE_STARTS = (b"<!doctype html", b"<html")
# structlog, which stamina would choose, writes to the standard output that `--json` answers on
stamina.instrumentation.set_on_retry_hooks([stamina.instrumentation.LoggingOnRetryHook])

WORTH_ANOTHER_TRY = {408, 425, 429, 500, 502, 503, 504}


@dataclass(frozen=True)
class Fetched:
    """A finished download and what the server said of it; `path` is None where it has not changed."""

    path: Path | None
    validators: Validators
    published_at: datetime | None
    answered_at: datetime


class Fetcher:
    """Downloads files; one HTTP client for all of them."""

    def __init__(self, patience: Patience) -> None:
        self.patience = patience
        token = os.environ.get(TOKEN_VARIABLE)
        self.client = httpx.Client(
            follow_redirects=True,
            timeout=httpx.Timeout(patience.stall_seconds),
            headers={"Accept-Encoding": "identity"} | ({"X-App-Token": token} if token else {}),
        )

    def fetch(self, address: str, name: str, job: Job) -> Fetched:
        """The file at `address`; raises Problem where it cannot be had."""
        job.workspace.mkdir(parents=True, exist_ok=True)
        part = _Part(job.workspace, address)
        with _failures_as_problems(address, self.patience):
            for attempt in self._attempts():
                with attempt:
                    fetched = self._once(address, part, job, lambda *sizes: job.progress(name, *sizes))
        if fetched.path is not None:
            _refuse_web_page(address, fetched.path)
        return fetched

    def _attempts(self) -> Iterator[stamina.Attempt]:
        yield from stamina.retry_context(
            on=_backoff,
            attempts=self.patience.attempts,
            timeout=None,
            wait_initial=self.patience.first_wait_seconds,
            wait_max=self.patience.longest_wait_seconds,
            wait_jitter=self.patience.first_wait_seconds,
        )

    def _once(self, address: str, part: _Part, job: Job, on_bytes: Callable[[int, int | None], None]) -> Fetched:
        have = part.resumable_bytes()
        known = job.known.validators.get(address, Validators())
        headers = part.range_headers(have) if have else _conditions(known)
        with self.client.stream("GET", address, headers=headers) as response:
            if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                part.forget()
            if response.status_code == httpx.codes.NOT_MODIFIED:
                return Fetched(None, known, None, _answered_at(response))
            if response.is_error:
                response.read()
            response.raise_for_status()
            part.write(response, have, on_bytes)
            return _fetched(response, part)


class _Part:
    """An unfinished download: its bytes, and beside them what the server said of the file."""

    def __init__(self, workspace: Path, address: str) -> None:
        stem = hashlib.sha256(address.encode()).hexdigest()[:16]
        self.path = workspace / f"{stem}.part"
        self.notes = workspace / f"{stem}.json"

    def resumable_bytes(self) -> int:
        """Bytes that need not be sent again; 0 where the server gave nothing to recognise the file by."""
        if not self.path.exists() or self._validator() is None:
            return 0
        return self.path.stat().st_size

    def range_headers(self, have: int) -> dict[str, str]:
        return {"Range": f"bytes={have}-", "If-Range": self._validator() or ""}

    def write(self, response: httpx.Response, have: int, on_bytes: Callable[[int, int | None], None]) -> None:
        """Appends the answer where it goes on at `have`, and starts again where it does not."""
        goes_on = response.headers.get("Content-Range", "").startswith(f"bytes {have}-")
        done = have if response.status_code == httpx.codes.PARTIAL_CONTENT and goes_on else 0
        if response.status_code == httpx.codes.PARTIAL_CONTENT and not goes_on:
            self.forget()
            raise httpx.RemoteProtocolError("the server went on at another byte than was asked for")
        self.notes.write_text(json.dumps(asdict(_validators(response))))
        length = response.headers.get("Content-Length")
        expected = done + int(length) if length else None
        with self.path.open("ab" if done else "wb") as stream:
            for chunk in response.iter_raw():
                done += stream.write(chunk)
                on_bytes(done, expected)

    def forget(self) -> None:
        self.path.unlink(missing_ok=True)
        self.notes.unlink(missing_ok=True)

    def _validator(self) -> str | None:
        """A strong entity tag, or the time of the last change; a weak tag does not promise equal bytes."""
        try:
            notes = Validators(**json.loads(self.notes.read_text()))
        except (OSError, ValueError, TypeError):
            return None
        strong = notes.etag if notes.etag and not notes.etag.startswith("W/") else None
        return strong or notes.last_modified


def _fetched(response: httpx.Response, part: _Part) -> Fetched:
    part.notes.unlink(missing_ok=True)
    validators = _validators(response)
    return Fetched(part.path, validators, http_date(validators.last_modified), _answered_at(response))


def http_date(text: str | None) -> datetime | None:
    """A date as HTTP headers state it, in UTC; None where it cannot be read."""
    try:
        return parsedate_to_datetime(text).astimezone(UTC) if text else None
    except ValueError:
        return None


def _answered_at(response: httpx.Response) -> datetime:
    return http_date(response.headers.get("Date")) or datetime.now(UTC)


def _validators(response: httpx.Response) -> Validators:
    return Validators(response.headers.get("ETag"), response.headers.get("Last-Modified"))


def _conditions(known: Validators) -> dict[str, str]:
    pairs = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {header: value for header, value in pairs.items() if value}


def _backoff(error: Exception) -> bool | float:
    """Whether to try again, or after how many seconds where the server says so."""
    if isinstance(error, httpx.HTTPStatusError):
        response = error.response
        retried = response.status_code in WORTH_ANOTHER_TRY or response.status_code == 416
        wait = _retry_after(response)
        return wait if retried and wait is not None else retried
    return isinstance(error, httpx.TransportError)


def _retry_after(response: httpx.Response) -> float | None:
    text = response.headers.get("Retry-After", "")
    if text.isdigit():
        return float(text)
    moment = http_date(text)
    return max((moment - _answered_at(response)).total_seconds(), 0.0) if moment else None


@contextmanager
def _failures_as_problems(address: str, patience: Patience) -> Iterator[None]:
    try:
        yield
    except httpx.HTTPStatusError as error:
        raise Problem(_refusal(error.response), address) from None
    except httpx.TimeoutException:
        what = f"sent no byte for {patience.stall_seconds:g} seconds, {_times(patience.attempts)}"
        raise Problem(what, address) from None
    except httpx.TransportError as error:
        what = f"cannot be fetched, {_times(patience.attempts)} tried: {error}"
        raise Problem(what, address) from None
    except httpx.InvalidURL as error:
        raise Problem(f"is not an address: {error}", address) from None


def _refusal(response: httpx.Response) -> str:
    said = ""
    with suppress(ValueError, AttributeError):
        said = str(response.json().get("message", ""))[:200]
    return f"answered {response.status_code} {response.reason_phrase}" + (f": {said}" if said else "")


def _times(attempts: int) -> str:
    return "once" if attempts == 1 else f"{attempts} times"


def _refuse_web_page(address: str, path: Path) -> None:
    with path.open("rb") as stream:
        start = stream.read(512).removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(WEB_PAGE_STARTS):
        path.unlink()
        raise Problem("answered with a web page instead of data, perhaps to ask for a login", address)
