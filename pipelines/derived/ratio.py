"""One metric divided by another, of the same groups under the same clauses."""

from __future__ import annotations

import pandas as pd

from pipelines.derived.ask import Ask, frame, unknown
from pipelines.metrics.record import Metric

ROLES = ("numerator", "denominator")


def values(ask: Ask, metric: Metric) -> pd.DataFrame:
    """numerator × scale ÷ denominator by group; not known where only one of them follows a clause."""
    above, below = ask.sums("numerator"), ask.sums("denominator")
    groups = above.index.union(below.index, sort=False)
    if not ask.alike(*ROLES):
        return unknown(groups)
    return frame(groups, above["value"], below["value"], metric.scale, below["n"])


def explain(ask: Ask, metric: Metric) -> tuple[str, ...]:
    """The division in words and ids."""
    names = ask.roles
    return (f"value = {metric.scale:g} × {names['numerator']} ÷ {names['denominator']}",)
