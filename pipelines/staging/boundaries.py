"""Boundaries: one landed GeoJSON file to the districts of a level."""

import duckdb
import numpy as np
import pandas as pd
import shapely

from datasets.dataset import Dataset
from datasets.facts import DISTRICT
from datasets.landing import Landed
from datasets.problems import Problem
from datasets.profile import Level
from pipelines.geography.locate import Locator
from pipelines.geography.shapes import area_km2, label_points, on_screen, read_features, rings

from .compose import Composed, Composer
from .faults import fatal_mask
from .mapping import Header, map_header, needed_targets
from .place import Place
from .quarantine import Quarantine, bad_rows
from .stage import Staged
from .targets import Rows

TABLES = """
CREATE TABLE IF NOT EXISTS district (
  level VARCHAR, district_id VARCHAR, name_en VARCHAR, name_zh VARCHAR, parent_id VARCHAR, code VARCHAR,
  population BIGINT, area_km2 DOUBLE, rings DOUBLE[][][], label_x DOUBLE, label_y DOUBLE
);
CREATE TABLE IF NOT EXISTS district_shape (level VARCHAR, district_id VARCHAR, wkb BLOB);
"""
GAPS = {
    "unspecified": ("Not specified", "未注明"),
    "unknown": ("Not in the boundaries", "边界外编号"),
}


class BoundaryStager:
    """Fills `district` and `district_shape` for one level; one a build."""

    def __init__(self, con: duckdb.DuckDBPyConnection, levels: list[Level], place: Place) -> None:
        self._con, self._place = con, place
        self._levels = {level.id: level for level in levels}
        self._locator = Locator(con)
        self._read: dict[str, tuple[pd.DataFrame, np.ndarray]] = {}
        con.execute(TABLES)

    def stage(self, dataset: Dataset, landed: Landed, part: int) -> Staged:
        """Reads the districts of the data set's level, for `apply`; raises Problem where the file holds none."""
        properties, polygons = read_features(landed.path, landed.name)
        composed, notes = self._rows(dataset, landed, properties)
        quarantine = Quarantine(self._con, dataset.id, part, landed.name)
        frame = self._districts(composed, quarantine)
        if not len(frame):
            raise Problem(f"holds no district of {dataset.level}", place=landed.name)
        kept = polygons[frame["record"].to_numpy() - 1]
        self._read[str(dataset.level)] = (self._with_parents(dataset, frame, kept), kept)
        return Staged(len(properties), notes)

    def _rows(self, dataset: Dataset, landed: Landed, properties: list[dict]) -> tuple[Composed, tuple[str, ...]]:
        names = tuple(dict.fromkeys(name for row in properties for name in row))
        table = pd.DataFrame(
            {f"c{i}": [_text(row.get(name)) for row in properties] for i, name in enumerate(names)},
            dtype=object,
        )
        self._con.register("features", table)
        mapping = map_header(dataset, Header(names, landed.name), needed_targets(dataset, DISTRICT))
        composed = Composer(dataset, DISTRICT, mapping, Rows("features", names, {}), self._place).compose()
        self._con.execute(f"CREATE OR REPLACE TEMP TABLE staged_raw AS {composed.sql}")
        self._con.unregister("features")
        self._con.execute(
            "CREATE OR REPLACE TEMP VIEW staged AS SELECT row_number() OVER () AS record, * FROM staged_raw"
        )
        return composed, mapping.notes

    def _districts(self, composed: Composed, quarantine: Quarantine) -> pd.DataFrame:
        quarantine.add_faults(bad_rows(self._con, "staged"), composed.faults)
        frame = self._con.execute(
            f"SELECT * FROM staged WHERE bad & {fatal_mask(composed.faults)} = 0 ORDER BY record"
        ).df()
        repeated = frame[frame.duplicated("district_id")]
        said = repeated.assign(raw=repeated["district_id"], reason="same district_id as an earlier feature")
        quarantine.add_records(said[["record", "raw", "reason"]], "district_id", kept=False)
        return frame.drop_duplicates("district_id").reset_index(drop=True)

    def _with_parents(self, dataset: Dataset, frame: pd.DataFrame, polygons: np.ndarray) -> pd.DataFrame:
        parent = self._levels[str(dataset.level)].parent
        if "parent_id" in frame or not parent:
            return frame
        inside = shapely.get_coordinates(shapely.point_on_surface(polygons))
        return frame.assign(parent_id=self._locator.locate(parent, inside[:, 0], inside[:, 1]))

    def apply(self, level: str) -> None:
        """Replaces the districts of a level by those read last."""
        frame, polygons = self._read.pop(level)
        shown = on_screen(polygons)
        labels = label_points(shown)
        districts = pd.DataFrame(  # noqa: F841 (read by DuckDB under this name)
            {
                "level": level,
                "district_id": frame["district_id"],
                **{n: frame.get(n) for n in ("name_en", "name_zh", "parent_id", "code", "population")},
                "area_km2": area_km2(polygons),
                "rings": [rings(polygon) for polygon in shown],
                "label_x": labels[:, 0],
                "label_y": labels[:, 1],
            }
        )
        shapes = pd.DataFrame(  # noqa: F841 (read by DuckDB under this name)
            {"level": level, "district_id": frame["district_id"], "wkb": shapely.to_wkb(polygons)}
        )
        for table in ("district", "district_shape"):
            self._con.execute(f"DELETE FROM {table} WHERE level = ?", [level])
        self._con.execute("INSERT INTO district BY NAME SELECT * FROM districts")
        self._con.execute("INSERT INTO district_shape BY NAME SELECT * FROM shapes")
        gaps = [[level, gap, en, zh] for gap, (en, zh) in GAPS.items()]
        self._con.executemany("INSERT INTO district (level, district_id, name_en, name_zh) VALUES (?, ?, ?, ?)", gaps)


def _text(value: object) -> str | None:
    """A property as text; numbers that are whole lose their `.0`."""
    if value is None:
        return None
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
