"""The known events, each with its place, time and size; indices are those of the reference tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Cloudburst:
    """Hours of extreme rain over the city, with streets under water in some sub-districts."""

    start: np.datetime64
    hours: int
    peak_mm_h: float
    sub_districts: tuple[int, ...]
    tickets: int
    days: int = 2


@dataclass(frozen=True)
class HeatWave:
    """Hot, still days; ozone and fine particles rise with them."""

    first_day: np.datetime64
    days: int
    warmer_c: float
    o3_factor: float
    pm25_factor: float
    electricity_factor: float
    ambulance_factor: float


@dataclass(frozen=True)
class LineClosure:
    """A metro line without trains between two instants."""

    line: int
    start: np.datetime64
    hours: int
    tickets: int


@dataclass(frozen=True)
class BurglarySeries:
    """More burglaries than usual in two neighbouring sub-districts, mostly at night."""

    sub_districts: tuple[int, int]
    first_day: np.datetime64
    days: int
    offences: int


@dataclass(frozen=True)
class MissedDeadlines:
    """An agency that takes longer and longer from a day on, to the end."""

    agency: str
    first_day: np.datetime64
    slower: float


@dataclass(frozen=True)
class BulkClosure:
    """Tickets of one category that stay open for weeks and are then all closed within minutes."""

    category: str
    at: np.datetime64
    minutes: int
    opened_over_days: int
    tickets: int


@dataclass(frozen=True)
class BudgetOverrun:
    """A programme whose spending passes its modified budget: `spent_share` of it by the end of that month."""

    agency: str
    programme: str
    fiscal_year: int
    month: int
    spent_share: float


@dataclass(frozen=True)
class SensorDrift:
    """An air station whose PM2.5 readings creep up day by day."""

    station: int
    first_day: np.datetime64
    ug_m3_a_day: float


@dataclass(frozen=True)
class DeadFeed:
    """A data set that publishes nothing any more."""

    dataset: str
    at: np.datetime64


@dataclass(frozen=True)
class Redefinition:
    """From a day on a share of what one category held is recorded under another."""

    category: str
    into: str
    first_day: np.datetime64
    share: float


@dataclass(frozen=True)
class BoundaryChange:
    """A sub-district that moves from one district to another in the second year."""

    sub_district: int
    old_district: int
    new_district: int
    first_day: np.datetime64


@dataclass(frozen=True)
class Plan:
    """All known events of one city."""

    cloudburst: Cloudburst
    heat_wave: HeatWave
    line_closure: LineClosure
    burglary_series: BurglarySeries
    missed_deadlines: MissedDeadlines
    bulk_closure: BulkClosure
    budget_overrun: BudgetOverrun
    sensor_drift: SensorDrift
    dead_feed: DeadFeed
    redefinition: Redefinition
    boundary_change: BoundaryChange
