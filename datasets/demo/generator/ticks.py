"""What happened since: rows that are new, or have something new in them, at the end of the day's files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from datasets.demo.generator.blocks import Block, Stream
from datasets.demo.generator.dirt import soiled
from datasets.demo.generator.made import PORTAL, Progressed, generated, go_on, progressed
from datasets.demo.generator.registry import streams
from datasets.demo.generator.world import build_world
from datasets.problems import Problem

MONTHS_BACK = 6


class Ticker:
    """Goes on with a generated city: the same seed, scale and events, as time passes.

    Rows of the six months before are watched for what is added to them later, such as a closing; nothing
    stays undecided for longer. `until` is the instant up to which files have been written; it is kept in
    `live.json`, so that a later Ticker goes on from there, and what one that was killed had begun to write is
    written again. Raises Problem where the folder holds no whole city.
    """

    def __init__(self, folder: Path) -> None:
        reached = progressed(folder)
        self.until, self._lengths = reached.until, dict(reached.lengths)
        made = generated(folder) or {}
        self._folder = folder
        self._world = build_world(made["seed"], made["scale"], datetime.fromisoformat(made["as_of"]))
        self._streams = streams(self._world)
        self._blocks: dict[tuple[str, str], list[Block]] = {}

    def append(self, until: datetime) -> list[Path]:
        """Writes what happened after the last tick and up to `until`, in the city's local time.

        Rows are added to `<dataset>_live_<day>.csv` of the day of `until`; returns the files of data sets that have
        news. An `until` that is not later than the last writes nothing. Raises Problem beyond the end of next year.
        """
        end = np.datetime64(until, "s")
        if end.astype("datetime64[D]") > self._world.clock.days[-1]:
            raise Problem(f"the demo city's calendar ends on {self._world.clock.days[-1]}", found=str(end))
        if end <= self.until:
            return []
        stamp = str(end.astype("datetime64[D]")).replace("-", "")
        files = {f"{stream.dataset}_live_{stamp}.csv": self._news(stream, end) for stream in self._streams}
        written = [self._write(name, rows) for name, rows in files.items() if rows is not None]
        self._lengths = {name: length for name, length in self._lengths.items() if name in files}
        self._forget_before(end.astype("datetime64[M]") - MONTHS_BACK)
        self.until = end
        go_on(self._folder, Progressed(end, self._lengths))
        return written

    def _news(self, stream: Stream, until: np.datetime64) -> pa.Table | None:
        news = [self._rows(stream, block, until) for block in self._watched(stream, until)]
        found = [rows for rows in news if rows is not None]
        return pa.concat_tables(found) if found else None

    def _write(self, name: str, rows: pa.Table) -> Path:
        """Adds rows to the end of the day's file, of which only what `live.json` knows of is there to stay."""
        path, length = self._folder / PORTAL / name, self._lengths.get(name, 0)
        with path.open("r+b" if length else "wb") as stream:
            stream.seek(length)
            stream.truncate()
            pc.write_csv(rows, stream, pc.WriteOptions(include_header=not length))
            self._lengths[name] = stream.tell()
        return path

    def _rows(self, stream: Stream, block: Block, until: np.datetime64) -> pa.Table | None:
        new = block.news(self.until, until)
        if not new.any():
            return None
        rows = block.publish(until).filter(pa.array(new))
        return soiled(self._world, stream.dataset, rows, block.key[new])

    def _watched(self, stream: Stream, until: np.datetime64) -> list[Block]:
        first, last = self.until.astype("datetime64[M]") - MONTHS_BACK, until.astype("datetime64[M]")
        return [block for month in np.arange(first, last + 1) for block in self._of_month(stream, month)]

    def _of_month(self, stream: Stream, month: np.datetime64) -> list[Block]:
        key = (stream.dataset, str(month))
        if key not in self._blocks:
            spans = self._world.spans(month, stream.rows_a_day(self._world))
            self._blocks[key] = [stream.block(self._world, days) for days in spans]
        return self._blocks[key]

    def _forget_before(self, month: np.datetime64) -> None:
        self._blocks = {key: blocks for key, blocks in self._blocks.items() if key[1] >= str(month)}
