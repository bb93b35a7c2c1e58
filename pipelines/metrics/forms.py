"""The forms that a metric's measure can take, beside a plain count, sum, mean or ratio."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from datasets.shapes import Id
from datasets.strict import Strict


class Texts(Strict):
    """A sentence or a name in both languages."""

    en: Annotated[str, Field(min_length=1)]
    zh: Annotated[str, Field(min_length=1)]


class Quantile(Strict):
    """The value below which the share `at` of the rows lies, interpolated between rows."""

    of: str
    at: Annotated[float, Field(gt=0, lt=1)]


class Stock(Strict):
    """The rows that are open at the end of the period: opened by then, and still open or closed later."""

    opened: str
    closed: str
    open: str


class Per(Strict):
    """Rows are totalled by the asked group and `key` first; the metric's own aggregates are over the totals."""

    key: str
    totals: Annotated[dict[Id, str], Field(min_length=1)]

    def __hash__(self) -> int:
        return hash((self.key, *self.totals.items()))


class Derived(Strict):
    """A value made from other metrics by `pipelines/derived/FUNCTION.py`; `of` names them by their role."""

    function: Id
    of: Annotated[dict[Id, Id], Field(min_length=1)]
    options: dict[str, Any] = Field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.function, *self.of.items()))


class DefaultCondition(Strict):
    """A condition that holds unless the question names a field itself."""

    condition: str
    unless: str


class Standard(Strict):
    """The published definition that a metric follows."""

    id: str
    version: str


class MetricBreak(Strict):
    """From that day on the metric means something else: a new standard, a new definition."""

    on: date
    names: Texts
