"""What happened to a city on named days, as its profile lists it: drawn above every time axis."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import model_validator

from datasets.holidays import Span, spans_of
from datasets.strict import Names, Strict

EventKind = Literal["storm", "heat", "policy", "works", "incident", "gathering"]


class Event(Strict):
    """Single days, or first and last day, on which something outside the data moved them."""

    names: Names
    kind: EventKind
    days: tuple[date | Span, ...]

    @model_validator(mode="after")
    def _happened_in_order(self) -> Event:
        if not self.days:
            raise ValueError(
                "an event has at least one day, or a first and a last: [2025-07-20, [2025-08-01, 2025-08-03]]"
            )
        spans_of(self.days)
        return self

    @property
    def spans(self) -> list[Span]:
        """First and last day of each time that it happened."""
        return spans_of(self.days)
