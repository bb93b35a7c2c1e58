"""A city served by a process of its own, and Chromium to look at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START_SECONDS = 60


def chromium_path() -> str | None:
    """Where Chromium is installed; None where it is not."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium without a window."""
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium_path(), args=QUIET)
        yield started
        started.close()


@contextmanager
def served(city: str | Path, home: Path, *words: str) -> Iterator[str]:
    """`onescreen serve` on a free port; answers the address of the pages."""
    with started(city, home, free_port(), *words) as (address, _process):
        yield address


@contextmanager
def started(city: str | Path, home: Path, port: int, *words: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """`onescreen serve` on that port; answers the address of the pages and the process, which ends with the block."""
    line = [sys.executable, "-m", "onescreen", "serve", str(city), "--port", str(port), *words]
    env = os.environ | {"ONESCREEN_HOME": str(home)}
    with answering(line, f"http://127.0.0.1:{port}/health", cwd=ROOT, env=env, stderr=subprocess.PIPE) as process:
        yield f"http://127.0.0.1:{port}", process


@contextmanager
def answering(
    line: Sequence[str], address: str, seconds: int = START_SECONDS, **how: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that answers at an address by the time that the block begins, and ends with it."""
    process = subprocess.Popen(line, **({"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} | how))
    try:
        wait_for(address, process, seconds)
        yield process
    finally:
        process.terminate()
        process.wait(60)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(address: str, process: subprocess.Popen[bytes], seconds: int = START_SECONDS) -> None:
    """Waits until the process answers; raises RuntimeError where it ends before, or answers too late."""
    for _ in range(seconds * 10):
        if process.poll() is not None:
            said = process.stderr.read().decode() if process.stderr else ""
            raise RuntimeError(f"the server ended: {said}")
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"nothing answers at {address}")
