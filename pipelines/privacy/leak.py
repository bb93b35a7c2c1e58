"""The leak test: attacks on a finished public file, by one who knows the rule, the internal snapshot and arithmetic.

It trusts nothing of the build: it reads the file that is about to be published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from datasets.problems import Problem
from datasets.public_edition import PublicEdition
from pipelines.metrics.record import Metric
from pipelines.privacy.asking import KEYS
from pipelines.privacy.bounds import interval, narrow, suspects, too_narrow
from pipelines.privacy.counts import floats, small
from pipelines.privacy.joint import Joint, Known, joints_of
from pipelines.privacy.protect import by_metric
from pipelines.privacy.tables import Key, Table

SAMPLE = 100
TABLES = {
    "meta": ["key", "value"],
    "metric": ["metric", "record"],
    "span": ["metric", "period", "start", "finish"],
    "cell": ["metric", *KEYS, "value", "numerator", "denominator", "n", "hidden", "state"],
    "change": ["metric", "level", "area", "period", "verdict"],
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
class Leak:
    """What an attack recovered; `node` is the count's place in the table of its fact, where it is one, and `metric`
    one that it is told by."""

    problem: Problem
    metric: str = ""
    node: int | None = None


def attack(public: Path, internal: duckdb.DuckDBPyConnection, truth: pd.DataFrame, known: Known) -> list[Leak]:
    """Everything that the attacks on a file recovered; empty where they recovered nothing."""
    with duckdb.connect(str(public), read_only=True) as con:
        texts = [*_columns(con), *_sensitive(con, known.rules), *_joins_back(con, internal), *_places(con, known.rules)]
        cells = con.execute("SELECT * FROM cell").df()
    return [*map(Leak, texts), *recovered(cells, truth, known)]


def recovered(cells: pd.DataFrame, truth: pd.DataFrame, known: Known) -> list[Leak]:
    """The cells that are shown and small, or hidden and given away by others."""
    frames, shown = by_metric(truth), by_metric(cells)
    found = [
        leak
        for one in known.shown
        if one.is_protected and one.metric.id in shown
        for leak in _small(one.metric, shown[one.metric.id], known.rules)
    ]
    for joint in joints_of(frames, known):
        found += given_away(joint, _not_told(joint, shown, frames), known.rules)
    return found


def _not_told(
    joint: Joint, shown: Mapping[str, pd.DataFrame], truth: Mapping[str, pd.DataFrame]
) -> npt.NDArray[np.bool_]:
    """The cells of a table that the file does not show."""
    gone = np.zeros(len(joint.keys), dtype=bool)
    for metric, own in joint.cells.items():
        cells = shown[metric]
        visible = pd.MultiIndex.from_frame(cells.loc[~cells.hidden, KEYS])
        gone[own] = ~pd.MultiIndex.from_frame(truth[metric][KEYS]).isin(visible)
    return gone


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


def given_away(joint: Joint, gone: npt.NDArray[np.bool_], rules: PublicEdition) -> Iterator[Leak]:
    """Differencing over areas, periods, groups and metrics, with every sum that really holds known to the attacker;
    `gone` are the cells that are not shown. What earlier editions gave away by themselves cannot be taken back."""
    table = joint.table
    hidden = table.unknown(gone)
    low, high = narrow(table, hidden)
    found = {}
    for at in np.flatnonzero(table.small & hidden):
        if too_narrow(low[at], high[at], rules.fewest):
            found[int(at)] = f"a hidden number must lie between {low[at]:g} and {high[at]:g}"
    for node in suspects(table, hidden, SAMPLE):
        if node not in found and too_narrow(*interval(table, hidden, node), rules.fewest):
            found[node] = "linear programming finds a hidden number"
    before = _given_away_before(table, list(found), rules)
    yield from (_said(joint, node, said) for node, said in found.items() if node not in before)


def _given_away_before(table: Table, nodes: list[int], rules: PublicEdition) -> set[int]:
    """Which of these counts follow from earlier editions alone, with all of this one hidden."""
    if not table.fixed.any() or not nodes:
        return set()
    hidden = ~table.fixed
    low, high = narrow(table, hidden)
    told = {node for node in nodes if too_narrow(low[node], high[node], rules.fewest)}
    return told | {
        node for node in nodes if node not in told and too_narrow(*interval(table, hidden, node), rules.fewest)
    }


def _small(metric: Metric, cells: pd.DataFrame, rules: PublicEdition) -> Iterator[Leak]:
    """Visible counts, and the other side of visible shares, that are small."""
    counts = [floats(cells.value if metric.sum is not None else cells.n)]
    if metric.denominator is not None:
        hits, all_of = floats(cells.numerator), floats(cells.denominator)
        if np.nanmax(np.abs(hits - np.round(hits)), initial=0) == 0:
            counts += [hits, all_of] + ([] if np.nanmin(all_of - hits, initial=0) < 0 else [all_of - hits])
    for at in np.flatnonzero(small(np.array(counts), rules.fewest).any(axis=0)):
        yield Leak(Problem("a small number is shown", place=_place(metric.id, tuple(cells.iloc[at][KEYS]))))


def _said(joint: Joint, node: int, what: str) -> Leak:
    """A leak at a count; one that no cell tells is named by the cell that it is left over of."""
    told = joint.table.told
    where, said = (
        (told[node][0], what)
        if told[node]
        else (told[joint.table.lines_of[node][0].total][0], f"beside its parts, {what}")
    )
    return Leak(Problem(said, place=_place(*joint.keys[where])), joint.keys[where][0], node)


def _place(metric: str, key: Key) -> str:
    return " ".join(str(part) for part in (metric, *key) if part)
