"""Dated targets, and dated changes of what a city's data mean."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from datasets.shapes import Id
from datasets.strict import Names, Strict


class Target(Strict):
    """A target in the metric's unit, in force from a day on, until a day where one is given.

    `value` is to be reached from below or above, by the metric's direction; `low` and `high` bound a range.
    `tolerance` is how far a miss may go before it is off; `districts` are those the target is for, none means all.
    """

    from_: date = Field(alias="from")
    until: date | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    tolerance: Annotated[float, Field(ge=0)] = 0
    districts: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Target:
        if self.until is not None and self.until < self.from_:
            raise ValueError(f"a target ends ({self.until}) before it starts ({self.from_})")
        return self

    @model_validator(mode="after")
    def _says_one_thing(self) -> Target:
        is_range = self.low is not None or self.high is not None
        if is_range == (self.value is not None):
            raise ValueError("a target has either a value, or a range by low and high")
        if self.low is not None and self.high is not None and self.high < self.low:
            raise ValueError(f"a range ends ({self.high:g}) below its start ({self.low:g})")
        return self


class Change(Strict):
    """From that day on metrics, or all metrics of facts, mean something else: a new definition, a new boundary.

    `categories` and `districts` say what is touched by it; none means everything.
    """

    on: date
    metrics: tuple[Id, ...] = ()
    facts: tuple[Id, ...] = ()
    categories: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    names: Names

    @model_validator(mode="after")
    def _touches_something(self) -> Change:
        if not self.metrics and not self.facts:
            raise ValueError("a change names the metrics or the facts that it touches")
        return self
