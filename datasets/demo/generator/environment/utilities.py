"""Electricity, gas and water of the whole city by the hour: demand, and what can be supplied."""

from __future__ import annotations

import numpy as np

from datasets.demo.generator.hourly import Hourly, Values
from datasets.demo.generator.world import World

ELECTRIC = np.array([0.66, 0.62, 0.60, 0.59, 0.60, 0.64, 0.72, 0.84, 0.97, 1.06, 1.10, 1.10,
                     1.03, 1.05, 1.09, 1.10, 1.10, 1.12, 1.15, 1.16, 1.12, 1.02, 0.90, 0.76])  # fmt: skip
HOUSEHOLD = np.array([0.35, 0.25, 0.2, 0.2, 0.3, 0.7, 1.4, 1.6, 1.2, 1.0, 1.1, 1.4,
                      1.3, 0.9, 0.8, 0.9, 1.2, 1.7, 1.8, 1.6, 1.4, 1.2, 0.9, 0.6])  # fmt: skip
MEANS = np.array([[2_450], [95_000], [33_000]])
RESERVES, INSTALLED = np.array([[0.17], [0.12], [0.15]]), np.array([[6_050], [np.inf], [np.inf]])
DEMAND = ("电力负荷", "燃气需求", "用水量")
SUPPLY = ("电力供应能力", "燃气供应", "供水量")


def utilities() -> Hourly:
    """Electricity in MW, gas and water in m³ an hour."""
    return Hourly("utilities", "时间", {"区域": ["全市"]}, _values)


def _values(world: World, hours: np.ndarray) -> Values:
    rng = world.rng("utilities", str(hours[0]))
    noise = np.exp(0.015 * rng.standard_normal((3, len(hours))))
    demand, supply = _expected(world, hours) * noise, _committed(world, hours)
    named = zip(DEMAND + SUPPLY, np.concatenate([demand, supply]), strict=True)
    return {name: np.round(value)[:, None] for name, value in named}


def _expected(world: World, hours: np.ndarray) -> np.ndarray:
    """Demand for electricity, gas and water as calendar and weather make it, as [3, hours]."""
    temperature = world.weather.temperature_c[world.weather.slice(hours[0], hours[-1] + 1)]
    hot, cold, hour = np.maximum(temperature - 24, 0), np.maximum(14 - temperature, 0), hours.astype(int) % 24
    off = np.where(world.clock.is_workday[world.clock.index(hours)], 1.0, 0.88)
    electric = ELECTRIC[hour] * off * (1 + 0.036 * hot + 0.010 * cold) * _heat_wave_factor(world, hours)
    gas, water = HOUSEHOLD[hour] * (1 + 0.085 * cold), HOUSEHOLD[hour] ** 0.7 * (1 + 0.012 * hot)
    return MEANS * np.array([electric, gas, water])


def _committed(world: World, hours: np.ndarray) -> np.ndarray:
    """What is made ready a day ahead: the day's expected peak and a reserve, as far as there is so much."""
    days = np.unique(hours.astype("datetime64[D]"))
    whole = (days.astype("datetime64[h]")[:, None] + np.arange(24)).ravel()
    peaks = _expected(world, whole).reshape(3, -1, 24).max(axis=2)
    return np.minimum(peaks * (1 + RESERVES), INSTALLED)[:, np.searchsorted(days, hours.astype("datetime64[D]"))]


def _heat_wave_factor(world: World, hours: np.ndarray) -> np.ndarray:
    event = world.plan.heat_wave
    day = hours.astype("datetime64[D]")
    inside = (day >= event.first_day) & (day < event.first_day + event.days)
    return np.where(inside, event.electricity_factor, 1.0)
