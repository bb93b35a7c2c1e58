"""What a map draws attention to: districts beyond their funnel limits, and the three worst."""

from __future__ import annotations

from dashboards.asking import Told
from pipelines.comparison.funnel import funnel
from pipelines.query.places import UNPLACED

WORST = 3


def within_limits(told: Told) -> frozenset[str] | None:
    """Districts whose share differs from the whole by no more than chance explains; None for what is no share."""
    if told.metric.evidence != "rate":
        return None
    counts = {g.group: (g.numerator, g.denominator) for g in told.groups if g.group not in UNPLACED and g.n}
    found = funnel(counts, "binomial", told.metric.scale)
    return frozenset(area.group for area in found.areas if area.place == "within") if found else None


def worst(told: Told, values: dict[str, float], within: frozenset[str] | None) -> list[str]:
    """The three worst, highest where neither more nor less is good; of shares only those beyond their limits, on the
    side that is not wanted."""
    sign = 1 if told.metric.direction == "up" else -1
    named = [name for name, value in values.items() if name not in UNPLACED and value == value]
    if within is not None:
        whole = told.metric.scale * sum(g.numerator for g in told.groups) / sum(g.denominator for g in told.groups)
        named = [name for name in named if name not in within and sign * values[name] < sign * whole]
    return sorted(named, key=lambda name: sign * values[name])[:WORST]
