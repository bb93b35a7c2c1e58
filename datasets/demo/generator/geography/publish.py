"""The city's boundaries, in two versions, and its base map, as GeoJSON in WGS-84."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from shapely.geometry import Point, mapping

from datasets.demo.generator.columns import named
from datasets.demo.generator.geography import names, network
from datasets.demo.generator.geography.districts import district_code, districts
from datasets.demo.generator.geography.land import land
from datasets.demo.generator.geography.plane import geometry_to_degrees
from datasets.demo.generator.publishing import Publication, feature
from datasets.demo.generator.world import World

DRAWN_SINCE = "2010-01-01"
SIMPLER_M = 12


def publish_boundaries(world: World, publication: Publication) -> None:
    """Districts and sub-districts before and after the boundary change, each version a file of its own."""
    change = world.plan.boundary_change
    first_day = str(change.first_day)
    last_day = str(change.first_day - 1)
    for version, valid_from, valid_to in ((1, DRAWN_SINCE, last_day), (2, first_day, None)):
        district_of = district_of_version(world, version)
        dates = {"valid_from": valid_from, "valid_to": valid_to}
        publication.geojson(f"districts_v{version}", list(_districts(district_of, dates)))
        publication.geojson(f"sub_districts_v{version}", list(_sub_districts(district_of, dates)))


def district_of_version(world: World, version: int) -> np.ndarray:
    """The district of each sub-district, in version 1 (before the change) or 2 (after it)."""
    district_of = districts().district_of.copy()
    if version == 2:
        district_of[world.plan.boundary_change.sub_district] = world.plan.boundary_change.new_district
    return district_of


def district_names_at(world: World, sub_district: np.ndarray, time: np.ndarray) -> pa.Array:
    """The Chinese name of the district that each row's sub-district belonged to at its time."""
    later = time >= world.plan.boundary_change.first_day
    before, after = (district_of_version(world, version)[sub_district] for version in (1, 2))
    return named([name for name, _, _ in names.DISTRICTS], np.where(later, after, before))


def _districts(district_of: np.ndarray, dates: dict[str, Any]) -> Iterator[dict[str, Any]]:
    areas = districts()
    for number, (zh, en, _) in enumerate(names.DISTRICTS):
        polygon = areas.district_polygon(number, district_of)
        people = int(areas.population[district_of == number].sum())
        code = district_code(number)
        properties = {"区划代码": code, "名称": zh, "name_en": en, "常住人口": people, **dates}
        yield _feature(polygon, properties)


def _sub_districts(district_of: np.ndarray, dates: dict[str, Any]) -> Iterator[dict[str, Any]]:
    areas = districts()
    for number, (zh, en) in enumerate(names.SUB_DISTRICTS):
        district = int(district_of[number])
        properties = {
            "街道代码": areas.sub_codes[number],
            "名称": f"{zh}街道",
            "name_en": en,
            "所属区": names.DISTRICTS[district][0],
            "所属区代码": district_code(district),
            "常住人口": int(areas.population[number]),
            **dates,
        }
        yield _feature(areas.polygons[number], properties)


def publish_base_map(publication: Publication) -> None:
    """Water, parks, roads, rails and stations, told apart by the property `layer`."""
    publication.geojson("base_map", list(_base_map()))


def _base_map() -> Iterator[dict[str, Any]]:
    ground = land()
    outline = ground.outline.buffer(1_500)
    yield _named_feature("water", ("澜江", "Lan River"), ground.river_area.intersection(outline))
    yield _named_feature("water", ("镜湖", "Mirror Lake"), ground.lake)
    yield _named_feature("stream", ("镜溪", "Mirror Brook"), ground.stream.intersection(outline))
    for label, polygon in ground.parks.items():
        yield _named_feature("park", label, polygon)
    for label, line in network.roads().items():
        yield _named_feature("road", label, line)
    for label, line in network.railways().items():
        yield _named_feature("rail", label, line.intersection(outline))
    for number, line in enumerate(network.metro_lines()):
        yield _named_feature("metro", network.line_names(number), line)
    for station in network.stations():
        yield _named_feature("station", station.names, Point(station.point))


def _named_feature(layer: str, label: tuple[str, str], geometry: shapely.Geometry) -> dict[str, Any]:
    properties = {"layer": layer, "name_zh": label[0], "name_en": label[1]}
    return _feature(geometry.simplify(SIMPLER_M), properties)


def _feature(geometry: shapely.Geometry, properties: dict[str, Any]) -> dict[str, Any]:
    return feature(mapping(geometry_to_degrees(geometry)), properties)
