"""The weather by the hour that drives air, water levels, energy, traffic and tickets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from datasets.demo.generator.clock import Clock
from datasets.demo.generator.events.kinds import Cloudburst, HeatWave
from datasets.demo.generator.streams import stream

STORMS_A_MONTH = (3, 4, 6, 7, 8, 10, 11, 9, 6, 4, 4, 3)
MEAN_C, SWING_C, DAILY_C = 15.6, 12.8, 4.3
PERSISTENCE, ANOMALY_C = 0.985, 2.9


@dataclass(frozen=True)
class Weather:
    """Hourly series from the first hour of the clock's calendar; each array has 24 values a day."""

    start: np.datetime64
    temperature_c: np.ndarray
    rain_mm: np.ndarray
    wind_m_s: np.ndarray
    humidity_pct: np.ndarray

    def slice(self, first: np.datetime64, last: np.datetime64) -> slice:
        """The hours from `first` up to, not including, `last`."""
        hours = ((np.array([first, last]).astype("datetime64[h]")) - self.start).astype(int)
        return slice(int(hours[0]), int(hours[1]))

    def daily(self, values: np.ndarray) -> np.ndarray:
        """Hourly values as [days, 24]."""
        return values.reshape(-1, 24)


def weather(seed: int, clock: Clock, cloudburst: Cloudburst, heat_wave: HeatWave) -> Weather:
    """The weather of every year of the clock's calendar, with the known events in it."""
    start = clock.days[0].astype("datetime64[h]")
    hours = np.arange(start, clock.days[-1].astype("datetime64[h]") + 24)
    rng = stream(seed, "weather")
    rain = _rain(rng, hours)
    temperature = _temperature(rng, clock, len(hours)) - 1.6 * np.minimum(rain, 3)
    wind = np.clip(2.6 + 1.1 * persistent(rng, len(hours), 0.93) + 0.25 * np.minimum(rain, 6), 0.2, 22)
    _let_it_pour(rain, start, cloudburst)
    _make_it_hot(temperature, wind, start, heat_wave)
    wet = np.convolve(np.minimum(rain, 4), np.exp(-np.arange(8) / 3), mode="full")[: len(rain)]
    humidity = 66 - 0.5 * (temperature - MEAN_C) + 5 * wet + 7 * persistent(rng, len(hours), 0.97)
    return Weather(start, temperature, rain, wind, np.clip(humidity, 15, 100))


def persistent(rng: np.random.Generator, count: int, keep: float) -> np.ndarray:
    """Standard normal deviates that resemble the ones before them (an AR(1) series cut after 400 steps)."""
    reach = np.arange(400)
    kernel = keep**reach * np.sqrt(1 - keep**2)
    noise = rng.standard_normal(count + len(reach) - 1)
    size = 1 << int(np.ceil(np.log2(len(noise) + len(reach))))
    full = np.fft.irfft(np.fft.rfft(noise, size) * np.fft.rfft(kernel, size), size)
    return full[len(reach) - 1 : len(reach) - 1 + count]


def _temperature(rng: np.random.Generator, clock: Clock, count: int) -> np.ndarray:
    hour = np.arange(count) % 24
    yearly = MEAN_C - SWING_C * np.cos(np.repeat(clock.season, 24))
    daily = DAILY_C * np.cos(2 * np.pi * (hour - 15) / 24)
    return yearly + daily + ANOMALY_C * persistent(rng, count, PERSISTENCE)


def _rain(rng: np.random.Generator, hours: np.ndarray) -> np.ndarray:
    """Storms start at random, more in summer, and rain hard for short or gently for long."""
    rain = np.zeros(len(hours))
    month = hours.astype("datetime64[M]").astype(int) % 12
    starts = np.flatnonzero(rng.random(len(hours)) < np.array(STORMS_A_MONTH)[month] / 730)
    lasts = 1 + rng.geometric(0.16, len(starts))
    summer = np.isin(month[starts], (5, 6, 7))
    mean_mm = np.where(summer, 2.3, 1.0) * rng.gamma(1.3, 1 / 1.3, len(starts))
    for first, hours_long, mean in zip(starts, lasts, mean_mm, strict=True):
        piece = rain[first : first + hours_long]
        piece += np.minimum(mean * rng.gamma(0.9, 1 / 0.9, len(piece)), 17)
    return rain


def _let_it_pour(rain: np.ndarray, start: np.datetime64, event: Cloudburst) -> None:
    first = int((event.start.astype("datetime64[h]") - start).astype(int))
    shape = np.sin(np.pi * (np.arange(event.hours) + 0.5) / event.hours)
    rain[first : first + event.hours] = np.round(event.peak_mm_h * shape / shape.max(), 1)


def _make_it_hot(temperature: np.ndarray, wind: np.ndarray, start: np.datetime64, event: HeatWave) -> None:
    first = int((event.first_day.astype("datetime64[h]") - start).astype(int))
    inside = slice(first, first + 24 * event.days)
    ramp = np.minimum(1, np.minimum(np.arange(24 * event.days), np.arange(24 * event.days)[::-1]) / 24)
    temperature[inside] = np.maximum(temperature[inside], temperature[inside].mean() - 2) + event.warmer_c * ramp
    wind[inside] *= 1 - 0.45 * ramp
