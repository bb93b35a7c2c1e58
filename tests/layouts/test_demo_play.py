"""The demo city is made once, published, plays on, and stops without leaving a process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import httpx
import pytest

import onescreen
from datasets.problems import Problem
from layouts.demo.alive import Life, kept_alive
from layouts.demo.made import Wanted, local, make
from layouts.demo.play import Play, publish
from layouts.listening import check_port
from pipelines.clock import CityClock
from pipelines.refresh import Progress
from pipelines.snapshot import SnapshotStore

pytestmark = pytest.mark.slow
SMALL = Wanted(seed=7, scale=0.01, as_of=date(2025, 6, 30))
ROOT = Path(onescreen.__file__).parent


def silent(*_: object) -> None:
    """A progress that nobody watches."""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Life]:
    """A home with the small city published, standing still at the end of its day."""
    home = tmp_path_factory.mktemp("demo")
    life, report = publish(home, SMALL, Play(live=False), silent, Progress())
    assert not [line.problem for line in report.datasets if line.problem]
    return home, life


def test_a_second_start_makes_nothing_again(played: tuple[Path, Life]) -> None:
    home, life = played
    before = {path: path.stat().st_mtime_ns for path in life.portal.iterdir()}
    _, report = publish(home, SMALL, Play(live=False), silent, Progress())
    assert report.unchanged
    assert {path: path.stat().st_mtime_ns for path in life.portal.iterdir()} == before


def test_it_stands_at_the_end_of_the_day_that_is_asked_for(played: tuple[Path, Life]) -> None:
    home, life = played
    assert local(life.clock.now()).date() == SMALL.as_of
    meta = SnapshotStore(home, "demo").current().meta
    assert (meta["as_of"], meta["synthetic"], meta["clock_speed"]) == ("2025-06-30", "true", "0.0")


def test_time_that_passes_becomes_files_and_a_new_snapshot(played: tuple[Path, Life]) -> None:
    home, still = played
    store = SnapshotStore(home, "demo")
    before = store.current().id
    clock = CityClock(still.clock.at, still.clock.at, 1.0)
    hours_later = CityClock(clock.at + (clock.at - clock.at.replace(hour=0, minute=0)), clock.real, 0.0)
    life = Life(still.folder, still.portal, still.home, hours_later, every=0.2)
    with kept_alive(life):
        deadline = time.monotonic() + 60
        while store.current().id == before and time.monotonic() < deadline:
            time.sleep(0.2)
    assert store.current().id != before
    assert list(life.portal.glob("*_live_*.csv"))


def test_the_process_that_ticks_ends_with_its_parent(played: tuple[Path, Life]) -> None:
    _, still = played
    code = (
        "import sys, time; from layouts.demo.alive import Life, kept_alive\n"
        "with kept_alive(Life.of(sys.argv[1])) as child:\n    print(child.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, still.words()], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    deadline = time.monotonic() + 30
    while _runs(child) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not _runs(child)


def test_the_port_in_use_is_a_sentence_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Problem, match=f"port {port} of 127.0.0.1 is in use"):
            check_port(port)


def test_a_speed_of_nothing_is_a_sentence() -> None:
    with pytest.raises(Problem, match="the speed is how many seconds pass in the city in one of ours"):
        Play(speed=0)


def test_ctrl_c_stops_the_pages_and_the_ticking(played: tuple[Path, Life]) -> None:
    home, _ = played
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["demo", "--seed", "7", "--scale", "0.01", "--as-of", "2025-06-30", "--port", str(port)]
    process = subprocess.Popen(
        [sys.executable, "-m", "onescreen", *words], cwd=ROOT, env=os.environ | {"ONESCREEN_HOME": str(home)},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        _wait_for(f"http://127.0.0.1:{port}/health")
        children = _children(process.pid)
        process.send_signal(signal.SIGINT)
        process.wait(120)
    finally:
        process.kill()
    assert children
    assert not [child for child in children if _runs(child)]
    said = process.stdout.read()
    assert "http://localhost" in said
    assert not [word for word in ("Traceback", "nanobind", "leaked", "INFO", "Interrupted") if word in said]


def test_the_same_wish_is_the_same_folder(played: tuple[Path, Life]) -> None:
    home, life = played
    assert make(home, SMALL, silent).folder == life.folder


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        try:
            if httpx.get(address).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.3)
    raise AssertionError(f"{address} does not answer")


def _children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(word) for word in listed.stdout.split()]


def _runs(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
