"""The pieces of HTML of a page on their way to the browser: what differs in them, once the browser follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bokeh.models import ColumnDataSource
from markupsafe import Markup

from dashboards.difference import difference
from dashboards.part import Part

WHOLE = ("address", "dialog")


class Pieces:
    """Feeds the source "parts". A page that has just opened may have missed a change: until it says that it follows,
    pieces that change are sent whole."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._places = {part.name: place for place, part in enumerate(parts)}
        self.source = ColumnDataSource({"part": list(self._places), "html": [""] * len(parts)}, name="parts")
        self._before: dict[int, Markup] = {}
        self._follows = self._gathers = False
        for part in parts:
            part.listen(self._changed)

    def follow(self) -> None:
        """The browser has shown all that there is."""
        self._follows = True

    def again(self, name: str) -> None:
        """A piece whole, because the browser's is another."""
        place = self._places.get(name)
        if place is not None:
            self.source.patch({"html": [(place, str(self._parts[place].html))]})

    @contextmanager
    def together(self) -> Iterator[None]:
        """What changes in this block is sent as one."""
        within, self._gathers = self._gathers, True
        try:
            yield
        finally:
            self._gathers = within
            if not within:
                self._send()

    def _changed(self, part: Part, before: Markup) -> None:
        self._before.setdefault(self._places[part.name], before)
        if not self._gathers:
            self._send()

    def _send(self) -> None:
        before, self._before = self._before, {}
        if before:
            self.source.patch({"html": [(place, self._change(place, was)) for place, was in before.items()]})

    def _change(self, place: int, before: Markup) -> Any:
        part = self._parts[place]
        if not self._follows or part.name in WHOLE or not before:
            return str(part.html)
        found = difference(before, part.html)
        return str(part.html) if found is None else found
