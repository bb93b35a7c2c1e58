"""The server without a browser: headers, signed sessions, quiet errors, compression, health, figures, log."""

import asyncio
import gzip
import json
import re
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPRequest

from datasets.problems import Problem
from layouts import server as serving
from layouts.server import WARMING, create_server, is_opening, warm
from layouts.site import HEADERS
from tests.layouts.conftest import Served

ROOT = Path(__file__).parents[2]
AT_ONCE = """
import gc, sys
from layouts import server

def freeze(before=gc.freeze):
    before()
    print("set aside", flush=True)

gc.freeze, server.SESSION_SECONDS, server.THEMES = freeze, 0.1, ()
server.serve("nyc", sys.argv[1], int(sys.argv[2]))
"""


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


def test_a_viewer_whose_page_has_not_reported_back_goes_before_the_warming_for_a_while(
    served_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def visits() -> list[bool]:
        server = create_server("nyc", served_home, 0)
        server.start()
        found = []
        for agent in (WARMING, "a browser"):
            request = HTTPRequest(f"http://127.0.0.1:{server.port}/citizen", user_agent=agent, request_timeout=60)
            await AsyncHTTPClient().fetch(request)
            found.append(is_opening(server))
        monkeypatch.setattr(serving, "SESSION_SECONDS", 0.1)
        await asyncio.wait_for(warm(server, ("citizen",)), 60)
        server.stop()
        return found

    with ThreadPoolExecutor(1) as thread:  # a browser's own loop may run in this one
        assert thread.submit(asyncio.run, visits()).result() == [False, True]


def test_an_interrupt_after_everything_was_set_aside_leaves_nothing_to_complain_of(served_home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    line = [sys.executable, "-c", AT_ONCE, str(served_home), str(port)]
    process = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "set aside\n"
    process.send_signal(signal.SIGINT)
    _, complaints = process.communicate(timeout=60)
    assert (process.returncode, complaints) == (0, "")
