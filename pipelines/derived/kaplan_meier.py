"""The time within which a share of the cases has ended, open ones counted as longer than they have been (exact)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.derived.ask import Ask
from pipelines.metrics.record import Metric

ROLES = ("requests",)


def values(ask: Ask, metric: Metric) -> pd.DataFrame:
    """The time at which the estimate of those not yet ended falls to 1 - `at`, in `unit_seconds`.

    The role is a share: its numerator are the cases that have ended, its denominator all of them. Options: `seconds`
    (SQL: how long the case took or has taken), `at`, `unit_seconds`. Kaplan and Meier, J. Am. Stat. Assoc. 53 (1958).
    """
    spread = ask.spread("requests", ask.options["seconds"])
    at, unit = float(ask.options.get("at", 0.5)), float(ask.options.get("unit_seconds", 1))
    rows = [
        (group, _time(times, at) / unit * metric.scale, times["ended"].sum(), times["all"].sum())
        for group, times in spread.groupby("group", sort=False)
    ]
    found = pd.DataFrame(rows, columns=["group", "value", "numerator", "denominator"])
    groups = ask.sums("requests").index
    complete = found.set_index("group").reindex(groups).rename_axis("group").reset_index()
    return complete.assign(n=complete["denominator"].fillna(0).astype("int64"))


def explain(ask: Ask, metric: Metric) -> tuple[str, ...]:
    """The estimate's rule."""
    at = float(ask.options.get("at", 0.5))
    return (
        "S(t) = product over the times u <= t at which cases ended of (1 - ended at u ÷ not ended before u)",
        f"value = the first t with S(t) <= {1 - at:g}; numerator: ended, denominator: all",
    )


def _time(times: pd.DataFrame, at: float) -> float:
    """The first time at which the estimate is at most 1 - at; NaN where it never falls so far."""
    ordered = times.sort_values("of")
    ended, cases = ordered["ended"].to_numpy("float64"), ordered["all"].to_numpy("float64")
    at_risk = cases[::-1].cumsum()[::-1]
    surviving = np.cumprod(1 - ended / at_risk)
    reached = np.flatnonzero(surviving <= 1 - at + 1e-12)
    return float(ordered["of"].iloc[reached[0]]) if len(reached) else float("nan")
