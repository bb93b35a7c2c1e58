"""A metric divided by the residents of the place that it is about."""

from __future__ import annotations

import pandas as pd

from pipelines.derived.ask import Ask, frame, unknown
from pipelines.metrics.record import Metric

ROLES = ("numerator",)


def needs_residents(metric: Metric) -> bool:
    """Always: they are what it is divided by."""
    return True


def values(ask: Ask, metric: Metric) -> pd.DataFrame:
    """numerator × scale ÷ residents by group; not known under a polygon or where rows do not follow the districts.

    Options: `fewest` residents below which a group's value is not stated.
    """
    answer = ask.of("numerator")
    above = ask.sums("numerator")
    if {"districts", "polygon"} & set(answer.ignored):
        return unknown(above.index)
    residents = ask.residents(above.index)
    fewest = float(ask.options.get("fewest", 0))
    return frame(above.index, above["value"], residents.where(residents >= fewest), metric.scale, above["n"])


def explain(ask: Ask, metric: Metric) -> tuple[str, ...]:
    """The division, and the residents of the whole."""
    lines = [f"value = {metric.scale:g} × {ask.roles['numerator']} ÷ residents"]
    if ask.by == "district":
        lines.append("residents: those of each district, by its boundaries' data set")
    else:
        residents = ask.population()
        lines.append(f"residents: {'not known' if residents is None else f'{residents:,.0f}'}")
    fewest = ask.options.get("fewest")
    return (*lines, f"no value for fewer than {fewest} residents") if fewest else tuple(lines)
