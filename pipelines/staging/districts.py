"""The district of each staged row: by key, through a finer district's parent, or by point in polygon."""

from collections.abc import Collection

import duckdb
import numpy as np
import pyarrow as pa

from datasets.dataset import DISTRICT_PREFIX, Dataset
from datasets.profile import Level
from pipelines.geography.locate import Locator
from pipelines.staging.quarantine import Quarantine

UNSPECIFIED, UNKNOWN = "unspecified", "unknown"
SAME_POINT = "p.longitude = s.longitude AND p.latitude = s.latitude"


class Districts:
    """Fills `<level>_id` of staged rows for the levels of a city, coarse to fine."""

    def __init__(self, con: duckdb.DuckDBPyConnection, levels: list[Level], locator: Locator) -> None:
        self._con, self._levels, self._locator = con, levels, locator

    def name_unknown(self, columns: Collection[str], fatal: int, quarantine: Quarantine) -> None:
        """Quarantines the district keys of `staged` that the boundaries do not know; their rows stay."""
        for level in (level.id for level in self._levels if f"{level.id}_key" in columns):
            strange = (
                f"SELECT DISTINCT {level}_key AS key FROM staged WHERE {level}_key <> '' "
                f"AND upper(trim({level}_key)) NOT IN (SELECT key FROM district_key WHERE level = '{level}')"
            )
            unknown = self._con.execute(
                f"SELECT DISTINCT record, key AS raw FROM ({strange}) AS strange "
                f"JOIN staged ON staged.{level}_key = strange.key WHERE bad & {fatal} = 0 ORDER BY record"
            ).df()
            said = unknown.assign(reason=f"{level} is not in the boundaries")
            quarantine.add_records(said, f"{level}_id", kept=True)

    def expressions(self, dataset: Dataset, columns: Collection[str], part: int) -> tuple[dict[str, str], str]:
        """SQL of each `<level>_id` over `s` (the rows of a part), and the joins that it needs.

        columns: names that `staged` has. A level that the file does not carry is NULL.
        """
        by_points = self._by_points(dataset, columns)
        self._register(by_points, columns, part)
        ids: dict[str, str] = {}
        joins = [f"LEFT JOIN located_{part} AS p ON {SAME_POINT}"] if by_points else []
        for level in reversed(self._levels):
            ids[level.id] = self._id(level, columns, by_points, ids, joins)
        return {f"{level.id}_id": ids[level.id] for level in self._levels}, " ".join(joins)

    def _by_points(self, dataset: Dataset, columns: Collection[str]) -> list[str]:
        if "longitude" not in columns or "latitude" not in columns:
            return []
        mapped = {name.removeprefix(DISTRICT_PREFIX): column for name, column in dataset.columns.items()}
        return [level.id for level in self._levels if level.id in mapped and mapped[level.id].points]

    def _register(self, levels: list[str], columns: Collection[str], part: int) -> None:
        """A table of the different points of the rows that need it, with the district of each for each level."""
        if not levels:
            return
        keyless = [f"{level}_key IS NULL" for level in levels if f"{level}_key" in columns]
        missing = " OR ".join(keyless) if len(keyless) == len(levels) else "TRUE"
        rows = self._con.execute(
            f"SELECT DISTINCT longitude, latitude FROM staged WHERE longitude IS NOT NULL AND ({missing})"
        ).fetchnumpy()
        lon, lat = (np.asarray(rows[name], dtype=float) for name in ("longitude", "latitude"))
        found = {level: self._locator.locate(level, lon, lat) for level in levels}
        located = {level: pa.array(ids, pa.string()) for level, ids in found.items()}
        table = pa.table({"longitude": lon, "latitude": lat, **located})
        self._con.register("located_points", table)
        self._con.execute(f"CREATE OR REPLACE TEMP TABLE located_{part} AS SELECT * FROM located_points")
        self._con.unregister("located_points")

    def _id(
        self,
        level: Level,
        columns: Collection[str],
        by_points: list[str],
        finer: dict[str, str],
        joins: list[str],
    ) -> str:
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
            f"LEFT JOIN district AS {alias} "
            f"ON {alias}.level = '{child.id}' AND {alias}.district_id = ({finer[child.id]})"
        )
        return f"coalesce({alias}.parent_id, '{UNSPECIFIED}')"
