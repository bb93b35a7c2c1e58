"""The base map: one landed GeoJSON file to the water, parks, roads, rails and stations behind the districts."""

import duckdb
import numpy as np
import pandas as pd
import shapely

from datasets.dataset import Dataset
from datasets.landing import Landed
from datasets.problems import Problem
from pipelines.building.database import count_of
from pipelines.geography.mercator import to_mercator
from pipelines.geography.shapes import read_shapes, rings, strokes
from pipelines.staging.features import FeatureReader, Features
from pipelines.staging.place import Place
from pipelines.staging.stage import Staged

TABLES = """
CREATE TABLE IF NOT EXISTS base_map (
  dataset VARCHAR, layer VARCHAR, name_en VARCHAR, name_zh VARCHAR, shape VARCHAR, rings DOUBLE[][][]
);
"""
LAYERS = ("water", "stream", "park", "road", "rail", "metro", "station")
SHAPES = {
    **dict.fromkeys(("Polygon", "MultiPolygon"), "area"),
    **dict.fromkeys(("LineString", "MultiLineString"), "line"),
    **dict.fromkeys(("Point", "MultiPoint"), "point"),
}
TOLERANCE_M = 20.0


class BaseMapStager:
    """Fills `base_map` for one data set; one a build."""

    def __init__(self, con: duckdb.DuckDBPyConnection, place: Place) -> None:
        self._con = con
        self._features = FeatureReader(con, place)
        self._read: dict[str, tuple[pd.DataFrame, np.ndarray]] = {}
        con.execute(TABLES)

    def stage(self, dataset: Dataset, landed: Landed, part: int) -> Staged:
        """Reads the data set's features, for `apply`; raises Problem where the file holds none of a known layer."""
        properties, shapes = read_shapes(landed.path, landed.name)
        features = self._known(self._features.read(dataset, landed, part, properties), shapes)
        if not len(features.frame):
            raise Problem(f"holds no feature of the layers {', '.join(LAYERS)}", place=landed.name)
        self._read[dataset.id] = (features.frame, shapes[features.frame["record"].to_numpy() - 1])
        return Staged(len(properties), features.notes)

    def rows(self, dataset: Dataset) -> int:
        """How many features the base map has from the data set."""
        return count_of(self._con, "base_map WHERE dataset = ?", [dataset.id])

    def apply(self, dataset: Dataset) -> None:
        """Replaces the data set's features by those of the file read last."""
        frame, shapes = self._read.pop(dataset.id)
        drawn = _on_screen(shapes)
        features = pd.DataFrame(  # noqa: F841 (read by DuckDB under this name)
            {
                "dataset": dataset.id,
                "layer": frame["layer"],
                **{name: frame.get(name) for name in ("name_en", "name_zh")},
                "shape": [SHAPES[shape.geom_type] for shape in drawn],
                "rings": [_parts(shape) for shape in drawn],
            }
        )
        self._con.execute("DELETE FROM base_map WHERE dataset = ?", [dataset.id])
        self._con.execute("INSERT INTO base_map BY NAME SELECT * FROM features")

    def _known(self, features: Features, shapes: np.ndarray) -> Features:
        strange = ~features.frame["layer"].isin(LAYERS)
        features = features.set_aside(strange, "layer", f"not a layer of the base map ({', '.join(LAYERS)})")
        mixed = pd.Series(
            [shapes[record - 1].geom_type not in SHAPES for record in features.frame["record"]], dtype=bool
        )
        return features.set_aside(mixed, "layer", "its shape is not an area, a line or a point")


def _on_screen(shapes: np.ndarray) -> np.ndarray:
    """The shapes in Web Mercator metres, simplified by TOLERANCE_M."""
    return shapely.simplify(shapely.transform(shapes, to_mercator), TOLERANCE_M)


def _parts(shape: shapely.Geometry) -> list[list[list[float]]]:
    return rings(shape) if SHAPES[shape.geom_type] == "area" else strokes(shape)
