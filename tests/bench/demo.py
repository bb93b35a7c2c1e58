"""`onescreen demo`: from nothing to a city that is served, and how long one tick takes after weeks of them."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from datasets.catalogue import load_city
from datasets.demo.generator.ticks import Ticker
from layouts.demo.made import Wanted, local, moment
from layouts.demo.play import Play, publish
from pipelines.clock import CityClock
from pipelines.refresh import Progress, Request, refresh
from tests.serving import ROOT, free_port, wait_for

AS_OF = date(2026, 11, 22)
BUDGET_SECONDS = 60
LONGEST_SECONDS = 3600
WEEK = timedelta(days=7)


def made(scale: float, home: Path) -> Path:
    """The home of a demo city of that scale: bench/city-SCALE under the home given, made where it is not yet."""
    folder = home / "bench" / f"city-{scale:g}"
    if not (folder / "snapshots" / "demo" / "current").exists():
        print(
            f"A demo city of scale {scale:g} is made in {folder}: about {max(1, round(scale / 2))} minutes.", flush=True
        )
        line = [sys.executable, "-m", "onescreen", "demo", "--scale", str(scale), "--no-live", "--no-serve"]
        subprocess.run(line, cwd=ROOT, env=os.environ | {"ONESCREEN_HOME": str(folder)}, check=True)
    return folder


def run(scale: float, ticks: int) -> None:
    """Prints what a first and a second start take at that scale, and a week of ticks on a small city."""
    with tempfile.TemporaryDirectory(prefix="onescreen-bench-") as name:
        home = Path(name) / "var"
        for start in ("first", "second"):
            seconds, cpu, memory = _started(home, scale)
            print(
                f"onescreen demo --scale {scale:g}, {start} start: answers after {seconds:.1f} s, "
                f"{cpu:.1f} s of processor time, "
                f"at most {memory / 2**30:.2f} GiB (budget at scale 1: {BUDGET_SECONDS} s)"
            )
    _a_week(ticks)


def _started(home: Path, scale: float) -> tuple[float, float, int]:
    """Seconds until the pages answer, processor time until the end, and the most memory that was held, in bytes."""
    port = free_port()
    line = [sys.executable, "-m", "onescreen", "demo", "--scale", str(scale), "--no-live", "--port", str(port)]
    env = os.environ | {"ONESCREEN_HOME": str(home)}
    began = time.perf_counter()
    process = subprocess.Popen(line, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/health", process, LONGEST_SECONDS)
        seconds = time.perf_counter() - began
    finally:
        process.terminate()
        _, _, used = os.wait4(process.pid, 0)
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024


def _a_week(ticks: int) -> None:
    """So many ticks over a week of a small city: what the first and the last tenth of them take and leave."""
    with tempfile.TemporaryDirectory(prefix="onescreen-bench-") as name:
        home = Path(name) / "var"
        life, _ = publish(home, Wanted(scale=0.05, as_of=AS_OF), Play(live=False), lambda *_: None, Progress())
        city, ticker = load_city("demo"), Ticker(life.folder)
        seconds, memory = [], []
        for tick in range(1, ticks + 1):
            at = moment(datetime.combine(AS_OF, datetime.min.time()) + timedelta(days=1)) + WEEK * tick / ticks
            began = time.process_time()
            ticker.append(local(at))
            refresh(city, home, Request(folder=life.portal, clock=CityClock(at, datetime.now(UTC), 0.0)))
            seconds.append(time.process_time() - began)
            memory.append(_resident())
        tenth = max(ticks // 10, 1)
        manifests = [json.loads(path.read_text()) for path in home.glob("landing/demo/*/manifest.json")]
        print(
            f"{ticks:,} ticks over a week at scale 0.05: processor time a tick, median of the first tenth "
            f"{median(seconds[:tenth]):.2f} s, of the last {median(seconds[-tenth:]):.2f} s; memory "
            f"{median(memory[:tenth]) / 1e6:.0f} and {median(memory[-tenth:]) / 1e6:.0f} MB; at most "
            f"{max(len(manifest['files']) for manifest in manifests)} files a data set, "
            f"{sum(len(manifest['replaced']) for manifest in manifests)} replaced files kept"
        )


def _resident() -> int:
    """Bytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()
