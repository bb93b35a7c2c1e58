"""The gates of data health, from what was set aside and from the tickets themselves."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from tests.metrics.twins.published import Published, percent

FACTS = ("ticket", "incident", "reading", "mobility", "call", "payment")
REASONS = (
    ("duplicate", "^same .* as a later row"),
    ("closed_before_opened", " is before "),
    ("future", " is in the future"),
    ("outside", "^coordinates "),
    ("unknown_place", " is not in the boundaries$"),
)
TEN_MINUTES, MANY = np.timedelta64(10, "m"), 50


def figures(rows: Published) -> dict[str, float]:
    fed = rows.ask("SELECT dataset, fact, rows FROM dataset_status").query("fact in @FACTS").set_index("dataset")
    aside = rows.ask("SELECT dataset, part, line, kept, reason FROM quarantine")
    aside = aside[aside["dataset"].isin(fed.index)].assign(gate=[gate_of(reason) for reason in aside["reason"]])
    found = aside.drop_duplicates(["dataset", "gate", "part", "line"]).groupby(["dataset", "gate"]).size()
    found = pd.concat([found, unlisted(rows), bulk_closed(rows)])
    checked = fed["rows"] + lines(aside[~aside["kept"]]).reindex(fed.index, fill_value=0)
    elsewhere = found[found.index.get_level_values(1).isin(["unknown_type", "bulk_closed"])].groupby(level=0).sum()
    failed = lines(aside).reindex(fed.index, fill_value=0) + elsewhere.reindex(fed.index, fill_value=0)
    tickets = fed.index[fed["fact"] == "ticket"]
    return {
        "data_health_pct": percent((checked - failed).sum(), checked.sum()),
        "ticket_health_pct": percent((checked - failed)[tickets].sum(), checked[tickets].sum()),
        "gate_failures": found.sum(),
        "bulk_closed": found[found.index.get_level_values(1) == "bulk_closed"].sum(),
    }


def gate_of(reason: str) -> str:
    return next((gate for gate, pattern in REASONS if re.search(pattern, reason)), "unreadable")


def lines(aside: pd.DataFrame) -> pd.Series:
    return aside.drop_duplicates(["dataset", "part", "line"]).groupby("dataset").size()


def unlisted(rows: Published) -> pd.Series:
    """Types that the profile does not name, of data sets that it names nearly all types of."""
    listed = set(rows.service.city.categories)
    found = {}
    for fact in ("ticket", "incident"):
        for dataset, names in rows.rows(fact).dropna(subset="category").groupby("dataset")["category"]:
            strange = (~names.isin(listed)).sum()
            if 0 < strange <= 0.05 * len(names):
                found[(dataset, "unknown_type")] = strange
    return pd.Series(found, dtype="int64")


def bulk_closed(rows: Published) -> pd.Series:
    """Of one unit and type, those in any eleven minutes in which fifty were closed."""
    closed = rows.rows("ticket", "request").query("is_closed").dropna(subset="closed_at")
    found: dict[tuple[str, str], int] = {}
    for (dataset, _, _), some in closed.groupby(["dataset", "agency", "subcategory"]):
        minutes = np.sort(some["closed_at"].dt.floor("min").to_numpy())
        ends = np.searchsorted(minutes, minutes + TEN_MINUTES, side="right")
        struck = np.zeros(len(minutes), dtype=bool)
        for start, end in enumerate(ends):
            struck[start:end] |= end - np.searchsorted(minutes, minutes[start]) >= MANY
        found[(dataset, "bulk_closed")] = found.get((dataset, "bulk_closed"), 0) + int(struck.sum())
    return pd.Series(found, dtype="int64")
