"""A client that means no good: it reads what is public, and nothing else."""

import json
import random
import socket
import string
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from layouts.public.guard import Allowance
from tests.public.conftest import PublicServed

pytestmark = pytest.mark.slow
SECRETS = ("Traceback", "site-packages", '.py"', ".duckdb", "/tmp/", "snapshots", "tornado")
HOSTILE = [
    "/../../../etc/passwd",
    "/..%2f..%2fetc%2fpasswd",
    "/assets/../../onescreen.py",
    "/assets/%2e%2e/%2e%2e/layouts/public/server.py",
    "/assets/public.js/../../../pipelines/refresh.py",
    "/data/..%2f..%2fcurrent.js",
    "/data/v1/../../../snapshots/demo/current.csv",
    "/data/v1/tickets_opened.duckdb",
    "/data/cell.js",
    "/data/v1/ticket.csv",
    "/data/v1/caller_hash.json",
    "/citizen/ws",
    "/citizen/autoload.js?bokeh-autoload-element=1",
    "/static/js/bokeh.min.js",
    "/metrics",
    "/wall",
    "/embed/tickets_opened/table",
    "/embed/ticket/card",
    "/%00",
    "/" + "a" * 3000,
]


@pytest.mark.parametrize("address", HOSTILE)
def test_an_address_that_is_none_tells_nothing(public: PublicServed, address: str) -> None:
    found = public.get(address)
    assert found.status in (400, 404, 405, 414)
    assert not [secret for secret in SECRETS if secret in found.text]
    assert len(found.text) < 300


@pytest.mark.parametrize(
    "query",
    [
        "district=' OR 1=1 --", "district=%00", "level=ticket", "by=caller_hash", "by=address", "from=2026-13-99x",
        "column=note", "where=ticket_id=1", "period=../../x", "district=sub_district%2F%3Cscript%3E",
    ],
)  # fmt: skip
def test_a_question_that_means_harm_is_answered_with_a_sentence_or_nothing(public: PublicServed, query: str) -> None:
    found = public.get("/data/v1/tickets_opened.json?" + query.replace(" ", "%20").replace("'", "%27"))
    told = json.loads(found.text)
    assert found.status == 400 or told["rows"] == []
    assert not [secret for secret in SECRETS if secret in found.text]


def test_random_addresses_never_break_the_server(public: PublicServed) -> None:
    draw = random.Random(7)
    signs = string.printable.strip() + "中\x7fé"
    for _ in range(150):
        path = "/" + "".join(draw.choices(signs, k=draw.randint(1, 60)))
        address = path.encode("utf-8").decode("latin-1").replace(" ", "").replace("\x7f", "%7f")
        with socket.create_connection(("127.0.0.1", public.port), timeout=30) as raw:
            raw.sendall(f"GET {address} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode("latin-1"))
            answer = b"".join(iter(lambda raw=raw: raw.recv(65536), b"")).decode("utf-8", "replace")
        assert not answer.startswith("HTTP/1.1 5")
        assert not [secret for secret in ("Traceback", "site-packages", ".duckdb") if secret in answer]
    assert public.get("/health").status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_only_reading_is_answered(public: PublicServed, method: str) -> None:
    assert public.get("/citizen", method).status == 405


def test_a_socket_is_not_opened_whatever_the_token(public: PublicServed) -> None:
    asked = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "eA==",
    }
    for token in ("bokeh, forged.Zm9yZ2Vk", "bokeh, " + "x" * 500):
        for address in ("/ws", "/citizen/ws", "/embed/tickets_opened/card/ws"):
            found = public.get(
                address, headers=asked | {"Sec-WebSocket-Protocol": token, "Origin": "http://evil.example"}
            )
            assert found.status == 404


def test_a_body_and_long_headers_are_refused(public: PublicServed) -> None:
    for sent in (
        b"GET /citizen HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n" + b"x" * 9999,
        b"GET /citizen HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 40_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", public.port), timeout=30) as raw:
            raw.sendall(sent)
            try:
                answer = raw.recv(65536)
            except ConnectionResetError:
                answer = b""
            assert not answer.startswith(b"HTTP/1.1 200")
    assert public.get("/health").status == 200


@pytest.mark.parametrize(
    "address", ["/citizen", "/privacy", "/data/v1/on_time_pct.csv", "/nothing", "/assets/public.js"]
)
def test_headers_are_strict_and_no_cookie_is_set(public: PublicServed, address: str) -> None:
    headers = public.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Server"] == "onescreen"
    assert "Set-Cookie" not in headers


def test_only_an_embedded_view_may_stand_in_a_frame(public: PublicServed) -> None:
    headers = public.get("/embed/tickets_opened/card").headers
    assert "frame-ancestors *" in headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in headers


def test_a_thousand_requests_at_once_are_answered(public: PublicServed) -> None:
    queries = ["", "?by=category&period=12m", "?by=district&period=12m", "?by=day", "?from=2026-01"]

    def ask(place: int) -> int:
        return public.get(f"/data/v1/tickets_opened.json{queries[place % len(queries)]}").status

    with ThreadPoolExecutor(100) as many:
        statuses = list(many.map(ask, range(1_000)))
    assert set(statuses) <= {200, 429}
    assert statuses.count(200) >= 900
    assert public.get("/health").status in (200, 429)


def test_an_allowance_is_used_up_and_comes_back() -> None:
    allowance = Allowance(per_second=10, at_once=3)
    assert [allowance.take("a", 0.0) for _ in range(5)] == [True, True, True, False, False]
    assert allowance.take("b", 0.0)
    assert allowance.take("a", 0.1)
    assert not allowance.take("a", 0.1)


@pytest.mark.parametrize("address", ["/citizen", "/data/frame.js", "/data/page/citizen.js", "/data/v1/on_time_pct.csv"])
def test_what_a_cache_has_already_is_not_sent_again(public: PublicServed, address: str) -> None:
    packed, plain = (public.get(address, headers={"Accept-Encoding": kind}) for kind in ("gzip", "identity"))
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) < int(plain.headers["Content-Length"])
    assert "Content-Encoding" not in plain.headers
    assert "Content-Encoding" not in public.get(address, headers={"Accept-Encoding": "br, gzip;q=0"}).headers
    again = public.get(address, headers={"If-None-Match": plain.headers["Etag"]})
    assert (again.status, again.text) == (304, "")


def test_the_process_holds_no_database_open(public: PublicServed) -> None:
    """The file is read and closed: it can be opened for writing while the server answers."""
    assert public.get("/health").status == 200
    duckdb.connect(str(public.edition.path)).close()
