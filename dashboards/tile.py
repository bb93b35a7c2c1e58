"""The boundary around a view: what raises in it is logged under a code and leaves the others standing."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any

import structlog

from dashboards.markup import render
from dashboards.part import Part
from dashboards.scene import Scene
from dashboards.views.view import Slot, View
from pipelines.metrics.forms import Texts
from pipelines.query.runner import Superseded

log = structlog.get_logger("dashboards")


class Tile:
    """A view in its place. `fault` says what is shown instead of the newest picture, and how old that is."""

    def __init__(self, view: View, scene: Scene, name: str) -> None:
        self.view, self.scene, self.name = view, scene, name
        self.fault, self.lacks = Part(f"{name}.fault"), Part(f"{name}.lacks")
        self._shown_at: float | None = None
        self._shown: Any = None
        self._settled = False
        self._lacks = view.narrow(scene.city)
        if self._lacks is None:
            self._guarded("settle", self._settle)
        else:
            self._say_lacking(self._lacks)

    @property
    def kind(self) -> str:
        """What the style sheet calls it: the view's kind, or `absent` where the city has nothing to show in it."""
        return self.view.kind if self._lacks is None else "absent"

    def slots(self) -> Iterator[Slot]:
        """The fault, then the view's parts and figures; only what is amiss where it never came to be."""
        yield self.fault if self._lacks is None else self.lacks
        if self._settled:
            yield from self.view.slots()

    def fetch(self) -> Any:
        """The answers of the view, None where it raised."""
        return self._guarded("fetch", self.view.fetch) if self._settled else None

    def show(self, data: Any) -> None:
        """Show answers; a fault of before is over when this succeeds.

        Answers that a view keeps while a clause is on its way are not shown again.
        """
        if data is None or (self.scene.is_quick and data is self._shown):
            return

        def shown() -> bool:
            self.view.show(data)
            return True

        if self._guarded("show", shown):
            self._shown, self._shown_at = data, time.time()
            self.fault.put(render("nothing"))

    def hear(self, deed: str, value: str) -> None:
        self._guarded("hear", lambda: self.view.hear(deed, value))

    def _settle(self) -> None:
        self.view.settle(self.scene, self.name)
        self._settled = True

    def _say_lacking(self, why: Texts) -> None:
        words = self.scene.words
        metric = self.scene.city.metrics[self.view.metric_ids[0]]
        self.lacks.put(render("absent", title=words.name(metric.names), why=words.name(why)))

    def _guarded(self, step: str, what: Callable[[], Any]) -> Any:
        try:
            return what()
        except Superseded:
            return None
        except Exception:  # the boundary: one broken tile never darkens the page
            code = secrets.token_hex(3).upper()
            log.exception("view failed", view=self.name, step=step, code=code)
            self.fault.put(render("fault", words=self.scene.words, code=code, age=self._age()))
            return None

    def _age(self) -> str:
        if self._shown_at is None:
            return ""
        return self.scene.words("seconds", n=round(time.time() - self._shown_at))
