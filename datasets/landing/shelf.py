"""The landing folder of one data set: takes deliveries, keeps their bytes, writes the manifest after each."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from datasets.atomic import copy_atomically, move_atomically, sha256_of, sha256_of_beginning
from datasets.connectors.delivery import Delivery, Known, Progress, Validators
from datasets.dataset import Dataset
from datasets.landing.heads import header_line
from datasets.landing.manifest import Landed, Manifest, read_manifest, write_manifest
from datasets.landing.names import published_at
from datasets.landing.verify import verify
from datasets.problems import Problem

CLOCK_GRAIN_SECONDS = 2.0


@dataclass
class LandReport:
    """What landed: new files, how many were known already, and the first thing that went wrong."""

    new: list[Landed] = field(default_factory=list)
    unchanged: int = 0
    problem: Problem | None = None


class Shelf:
    """One data set's landed files; a file that cannot be taken is noted and the others are taken."""

    def __init__(self, dataset: Dataset, folder: Path, progress: Progress) -> None:
        self.dataset, self.folder, self.progress = dataset, folder, progress
        self.report = LandReport()

    def known(self) -> Known:
        """What a connector may ask the publisher about: validators by address, and the cursor."""
        manifest = read_manifest(self.folder)
        validators = {
            file.address: Validators(file.etag, file.last_modified)
            for file in manifest.files
            if file.address and file.path.exists()
        }
        return Known(validators, manifest.cursor)

    def note(self, problem: Problem) -> None:
        """Keeps the first thing that went wrong."""
        self.report.problem = self.report.problem or problem

    def take(self, delivery: Delivery | Problem) -> None:
        """Puts a delivery in its place; a Problem is noted."""
        if isinstance(delivery, Problem):
            self.note(delivery)
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            self._take(delivery)
        except Problem as problem:
            self.note(problem)

    def _take(self, delivery: Delivery) -> None:
        manifest = read_manifest(self.folder)
        known = self._known_file(manifest, delivery)
        if delivery.path is None or known:
            self.report.unchanged += 1
            self._write(manifest, known, delivery)
            return
        verify(self.dataset, delivery.path, delivery.name)
        before = _shorter(manifest, delivery, delivery.path)
        landed = self._stored(delivery, delivery.path)
        if before:
            write_manifest(self.folder, manifest.with_grown(landed))
            before.path.unlink()
        else:
            self._write(manifest, landed, delivery)
        self.report.new.append(landed)

    def _known_file(self, manifest: Manifest, delivery: Delivery) -> Landed | None:
        """The landed file with the delivered bytes; only files of that size are worth reading for it.

        A file of a folder that was last written at the same instant as when its bytes were compared is not read again.
        """
        if delivery.path is None:
            return None
        stat = delivery.path.stat()
        if all(file.bytes != stat.st_size for file in manifest.files):
            return None
        same_name = manifest.named(delivery.name)
        if same_name and not delivery.moves and _is_untouched(same_name, stat):
            return same_name
        known = manifest.holding(sha256_of(delivery.path))
        if known and delivery.moves:
            delivery.path.unlink()
        is_same_file = known is not None and known.name == delivery.name and not delivery.moves
        return known and known.model_copy(
            update={
                "etag": delivery.validators.etag or known.etag,
                "last_modified": delivery.validators.last_modified or known.last_modified,
                "modified_ns": stat.st_mtime_ns if is_same_file else known.modified_ns,
                "compared_at": datetime.now(UTC) if is_same_file else known.compared_at,
            }
        )

    def _write(self, manifest: Manifest, file: Landed | None, delivery: Delivery) -> None:
        """Writes the manifest where it says something new."""
        changed = manifest
        if file and delivery.is_whole and self.dataset.identity == "row":
            changed = manifest.with_only(file)
        elif file and file not in manifest.files:
            changed = manifest.with_file(file)
        if delivery.cursor:
            changed = changed.model_copy(update={"cursor": delivery.cursor})
        if changed != manifest:
            write_manifest(self.folder, changed)

    def _stored(self, delivery: Delivery, path: Path) -> Landed:
        size, modified_ns = path.stat().st_size, path.stat().st_mtime_ns
        sha256 = self._kept(delivery, path, size)
        kept = self.folder / _kept_name(sha256, delivery.name)
        return Landed(
            name=delivery.name,
            path=kept,
            sha256=sha256,
            bytes=size,
            fetched_at=datetime.now(UTC),
            published_at=published_at(self.dataset, delivery.name) or delivery.published_at,
            address=delivery.address,
            etag=delivery.validators.etag,
            last_modified=delivery.validators.last_modified,
            header=header_line(kept, self.dataset.read),
            modified_ns=modified_ns,
        )

    def _kept(self, delivery: Delivery, path: Path, size: int) -> str:
        """Moves or copies the bytes under the name that they give themselves; returns their SHA-256."""
        if delivery.moves:
            sha256 = sha256_of(path)
            move_atomically(path, self.folder / _kept_name(sha256, delivery.name))
            return sha256
        done = 0

        def on_chunk(count: int) -> None:
            nonlocal done
            done += count
            self.progress(delivery.name, done, size)

        return copy_atomically(path, self.folder, lambda sha256: _kept_name(sha256, delivery.name), on_chunk)


def _shorter(manifest: Manifest, delivery: Delivery, path: Path) -> Landed | None:
    """The file in use of that name which the delivered one continues: the same bytes, and more after them."""
    before = manifest.named(delivery.name)
    if delivery.moves or before is None or path.stat().st_size <= before.bytes:
        return None
    return before if sha256_of_beginning(path, before.bytes) == before.sha256 else None


def _is_untouched(landed: Landed, stat: os.stat_result) -> bool:
    """Whether size and time of writing are those of the landed file, and clocks were fine enough to tell."""
    if landed.modified_ns is None or (landed.bytes, landed.modified_ns) != (stat.st_size, stat.st_mtime_ns):
        return False
    compared_at = landed.compared_at or landed.fetched_at
    return compared_at.timestamp() - landed.modified_ns / 1e9 > CLOCK_GRAIN_SECONDS


def _kept_name(sha256: str, name: str) -> str:
    return f"{sha256[:16]}-{Path(name).name}"
