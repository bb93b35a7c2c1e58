"""Answers under a choice of districts, categories or agencies, out of one answer by them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from pipelines.query.compile import Statement, group_expression, measured, scans_of
from pipelines.query.index_build import active_expression
from pipelines.query.moment import Moment
from pipelines.query.plan import Plan, adds_up

CHOICES = ("districts", "categories", "agencies")


def choice_of(plan: Plan) -> str | None:
    """The clause whose members' answers add up to the plan's; None where there is none, or they do not."""
    if plan.metric.quantile is not None:
        return None
    chosen = (name for name in CHOICES if getattr(plan.predicate, name))
    return next((name for name in chosen if adds_up(plan.metric, plan.by, name)), None)


def whole_of(plan: Plan, choice: str) -> Plan:
    """The same question about all members of the clause."""
    return replace(plan, predicate=plan.predicate.without(choice))


def statements_by_member(wholes: Sequence[Plan], choice: str, moment: Moment) -> list[Statement]:
    """At most one statement a scan; each has a column `member` beside `group` and those of the metrics."""
    return [
        measured(scan, moment, {"member": active_expression(scan[0], choice), "group": group_expression(scan[0])})
        for scan in scans_of(wholes)
    ]


@dataclass(frozen=True)
class ByMember:
    """An answer's sums by member of a clause and by group: rows in the order of their members."""

    rows: pd.DataFrame
    first: dict[Any, int]
    count: dict[Any, int]

    @classmethod
    def of(cls, place: int, rows: pd.DataFrame) -> ByMember:
        """The sums of the metric at that place of the statement whose rows these are."""
        known = rows.sort_values("member", kind="stable")
        members, first, count = np.unique(known["member"].to_numpy(), return_index=True, return_counts=True)
        own = {f"{name}_{place}": f"{name}_0" for name in ("num", "den", "n") if f"{name}_{place}" in rows}
        kept = known[["group", *own]].rename(columns=own).reset_index(drop=True)
        return cls(kept, *(dict(zip(members.tolist(), at.tolist(), strict=True)) for at in (first, count)))

    def among(self, members: Sequence[Any]) -> pd.DataFrame:
        """`group` and the sums over those members, as a statement about them alone has them."""
        known = [
            self.rows.iloc[self.first[one] : self.first[one] + self.count[one]] for one in members if one in self.first
        ]
        if len(known) == 1:
            return known[0]
        together = pd.concat(known) if known else self.rows.iloc[:0]
        return together.groupby("group", as_index=False, sort=False).sum(min_count=1)
