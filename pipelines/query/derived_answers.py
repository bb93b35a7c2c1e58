"""Answers of metrics that are made of other metrics, in the shape of all answers."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.comparison.periods import Calendar
from pipelines.derived.ask import Ask, Asked
from pipelines.metrics.derivation import function
from pipelines.metrics.record import Metric
from pipelines.query.answer import Answer
from pipelines.query.frames import COLUMNS, Names, group_column, name_of, order_of
from pipelines.query.opened import OpenSnapshot
from pipelines.query.plan import Plan, Planner
from pipelines.query.predicate import Predicate

NUMBERS = {"value": float, "numerator": float, "denominator": float, "n": int}


@dataclass(frozen=True)
class DerivedQuestion:
    """A derived metric under a predicate as it was asked; `plan` is that of the first metric it is made of."""

    metric: Metric
    predicate: Predicate
    by: str | None
    plan: Plan
    scope: Hashable


def derived_answer(
    service: Asked, snapshot: OpenSnapshot, planner: Planner, question: DerivedQuestion, names: Names
) -> Answer:
    """The answer of a derived metric: its function's values with names, order and the min-n flag."""
    metric = question.metric
    ask = Ask(
        service=service,
        snapshot=snapshot,
        metric=metric,
        predicate=question.predicate,
        by=question.by,
        level=question.plan.level if question.by == "district" else None,
        calendar=Calendar.of(planner.city.profile, snapshot.moment.day),
        levels=planner.resolver.levels,
        scope=question.scope,
    )
    module = function(str(metric.derived and metric.derived.function))
    contributions = getattr(module, "contributions", None)
    parts = {role: ask.of(role) for role in ask.roles}
    sources = {source.dataset: source for part in parts.values() for source in part.sources}
    return Answer(
        metric=metric,
        frame=_completed(metric, question.plan, module.values(ask, metric), names),
        ignored=tuple(dict.fromkeys(clause for part in parts.values() for clause in part.ignored)),
        by=question.by,
        level=question.plan.level,
        snapshot_id=snapshot.id,
        as_of=snapshot.moment.utc,
        sources=tuple(sources.values()),
        moment=snapshot.moment,
        parts=parts,
        explained=lambda: tuple(module.explain(ask, metric)),
        contributed=(lambda: contributions(ask, metric)) if contributions is not None else None,
    )


def _completed(metric: Metric, plan: Plan, found: pd.DataFrame, names: Names) -> pd.DataFrame:
    groups = found["group"].tolist()
    if plan.by in ("day", "week", "month"):
        groups = [pd.Timestamp(group).date() for group in groups]
    value = found["value"].to_numpy("float64")
    order = order_of(plan, groups, value) if plan.by not in ("day", "week", "month") else np.argsort(groups)
    ordered = [groups[place] for place in order]
    pairs = [name_of(plan, group, names) for group in ordered]
    numbers = found[list(NUMBERS)].astype(NUMBERS).iloc[order].reset_index(drop=True)
    completed = numbers.assign(
        group=group_column(plan, ordered),
        name=[en for en, _ in pairs],
        name_zh=[zh for _, zh in pairs],
        below_min_n=numbers["n"] < metric.min_n,
    )
    return completed[COLUMNS]
