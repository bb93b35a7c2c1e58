"""The frames of plans in one snapshot: kept, summed out of what is kept, or asked."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple

import pandas as pd

from pipelines.query.chosen import CHOICES, ByMember, choice_of, statements_by_member, whole_of
from pipelines.query.compile import Statement, compile_plans
from pipelines.query.frames import Names, frame_of, no_rows
from pipelines.query.opened import Limits, OpenSnapshot
from pipelines.query.plan import Plan
from pipelines.query.result_cache import ByteLru
from pipelines.query.runner import Query, Runner, weight_of

Frames = dict[Plan, pd.DataFrame]


class Whole(NamedTuple):
    """A question about all members of a clause, and that clause."""

    choice: str
    plan: Plan


class KnownFrames:
    """One a service. A question about a second choice of districts, categories or agencies is asked for all of them at
    once; whoever chooses others after that is answered by sums of what is kept."""

    def __init__(self, runner: Runner, limits: Limits, names: Callable[[OpenSnapshot, Plan], Names]) -> None:
        self.kept: ByteLru[pd.DataFrame] = ByteLru(limits.cache_bytes // 2, weight_of)
        self._by_member: ByteLru[ByMember] = ByteLru(limits.index_bytes // 2, lambda one: weight_of(one.rows))
        self._chosen_first: ByteLru[Sequence[str]] = ByteLru(limits.cache_bytes // 64, lambda _: 1024)
        self._runner, self._names = runner, names

    def keep(self, wanted: Callable[[Hashable], bool]) -> None:
        """Lets go of every key that is not wanted; keys begin with the snapshot's id."""
        for cache in (self.kept, self._by_member, self._chosen_first):
            cache.keep(wanted)

    def of(self, snapshot: OpenSnapshot, plans: Sequence[Plan], scope: Hashable) -> Frames:
        """The frame of each plan; its columns may be changed, what is in them may not."""
        found = {plan: frame for plan in plans if (frame := self.kept.get((snapshot.id, plan))) is not None}
        self._runner.counters.asked += len(found)
        self._runner.counters.cache_hits += len(found)
        missing = [plan for plan in plans if plan not in found and plan.extent is not None]
        again = {plan: whole for plan in missing if (whole := self._chosen_again(snapshot, plan))}
        found |= self._summed(snapshot, again, scope)
        found |= self._asked(snapshot, [plan for plan in missing if plan not in again], scope)
        for plan in plans:
            if plan not in found:
                found[plan] = no_rows(plan, self._names(snapshot, plan))
        return {plan: frame.copy(deep=False) for plan, frame in found.items()}

    def _chosen_again(self, snapshot: OpenSnapshot, plan: Plan) -> Whole | None:
        """What to ask instead of a plan that has been asked about other members of a clause; notes those of now."""
        choice = choice_of(plan)
        if choice is None:
            return None
        whole, members = Whole(choice, whole_of(plan, choice)), getattr(plan.predicate, choice)
        first = self._chosen_first.get((snapshot.id, whole))
        if first is None:
            self._chosen_first.put((snapshot.id, whole), members)
        return whole if first not in (None, members) else None

    def _summed(self, snapshot: OpenSnapshot, again: dict[Plan, Whole], scope: Hashable) -> Frames:
        wholes = dict.fromkeys(again.values())
        known = {whole: one for whole in wholes if (one := self._by_member.get((snapshot.id, whole))) is not None}
        self._runner.counters.asked += len(known)
        self._runner.counters.cache_hits += len(known)
        lacking = [whole for whole in wholes if whole not in known]
        for choice in CHOICES:
            plans = [whole.plan for whole in lacking if whole.choice == choice]
            for plan, place, rows in self._run(snapshot, statements_by_member(plans, choice, snapshot.moment), scope):
                known[Whole(choice, plan)] = one = ByMember.of(place, rows)
                self._by_member.put((snapshot.id, Whole(choice, plan)), one)
        chosen = ((plan, known[whole].among(getattr(plan.predicate, whole.choice))) for plan, whole in again.items())
        return {plan: self._put(snapshot, plan, 0, rows) for plan, rows in chosen}

    def _asked(self, snapshot: OpenSnapshot, plans: Sequence[Plan], scope: Hashable) -> Frames:
        answers = self._run(snapshot, compile_plans(plans, snapshot.moment), scope)
        return {plan: self._put(snapshot, plan, place, rows) for plan, place, rows in answers}

    def _run(
        self, snapshot: OpenSnapshot, statements: Sequence[Statement], scope: Hashable
    ) -> Iterable[tuple[Plan, int, pd.DataFrame]]:
        """Each plan with its place in its statement and the statement's rows."""
        queries = [Query.of(statement.sql, statement.parameters) for statement in statements]
        answers = self._runner.ask(snapshot, queries, scope, keep=False)
        for statement, rows in zip(statements, answers, strict=True):
            for place, plan in enumerate(statement.plans):
                yield plan, place, rows

    def _put(self, snapshot: OpenSnapshot, plan: Plan, place: int, rows: pd.DataFrame) -> pd.DataFrame:
        frame = frame_of(plan, place, rows, snapshot.moment, self._names(snapshot, plan))
        self.kept.put((snapshot.id, plan), frame)
        return frame
