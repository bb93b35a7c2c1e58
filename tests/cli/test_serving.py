"""The server as the command line starts it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from pipelines.snapshot import SnapshotStore
from tests.cli.conftest import ROOT
from tests.serving import served


def test_serve_answers_with_the_published_snapshot(town):
    with served(town.folder, town.home) as address:
        answer = json.load(urllib.request.urlopen(f"{address}/health", timeout=10))
    assert answer["snapshot"] == SnapshotStore(town.home, "nyc").current().id


@pytest.fixture
def taken_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def start(town, port):
    line = [sys.executable, "-m", "onescreen", "serve", str(town.folder), "--port", str(port)]
    env = os.environ | {"ONESCREEN_HOME": str(town.home)}
    return subprocess.Popen(line, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_port_in_use_is_a_sentence(town, taken_port):
    process = start(town, taken_port)
    _, said = process.communicate(timeout=60)
    sentence = f"port {taken_port} of 127.0.0.1 is in use; stop what listens there or choose another with --port.\n"
    assert (process.returncode, said) == (1, sentence)


def test_an_interrupt_ends_the_server_without_a_traceback(town):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = start(town, port)
    assert process.stdout.readline() == f"nyc: http://localhost:{port} (Ctrl+C stops it)\n"
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).close()
            break
        except OSError:
            time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=120)
    assert "Traceback" not in said
