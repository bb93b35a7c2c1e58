"""The standards as temporary tables of a build, for the models to join to."""

from __future__ import annotations

from datetime import date

import duckdb

from pipelines.standards.aqi import factor, segments
from pipelines.standards.reading import nowcast, pollutants, schemes

TABLES = """
CREATE OR REPLACE TEMP TABLE standard_pollutant (pollutant VARCHAR, name_en VARCHAR, name_zh VARCHAR);
CREATE OR REPLACE TEMP TABLE standard_version (
  standard VARCHAR, scheme VARCHAR, effective_from DATE, effective_until DATE, index_rounding VARCHAR,
  concentration_rounding VARCHAR, area VARCHAR, primary_above INTEGER, hours INTEGER, window_hours INTEGER,
  first_window INTEGER, last_window INTEGER, windows INTEGER, stations_pct DOUBLE, required VARCHAR[]
);
CREATE OR REPLACE TEMP TABLE standard_measure (
  standard VARCHAR, pollutant VARCHAR, averaging VARCHAR, factor DOUBLE, decimals INTEGER, top DOUBLE,
  open_ended BOOLEAN
);
CREATE OR REPLACE TEMP TABLE standard_segment (
  standard VARCHAR, pollutant VARCHAR, averaging VARCHAR, low DOUBLE, high DOUBLE, index_low INTEGER, index_high INTEGER
);
CREATE OR REPLACE TEMP TABLE standard_band (scheme VARCHAR, band INTEGER, upto INTEGER);
CREATE OR REPLACE TEMP TABLE standard_nowcast (
  hours INTEGER, least_weight DOUBLE, newest_hours INTEGER, newest_needed INTEGER, decimals INTEGER
);
"""
NEVER = date(9999, 12, 31)


def list_standards(con: duckdb.DuckDBPyConnection) -> None:
    """Fills the tables `standard_*`; `effective_until` is the day on which the next version takes effect."""
    con.execute(TABLES)
    _insert(con, "pollutant", [(name, p.names["en"], p.names["zh"]) for name, p in pollutants().items()])
    _insert(con, "version", _versions())
    _insert(con, "measure", _measures())
    _insert(con, "segment", _segments())
    bands = [
        (name, place, band.upto) for name, scheme in schemes().items() for place, band in enumerate(scheme.bands, 1)
    ]
    _insert(con, "band", bands)
    now = nowcast()
    _insert(con, "nowcast", [(now.hours, now.least_weight, now.newest_hours, now.newest_needed, now.decimals)])


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: list[tuple]) -> None:
    row = f"({', '.join('?' * len(rows[0]))})"
    values = [value for each in rows for value in each]
    con.execute(f"INSERT INTO standard_{table} VALUES {', '.join([row] * len(rows))}", values)


def _versions() -> list[tuple]:
    rows = []
    for name, scheme in schemes().items():
        until = [version.effective_from for version in scheme.versions[1:]] + [NEVER]
        for version, end in zip(scheme.versions, until, strict=True):
            rules = (scheme.index_rounding, scheme.concentration_rounding, scheme.area, scheme.primary_above)
            day = (*version.day.model_dump(exclude={"required"}).values(), list(version.day.required))
            rows.append((version.id, name, version.effective_from, end, *rules, *day))
    return rows


def _measures() -> list[tuple]:
    return [
        (version.id, m.pollutant, m.averaging, factor(m), m.decimals, m.upper[-1], m.open_ended)
        for scheme in schemes().values()
        for version in scheme.versions
        for m in version.measures
    ]


def _segments() -> list[tuple]:
    return [
        (version.id, measure.pollutant, measure.averaging, *segment)
        for scheme in schemes().values()
        for version in scheme.versions
        for measure in version.measures
        for segment in segments(measure, scheme.form)
    ]
