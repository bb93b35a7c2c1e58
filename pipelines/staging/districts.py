"""The district of each staged row: by key, through a finer district's parent, or by point in polygon."""

import duckdb
import numpy as np
import pyarrow as pa

from datasets.dataset import DISTRICT_PREFIX, Dataset
from datasets.profile import Level
from pipelines.geography.locate import Locator

UNSPECIFIED, UNKNOWN = "unspecified", "unknown"
POINTS = "located"


class Districts:
    """Fills `<level>_id` of staged rows for the levels of a city, coarse to fine."""

    def __init__(self, con: duckdb.DuckDBPyConnection, levels: list[Level], locator: Locator) -> None:
        self._con, self._levels, self._locator = con, levels, locator

    def expressions(self, dataset: Dataset, columns: dict[str, str]) -> tuple[dict[str, str], str]:
        """SQL of each `<level>_id` over `s` (staged rows), and the joins that it needs.

        columns: names that the staged table has. A level that the file does not carry is NULL.
        """
        by_points = self._by_points(dataset, columns)
        self._register(by_points, columns)
        ids, joins = {}, []
        for level in reversed(self._levels):
            ids[level.id] = self._id(level, columns, by_points, ids, joins)
        if by_points:
            joins.append(f"LEFT JOIN {POINTS} AS p ON p.record = s.record")
        return {f"{level.id}_id": ids[level.id] for level in self._levels}, " ".join(joins)

    def _by_points(self, dataset: Dataset, columns: dict[str, str]) -> list[str]:
        if "longitude" not in columns or "latitude" not in columns:
            return []
        mapped = {name.removeprefix(DISTRICT_PREFIX): column for name, column in dataset.columns.items()}
        return [level.id for level in self._levels if level.id in mapped and mapped[level.id].points]

    def _register(self, levels: list[str], columns: dict[str, str]) -> None:
        """A table of the rows that need it: record and the district of its point for each level."""
        if not levels:
            return
        keyless = [f"{level}_key IS NULL" for level in levels if f"{level}_key" in columns]
        missing = " OR ".join(keyless) if len(keyless) == len(levels) else "TRUE"
        rows = self._con.execute(
            f"SELECT record, longitude, latitude FROM staged WHERE longitude IS NOT NULL AND ({missing})"
        ).fetchnumpy()
        lon, lat = (np.asarray(rows[name], dtype=float) for name in ("longitude", "latitude"))
        found = {level: self._locator.locate(level, lon, lat) for level in levels}
        table = pa.table(
            {"record": rows["record"], **{k: pa.array(v, pa.string()) for k, v in found.items()}}
        )
        self._con.register("located_points", table)
        self._con.execute(f"CREATE OR REPLACE TEMP TABLE {POINTS} AS SELECT * FROM located_points")
        self._con.unregister("located_points")

    def _id(self, level: Level, columns, by_points, finer: dict[str, str], joins: list[str]) -> str:
        key, name = f"s.{level.id}_key", level.id
        located = f"p.{name}" if name in by_points else "NULL"
        if f"{name}_key" in columns:
            joins.append(
                f"LEFT JOIN district_key AS k_{name} ON k_{name}.level = '{name}' AND k_{name}.key = upper(trim({key}))"
            )
            known = f"coalesce(k_{name}.district_id, '{UNKNOWN}')"
            return f"CASE WHEN trim({key}) <> '' THEN {known} ELSE coalesce({located}, '{UNSPECIFIED}') END"
        if name in by_points:
            return f"coalesce({located}, '{UNSPECIFIED}')"
        return self._through_child(level, finer, joins)

    def _through_child(self, level: Level, finer: dict[str, str], joins: list[str]) -> str:
        child = next((c for c in self._levels if c.parent == level.id and finer.get(c.id) != "NULL"), None)
        if child is None:
            return "NULL"
        alias = f"c_{level.id}"
        joins.append(
            f"LEFT JOIN district AS {alias} ON {alias}.level = '{child.id}' AND {alias}.district_id = ({finer[child.id]})"
        )
        return f"coalesce({alias}.parent_id, '{UNSPECIFIED}')"
