"""Which of a column's date formats a file uses: that one is tried first, because a format that fails is slow."""

from dataclasses import replace

import duckdb

from pipelines.staging.dialect import Dialect
from pipelines.staging.mapping import Mapping
from pipelines.staging.scan import scan
from pipelines.staging.typed import moment

SAMPLE_ROWS = 2000


def with_own_formats_first(con: duckdb.DuckDBPyConnection, dialect: Dialect, mapping: Mapping) -> Dialect:
    """`dialect` with each column's formats ordered by how many of the file's first rows they read."""
    ordered = {}
    for mapped in mapping.found:
        formats = mapped.column.formats
        if len(formats) > 1 and not mapped.column.sql:
            ordered[mapped.target] = _ordered(con, dialect, mapped.positions, tuple(formats))
    return replace(dialect, formats=ordered)


def _ordered(
    con: duckdb.DuckDBPyConnection, dialect: Dialect, positions: tuple[int, ...], formats: tuple[str, ...]
) -> tuple[str, ...]:
    text = " || ' ' || ".join(f"trim(c{position})" for position in positions)
    hits = ", ".join(f"count({moment('text', (form,))})" for form in formats)
    sample = f"SELECT {text} AS text FROM {scan(dialect)} LIMIT {SAMPLE_ROWS}"
    counts = con.execute(f"SELECT {hits} FROM ({sample})").fetchone() or ()
    forget_rejects(con)
    return tuple(form for _, form in sorted(zip(counts, formats, strict=True), key=lambda pair: -pair[0]))


def forget_rejects(con: duckdb.DuckDBPyConnection) -> None:
    """Drops what earlier scans of this connection have set aside."""
    con.execute("DROP TABLE IF EXISTS reject_errors")
    con.execute("DROP TABLE IF EXISTS reject_scans")
