"""The public file, read whole into memory: what pages, downloads and the data address are made of.

The file is closed before the first question: whoever asks has no database to reach.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from datasets.problems import Problem
from pipelines.privacy.rows import rows

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "threads": "1",
}


@dataclass(frozen=True)
class PublicData:
    """Everything of one public snapshot, by table."""

    snapshot: str
    meta: Mapping[str, str]
    metrics: Mapping[str, dict[str, Any]]
    tables: Mapping[str, pd.DataFrame]
    cells_by_metric: Mapping[str, pd.DataFrame]

    def cells(self, metric: str) -> pd.DataFrame:
        """The cells of a metric."""
        return self.cells_by_metric[metric]


def read_public(path: Path) -> PublicData:
    """Reads the file; raises Problem where it is no public file."""
    try:
        con = duckdb.connect(str(path), read_only=True, config=SETTINGS)
    except duckdb.Error as error:
        raise Problem("the public file does not open", place=path.name) from error
    with con:
        con.execute("SET lock_configuration = true")
        names = [row[0] for row in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        tables: dict[str, Any] = {name: con.execute(f'SELECT * FROM "{name}"').df() for name in names}
    if "cell" not in tables:
        raise Problem("this is no public file", place=path.name)
    cells = {str(metric): frame for metric, frame in tables["cell"].groupby("metric", sort=False)}
    meta = dict(zip(tables["meta"].key, tables["meta"].value, strict=True))
    records = {row.metric: json.loads(row.record) for row in rows(tables["metric"])}
    return PublicData(path.stem, meta, records, tables, cells)
