"""Shared bikes at docks: station information as GBFS, and an archive of station status every three hours."""

from __future__ import annotations

import numpy as np

from datasets.demo.generator.environment.sites import sites
from datasets.demo.generator.hourly import Hourly, Values
from datasets.demo.generator.publishing import Publication
from datasets.demo.generator.world import World

STATIONS = 16
HOURS = tuple(range(0, 24, 3))
GONE = np.array([0.0, 0.05, 0.25, 0.1, 0.0, 0.1, 0.35, 0.1])


def bike_docks() -> Hourly:
    """16 docks; names of the columns are those of GBFS station_status."""
    place = sites("BK", "单车点", STATIONS)
    fixed = {
        "station_id": list(place.ids),
        "lon": place.degrees[:, 0].tolist(),
        "lat": place.degrees[:, 1].tolist(),
    }
    return Hourly("bike_docks", "last_reported", fixed, _values, HOURS, known_after_min=5)


def publish_station_information(world: World, publication: Publication) -> None:
    """Writes GBFS station_information as JSON."""
    place = sites("BK", "单车点", STATIONS)
    listed = [
        {"station_id": one, "name": name, "lon": float(lon), "lat": float(lat), "capacity": int(capacity)}
        for one, name, (lon, lat), capacity in zip(place.ids, place.names, place.degrees, _capacity(world), strict=True)
    ]
    updated = int(world.clock.as_of.astype("datetime64[s]").astype(int)) - 8 * 3600
    content = {"last_updated": updated, "ttl": 0, "version": "2.3", "data": {"stations": listed}}
    publication.json("bike_station_information", content)


def _capacity(world: World) -> np.ndarray:
    return world.rng("bike capacity").integers(18, 46, STATIONS)


def _values(world: World, hours: np.ndarray) -> Values:
    if not len(hours):
        return {name: np.empty((0, STATIONS)) for name in ("num_bikes_available", "num_docks_available", "is_renting")}
    rng = world.rng("bikes", str(hours[0]))
    clock, capacity = world.clock, _capacity(world)
    works = clock.is_workday[clock.index(hours)]
    tide = world.rng("bike tide").choice([-1, 1], STATIONS)
    gone = GONE[hours.astype(int) % 24 // 3] * np.where(works, 1.0, 0.4)
    filled = 0.55 + gone[:, None] * tide + 0.12 * rng.standard_normal((len(hours), STATIONS))
    bikes = np.round(np.clip(filled, 0, 1) * capacity).astype(int)
    renting = (rng.random(bikes.shape) > 0.004).astype(int)
    return {"num_bikes_available": bikes, "num_docks_available": capacity - bikes, "is_renting": renting}
