"""A piece of HTML under a name: a page or a notebook shows it and hears when it changes."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup


class Part:
    """`html` is safe markup; listeners are told of a change, and of what was before; not of a repetition."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.html = Markup("")
        self._listeners: list[Callable[[Part, Markup], None]] = []

    def listen(self, listener: Callable[[Part, Markup], None]) -> None:
        self._listeners.append(listener)

    def put(self, html: Markup) -> None:
        if html != self.html:
            before, self.html = self.html, html
            for listener in self._listeners:
                listener(self, before)
