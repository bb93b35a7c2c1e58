"""The sub-index of a pollutant: the standard's rounding of the concentration, then the straight line of its segment."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from typing import NamedTuple

from datasets.problems import Problem
from pipelines.standards.reading import pollutants, version
from pipelines.standards.record import TOP, Measure, Scheme

MOLAR_VOLUME = 24.45  # litres a mole of gas at 25 °C and 101.325 kPa
PPM = {"ppm": 1.0, "ppb": 1000.0}
MG_M3 = {"mg_m3": 1.0, "ug_m3": 1000.0}


class Segment(NamedTuple):
    """From one concentration and index to another."""

    low: float
    high: float
    index_low: int
    index_high: int


def segments(measure: Measure, form: str) -> Iterator[Segment]:
    """A measure's segments; stepped ones begin one step above the end of the one before."""
    low, index_low = measure.starts.at, measure.starts.index
    for high, index_high in zip(measure.upper, measure.index, strict=True):
        yield Segment(low, high, index_low, index_high)
        step = 10.0**-measure.decimals if form == "stepped" else 0.0
        low, index_low = round(high + step, measure.decimals), index_high + (form == "stepped")


def factor(measure: Measure) -> float:
    """What turns a reading in the pollutant's own unit into the unit of the measure."""
    pollutant = pollutants()[measure.pollutant]
    if measure.unit in MG_M3:
        return MG_M3[measure.unit] / MG_M3[pollutant.unit]
    if pollutant.molar_mass is None:
        raise Problem("has no molar mass, so its mass cannot become a volume", found=measure.pollutant)
    return PPM[measure.unit] * MOLAR_VOLUME / pollutant.molar_mass / MG_M3[pollutant.unit]


def measure_of(version_id: str, pollutant: str, averaging: str) -> tuple[Scheme, Measure]:
    """The measure of a standard; raises Problem where the standard has no such one."""
    scheme, dated = version(version_id)
    for measure in dated.measures:
        if (measure.pollutant, measure.averaging) == (pollutant, averaging):
            return scheme, measure
    raise Problem(f"{version_id} has no table for this", found=f"{pollutant} {averaging}")


def sub_index(version_id: str, pollutant: str, averaging: str, concentration: float) -> int | None:
    """The index of a concentration in the measure's own unit; None where the table does not reach it."""
    scheme, measure = measure_of(version_id, pollutant, averaging)
    at = rounded(scheme, measure, concentration)
    for segment in segments(measure, scheme.form):
        if segment.low <= at <= segment.high:
            return _on(segment, at, scheme.index_rounding)
    return TOP if measure.open_ended and at > measure.upper[-1] else None


def rounded(scheme: Scheme, measure: Measure, concentration: float) -> float:
    """The concentration as the standard rounds it; below nothing is nothing."""
    how = ROUND_DOWN if scheme.concentration_rounding == "truncate" else ROUND_HALF_EVEN
    step = Decimal(1).scaleb(-measure.decimals)
    return float(Decimal(str(round(max(concentration, 0.0), 9))).quantize(step, how))


def _on(segment: Segment, at: float, rounding: str) -> int:
    slope = (segment.index_high - segment.index_low) / (segment.high - segment.low)
    index = round(segment.index_low + slope * (at - segment.low), 6)
    return math.ceil(index) if rounding == "up" else math.floor(index + 0.5)
