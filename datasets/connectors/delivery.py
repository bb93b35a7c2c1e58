"""What passes between connectors and the landing: deliveries, what is known, patience, progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from datasets.problems import Problem

Progress = Callable[[str, int, int | None], None]


def no_progress(_name: str, _done: int, _expected: int | None) -> None:
    """Shows nothing."""


@dataclass(frozen=True)
class Validators:
    """What a server said of a file, to be sent back with the next request for it."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class Known:
    """What landed before: validators by address, and how far the update cursor has come."""

    validators: dict[str, Validators] = field(default_factory=dict)
    cursor: str | None = None


@dataclass(frozen=True)
class Delivery:
    """One file as published; `path` is None where the publisher says that it has not changed.

    `cursor` is where the next fetch may start; `moves` says that the file is the landing's to move away; `is_whole`
    that it states all that the publisher knows of the data set.
    """

    name: str
    path: Path | None = None
    address: str | None = None
    validators: Validators = Validators()
    published_at: datetime | None = None
    cursor: str | None = None
    moves: bool = False
    is_whole: bool = False


@dataclass(frozen=True)
class Patience:
    """How long a fetch goes on: attempts, seconds between them, seconds without a byte."""

    attempts: int = 8
    first_wait_seconds: float = 1.0
    longest_wait_seconds: float = 60.0
    stall_seconds: float = 60.0


@dataclass(frozen=True)
class Job:
    """One fetch: what is known, a folder for unfinished files, the city's date, whom to tell of progress."""

    known: Known
    workspace: Path
    today: date
    progress: Progress = no_progress


class Connector(Protocol):
    """A way to get a data set's files from where they live."""

    def deliveries(self, job: Job) -> Iterator[Delivery | Problem]:
        """Files as they arrive; raises Problem, or gives it where later files may still be had."""
        ...
