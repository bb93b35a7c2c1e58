"""The fewest areas that hold half of a count, and how many of the residents live there (METRICS.md S3b)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from pipelines.derived.ask import Ask
from pipelines.metrics.record import Metric

ROLES = ("count",)
NOWHERE = ("unspecified", "unknown")


def needs_residents(metric: Metric) -> bool:
    """Whether it is the share of residents."""
    return metric.derived is not None and metric.derived.options.get("measure") == "residents"


@dataclass(frozen=True)
class Half:
    """The areas that hold half, of all areas; residents are None where they are not known."""

    areas: tuple[str, ...]
    held: float
    total: float
    residents: float | None
    all_residents: float | None


def half_of(counts: pd.Series, residents: pd.Series) -> Half | None:
    """The areas in falling order of counts, of equal ones the more populous first, until they hold half.

    None where nothing is counted. counts, residents: by district id.
    """
    placed = counts[~counts.index.isin(NOWHERE)].dropna()
    total = float(placed.sum())
    if total <= 0:
        return None
    people = residents.reindex(placed.index)
    order = pd.DataFrame({"count": placed, "people": people.fillna(0)}).sort_values(
        ["count", "people"], ascending=False
    )
    reached = order["count"].cumsum()
    chosen = order.index[: int((reached < total / 2).sum()) + 1]
    known = people.notna().all()
    return Half(
        areas=tuple(chosen),
        held=float(placed[chosen].sum()),
        total=total,
        residents=float(people[chosen].sum()) if known else None,
        all_residents=float(people.sum()) if known else None,
    )


def values(ask: Ask, metric: Metric) -> pd.DataFrame:
    """The number of areas, or the share of residents in percent; of the whole only."""
    columns = ["group", "value", "numerator", "denominator", "n"]
    found = _half(ask) if ask.by is None else None
    if found is None:
        return pd.DataFrame([("all", None, None, None, 0)] if ask.by is None else [], columns=columns)
    if ask.options.get("measure") != "residents":
        row: tuple[object, ...] = ("all", float(len(found.areas)), float(len(found.areas)), None, int(found.total))
    else:
        share = 100 * found.residents / found.all_residents if found.residents and found.all_residents else None
        row = ("all", share, found.residents, found.all_residents, int(found.total))
    return pd.DataFrame([row], columns=columns)


def explain(ask: Ask, metric: Metric) -> tuple[str, ...]:
    """The areas, what they hold and who lives there."""
    found = _half(ask)
    if found is None:
        return ()
    held = f"{', '.join(found.areas)}: {found.held:,.0f} ÷ {found.total:,.0f} = {100 * found.held / found.total:.1f} %"
    if found.residents is None or not found.all_residents:
        return (held,)
    share = 100 * found.residents / found.all_residents
    return held, f"{found.residents:,.0f} ÷ {found.all_residents:,.0f} = {share:.1f} %"


def _half(ask: Ask) -> Half | None:
    answer = ask.of("count", by="district", level=ask.level)
    counts = answer.frame.set_index("group")["value"].astype("float64")
    return half_of(counts, replace(ask, level=answer.level).populations())
