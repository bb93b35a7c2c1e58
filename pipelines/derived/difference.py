"""One metric less another, of the same groups under the same clauses."""

from __future__ import annotations

import pandas as pd

from pipelines.derived.ask import Ask, frame, unknown
from pipelines.metrics.record import Metric

ROLES = ("minuend", "subtrahend")


def values(ask: Ask, metric: Metric) -> pd.DataFrame:
    """(minuend - subtrahend) × scale by group; not known where one of both is not known."""
    above, below = ask.sums("minuend"), ask.sums("subtrahend")
    groups = above.index.union(below.index, sort=False)
    if not ask.alike(*ROLES):
        return unknown(groups)
    less = above["value"].reindex(groups) - below["value"].reindex(groups)
    n = above["n"].reindex(groups).fillna(0) + below["n"].reindex(groups).fillna(0)
    return frame(groups, less, 1.0, metric.scale, n).assign(denominator=float("nan"))


def explain(ask: Ask, metric: Metric) -> tuple[str, ...]:
    """The subtraction in words and ids."""
    scale = "" if metric.scale == 1 else f"{metric.scale:g} × "
    return (f"value = {scale}({ask.roles['minuend']} - {ask.roles['subtrahend']})",)
