"""How the views of a session ask: under every clause but their own, exactly, or at once while a clause changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Lock, local
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from dashboards.selection import Period, Selection
from pipelines.answer import Answer
from pipelines.comparison import Comparison, compare
from pipelines.metrics.record import Metric
from pipelines.periods import Period as Days
from pipelines.predicate import Predicate

if TYPE_CHECKING:
    from dashboards.city import City
    from dashboards.quick import Quick

KEPT = 2_000


class Asked(NamedTuple):
    """A question of a view, without the clauses of the selection."""

    metric_id: str
    own: tuple[str, ...] = ()
    period: Period | None = None
    by: str | None = None
    level: str | None = None


@dataclass(frozen=True)
class Told:
    """An answer with the metric's record and every clause that it could not follow."""

    metric: Metric
    frame: pd.DataFrame
    ignored: tuple[str, ...]
    answer: Answer

    @property
    def row(self) -> Any:
        """The only row of an answer that is not grouped; None where there is none."""
        return None if self.frame.empty else self.frame.iloc[0]

    def by_group(self, column: str = "value") -> dict[Any, float]:
        return dict(zip(self.frame["group"].tolist(), self.frame[column].tolist(), strict=True))


class Answers:
    """Answers and comparisons of one service, kept by snapshot and question for all sessions of the process."""

    def __init__(self, service: Any) -> None:
        self.service = service
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._guard = Lock()

    def ask(self, metric_id: str, predicate: Predicate, by: str | None, level: str | None, scope: Hashable) -> Answer:
        """The answer; a newer question of the same scope interrupts one that still runs (Superseded)."""
        key = (self.service.snapshot.id, metric_id, predicate, by, level)
        return self._once(key, lambda: self.service.values([metric_id], predicate, by, level, scope)[metric_id])

    def compare(self, metric_id: str, period: Days, predicate: Predicate) -> Comparison:
        """The metric in the period and in as many days before."""
        key = (self.service.snapshot.id, metric_id, predicate, period)
        return self._once(key, lambda: compare(self.service, metric_id, period, "previous", predicate))

    def _once(self, key: Hashable, ask: Callable[[], Any]) -> Any:
        with self._guard:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        answer = ask()
        with self._guard:
            self._kept[key] = answer
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return answer


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
        self._newest[asked] = told = self._exactly(asked)
        return told

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
        unheard = tuple(c for c in self.selection.unheard(metric.fact) if c not in asked.own)
        return Told(metric, answer.frame, tuple(dict.fromkeys((*answer.ignored, *unheard))), answer)
