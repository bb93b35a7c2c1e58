"""What happened since: small files with the rows that are new, or have something new in them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from datasets.demo.generator.blocks import Block, Stream
from datasets.demo.generator.dirt import soiled
from datasets.demo.generator.made import PORTAL, generated, go_on, went_on_until
from datasets.demo.generator.registry import streams
from datasets.demo.generator.world import build_world
from datasets.problems import Problem

MONTHS_BACK = 6


class Ticker:
    """Goes on with a generated city: the same seed, scale and events, as time passes.

    Rows of the six months before are watched for what is added to them later, such as a closing; nothing
    stays undecided for longer. `until` is the instant up to which files have been written; it is kept in
    `live.json`, so that a later Ticker goes on from there. Raises Problem where the folder holds no whole city.
    """

    def __init__(self, folder: Path) -> None:
        self.until = went_on_until(folder)
        made = generated(folder) or {}
        self._folder = folder
        self._world = build_world(made["seed"], made["scale"], datetime.fromisoformat(made["as_of"]))
        self._streams = streams(self._world)
        self._blocks: dict[tuple[str, str], list[Block]] = {}

    def append(self, until: datetime) -> list[Path]:
        """Writes what happened after the last tick and up to `until`, in the city's local time.

        One file for each data set that has news, `<dataset>_live_<instant>.csv`; returns the files. An `until` that
        is not later than the last writes nothing. Raises Problem beyond the end of next year.
        """
        end = np.datetime64(until, "s")
        if end.astype("datetime64[D]") > self._world.clock.days[-1]:
            raise Problem(f"the demo city's calendar ends on {self._world.clock.days[-1]}", found=str(end))
        if end <= self.until:
            return []
        written = [self._write(stream, end) for stream in self._streams]
        self._forget_before(end.astype("datetime64[M]") - MONTHS_BACK)
        self.until = end
        go_on(self._folder, end)
        return [path for path in written if path is not None]

    def _write(self, stream: Stream, until: np.datetime64) -> Path | None:
        news = [self._rows(stream, block, until) for block in self._watched(stream, until)]
        found = [rows for rows in news if rows is not None]
        if not found:
            return None
        stamp = str(until).replace("-", "").replace(":", "")
        path = self._folder / PORTAL / f"{stream.dataset}_live_{stamp}.csv"
        partial = path.with_suffix(".part")
        pc.write_csv(pa.concat_tables(found), partial)
        return partial.replace(path)

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
