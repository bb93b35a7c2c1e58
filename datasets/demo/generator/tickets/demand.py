"""How many tickets of each category are expected each day, and where in the city they arise."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from datasets.demo.generator.draws import day_noise, sub_district_weights
from datasets.demo.generator.streams import stream
from datasets.demo.generator.tickets.tree import DRIVERS, tree
from datasets.demo.generator.world import World

TICKETS_A_DAY = 290.0
GROWTH_A_YEAR = 0.04
CITY_NOISE, TOPIC_NOISE, CATEGORY_NOISE = 0.07, 0.10, 0.16


def expected(world: World, days: np.ndarray) -> np.ndarray:
    """Expected tickets as [days, categories]: calendar, growth, weather and shared noise."""
    shape = calendar_factor(world, days)[:, None] * driver_factors(world, days)[:, tree().driver]
    return TICKETS_A_DAY * world.scale * shape * _noise(world, days) * tree().share


def calendar_factor(world: World, days: np.ndarray) -> np.ndarray:
    """Fewer tickets on days off, fewest at Spring Festival, more on Mondays, and a slow growth."""
    clock = world.clock
    index = clock.index(days)
    factor = np.where(clock.is_workday[index], 1.12, 0.74) * np.where(clock.weekday[index] == 0, 1.08, 1.0)
    factor *= np.where(clock.holiday[index] >= 0, 0.84, 1.0)
    factor *= np.where(clock.is_feast("spring_festival")[index], 0.62, 1.0)
    return factor * (1 + GROWTH_A_YEAR) ** ((days - clock.first_day).astype(float) / 365.25)


def driver_factors(world: World, days: np.ndarray) -> np.ndarray:
    """What weather and season do to each kind of demand, as [days, drivers]."""
    index = world.clock.index(days)
    rain = world.weather.daily(world.weather.rain_mm).sum(axis=1)
    wet = np.minimum(rain + 0.5 * np.roll(rain, 1), 70)[index]
    temperature = world.weather.daily(world.weather.temperature_c)
    hottest, mean = temperature.max(axis=1)[index], temperature.mean(axis=1)[index]
    season = world.clock.season[index]
    factors = {
        "flat": np.ones(len(days)),
        "rain": 0.85 + 0.045 * wet,
        "heat": 0.9 + 0.11 * np.maximum(hottest - 32, 0),
        "cold": 0.8 + 0.10 * np.maximum(6 - mean, 0),
        "summer": 1 - 0.32 * np.cos(season),
        "spring": 1 + 0.28 * np.cos(season - 1.6),
    }
    return np.column_stack([factors[name] for name in DRIVERS])


@lru_cache(maxsize=4)
def _yearly_noise(seed: int, year: int) -> np.ndarray:
    """Noise of a whole year as [366, categories]: a city's share, a topic's, and a category's own by week."""
    rng = stream(seed, "ticket noise", year)
    city = day_noise(rng, 366, 1, CITY_NOISE)
    topic = day_noise(rng, 366, len(tree().top_names), TOPIC_NOISE)[:, tree().top]
    weekly = day_noise(rng, 53, len(tree().names), CATEGORY_NOISE)
    return city * topic * np.repeat(weekly, 7, axis=0)[:366]


def _noise(world: World, days: np.ndarray) -> np.ndarray:
    year = days.astype("datetime64[Y]")
    into = (days - year.astype("datetime64[D]")).astype(int)
    number = (year.astype(int) + 1970).tolist()
    return np.array([_yearly_noise(world.seed, y)[d] for y, d in zip(number, into, strict=True)])


@lru_cache(maxsize=4)
def where(seed: int) -> np.ndarray:
    """The share of each sub-district in each category, as [categories, 60]."""
    rng = stream(seed, "ticket places")
    by_topic = sub_district_weights(rng, len(tree().top_names), 0.30)[tree().top]
    own = np.exp(0.22 * rng.standard_normal((len(tree().names), by_topic.shape[1])))
    return by_topic * own
