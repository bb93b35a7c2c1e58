"""Which snapshot file is published: the `current` link; a file before it where that one does not open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import structlog

from datasets.problems import Problem
from pipelines.opened import Limits, OpenSnapshot

log = structlog.get_logger()


class Published:
    """The snapshot folder of a city under ONESCREEN_HOME."""

    def __init__(self, home: Path, city_id: str) -> None:
        self.folder = Path(home) / "snapshots" / city_id
        self.city_id = city_id

    def linked(self) -> Path | None:
        """The file that `current` points to; None where nothing is published."""
        link = self.folder / "current"
        return link.resolve() if link.is_symlink() else None

    def candidates(self) -> Iterator[Path]:
        """The published file first, then the older ones, newest first."""
        linked = self.linked()
        if linked is None:
            return
        yield linked
        names = sorted(path.name for path in self.folder.glob("*.duckdb"))
        yield from (self.folder / name for name in reversed(names) if name < linked.name)

    def open(self, limits: Limits, time_zone: str) -> OpenSnapshot:
        """The first that opens; raises Problem where nothing is published or none opens."""
        if self.linked() is None:
            raise Problem(f"nothing is published for {self.city_id}; run `onescreen refresh {self.city_id}` first")
        for path in self.candidates():
            try:
                return OpenSnapshot(path, limits, time_zone)
            except (duckdb.Error, Problem) as error:
                log.warning("snapshot does not open", snapshot=path.stem, error=str(error))
        raise Problem(f"no snapshot of {self.city_id} opens; run `onescreen refresh {self.city_id}`")
