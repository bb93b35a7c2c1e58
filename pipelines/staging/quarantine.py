"""Rows and values set aside, with file, line, reason and text: nothing is dropped in silence."""

from collections.abc import Callable
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from datasets.problems import Problem
from pipelines.staging.dialect import Dialect, wrong_encoding
from pipelines.staging.faults import BLANK, Fault, fatal_mask
from pipelines.staging.formats import forget_rejects

REJECT_REASONS = {
    "MISSING COLUMNS": "the row has fewer columns than the header",
    "TOO MANY COLUMNS": "the row has more columns than the header",
    "UNQUOTED VALUE": "a quote is opened and not closed",
    "LINE SIZE OVER MAXIMUM": "the line is longer than two megabytes",
    "INVALID ENCODING": "the row is not in the file's encoding",
    "INVALID STATE": "a quoted text is followed by other text",
}
COLUMNS = """(
  dataset VARCHAR, part INTEGER, file VARCHAR, line BIGINT, field VARCHAR, reason VARCHAR, raw VARCHAR, kept BOOLEAN
)"""
TABLE = f"CREATE TABLE IF NOT EXISTS quarantine {COLUMNS}"
WAITING = f"CREATE OR REPLACE TEMP TABLE set_aside {COLUMNS}"
MOSTLY = 0.2
FEW = 10


@dataclass(frozen=True)
class Source:
    """The published file that rows come from, and how many of its lines are left out before them."""

    part: int
    file: str
    skipped: int = 0


class Quarantine:
    """Collects what one file's staging set aside in `set_aside`, until the build takes the data set in.

    lines: gives the lines of an array of records; without it a record's line is its number.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, dataset_id: str, source: Source) -> None:
        self._con, self._dataset, self.source = con, dataset_id, source
        self.lines: Callable[[np.ndarray], np.ndarray] = np.asarray

    def rejects(self) -> pd.DataFrame:
        """Lines that the reader could not split: line, reason, raw; one row a line. Forgets them in the reader."""
        try:
            frame = self._con.execute(
                "SELECT line::BIGINT AS line, min(error_type::VARCHAR) AS error, "
                "trim(any_value(csv_line), chr(10) || chr(13)) AS raw FROM reject_errors GROUP BY line ORDER BY line"
            ).df()
        except duckdb.CatalogException:
            return pd.DataFrame({"line": np.array([], np.int64), "reason": [], "raw": []})
        forget_rejects(self._con)
        frame["reason"] = frame.pop("error").map(lambda error: REJECT_REASONS.get(error, error.lower()))
        return frame

    def add(self, frame: pd.DataFrame, field: str | None, kept: bool) -> int:
        """Adds rows of a frame with line, reason and raw; returns how many."""
        if len(frame):
            rows = frame.assign(  # noqa: F841 (read by DuckDB under this name)
                line=frame["line"] + self.source.skipped,
                dataset=self._dataset,
                part=self.source.part,
                file=self.source.file,
                field=field,
                kept=kept,
            )
            self._con.execute(
                "INSERT INTO set_aside SELECT dataset, part, file, line, field, reason, raw, kept FROM rows"
            )
        return len(frame)

    def add_records(self, frame: pd.DataFrame, field: str, kept: bool) -> int:
        """Adds rows of a frame with record, reason and raw; returns how many."""
        lines = self.lines(frame["record"].to_numpy(dtype=np.int64))
        return self.add(frame.drop(columns="record").assign(line=lines), field, kept)

    def add_faults(self, bad: pd.DataFrame, faults: list[Fault]) -> None:
        """Adds each fault of the rows in `bad` (record, bad, raw)."""
        if not len(bad):
            return
        lines = self.lines(bad["record"].to_numpy(dtype=np.int64))
        masks, raw = bad["bad"].to_numpy(dtype=np.int64), bad["raw"].to_numpy()
        out = (masks & fatal_mask(faults)) != 0
        for bit, fault in enumerate(faults):
            hit = (masks & (1 << bit)) != 0
            for kept in (False, True):
                chosen = hit & (out != kept)
                if chosen.any():
                    frame = pd.DataFrame({"line": lines[chosen], "raw": raw[chosen], "reason": fault.reason})
                    self.add(frame, fault.field, kept)


def bad_rows(con: duckdb.DuckDBPyConnection, table: str) -> pd.DataFrame:
    """The rows of a staged table with a fault: record, bad, raw."""
    return con.execute(f"SELECT record, bad, raw FROM {table} WHERE bad <> 0 AND bad <> {BLANK} ORDER BY record").df()


def refuse_mostly_broken(dialect: Dialect, total: int, rejects: pd.DataFrame, place: str) -> None:
    """Raises Problem where more than a fifth of the lines cannot be split: then the YAML is wrong, not the rows."""
    if not len(rejects):
        return
    lost = len(rejects)
    if lost <= max(FEW, MOSTLY * (total + lost)) and total:
        return
    reason = rejects["reason"].mode()[0]
    if reason == REJECT_REASONS["INVALID ENCODING"]:
        raise wrong_encoding(dialect.name, dialect.encoding, int(rejects["line"].iloc[0]), 0, place)
    short = reason == REJECT_REASONS["MISSING COLUMNS"]
    raise Problem(
        f"{lost} of {total + lost} rows cannot be read: {reason}",
        place=f"{dialect.name}, line {rejects['line'].iloc[0]}",
        found=str(rejects["raw"].iloc[0])[:80],
        meant=f"read.short_rows: pad in {place}" if short else None,
    )


def refuse_mostly_faulty(name: str, total: int, bad: pd.DataFrame, faults: list[Fault]) -> None:
    """Raises Problem where more than a fifth of the rows are kept out by their values."""
    fatal = fatal_mask(faults)
    out = bad[(bad["bad"].to_numpy(dtype=np.int64) & fatal) != 0]
    if not len(out) or (len(out) <= max(FEW, MOSTLY * total) and len(out) < total):
        return
    counts = {f.reason: ((out["bad"] & (1 << i)) != 0).sum() for i, f in enumerate(faults) if f.fatal}
    worst = max(counts, key=lambda reason: counts[reason])
    raise Problem(
        f"{len(out)} of {total} rows cannot be read: {worst}", place=name, found=str(out["raw"].iloc[0])[:120]
    )
