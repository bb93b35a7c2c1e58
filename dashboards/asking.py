"""How the views of a session ask: under every clause but their own, exactly, or at once while a clause changes."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Lock, local
from typing import TYPE_CHECKING, Any, NamedTuple

from dashboards.selection import Period, Selection
from pipelines.comparison.compare import Comparison, compare, compare_groups
from pipelines.comparison.periods import Against
from pipelines.comparison.periods import Period as Days
from pipelines.metrics.record import Metric
from pipelines.query.answer import Answer
from pipelines.query.predicate import Predicate

if TYPE_CHECKING:
    from dashboards.city import City
    from dashboards.quick import Quick

KEPT, SNAPSHOTS = 2_000, 2


class Asked(NamedTuple):
    """A question of a view, without the clauses of the selection."""

    metric_id: str
    own: tuple[str, ...] = ()
    period: Period | None = None
    by: str | None = None
    level: str | None = None


class Group(NamedTuple):
    """One group of an answer; what is not there is NaN."""

    group: Any
    name: str
    name_zh: str
    value: float
    numerator: float
    denominator: float
    n: int


@dataclass(frozen=True)
class Told:
    """An answer with the metric's record and every clause that it could not follow."""

    metric: Metric
    groups: list[Group]
    ignored: tuple[str, ...]
    answer: Answer

    @property
    def row(self) -> Group | None:
        """The only group of an answer that is not grouped; None where there is none."""
        return self.groups[0] if self.groups else None

    def by_group(self) -> dict[Any, float]:
        """Values of the groups that have rows."""
        return {group.group: group.value for group in self.groups if group.n}


def groups_of(answer: Answer) -> list[Group]:
    """The rows of an answer's frame; lists are ten times quicker to read than frames."""
    return list(map(Group, *(answer.frame[name].tolist() for name in Group._fields)))


class Answers:
    """Answers and comparisons of one service, kept by snapshot and question for all sessions of the process; of the
    two newest snapshots, so that a wall that stands for weeks does not fill up."""

    def __init__(self, service: Any) -> None:
        self.service = service
        self._kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self._newest: deque[str] = deque(maxlen=SNAPSHOTS)
        self._guard = Lock()

    def ask(self, metric_id: str, predicate: Predicate, by: str | None, level: str | None, scope: Hashable) -> Answer:
        """The answer; a newer question of the same scope interrupts one that still runs (Superseded)."""
        key = (self.service.snapshot.id, metric_id, predicate, by, level)
        return self._once(key, lambda: self.service.values([metric_id], predicate, by, level, scope)[metric_id])

    def groups(self, answer: Answer, key: Hashable) -> list[Group]:
        """The groups of an answer, listed once for all who ask with the key; nobody changes them."""
        return self._once((answer.snapshot_id, "groups", key), lambda: groups_of(answer))

    def compare(self, metric_id: str, period: Days, against: Against, predicate: Predicate) -> Comparison:
        """The metric in the period and in as many days before, or a year before."""
        key = (self.service.snapshot.id, metric_id, predicate, period, against)
        return self._once(key, lambda: compare(self.service, metric_id, period, against, predicate))

    def compare_districts(
        self, metric_id: str, period: Days, against: Against, predicate: Predicate, level: str
    ) -> list[Comparison]:
        """The same for each district of a level, judged together."""
        key = (self.service.snapshot.id, metric_id, predicate, period, against, level)
        return self._once(
            key, lambda: compare_groups(self.service, metric_id, period, against, "district", predicate, level)
        )

    def _once(self, key: tuple[Any, ...], ask: Callable[[], Any]) -> Any:
        with self._guard:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        answer = ask()
        with self._guard:
            self._forget_older_than(key[0])
            self._kept[key] = answer
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return answer

    def _forget_older_than(self, snapshot_id: str) -> None:
        if snapshot_id not in self._newest:
            self._newest.append(snapshot_id)
            for key in [key for key in self._kept if key[0] not in self._newest]:
                del self._kept[key]


class Asking:
    """One session's questions. `last` keeps what each was told exactly."""

    def __init__(self, city: City, selection: Selection) -> None:
        self.city, self.selection = city, selection
        self.last: dict[Asked, Told] = {}
        self._newest: dict[Asked, Told] = {}
        self._mode = local()

    @property
    def quick(self) -> Quick | None:
        """What answers in this thread while a clause changes."""
        return getattr(self._mode, "quick", None)

    @contextmanager
    def quickly(self, quick: Quick) -> Iterator[None]:
        """In this block and thread, questions are answered from an index, or as they were."""
        self._mode.quick = quick
        try:
            yield
        finally:
            self._mode.quick = None

    def ask(self, asked: Asked) -> Told:
        """The answer under the selection."""
        if self.quick is not None:
            return self.quick.told(asked) or self.last.get(asked) or self._exactly(asked)
        indexed: Quick | None = getattr(self._mode, "indexed", None)
        told = indexed.told(asked, exact=True) if indexed else None
        self._newest[asked] = told = told or self._exactly(asked)
        return told

    @contextmanager
    def starting_from(self, quick: Quick | None) -> Iterator[None]:
        """In this block and thread, what an index has answered exactly is not asked again."""
        self._mode.indexed = quick
        try:
            yield
        finally:
            self._mode.indexed = None

    def settle(self) -> None:
        """The questions since the last time are all that there are."""
        self.last, self._newest = self._newest, {}

    def _exactly(self, asked: Asked) -> Told:
        metric = self.city.metrics[asked.metric_id]
        predicate = self.selection.predicate(metric.fact, asked.own)
        if asked.period is not None:
            predicate = replace(predicate, start=asked.period[0], end=asked.period[1])
        scope = (id(self), asked)
        answer = self.city.answers.ask(asked.metric_id, predicate, asked.by, asked.level, scope)
        groups = self.city.answers.groups(answer, (asked.metric_id, predicate, asked.by, asked.level))
        return Told(metric, groups, tuple(dict.fromkeys((*answer.ignored, *self.unheard(asked)))), answer)

    def unheard(self, asked: Asked) -> tuple[str, ...]:
        """Clauses of the selection that were made on another fact."""
        fact = self.city.metrics[asked.metric_id].fact
        return tuple(clause for clause in self.selection.unheard(fact) if clause not in asked.own)
