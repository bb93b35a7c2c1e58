"""Files that are there whole or not at all, whenever the program or the machine stops."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from datasets.problems import Problem

CHUNK_BYTES = 1 << 20
UNFINISHED = ".unfinished"

OnChunk = Callable[[int], None]


def write_atomically(path: Path, content: bytes) -> None:
    """Replaces the file at `path` by `content` in one step."""
    with disk_trouble_is_a_problem(path):
        unfinished = path.with_name(path.name + UNFINISHED)
        with unfinished.open("wb") as stream:
            stream.write(content)
            _to_disk(stream)
        _rename(unfinished, path)


def copy_atomically(source: Path, folder: Path, name_of: Callable[[str], str], on_chunk: OnChunk) -> str:
    """Copies `source` into `folder` under the name that its SHA-256 gives; returns that SHA-256 in hex."""
    unfinished = folder / f"{source.name}{UNFINISHED}"
    with disk_trouble_is_a_problem(unfinished):
        with source.open("rb") as reader, unfinished.open("wb") as writer:
            digest = hashlib.sha256()
            for chunk in _chunks(reader):
                digest.update(chunk)
                writer.write(chunk)
                on_chunk(len(chunk))
            _to_disk(writer)
        _rename(unfinished, folder / name_of(digest.hexdigest()))
    return digest.hexdigest()


def move_atomically(source: Path, target: Path) -> None:
    """Moves a finished file of the same file system to its place."""
    with disk_trouble_is_a_problem(target):
        with source.open("rb+") as stream:
            _to_disk(stream)
        _rename(source, target)


def sha256_of(path: Path) -> str:
    """SHA-256 of the file's bytes in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sha256_of_beginning(path: Path, length: int) -> str:
    """SHA-256 in hex of the first `length` bytes of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while length and (chunk := stream.read(min(CHUNK_BYTES, length))):
            digest.update(chunk)
            length -= len(chunk)
    return digest.hexdigest()


@contextmanager
def disk_trouble_is_a_problem(path: Path) -> Iterator[None]:
    """Turns a full or a locked disk into a sentence; what was half written is removed."""
    try:
        yield
    except PermissionError as error:
        raise Problem("may not be read or written by this user", error.filename or path) from None
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        for unfinished in path.parent.glob(f"*{UNFINISHED}"):
            unfinished.unlink(missing_ok=True)
        raise Problem("the disk is full; what landed before is unchanged", path.parent) from None


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK_BYTES):
        yield chunk


def _to_disk(stream: BinaryIO) -> None:
    stream.flush()
    os.fsync(stream.fileno())


def _rename(source: Path, target: Path) -> None:
    source.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
