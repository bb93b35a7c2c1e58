"""Order-statistic intervals around quantiles, as a whole and for all groups by one scan."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.comparison.ordered import Ordered
from pipelines.comparison.significance import ALPHA, quantile_positions
from pipelines.metrics.record import Metric, Quantile
from pipelines.query.predicate import Predicate
from pipelines.query.service import QueryService

STEP = 1.25
"""Positions of groups are moved outwards to the next distance of a row of these steps, so that groups share them."""


@dataclass(frozen=True)
class Grouped:
    """Which groups are asked about: the grouping and its level."""

    by: str | None = None
    level: str | None = None


def intervals(
    service: QueryService,
    metric: Metric,
    predicate: Predicate,
    grouped: Grouped,
    sides: Mapping[str, tuple[float, int]],
) -> dict[str, Ordered]:
    """The interval of each group that has rows enough, 95 % or more: of several, at positions moved outwards to shared
    ones.

    sides: value and rows of each group.
    """
    assert metric.quantile is not None
    wanted: dict[str, tuple[float, float]] = {}
    for group, (_, n) in sides.items():
        positions = quantile_positions(n, metric.quantile.at, ALPHA)
        if positions is not None:
            wanted[group] = positions if len(sides) == 1 else outwards(positions, metric.quantile.at)
    places = sorted({place for pair in wanted.values() for place in pair})
    found = dict(zip(places, _at(service, metric, predicate, grouped, places), strict=True)) if places else {}
    return {
        group: Ordered(sides[group][0], found[low][group], found[high][group], sides[group][1])
        for group, (low, high) in wanted.items()
    }


def outwards(positions: tuple[float, float], at: float) -> tuple[float, float]:
    """Both positions, at most a quarter farther from the quantile, on the row of shared distances."""
    low, high = (_stepped(abs(position - at)) for position in positions)
    return max(at - low, 0.0), min(at + high, 1.0)


def _stepped(distance: float) -> float:
    return float(STEP ** math.ceil(math.log(distance, STEP) - 1e-9)) if distance > 0 else 0.0


def _at(
    service: QueryService, metric: Metric, predicate: Predicate, grouped: Grouped, positions: Sequence[float]
) -> list[dict[str, float]]:
    """The metric's rows at each of the positions, by group."""
    metrics = [_positioned(metric, place, position) for place, position in enumerate(positions)]
    answers = service.measured(metrics, predicate, grouped.by, grouped.level)
    frames = [answers[one.id].frame for one in metrics]
    return [dict(zip(map(str, frame["group"]), frame["value"].astype(float), strict=True)) for frame in frames]


def _positioned(metric: Metric, place: int, position: float) -> Metric:
    assert metric.quantile is not None
    quantile = Quantile.model_construct(of=metric.quantile.of, at=position)
    return metric.model_copy(update={"id": f"{metric.id}_{place}", "quantile": quantile})
