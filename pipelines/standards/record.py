"""The records of `pipelines/standards/*.yaml`."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from datasets.shapes import Id
from datasets.strict import Names, Strict

Averaging = Literal["day_mean", "max_8h", "max_1h"]
Concentration = Literal["ug_m3", "mg_m3", "ppb", "ppm"]
Share = Annotated[float, Field(ge=0, le=100)]
Hour = Annotated[int, Field(ge=0, le=23)]
TOP = 500


class Dated(Strict):
    """A text of a standard: in force from a day on, read where, and whether it was checked against the text."""

    id: Id
    effective_from: date
    source: Annotated[str, Field(min_length=1)]
    verified: bool
    note: Names


class Pollutant(Strict):
    """A pollutant in the unit of its readings."""

    names: Names
    unit: Concentration
    molar_mass: float | None = None


class Pollutants(Strict):
    """`pollutants.yaml`."""

    pollutants: dict[Id, Pollutant]


class Band(Strict):
    """A category of the index, up to and including a value."""

    upto: int
    names: Names


class Start(Strict):
    """Where the table of a pollutant begins, if not at nothing."""

    at: float
    index: int


class Measure(Strict):
    """One pollutant's row: the concentration at the top of each segment and the index there."""

    pollutant: Id
    averaging: Averaging
    unit: Concentration
    decimals: Annotated[int, Field(ge=0, le=3)]
    starts: Start = Start(at=0, index=0)
    upper: Annotated[tuple[float, ...], Field(min_length=1)]
    index: tuple[int, ...]
    open_ended: bool = False
    known: bool = False

    @model_validator(mode="after")
    def _rises(self) -> Measure:
        if len(self.upper) != len(self.index):
            raise ValueError("has as many indices as concentrations", f"{len(self.index)} and {len(self.upper)}")
        if any(b <= a for a, b in pairwise((self.starts.at, *self.upper))):
            raise ValueError("concentrations must rise", str(self.upper))
        if any(b <= a for a, b in pairwise((self.starts.index, *self.index))):
            raise ValueError("indices must rise", str(self.index))
        return self


class ValidDay(Strict):
    """What makes a day valid: hours of a mean, hours of an eight-hour window, windows, stations, pollutants."""

    hours: Annotated[int, Field(ge=1, le=24)]
    window_hours: Annotated[int, Field(ge=1, le=8)]
    first_window: Hour
    last_window: Hour
    windows: Annotated[int, Field(ge=1, le=24)]
    stations_pct: Share
    required: tuple[Id, ...]


class Version(Dated):
    """One dated text of an index: its tables, and what makes a day valid."""

    day: ValidDay
    measures: tuple[Measure, ...]


class Scheme(Strict):
    """An air quality index with all its dated versions, oldest first."""

    scheme: Id
    names: Names
    form: Literal["stepped", "continuous"]
    index_rounding: Literal["nearest", "up"]
    concentration_rounding: Literal["truncate", "half_even"]
    area: Literal["highest_station", "mean_of_stations"]
    primary_above: int
    bands: tuple[Band, ...]
    versions: Annotated[tuple[Version, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _in_order(self) -> Scheme:
        days = [version.effective_from for version in self.versions]
        if any(b <= a for a, b in pairwise(days)):
            raise ValueError("versions stand oldest first, each with a day of its own", ", ".join(map(str, days)))
        return self

    def on(self, day: date) -> Version | None:
        """The version in force on that day; None before the first."""
        return next((version for version in reversed(self.versions) if version.effective_from <= day), None)


class NowCast(Dated):
    """How an hourly concentration is weighted into a present one."""

    names: Names
    hours: Annotated[int, Field(ge=1)]
    least_weight: Annotated[float, Field(gt=0, le=1)]
    newest_hours: Annotated[int, Field(ge=1)]
    newest_needed: Annotated[int, Field(ge=1)]
    decimals: Annotated[int, Field(ge=0, le=3)]


class Limit(Strict):
    """A time, a share of all cases, or both."""

    id: Id
    names: Names
    within_s: Annotated[int, Field(gt=0)] | None = None
    share_pct: Share | None = None


class ServiceStandard(Dated):
    """A standard of service: its limits by id."""

    names: Names
    limits: Annotated[tuple[Limit, ...], Field(min_length=1)]

    def limit(self, limit_id: str) -> Limit | None:
        """The limit of that id."""
        return next((limit for limit in self.limits if limit.id == limit_id), None)


class ServiceStandards(Strict):
    """`services.yaml`."""

    standards: tuple[ServiceStandard, ...]
