"""One refresh of a city at a time: the second waits, and says so; a killed one leaves no lock behind."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from datasets.problems import Problem

POLL_SECONDS = 0.2


@contextmanager
def refresh_lock(home: Path, city_id: str, wait_seconds: float, say: Callable[[str], None]) -> Iterator[None]:
    """Holds the city's lock; raises Problem where another refresh still holds it after `wait_seconds`."""
    path = Path(home) / "locks" / f"{city_id}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as stream:
        _acquire(stream, city_id, wait_seconds, say)
        stream.truncate(0)
        stream.write(f"{os.getpid()} since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
        stream.flush()
        try:
            yield
        finally:
            fcntl.flock(stream, fcntl.LOCK_UN)


def _acquire(stream: TextIO, city_id: str, wait_seconds: float, say: Callable[[str], None]) -> None:
    deadline, told = time.monotonic() + wait_seconds, False
    while True:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            stream.seek(0)
            holder = stream.read().strip() or "an unknown process"
        if not told:
            say(f"another refresh of {city_id} is running (process {holder}); waiting for it")
            told = True
        if time.monotonic() >= deadline:
            raise Problem(
                f"another refresh of {city_id} is running (process {holder}) "
                f"and did not end in {wait_seconds:g} seconds"
            )
        time.sleep(POLL_SECONDS)
