"""Public snapshots: files of their own under `public/CITY`, so that a process may be given that folder and no other."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from datasets.problems import Problem

FOLDER = "public"
CURRENT = "current"
BUILDING = ".building"


class PublicStore:
    """The public snapshots of one city. `current` is a symbolic link to the published one."""

    def __init__(self, home: Path, city_id: str) -> None:
        self.city_id = city_id
        self.folder = Path(home) / FOLDER / city_id

    @property
    def link(self) -> Path:
        """The symbolic link."""
        return self.folder / CURRENT

    def current(self) -> Path:
        """The published file; raises Problem where there is none."""
        if not self.link.exists():
            raise Problem(
                f"no public edition of {self.city_id} has been published yet; `onescreen refresh {self.city_id}` makes "
                "one where city.yaml has a section `public:`"
            )
        return self.link.resolve()

    def meta(self) -> dict[str, str]:
        """What the published file says of itself; empty where there is none or it does not open."""
        try:
            with duckdb.connect(str(self.current()), read_only=True) as con:
                return dict(con.execute("SELECT key, value FROM meta").fetchall())
        except (Problem, duckdb.Error):
            return {}

    @contextlib.contextmanager
    def building(self) -> Iterator[Path]:
        """A path for a new file, published when the block ends; what is left of a failed one is deleted."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}{BUILDING}"
        try:
            yield path
            self._publish(path)
        finally:
            for left in self.folder.glob(f"{path.name}*"):
                left.unlink(missing_ok=True)

    def prune(self, keep: int) -> None:
        """Deletes all but the newest; the published one always stays."""
        published = self.link.resolve()
        for path in sorted(self.folder.glob("*.duckdb"), reverse=True)[keep:]:
            if path != published:
                path.unlink(missing_ok=True)

    def _publish(self, path: Path) -> None:
        target = path.with_name(path.name.removesuffix(BUILDING) + ".duckdb")
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
        path.replace(target)
        waiting = self.folder / f"{CURRENT}{BUILDING}"
        waiting.unlink(missing_ok=True)
        waiting.symlink_to(target.name)
        waiting.replace(self.link)
        (self.folder / f"{CURRENT}.json").write_text(
            json.dumps({"snapshot": target.stem} | self.meta(), indent=1), "utf-8"
        )
