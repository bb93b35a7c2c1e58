"""The public edition beside the internal server: one process makes it, another shows it; both end with the block."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from subprocess import DEVNULL, Popen, TimeoutExpired

STOP_SECONDS = 10.0


@contextmanager
def public_beside(city: str, home: Path, port: int) -> Iterator[list[Popen[bytes]]]:
    """Makes the public edition of what is published, and serves it on a port, while the block runs."""
    public = ["serve", city, "--edition", "public", "--port", str(port)]
    processes = [_started(["publish", city], home, "nice"), _started(public, home)]
    try:
        yield processes
    finally:
        for process in processes:
            _stop(process)


def _started(line: list[str], home: Path, *before: str) -> Popen[bytes]:
    """`before` is what the command line begins with: `nice` lets the pages go first."""
    env = os.environ | {"ONESCREEN_HOME": str(Path(home).resolve())}
    words = [*filter(which, before), sys.executable, "-m", "onescreen", *line]
    return Popen(words, env=env, stdin=DEVNULL, stdout=DEVNULL, start_new_session=True)


def _stop(process: Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except TimeoutExpired:
        process.kill()
        process.wait()
