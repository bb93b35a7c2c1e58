"""Shapes are mended, simplified with their borders shared, and found by point."""

import json
from pathlib import Path

import duckdb
import numpy as np
import pytest
import shapely

from datasets.problems import Problem
from pipelines.geography.locate import Locator
from pipelines.geography.mercator import to_mercator, x_sql, y_sql
from pipelines.geography.shapes import MAX_VERTICES, area_km2, on_screen, read_polygons, rings
from pipelines.staging.boundaries import TABLES


def collection(*geometries: dict) -> str:
    features = [{"type": "Feature", "properties": {"id": i}, "geometry": g} for i, g in enumerate(geometries)]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_a_shape_that_crosses_itself_is_mended(tmp_path: Path) -> None:
    bow_tie = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    path = tmp_path / "bow.geojson"
    path.write_text(collection(bow_tie))
    _, (mended,) = read_polygons(path, path.name)
    assert mended.is_valid
    assert mended.area == pytest.approx(0.5)


@pytest.mark.parametrize(("text", "said"), [("<html>", "is not a GeoJSON"), ('{"features": []}', "holds no features")])
def test_what_is_no_geojson_is_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "wards.geojson"
    path.write_text(text)
    with pytest.raises(Problem, match=rf"^wards\.geojson: {said}"):
        read_polygons(path, path.name)


def test_simplified_shapes_stay_within_their_vertices_and_share_borders() -> None:
    wave = np.column_stack([0.01 * np.sin(np.linspace(0, 60, 3000)) + 0.5, np.linspace(0, 1, 3000)])
    left = shapely.Polygon([[0, 0], *wave.tolist(), [0, 1]])
    right = shapely.Polygon([*wave.tolist(), [1, 1], [1, 0]])
    shown = on_screen(np.array([left, right]))
    assert shapely.get_num_coordinates(shown).max() <= MAX_VERTICES
    assert shapely.area(shapely.intersection(shown[0], shown[1])) == pytest.approx(0, abs=1e-3)
    assert shapely.union_all(shown).geom_type == "Polygon" or len(shapely.get_parts(shapely.union_all(shown))) == 1
    assert all(ring[0] == ring[-1] for shape in shown for ring in rings(shape))


def test_areas_are_those_of_the_globe() -> None:
    degree = shapely.box(10, 45, 10.1, 45.1)
    assert area_km2(np.array([degree]))[0] == pytest.approx(11.132 * 11.132 * np.cos(np.radians(45.05)), rel=0.01)


def test_sql_and_numpy_project_alike() -> None:
    lon, lat = -73.97, 40.78
    (found,) = duckdb.sql(f"SELECT {x_sql(str(lon))}, {y_sql(str(lat))}").fetchall()
    assert found == pytest.approx(to_mercator(np.array([[lon, lat]]))[0])


def test_points_are_found_as_a_scan_of_all_shapes_finds_them() -> None:
    boxes = {f"{x}{y}": shapely.box(x, y, x + 1, y + 1) for x in range(4) for y in range(4)}
    with duckdb.connect() as con:
        con.execute(TABLES)
        con.executemany(
            "INSERT INTO district_shape VALUES ('ward', ?, ?)", [[k, shapely.to_wkb(b)] for k, b in boxes.items()]
        )
        points = np.random.default_rng(1).uniform(-1, 5, (500, 2))
        found = Locator(con).locate("ward", points[:, 0], points[:, 1])
    slow = [next((k for k, b in boxes.items() if b.contains(shapely.Point(p))), None) for p in points]
    assert found.tolist() == slow
