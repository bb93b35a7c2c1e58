"""Where a record stands in its file: the line that a quarantined row is found at."""

import csv
from bisect import bisect_left

import numpy as np

from pipelines.staging.dialect import Dialect


def line_numbers(dialect: Dialect, records: np.ndarray, total: int, rejected: list[int]) -> np.ndarray:
    """1-based lines of `records` (1-based, among the `total` rows read), given the lines that were rejected.

    Where no record spans lines this is arithmetic; otherwise the file is read once more, up to the last of them.
    """
    if not len(records):
        return np.zeros(0, dtype=np.int64)
    if _count_lines(dialect) == dialect.header_line + total + len(rejected):
        return _shifted(dialect.header_line + np.asarray(records), sorted(rejected))
    return _walked(dialect, np.asarray(records), set(rejected))


def _count_lines(dialect: Dialect) -> int:
    ends, last = 0, b""
    with dialect.path.open("rb") as stream:
        while chunk := stream.read(1 << 22):
            ends += chunk.count(b"\n") or chunk.count(b"\r")
            last = chunk
    return ends + (not last.endswith((b"\n", b"\r")))


def _shifted(lines: np.ndarray, rejected: list[int]) -> np.ndarray:
    moved = lines.copy()
    for index, line in enumerate(lines):
        step = bisect_left(rejected, line + 1)
        while step != bisect_left(rejected, line + step + 1):
            step = bisect_left(rejected, line + step + 1)
        moved[index] = line + step
    return moved


def _walked(dialect: Dialect, records: np.ndarray, rejected: set[int]) -> np.ndarray:
    starts, wanted, last = {}, set(records.tolist()), int(records.max())
    codec = "utf-8-sig" if dialect.encoding.lower() in ("utf-8", "utf8") else dialect.encoding
    with dialect.path.open(newline="", encoding=codec, errors="replace") as stream:
        for _ in range(dialect.skip):
            stream.readline()
        reader = csv.reader(stream, delimiter=dialect.delimiter, quotechar=dialect.quote)
        record, before = -1, 0
        for row in reader:
            line, before = dialect.skip + before + 1, reader.line_num
            if not row or line in rejected:
                continue
            record += 1
            if record in wanted:
                starts[record] = line
            if record >= last:
                break
    return np.array([starts.get(record, 0) for record in records.tolist()], dtype=np.int64)
