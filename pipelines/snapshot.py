"""Snapshots: immutable database files, one of which `current` names; readers never see a half-made one."""

import hashlib
import json
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from datasets.problems import Problem, did_you_mean

CURRENT = "current"
BUILDING = ".building"
TABLES_EXPECTED = {"meta", "part", "dataset_status", "district", "ticket", "coverage"}


@dataclass(frozen=True)
class Snapshot:
    """One published database file; `meta` holds its key-value rows (city, as_of, built_at, ...)."""

    id: str
    path: Path
    meta: dict[str, str]


class SnapshotStore:
    """The snapshots of one city under `snapshots/CITY` of the home."""

    def __init__(self, home: Path, city_id: str) -> None:
        self.city_id = city_id
        self.folder = Path(home) / "snapshots" / city_id

    @property
    def link(self) -> Path:
        """The symbolic link to the published snapshot."""
        return self.folder / CURRENT

    def current(self) -> Snapshot:
        """The published snapshot, or the one before it where its file does not open; Problem where there is none."""
        candidates = [self.link.resolve()] if self.link.exists() else []
        broken = None
        for path in [*candidates, *(p for p in self._files() if p not in candidates)]:
            try:
                return read_snapshot(path)
            except duckdb.Error as error:
                broken = error
        if broken:
            raise Problem("no snapshot opens", place=str(self.folder), found=str(broken)[:160])
        raise Problem(f"no snapshot of {self.city_id} has been published yet; run `onescreen refresh {self.city_id}`")

    def kept(self) -> list[Snapshot]:
        """Snapshots that open, newest first."""
        found = []
        for path in self._files():
            try:
                found.append(read_snapshot(path))
            except duckdb.Error:
                continue
        return found

    def new_file(self, now: datetime) -> Path:
        """Path of the next build, beginning as a copy of the current snapshot where there is one that opens."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.clean()
        path = self.folder / f"{now.astimezone(UTC):%Y%m%dT%H%M%S%fZ}{BUILDING}"
        with suppress(Problem):
            shutil.copyfile(self.current().path, path)
        return path

    def publish(self, built: Path) -> Snapshot:
        """Names a finished build by time and what it was made from, checks that it opens, and moves the link to it."""
        verify(built)
        stamp = built.name.removesuffix(BUILDING)
        target = self.folder / f"{stamp[:18]}Z-{_digest(built)}.duckdb"
        _to_disk(built)
        built.replace(target)
        self._point_to(target)
        return read_snapshot(target)

    def rollback(self, snapshot_id: str) -> Snapshot:
        """Moves the link to a kept snapshot; raises Problem where there is none of that id."""
        kept = {snapshot.id: snapshot for snapshot in self.kept()}
        if snapshot_id not in kept:
            raise Problem(
                f"no kept snapshot of {self.city_id} has this id; kept: {', '.join(kept) or 'none'}",
                found=snapshot_id,
                meant=did_you_mean(snapshot_id, kept),
            )
        self._point_to(kept[snapshot_id].path)
        return kept[snapshot_id]

    def prune(self, keep: int) -> None:
        """Deletes all but the newest `keep` snapshots; the published one always stays."""
        published = self.link.resolve()
        for path in self._files()[keep:]:
            if path != published:
                path.unlink(missing_ok=True)

    def clean(self) -> None:
        """Deletes what broken builds left behind."""
        for path in self.folder.glob(f"*{BUILDING}*"):
            path.unlink(missing_ok=True) if path.is_file() else shutil.rmtree(path, ignore_errors=True)

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("*.duckdb"), reverse=True)

    def _point_to(self, target: Path) -> None:
        snapshot = read_snapshot(target)
        manifest = {"snapshot": snapshot.id, **snapshot.meta, "bytes": target.stat().st_size}
        waiting = self.folder / f"{CURRENT}{BUILDING}"
        waiting.write_text(json.dumps(manifest, indent=1), "utf-8")
        waiting.replace(self.folder / f"{CURRENT}.json")
        waiting.unlink(missing_ok=True)
        waiting.symlink_to(target.name)
        waiting.replace(self.link)


def read_snapshot(path: Path) -> Snapshot:
    """The snapshot in a file; raises duckdb.Error where the file is no sound snapshot."""
    with duckdb.connect(str(path), read_only=True) as con:
        meta = dict(con.execute("SELECT key, value FROM meta").fetchall())
    return Snapshot(path.stem, path, meta)


def verify(path: Path) -> None:
    """Raises Problem where a finished build has a write-ahead log, does not open, or lacks a table."""
    wal = path.with_name(path.name + ".wal")
    if wal.exists():
        raise Problem("the build was not closed: a write-ahead log is left", place=wal.name)
    with duckdb.connect(str(path), read_only=True) as con:
        tables = {row[0] for row in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if missing := TABLES_EXPECTED - tables:
        raise Problem(f"the build lacks {', '.join(sorted(missing))}", place=path.name)


def _digest(path: Path) -> str:
    """Eight hex digits of what a build was made from: its files, how they were read, and its clock."""
    with duckdb.connect(str(path), read_only=True) as con:
        parts = con.execute("SELECT dataset, part, sha256, fingerprint FROM part ORDER BY ALL").fetchall()
        meta = con.execute("SELECT key, value FROM meta ORDER BY ALL").fetchall()
    return hashlib.blake2b(json.dumps([parts, meta]).encode(), digest_size=4).hexdigest()


def _to_disk(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
