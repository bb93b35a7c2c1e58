"""What was set aside when the published snapshot was read: rows kept out, and values of rows that were kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from datasets.catalogue import City
from datasets.problems import Problem, did_you_mean
from pipelines.snapshot import SnapshotStore

COLUMNS = ("dataset", "file", "line", "field", "reason", "raw", "kept")


@dataclass(frozen=True)
class SetAside:
    """`frame` has dataset, file, line (from 1), field, reason, raw and kept (the row stays, its value does not);
    `total` counts all of them, also those beyond the limit."""

    frame: pd.DataFrame
    total: int


def set_aside(city: City, home: Path, dataset: str | None = None, limit: int | None = None) -> SetAside:
    """By data set, file and line; raises Problem for an unknown data set and where nothing is published."""
    if dataset is not None and dataset not in city.datasets:
        meant = did_you_mean(dataset, city.datasets)
        raise Problem(f"{city.id} has no such data set", found=dataset, meant=meant)
    with duckdb.connect(str(SnapshotStore(home, city.id).current().path), read_only=True) as connection:
        asked = "from quarantine where dataset = coalesce(?, dataset)"
        total = connection.execute(f"select count(*) {asked}", [dataset]).fetchall()[0][0]
        rows = f"select {', '.join(COLUMNS)} {asked} order by dataset, file, line, field limit ?"
        return SetAside(connection.execute(rows, [dataset, limit]).df(), total)
