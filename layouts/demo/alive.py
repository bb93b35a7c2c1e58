"""Keeps the demo city alive: every few seconds what happened since lands as small files and is refreshed.

It runs as a process of its own, so that building never holds up the pages, and ends when its parent does.
"""

from __future__ import annotations

import contextlib
import json
import select
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen, TimeoutExpired

from datasets.catalogue import load_city
from datasets.city import City
from datasets.demo.generator.ticks import Ticker
from datasets.problems import Problem
from layouts.demo.made import local
from pipelines.clock import CityClock
from pipelines.refresh import Request, refresh

CITY = "demo"
STOP_SECONDS = 10.0


@dataclass(frozen=True)
class Life:
    """What keeps alive: the generator's folder, the home, the clock, and how many seconds lie between two ticks."""

    folder: Path
    portal: Path
    home: Path
    clock: CityClock
    every: float

    def tick(self, city: City, ticker: Ticker) -> int:
        """Appends what happened since the last tick and refreshes with it; returns how many files have news."""
        files = ticker.append(local(self.clock.now()))
        if files:
            refresh(city, self.home, Request(folder=self.portal, clock=self.clock))
        return len(files)

    def words(self) -> str:
        """All of it as text, for the command line of the process."""
        return json.dumps(
            {
                "folder": str(self.folder),
                "portal": str(self.portal),
                "home": str(self.home),
                "clock": self.clock.meta(),
                "every": self.every,
            }
        )

    @classmethod
    def of(cls, words: str) -> Life:
        """The life that `words` describe."""
        told = json.loads(words)
        folder, portal, home = (Path(told[key]) for key in ("folder", "portal", "home"))
        return cls(folder, portal, home, CityClock.of(told["clock"]), told["every"])


@contextlib.contextmanager
def kept_alive(life: Life) -> Iterator[Popen[bytes]]:
    """A process that ticks until the block ends."""
    process = Popen([sys.executable, "-m", "layouts.demo.alive", life.words()], stdin=PIPE, start_new_session=True)
    try:
        yield process
    finally:
        if process.stdin:
            process.stdin.close()
        try:
            process.wait(STOP_SECONDS)
        except TimeoutExpired:
            process.kill()
            process.wait()


def main(words: str) -> None:
    """Ticks until standard input ends, which it does when the parent is gone."""
    life, stopped = Life.of(words), threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    city, ticker = load_city(CITY), Ticker(life.folder)
    while not stopped.is_set():
        started = time.monotonic()
        try:
            life.tick(city, ticker)
        except Problem as problem:
            sys.stderr.write(f"the demo city missed a tick: {problem}\n")
        if _is_parent_gone(max(0.0, life.every - (time.monotonic() - started))):
            return


def _is_parent_gone(seconds: float) -> bool:
    """Waits so long, or until standard input has ended; a thread that reads it would outlive the interpreter."""
    return bool(select.select([sys.stdin], [], [], seconds)[0])


if __name__ == "__main__":
    main(sys.argv[1])
