"""The base map: features of any shape behind the districts, read anew only where their file has changed."""

import json

import numpy as np
import pytest

from datasets.catalogue import load_city
from pipelines.geography.mercator import to_mercator
from pipelines.query.service import QueryService
from tests.pipelines.town import Town, line_of

BASE_MAP = """\
id: background
names: {en: Background, zh: 底图}
publisher: Town hall
licence: CC0
grain: one feature per thing drawn
fact: base_map
source: {connector: folder}
files: "background*.geojson"
columns:
  layer: {from: layer}
  name_en: {from: name}
  name_zh: {from: 名称}
"""
LAKE = {
    "type": "Polygon",
    "coordinates": [
        [[-73.9, 40.1], [-73.5, 40.1], [-73.5, 40.5], [-73.9, 40.5], [-73.9, 40.1]],
        [[-73.8, 40.2], [-73.7, 40.2], [-73.7, 40.3], [-73.8, 40.3], [-73.8, 40.2]],
    ],
}
ROAD = {"type": "LineString", "coordinates": [[-74.0, 40.0], [-73.5, 40.000001], [-73.0, 40.0]]}
STATION = {"type": "Point", "coordinates": [-73.5, 40.5]}
MIXED = {"type": "GeometryCollection", "geometries": [STATION, ROAD]}


def feature(layer: str | None, name: str, geometry: dict) -> dict:
    properties = {"layer": layer, "name": name, "名称": f"{name}（中）"}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


EVERYTHING = [
    feature("water", "Lake", LAKE),
    feature("road", "Main Road", ROAD),
    feature("station", "Centre", STATION),
]


@pytest.fixture
def mapped(town: Town) -> Town:
    (town.folder / "background.yaml").write_text(BASE_MAP, "utf-8")
    draw(town, EVERYTHING)
    return town


def draw(town: Town, features: list[dict]) -> None:
    town.put("background.geojson", json.dumps({"type": "FeatureCollection", "features": features}))


def test_areas_lines_and_points_are_kept_with_their_names(mapped: Town) -> None:
    assert line_of(mapped.refresh(), "background").rows == 3
    assert mapped.ask("SELECT dataset, layer, name_en, name_zh, shape, len(rings) FROM base_map ORDER BY layer") == [
        ("background", "road", "Main Road", "Main Road（中）", "line", 1),
        ("background", "station", "Centre", "Centre（中）", "point", 1),
        ("background", "water", "Lake", "Lake（中）", "area", 2),
    ]


def test_shapes_are_in_web_mercator_metres_and_simplified(mapped: Town) -> None:
    mapped.refresh()
    drawn = {row[0]: row[1] for row in mapped.ask("SELECT layer, rings FROM base_map")}
    ends = np.array([[-74.0, 40.0], [-73.0, 40.0]])
    assert drawn["road"] == [np.round(to_mercator(ends)).tolist()]
    assert drawn["station"] == [np.round(to_mercator(np.array([[-73.5, 40.5]]))).tolist()]
    assert [len(ring) for ring in drawn["water"]] == [5, 5]


def test_a_second_refresh_does_not_read_it_and_a_new_file_takes_its_place(mapped: Town) -> None:
    mapped.refresh()
    assert line_of(mapped.refresh(), "background").read == 0
    draw(mapped, EVERYTHING[:1])
    line = line_of(mapped.refresh(), "background")
    assert (line.read, line.rows, line.problem) == (1, 1, None)
    assert mapped.ask("SELECT layer FROM base_map") == [("water",)]


def test_new_boundaries_do_not_read_it_again(mapped: Town) -> None:
    mapped.refresh()
    mapped.edit("wards.yaml", "names: {en: wards", "names: {en: Wards of the town")
    mapped.edit("wards.yaml", "name_en: {from: name}", 'name_en: {from: name, sql: "upper({})"}')
    report = mapped.refresh()
    assert (line_of(report, "wards").read, line_of(report, "background").read) == (4, 0)


def test_what_cannot_be_drawn_is_set_aside_with_its_number(mapped: Town) -> None:
    draw(
        mapped, [*EVERYTHING, feature("lake", "Pond", LAKE), feature(None, "None", ROAD), feature("road", "Mix", MIXED)]
    )
    line = line_of(mapped.refresh(), "background")
    assert (line.rows, line.quarantined) == (3, 3)
    assert mapped.aside("background") == [
        (
            "background.geojson",
            4,
            "layer",
            "not a layer of the base map (water, stream, park, road, rail, metro, station)",
            False,
        ),
        ("background.geojson", 5, "layer", "layer is empty", False),
        ("background.geojson", 6, "layer", "its shape is not an area, a line or a point", False),
    ]


def test_a_file_without_a_known_layer_leaves_the_last_good_one(mapped: Town) -> None:
    mapped.refresh()
    draw(mapped, [feature("lake", "Pond", LAKE)])
    line = line_of(mapped.refresh(), "background")
    assert line.problem == (
        "background.geojson: holds no feature of the layers water, stream, park, road, rail, metro, station."
    )
    assert line.rows == 3


def test_the_service_gives_it_and_nothing_where_there_is_none(mapped: Town, tmp_path) -> None:
    mapped.refresh()
    service = QueryService(mapped.home, load_city(mapped.folder))
    frame = service.base_map()
    service.close()
    assert list(frame.columns) == ["layer", "name_en", "name_zh", "shape", "rings"]
    assert list(frame["layer"]) == ["road", "station", "water"]


def test_a_city_without_one_has_an_empty_table(town: Town) -> None:
    town.refresh()
    service = QueryService(town.home, load_city(town.folder))
    assert service.base_map().empty
    service.close()
