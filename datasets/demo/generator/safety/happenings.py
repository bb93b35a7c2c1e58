"""What happens, where and when, for every kind of incident; the details are each stream's own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa

from datasets.demo.generator.clock import seconds
from datasets.demo.generator.columns import named, numbered, stamps
from datasets.demo.generator.draws import (
    PROFILE_NAMES,
    daily_numbers,
    day_noise,
    place_of,
    popularity,
    profile_matrix,
    rows_of,
    sub_district_weights,
    times_of_day,
)
from datasets.demo.generator.geography.names import SUB_DISTRICTS
from datasets.demo.generator.geography.places import address_texts, places
from datasets.demo.generator.geography.publish import district_names_at
from datasets.demo.generator.reference import table
from datasets.demo.generator.streams import pick_by_row, stream
from datasets.demo.generator.world import World


@dataclass(frozen=True)
class Happenings:
    """Rows in order of time; `kind` and `place` are indices, `number` is the row's own."""

    number: np.ndarray
    time: np.ndarray
    kind: np.ndarray
    place: np.ndarray

    def __len__(self) -> int:
        return len(self.time)


Extra = tuple[np.ndarray, np.ndarray, np.ndarray]
NOTHING: Extra = (np.empty(0, "datetime64[s]"), np.empty(0, np.int32), np.empty(0, np.int64))


def happenings(world: World, dataset: str, days: np.ndarray, extra: Extra = NOTHING) -> Happenings:
    """The incidents of those days; `extra` is time, kind and sub-district of planted ones."""
    rng = world.rng(dataset, str(days[0]))
    day, kind = rows_of(rng, _expected(world, rng, dataset, days))
    time = days[day].astype("datetime64[s]") + seconds(times_of_day(rng, profile_matrix(), _profiles(dataset)[kind]))
    sub_district = pick_by_row(rng, _where(world.seed, dataset), kind)
    time, kind, sub_district = _with_extra((time, kind, sub_district), extra, days)
    place = place_of(rng, popularity(world.seed, dataset, 1.1), sub_district)
    return Happenings(daily_numbers(time), time, kind, place)


def _with_extra(rows: Extra, extra: Extra, days: np.ndarray) -> Extra:
    day = extra[0].astype("datetime64[D]")
    own = (day >= days[0]) & (day <= days[-1])
    time, kind, sub_district = (np.concatenate([row, more[own]]) for row, more in zip(rows, extra, strict=True))
    order = np.argsort(time, kind="stable")
    return time[order], kind[order], sub_district[order]


def place_columns(world: World, rows: Happenings) -> dict[str, pa.Array]:
    """District, sub-district, address and point as published."""
    spots = places()
    sub_district = spots.sub_district[rows.place]
    return {
        "行政区": district_names_at(world, sub_district, rows.time),
        "街道": named([f"{name}街道" for name, _ in SUB_DISTRICTS], sub_district),
        "地址": address_texts().take(pa.array(rows.place)),
        "经度": pa.array(spots.degrees[rows.place, 0]),
        "纬度": pa.array(spots.degrees[rows.place, 1]),
    }


def head_columns(dataset: str, prefix: str, rows: Happenings) -> dict[str, pa.Array]:
    """Number, time and kind as published."""
    entry = table("incidents")[dataset]
    return {
        entry["number"]: numbered(prefix, rows.number),
        entry["time"]: stamps(rows.time),
        entry["kind"]: named([kind[0] for kind in entry["kinds"]], rows.kind),
    }


def kind_index(dataset: str, name: str) -> int:
    """The index of a kind of incident by its Chinese name."""
    return [kind[0] for kind in table("incidents")[dataset]["kinds"]].index(name)


def rows_a_day(world: World, dataset: str) -> float:
    """Incidents expected on an average day."""
    return table("incidents")[dataset]["daily"] * world.scale


def _expected(world: World, rng: np.random.Generator, dataset: str, days: np.ndarray) -> np.ndarray:
    entry = table("incidents")[dataset]
    share = np.array([kind[2] for kind in entry["kinds"]], dtype=float)
    factor = np.where(world.clock.is_workday[world.clock.index(days)], 1.0, entry["day_off"])
    factor = factor * _driven(world, entry["driver"], days)
    noise = day_noise(rng, len(days), 1, entry["noise"]) * day_noise(rng, len(days), len(share), entry["noise"])
    return rows_a_day(world, dataset) * factor[:, None] * noise * share / share.sum()


def _driven(world: World, driver: str, days: np.ndarray) -> np.ndarray:
    """What the weather does to incidents, by day."""
    index = world.clock.index(days)
    rain = np.minimum(world.weather.daily(world.weather.rain_mm).sum(axis=1)[index], 70)
    temperature = world.weather.daily(world.weather.temperature_c)
    hot = np.maximum(temperature.max(axis=1)[index] - 33, 0)
    cold = np.maximum(5 - temperature.mean(axis=1)[index], 0)
    wave = world.plan.heat_wave
    in_wave = (days >= wave.first_day) & (days < wave.first_day + wave.days)
    drivers = {
        "flat": np.ones(len(days)),
        "rain": 0.96 + 0.008 * rain,
        "wet_roads": 0.95 + 0.013 * rain,
        "dry": 0.9 + 0.20 * (rain < 0.1) + 0.02 * cold,
        "heat_and_cold": (0.96 + 0.015 * hot + 0.018 * cold) * np.where(in_wave, wave.ambulance_factor, 1.0),
    }
    return drivers[driver]


def _profiles(dataset: str) -> np.ndarray:
    kinds = table("incidents")[dataset]["kinds"]
    return np.array([PROFILE_NAMES.index(kind[3]) for kind in kinds])


@lru_cache(maxsize=32)
def _where(seed: int, dataset: str) -> np.ndarray:
    entry = table("incidents")[dataset]
    rng = stream(seed, "incident places", dataset)
    return sub_district_weights(rng, len(entry["kinds"]), entry["spread"], entry["pull"])
