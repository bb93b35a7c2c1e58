"""Where the stations and gauges stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from datasets.demo.generator.geography.districts import GEOGRAPHY_SEED, districts
from datasets.demo.generator.geography.land import land
from datasets.demo.generator.geography.names import DISTRICTS, SUB_DISTRICTS
from datasets.demo.generator.geography.places import PER_SUB_DISTRICT, places
from datasets.demo.generator.geography.plane import to_degrees
from datasets.demo.generator.streams import stream


@dataclass(frozen=True)
class Sites:
    """Stations by index, with the sub-district each stands in."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    degrees: np.ndarray
    sub_district: np.ndarray

    def columns(self) -> dict[str, list]:
        """The columns that every row of a station carries."""
        district = districts().district_of[self.sub_district]
        return {
            "站点编码": list(self.ids),
            "站点名称": list(self.names),
            "行政区": [DISTRICTS[number][0] for number in district],
            "经度": self.degrees[:, 0].tolist(),
            "纬度": self.degrees[:, 1].tolist(),
        }


@lru_cache
def sites(prefix: str, word: str, count: int) -> Sites:
    """Stations spread over the districts, named after the sub-district they stand in."""
    rng = stream(GEOGRAPHY_SEED, "sites", prefix)
    areas = districts()
    order = rng.permutation(len(DISTRICTS))
    chosen = [rng.choice(np.flatnonzero(areas.district_of == order[number % 12])) for number in range(count)]
    sub_district = np.array(chosen)
    place = sub_district * PER_SUB_DISTRICT + rng.integers(0, PER_SUB_DISTRICT, count)
    names = tuple(f"{SUB_DISTRICTS[number][0]}{word}" for number in chosen)
    return Sites(_ids(prefix, count), names, places().degrees[place], sub_district)


@lru_cache
def river_gauges(count: int) -> Sites:
    """Gauges along the river, from where it enters the city to where it leaves."""
    inside = land().river.intersection(land().outline)
    points = [inside.interpolate((number + 0.5) / count, normalized=True) for number in range(count)]
    nearest = [min(range(60), key=lambda area: districts().polygons[area].distance(point)) for point in points]
    names = ("上游水文站", "城区水文站", "下游水文站")
    xy = np.array([point.coords[0] for point in points])
    return Sites(_ids("HW", count), names[:count], to_degrees(xy), np.array(nearest))


def _ids(prefix: str, count: int) -> tuple[str, ...]:
    return tuple(f"{prefix}{number + 1:02d}" for number in range(count))
