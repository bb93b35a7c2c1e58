"""Which snapshot file is published: the `current` link; a file before it where that one does not open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import structlog

from datasets.problems import Problem
from pipelines.query.opened import Limits, OpenSnapshot
from pipelines.snapshot import SnapshotStore

log = structlog.get_logger()


class Published:
    """The snapshot folder of a city under ONESCREEN_HOME."""

    def __init__(self, home: Path, city_id: str) -> None:
        self.link = SnapshotStore(home, city_id).link
        self.city_id = city_id

    def linked(self) -> Path | None:
        """The file that `current` points to; None where nothing is published, or a hand is just moving the link."""
        try:
            return (self.link.parent / self.link.readlink()).resolve()
        except OSError:
            return None

    def candidates(self) -> Iterator[Path]:
        """The published file first, then the older ones, newest first."""
        linked = self.linked()
        if linked is None:
            return
        yield linked
        names = sorted(path.name for path in self.link.parent.glob("*.duckdb"))
        yield from (self.link.parent / name for name in reversed(names) if name < linked.name)

    def open(self, limits: Limits, time_zone: str) -> OpenSnapshot:
        """The first that opens; raises Problem where nothing is published or none opens."""
        if self.linked() is None:
            what = f"no snapshot of {self.city_id} has been published yet"
            raise Problem(f"{what}; run `onescreen refresh {self.city_id}`")
        for path in self.candidates():
            try:
                return OpenSnapshot(path, limits, time_zone)
            except (duckdb.Error, Problem) as error:
                log.warning("snapshot does not open", snapshot=path.stem, error=str(error))
        raise Problem(f"no snapshot of {self.city_id} opens; run `onescreen refresh {self.city_id}`")
