"""A view that is one piece of HTML under its head."""

from __future__ import annotations

from collections.abc import Iterator

from dashboards.part import Part
from dashboards.views.view import Slot, View


class Sheet(View):
    """What is below the head is `body`."""

    def prepare(self) -> None:
        self.body = Part(f"{self.name}.body")

    def slots(self) -> Iterator[Slot]:
        yield self.head
        yield self.body
