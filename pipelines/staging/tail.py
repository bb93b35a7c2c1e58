"""The end of a file that has grown since it was read: only the rows that came after are read again."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from datasets.atomic import sha256_of_beginning
from datasets.dataset import Dataset
from datasets.landing import Landed
from pipelines.snapshot import BUILDING

CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class Fresh:
    """A file to stage as `part`; of one that has grown, what comes after its first `start` bytes."""

    part: int
    landed: Landed
    start: int = 0


@dataclass(frozen=True)
class Before:
    """A file as it was when it was last read."""

    name: str
    sha256: str
    fingerprint: str
    bytes: int


def has_grown(dataset: Dataset, before: Before, landed: Landed) -> bool:
    """Whether the landed file is the one before with whole lines added to its end.

    Where a row is known by its content alone, what is added cannot be judged without what was there.
    """
    if dataset.identity == "row" or landed.name != before.name or landed.bytes <= before.bytes:
        return False
    if sha256_of_beginning(landed.path, before.bytes) != before.sha256:
        return False
    head, last = _head(landed.path, dataset.read.skip + 1), _byte(landed.path, before.bytes - 1)
    is_plain = b"\0" not in head and head.count(dataset.read.quote.encode()) % 2 == 0
    return is_plain and last == b"\n" and len(head) < before.bytes


@contextmanager
def rest_of(fresh: Fresh, dataset: Dataset, folder: Path) -> Iterator[tuple[Landed, int]]:
    """A file in `folder` with the header and what was added, and how many lines are left out between the two."""
    head = _head(fresh.landed.path, dataset.read.skip + 1)
    path = folder / f"{dataset.id}{BUILDING}.csv"
    try:
        with fresh.landed.path.open("rb") as whole, path.open("wb") as rest:
            skipped = _lines(whole, fresh.start) - head.count(b"\n")
            rest.write(head)
            shutil.copyfileobj(whole, rest)
        yield fresh.landed.model_copy(update={"path": path}), skipped
    finally:
        path.unlink(missing_ok=True)


def _lines(stream: BinaryIO, length: int) -> int:
    """Line ends in the next `length` bytes of a stream."""
    found = 0
    while length and (chunk := stream.read(min(CHUNK_BYTES, length))):
        found += chunk.count(b"\n")
        length -= len(chunk)
    return found


def _head(path: Path, lines: int) -> bytes:
    with path.open("rb") as stream:
        return b"".join(stream.readline() for _ in range(lines))


def _byte(path: Path, at: int) -> bytes:
    with path.open("rb") as stream:
        stream.seek(at)
        return stream.read(1)
