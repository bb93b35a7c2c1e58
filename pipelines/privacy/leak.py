"""The leak test: attacks on a finished public file, by one who knows the rule, the internal snapshot and arithmetic.

It trusts nothing of the build: it reads the file that is about to be published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from datasets.problems import Problem
from datasets.public_edition import PublicEdition
from pipelines.metrics.record import Metric
from pipelines.privacy.asking import KEYS, Shown
from pipelines.privacy.bounds import interval, narrow, suspects, too_narrow
from pipelines.privacy.counts import floats, is_protected, protected_counts, small
from pipelines.privacy.protect import table_of
from pipelines.privacy.tables import Key, Sums, Table, months_of

SAMPLE = 25
Mask = npt.NDArray[np.bool_]
TABLES = {
    "meta": ["key", "value"],
    "metric": ["metric", "record"],
    "span": ["metric", "period", "start", "finish"],
    "cell": ["metric", *KEYS, "value", "numerator", "denominator", "n", "hidden", "state"],
    "change": ["metric", "level", "area", "period", "previous", "verdict", "words_en", "words_zh"],
    "area": ["level", "area", "name_en", "name_zh", "parent_id", "label_x", "label_y", "rings"],
    "base_map": ["layer", "shape", "rings"],
    "named": ["by", "fact", "grp", "name_en", "name_zh"],
    "place": ["kind", "x", "y", "n"],
    "source": ["metric", "dataset", "name_en", "name_zh", "publisher", "licence", "last_date", "state"],
    "effect": ["metric", "cells", "small", "complements", "not_named"],
}
SECRETS = {
    "ticket": ("ticket_id", "address", "note", "caller_hash"),
    "incident": ("incident_id",),
    "call": ("call_id",),
    "payment": ("payment_id", "vendor"),
}
LONG_ENOUGH = 4
"""Texts shorter than this (numbers of the day, of a block) stand everywhere and give nobody away."""


@dataclass(frozen=True)
class Known:
    """What the attacker knows beside the file: metrics and periods, which district lies in which, and the rule."""

    shown: Sequence[Shown]
    parents: Mapping[tuple[str, str], tuple[str, str]]
    rules: PublicEdition


@dataclass(frozen=True)
class Leak:
    """What an attack recovered; `key` is the cell, where it is one."""

    problem: Problem
    metric: str = ""
    key: Key | None = None


def attack(public: Path, internal: duckdb.DuckDBPyConnection, truth: pd.DataFrame, known: Known) -> list[Leak]:
    """Everything that the attacks on a file recovered; empty where they recovered nothing."""
    with duckdb.connect(str(public), read_only=True) as con:
        texts = [*_columns(con), *_sensitive(con, known.rules), *_joins_back(con, internal), *_places(con, known.rules)]
        cells = con.execute("SELECT * FROM cell").df()
    return [*map(Leak, texts), *recovered(cells, truth, known)]


def recovered(cells: pd.DataFrame, truth: pd.DataFrame, known: Known) -> list[Leak]:
    """The cells that are shown and small, or hidden and given away by others."""
    found: list[Leak] = []
    for one in known.shown:
        its, true = (frame[frame.metric == one.metric.id].reset_index(drop=True) for frame in (cells, truth))
        if is_protected(one.metric) and len(its):
            found += _numbers(one, its, true, known)
    return found


def _columns(con: duckdb.DuckDBPyConnection) -> Iterator[Problem]:
    """Tables and columns by name: nothing that is not on the list."""
    rows = con.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal").fetchall()
    for table, column in rows:
        if column not in TABLES.get(table, ()):
            yield Problem("the public file has a column that is not on the list", found=f"{table}.{column}")


def _sensitive(con: duckdb.DuckDBPyConnection, rules: PublicEdition) -> Iterator[Problem]:
    for table in ("cell", "named"):
        rows = con.execute(f"SELECT DISTINCT grp FROM {table} WHERE grp = ANY(?)", [list(rules.sensitive)]).fetchall()
        yield from (Problem("a sensitive category is named", place=table, found=row[0]) for row in rows)


def _joins_back(con: duckdb.DuckDBPyConnection, internal: duckdb.DuckDBPyConnection) -> Iterator[Problem]:
    """No text of the public file is an internal key, address, note or hash."""
    said = sorted(_texts(con))
    for fact, columns in SECRETS.items():
        for column in columns:
            sql = (
                f"SELECT DISTINCT {column} FROM {fact} SEMI JOIN (SELECT unnest(?) AS said) ON said = {column} LIMIT 3"
            )
            for row in internal.execute(sql, [said]).fetchall():
                yield Problem("the public file holds an internal text", place=f"{fact}.{column}", found=row[0])


def _texts(con: duckdb.DuckDBPyConnection) -> set[str]:
    found: set[str] = set()
    columns = con.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND data_type = 'VARCHAR'"
    ).fetchall()
    for table, column in columns:
        rows = con.execute(
            f'SELECT DISTINCT "{column}" FROM "{table}" WHERE length("{column}") >= {LONG_ENOUGH}'
        ).fetchall()
        found |= {row[0] for row in rows}
    return found


def _places(con: duckdb.DuckDBPyConnection, rules: PublicEdition) -> Iterator[Problem]:
    few = con.execute("SELECT kind, x, y, n FROM place WHERE n < ?", [rules.fewest]).fetchall()
    yield from (Problem("a square of the map holds too few rows", place=str(row[:3]), found=row[3]) for row in few)
    fine = con.execute("SELECT count(*) FROM place WHERE (x * 2) % ? <> 0 OR (y * 2) % ? <> 0", [rules.grid_m] * 2)
    if (fine.fetchone() or (0,))[0]:
        yield Problem("a place is not the middle of a square")


def _numbers(one: Shown, cells: pd.DataFrame, truth: pd.DataFrame, known: Known) -> list[Leak]:
    """Differencing over areas, periods and groups, with every sum that really holds known to the attacker."""
    rules = known.rules
    visible = set(cells[~cells.hidden][KEYS].itertuples(index=False, name=None))
    hidden = np.array([key not in visible for key in truth[KEYS].itertuples(index=False, name=None)])
    counts = np.array(protected_counts(one.metric, truth)[:1])
    sums = Sums(months_of(one.windows), known.parents, one.metric.stock is not None)
    table = table_of(truth, counts, sums)
    worth = hidden & small(counts, rules.fewest).any(axis=0)
    low, high = narrow(table, hidden)
    return [
        *(_said(cells, at, "a small number is shown") for at in _small(one.metric, cells, rules)),
        *(
            _said(truth, int(at), f"a hidden number must lie between {low[at]:g} and {high[at]:g}")
            for at in np.flatnonzero(worth)
            if too_narrow(low[at], high[at], rules.fewest)
        ),
        *(_said(truth, at, "linear programming finds a hidden number") for at in _solved(table, worth, hidden, rules)),
    ]


def _small(metric: Metric, cells: pd.DataFrame, rules: PublicEdition) -> list[int]:
    """Visible counts, and the other side of visible shares, that are small."""
    counts = [_counted(metric, cells)]
    if metric.denominator is not None:
        hits, all_of = floats(cells.numerator), floats(cells.denominator)
        if np.nanmax(np.abs(hits - np.round(hits)), initial=0) == 0:
            counts += [hits, all_of] + ([] if np.nanmin(all_of - hits, initial=0) < 0 else [all_of - hits])
    return [int(at) for at in np.flatnonzero(small(np.array(counts), rules.fewest).any(axis=0))]


def _counted(metric: Metric, cells: pd.DataFrame) -> npt.NDArray[np.float64]:
    return floats(cells.value if metric.sum is not None else cells.n)


def _solved(table: Table, worth: Mask, hidden: Mask, rules: PublicEdition) -> list[int]:
    ends = {cell: interval(table, hidden, cell) for cell in suspects(table, hidden, worth, SAMPLE)}
    return [cell for cell, found in ends.items() if found is not None and too_narrow(*found, rules.fewest)]


def _said(cells: pd.DataFrame, at: int, what: str) -> Leak:
    row = cells.iloc[at]
    place = " ".join(str(row[key]) for key in ("metric", *KEYS) if row[key])
    return Leak(Problem(what, place=place), row["metric"], tuple(row[KEYS]))
