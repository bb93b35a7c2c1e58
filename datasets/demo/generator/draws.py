"""Counts, hours and places of things that happen at random, for any number of rows at once."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from datasets.demo.generator.geography.districts import districts
from datasets.demo.generator.geography.places import PER_SUB_DISTRICT
from datasets.demo.generator.streams import pick_by_row, stream

PROFILES = {
    "office": (2, 1, 1, 1, 1, 3, 8, 20, 55, 90, 95, 75, 45, 55, 80, 82, 72, 52, 34, 28, 25, 18, 10, 5),
    "evening": (6, 3, 2, 1, 1, 3, 10, 22, 40, 55, 58, 55, 48, 45, 48, 52, 60, 78, 92, 95, 80, 55, 30, 14),
    "night": (40, 26, 18, 12, 10, 12, 16, 18, 20, 22, 22, 22, 24, 24, 22, 22, 24, 30, 42, 62, 85, 98, 92, 66),
    "allday": (14, 10, 8, 8, 10, 18, 36, 60, 75, 80, 78, 72, 64, 60, 62, 64, 68, 72, 72, 66, 54, 42, 30, 20),
    "rush": (5, 3, 2, 2, 4, 12, 40, 88, 80, 50, 42, 44, 48, 46, 46, 52, 68, 95, 82, 52, 38, 30, 20, 10),
}  # fmt: skip
PROFILE_NAMES = tuple(PROFILES)


def profile_matrix() -> np.ndarray:
    """The profiles over the day as [profiles, 24]."""
    return np.array(list(PROFILES.values()), dtype=float)


def day_noise(rng: np.random.Generator, days: int, groups: int, spread: float) -> np.ndarray:
    """Gamma factors with mean 1 and that coefficient of variation, as [days, groups]."""
    shape = 1 / spread**2
    return rng.gamma(shape, 1 / shape, (days, groups))


def rows_of(rng: np.random.Generator, expected: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Poisson counts of [days, kinds] as one day index and one kind index a row, in order of days."""
    counts = rng.poisson(expected)
    flat = np.repeat(np.arange(counts.size), counts.ravel())
    return flat // expected.shape[1], (flat % expected.shape[1]).astype(np.int32)


def times_of_day(rng: np.random.Generator, profiles: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Seconds after midnight for each row, by the hourly profile (row of the matrix) it follows."""
    hour = pick_by_row(rng, profiles, rows)
    return hour * 3600 + rng.integers(0, 3600, len(rows))


def sub_district_weights(rng: np.random.Generator, kinds: int, spread: float, pull: float = 0.0) -> np.ndarray:
    """How much of each kind falls on each sub-district, as [kinds, 60]; each row adds up to 1.

    Residents, times what makes districts differ; `pull` draws the kind towards the centre, where people work.
    """
    areas = districts()
    away = np.hypot(*areas.centres.T)
    by_district = np.exp(spread * rng.standard_normal((kinds, 12)))[:, areas.district_of]
    by_sub = np.exp(0.6 * spread * rng.standard_normal((kinds, len(areas.polygons))))
    weights = areas.population * np.exp(-pull * away / 8_000) * by_district * by_sub
    return weights / weights.sum(axis=1, keepdims=True)


@lru_cache(maxsize=16)
def popularity(seed: int, name: str, spread: float) -> np.ndarray:
    """How often each place of a sub-district is the one, as [60, 600]; a few places stand out."""
    rng = stream(seed, "popularity", name)
    return np.exp(spread * rng.standard_normal((len(districts().polygons), PER_SUB_DISTRICT)))


def place_of(rng: np.random.Generator, popular: np.ndarray, sub_district: np.ndarray) -> np.ndarray:
    """An index into the places for each row's sub-district."""
    return sub_district * PER_SUB_DISTRICT + pick_by_row(rng, popular, sub_district)


def daily_numbers(time: np.ndarray) -> np.ndarray:
    """Eight digits of the date and six of the day's count."""
    day = time.astype("datetime64[D]")
    _, first, inverse = np.unique(day, return_index=True, return_inverse=True)
    count = np.arange(len(time)) - first[inverse] + 1
    month = day.astype("datetime64[M]")
    year = month.astype("datetime64[Y]").astype(int) + 1970
    of_month = (day - month.astype("datetime64[D]")).astype(int) + 1
    return (year * 10_000 + (month.astype(int) % 12 + 1) * 100 + of_month) * 1_000_000 + count
