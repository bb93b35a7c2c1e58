"""Electricity, gas and water of the whole city by the hour: demand, and what can be supplied."""

from __future__ import annotations

import numpy as np

from datasets.demo.generator.hourly import Hourly, Values
from datasets.demo.generator.world import World

ELECTRIC = np.array([0.66, 0.62, 0.60, 0.59, 0.60, 0.64, 0.72, 0.84, 0.97, 1.06, 1.10, 1.10,
                     1.03, 1.05, 1.09, 1.10, 1.10, 1.12, 1.15, 1.16, 1.12, 1.02, 0.90, 0.76])  # fmt: skip
HOUSEHOLD = np.array([0.35, 0.25, 0.2, 0.2, 0.3, 0.7, 1.4, 1.6, 1.2, 1.0, 1.1, 1.4,
                      1.3, 0.9, 0.8, 0.9, 1.2, 1.7, 1.8, 1.6, 1.4, 1.2, 0.9, 0.6])  # fmt: skip
ELECTRIC_MW, GAS_M3, WATER_M3 = 2_450, 95_000, 33_000


def utilities() -> Hourly:
    """Electricity in MW, gas and water in m³ an hour."""
    return Hourly("utilities", "时间", {"区域": ["全市"]}, _values)


def _values(world: World, hours: np.ndarray) -> Values:
    rng = world.rng("utilities", str(hours[0]))
    at = world.weather.slice(hours[0], hours[-1] + 1)
    temperature, hour = world.weather.temperature_c[at], hours.astype(int) % 24
    off = np.where(world.clock.is_workday[world.clock.index(hours)], 1.0, 0.88)
    hot, cold = np.maximum(temperature - 24, 0), np.maximum(14 - temperature, 0)
    noise = np.exp(0.015 * rng.standard_normal((3, len(hours))))
    electric = ELECTRIC_MW * ELECTRIC[hour] * off * (1 + 0.036 * hot + 0.010 * cold) * noise[0]
    electric *= _heat_wave_factor(world, hours)
    gas = GAS_M3 * HOUSEHOLD[hour] * (1 + 0.085 * cold) * noise[1]
    water = WATER_M3 * HOUSEHOLD[hour] ** 0.7 * (1 + 0.012 * hot) * noise[2]
    supply = {"电力供应能力": electric * 0 + 6_050, "燃气供应": gas * 1.002 + 900, "供水量": water * 1.11}
    values = {"电力负荷": electric, "燃气需求": gas, "用水量": water} | supply
    return {name: np.round(value)[:, None] for name, value in values.items()}


def _heat_wave_factor(world: World, hours: np.ndarray) -> np.ndarray:
    event = world.plan.heat_wave
    day = hours.astype("datetime64[D]")
    inside = (day >= event.first_day) & (day < event.first_day + event.days)
    return np.where(inside, event.electricity_factor, 1.0)
