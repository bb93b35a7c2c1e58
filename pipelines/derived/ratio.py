"""One metric divided by another, of the same groups under the same clauses."""

from __future__ import annotations

import pandas as pd

from pipelines.derived.ask import Ask, frame, unknown
from pipelines.metrics.record import Metric

ROLES = ("numerator", "denominator")


def values(ask: Ask, metric: Metric) -> pd.DataFrame:
    """numerator × scale ÷ denominator by group; not known where only one of them follows a clause.

    A group that the denominator has and a count in the numerator has not is one of which nothing was counted: 0.
    """
    above, below = ask.sums("numerator"), ask.sums("denominator")
    groups = above.index.union(below.index, sort=False)
    if not ask.alike(*ROLES):
        return unknown(groups)
    counted = above["value"].reindex(groups)
    if ask.component("numerator").no_rows == "zero":
        counted = counted.fillna(0)
    return frame(groups, counted, below["value"], metric.scale, below["n"])


def explain(ask: Ask, metric: Metric) -> tuple[str, ...]:
    """The division in words and ids."""
    names = ask.roles
    return (f"value = {metric.scale:g} × {names['numerator']} ÷ {names['denominator']}",)
