"""The districts tile the city, in plane metres and as published."""

import json

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from datasets.demo.generator.geography.districts import POPULATION, districts
from datasets.demo.generator.geography.network import stations
from datasets.demo.generator.geography.places import places


def read(made, name):
    features = json.loads((made.folder / "portal" / f"{name}.geojson").read_text("utf-8"))["features"]
    return [(feature["properties"], shape(feature["geometry"])) for feature in features]


def test_sub_districts_share_their_borders_without_gap_or_overlap():
    areas = districts()
    assert len(areas.polygons) == 60
    assert shapely.coverage_is_valid(areas.polygons)
    union = shapely.union_all(areas.polygons)
    assert union.geom_type == "Polygon"
    assert len(union.interiors) == 0
    assert sum(polygon.area for polygon in areas.polygons) == pytest.approx(union.area, rel=1e-12)


def test_each_district_is_one_piece_of_three_or_more_sub_districts():
    areas = districts()
    for number in range(12):
        assert (areas.district_of == number).sum() >= 3
        assert areas.district_polygon(number, areas.district_of).geom_type == "Polygon"


def test_the_population_is_that_of_the_city():
    assert districts().population.sum() == POPULATION == 3_012_400
    assert districts().population.min() > 5_000


def test_every_place_lies_in_its_sub_district():
    spots = places()
    for number, polygon in enumerate(districts().polygons):
        own = spots.xy[spots.sub_district == number]
        assert len(own) == 600
        assert shapely.contains_xy(polygon, own).all()


def test_every_station_has_names_of_its_own():
    names = [station.names for station in stations()]
    assert len(names) == len(set(names)) == 36


@pytest.mark.parametrize("version", [1, 2])
def test_published_polygons_tile_the_city_in_degrees(made, version):
    parts = [polygon for _, polygon in read(made, f"sub_districts_v{version}")]
    wholes = [polygon for _, polygon in read(made, f"districts_v{version}")]
    assert (len(parts), len(wholes)) == (60, 12)
    for coverage in (parts, wholes):
        assert all(polygon.is_valid for polygon in coverage)
        assert shapely.coverage_is_valid(coverage)
    assert shapely.union_all(parts).area == pytest.approx(shapely.union_all(wholes).area, rel=1e-12)


def test_one_sub_district_moves_between_the_versions(made):
    event = made.event("boundary_change")
    before, after = (
        {properties["名称"]: properties["所属区"] for properties, _ in read(made, f"sub_districts_v{version}")}
        for version in (1, 2)
    )
    moved = {name for name in before if before[name] != after[name]}
    assert moved == {event["sub_district"]}
    name = event["sub_district"]
    assert (before[name], after[name]) == (event["old_district"], event["new_district"])
    first, second = (read(made, f"districts_v{version}")[0][0] for version in (1, 2))
    assert second["valid_from"] == event["from"]
    assert np.datetime64(first["valid_to"]) + 1 == np.datetime64(event["from"])


def test_districts_have_the_people_of_their_sub_districts(made):
    for version in (1, 2):
        wholes = {properties["名称"]: properties["常住人口"] for properties, _ in read(made, f"districts_v{version}")}
        sums = dict.fromkeys(wholes, 0)
        for properties, _ in read(made, f"sub_districts_v{version}"):
            sums[properties["所属区"]] += properties["常住人口"]
        assert sums == wholes


def test_the_base_map_has_every_layer(made):
    layers = {properties["layer"] for properties, _ in read(made, "base_map")}
    assert layers == {"water", "stream", "park", "road", "rail", "metro", "station"}
