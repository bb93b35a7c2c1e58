"""Boundaries: one landed GeoJSON file to the districts of a level."""

import duckdb
import numpy as np
import pandas as pd
import shapely

from datasets.dataset import Dataset
from datasets.landing import Landed
from datasets.problems import Problem
from datasets.profile import Level
from pipelines.building.database import count_of
from pipelines.geography.locate import Locator
from pipelines.geography.shapes import area_km2, label_points, on_screen, read_polygons, rings
from pipelines.staging.features import FeatureReader
from pipelines.staging.place import Place
from pipelines.staging.stage import Staged

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
    """Fills `district` and `district_shape` for one level; one a build, which shares its locator."""

    def __init__(self, con: duckdb.DuckDBPyConnection, levels: list[Level], place: Place, locator: Locator) -> None:
        self._con, self._locator = con, locator
        self._features = FeatureReader(con, place)
        self._levels = {level.id: level for level in levels}
        self._read: dict[str, tuple[pd.DataFrame, np.ndarray]] = {}
        con.execute(TABLES)

    def stage(self, dataset: Dataset, landed: Landed, part: int) -> Staged:
        """Reads the districts of the data set's level, for `apply`; raises Problem where the file holds none."""
        properties, polygons = read_polygons(landed.path, landed.name)
        features = self._features.read(dataset, landed, part, properties)
        repeated = features.frame.duplicated("district_id")
        frame = features.set_aside(repeated, "district_id", "same district_id as an earlier feature").frame
        if not len(frame):
            raise Problem(f"holds no district of {dataset.level}", place=landed.name)
        kept = polygons[frame["record"].to_numpy() - 1]
        self._read[dataset.id] = (self._with_parents(dataset, frame, kept), kept)
        return Staged(len(properties), features.notes)

    def rows(self, dataset: Dataset) -> int:
        """How many districts the data set's level has."""
        return count_of(self._con, "district WHERE level = ? AND rings IS NOT NULL", [dataset.level])

    def _with_parents(self, dataset: Dataset, frame: pd.DataFrame, polygons: np.ndarray) -> pd.DataFrame:
        parent = self._levels[str(dataset.level)].parent
        if "parent_id" in frame or not parent:
            return frame
        inside = shapely.get_coordinates(shapely.point_on_surface(polygons))
        return frame.assign(parent_id=self._locator.locate(parent, inside[:, 0], inside[:, 1]))

    def apply(self, dataset: Dataset) -> None:
        """Replaces the districts of the data set's level by those read last."""
        level = dataset.level
        frame, polygons = self._read.pop(dataset.id)
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
        self._locator.forget()
