"""The server without a browser: headers, signed sessions, quiet errors, compression, health, figures, log."""

import gzip
import json
import re
import socket
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from datasets.problems import Problem
from layouts.server import create_server
from layouts.site import HEADERS
from tests.layouts.conftest import Served


def get(served: Served, path: str, **headers: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", served.port, timeout=60)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    return response, response.read()


@pytest.mark.parametrize(
    "path", ["/citizen", "/health", "/metrics", "/assets/page.css", "/nowhere", "/static/js/no.js"]
)
def test_every_reply_carries_the_headers(served: Served, path: str) -> None:
    response, _ = get(served, path)
    assert {name: response.getheader(name) for name in HEADERS} == HEADERS


def test_the_policy_allows_no_script_but_ours(served: Served) -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe-eval" not in policy
    _, body = get(served, "/citizen")
    scripts = re.findall(rb"<script([^>]*)>", body)
    assert len(scripts) > 3
    ours = re.compile(rb' (defer )?src="/[^/]|.*type="application/json"')
    assert [script for script in scripts if not ours.match(script)] == []


def test_the_way_in_goes_to_the_first_page_with_its_query(served: Served) -> None:
    response, _ = get(served, "/?lang=zh")
    assert (response.status, response.getheader("Location")) == (302, "/overview?lang=zh")


def test_health_names_the_snapshot(served: Served) -> None:
    response, body = get(served, "/health")
    assert response.status == 200
    assert json.loads(body) == {"status": "ok", "city": "nyc", "snapshot": "20241231T060000Z-d1"}


def test_figures_count_sessions_and_questions(served: Served) -> None:
    get(served, "/citizen")
    _, body = get(served, "/metrics")
    figures = dict(line.rsplit(" ", 1) for line in body.decode().splitlines() if not line.startswith("#"))
    assert float(figures["onescreen_sessions"]) >= 1
    assert float(figures["onescreen_query_asked_total"]) >= 1
    assert figures['onescreen_snapshot{city="nyc",snapshot="20241231T060000Z-d1"}'] == "1.0"


def test_scripts_are_compressed_and_kept(served: Served) -> None:
    _, page = get(served, "/citizen")
    address = page.split(b'<script defer src="')[1].split(b'"')[0].decode()
    response, body = get(served, address, **{"Accept-Encoding": "gzip"})
    assert response.getheader("Content-Encoding") == "gzip"
    assert len(body) < len(gzip.decompress(body)) / 3
    style, _ = get(served, page.split(b'<link rel="stylesheet" href="')[1].split(b'"')[0].decode())
    assert "immutable" in style.getheader("Cache-Control")


def test_what_is_not_there_is_a_line_of_text(served: Served) -> None:
    response, body = get(served, "/../../etc/passwd")
    assert (response.status, body) == (404, b"404 Not Found\n")


@pytest.mark.parametrize("token", ["x", "eyJzZXNzaW9uX2lkIjoiYWJjIn0.c2lnbmF0dXJl"])
def test_a_forged_token_makes_no_session(served: Served, token: str) -> None:
    response, body = get(served, f"/citizen?bokeh-token={token}")
    assert response.status >= 400
    assert b"Traceback" not in body
    assert b"/" not in body.replace(b"</", b"")


def test_a_port_in_use_is_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Problem) as raised:
            create_server("nyc", tmp_path, port)
    assert str(raised.value) == (
        f"port {port} of 127.0.0.1 is in use; stop what listens there or choose another with --port."
    )
