"""The boundary around a view: what raises in it is logged under a code and leaves the others standing."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from dashboards.markup import render
from dashboards.part import Part
from dashboards.scene import Scene
from dashboards.views.view import Slot, View
from pipelines.clock import CityClock
from pipelines.metrics.forms import Texts
from pipelines.query.runner import NotKnown, Superseded

log = structlog.get_logger("dashboards")


@dataclass(frozen=True)
class Fault:
    """What stands for the answers of a view that raised; `code` is in the log."""

    code: str


class Tile:
    """A view in its place. `fault` says what is shown instead of the newest picture, and when that was drawn."""

    def __init__(self, view: View, scene: Scene, name: str) -> None:
        self.view, self.scene, self.name = view, scene, name
        self.fault, self.lacks = Part(f"{name}.fault"), Part(f"{name}.lacks")
        self._shown_at: datetime | None = None
        self._shown: Any = None
        self._settled = False
        self._lacks = view.narrow(scene.city)
        if self._lacks is None:
            self._say_fault(self._guarded("settle", self._settle))
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
        """The answers of the view, None where it has none to give, a Fault where it raised; changes nothing shown.

        It may run beside the session, which is not to be touched then.
        """
        return self._guarded("fetch", self.view.fetch) if self._settled else None

    def show(self, data: Any) -> None:
        """Show answers, or that there are none; a fault of before is over when this succeeds.

        Answers that a view keeps while a clause is on its way are not shown again.
        """
        if isinstance(data, Fault):
            self._say_fault(data)
            return
        if data is None or (self.scene.is_quick and data is self._shown):
            return

        def shown() -> bool:
            self.view.show(data)
            return True

        done = self._guarded("show", shown)
        if done and not self._say_fault(done):
            self._shown, self._shown_at = data, CityClock.of(self.scene.city.service.snapshot.meta).now()
            self.fault.put(render("nothing"))

    def hear(self, deed: str, value: str) -> None:
        self._say_fault(self._guarded("hear", lambda: self.view.hear(deed, value)))

    def _settle(self) -> None:
        self.view.settle(self.scene, self.name)
        self._settled = True

    def _say_lacking(self, why: Texts) -> None:
        words = self.scene.words
        metric = self.scene.city.metrics[self.view.metric_ids[0]]
        self.lacks.put(render("absent", title=words.name(metric.names), why=words.name(why)))

    def _guarded(self, step: str, what: Callable[[], Any]) -> Any:
        """What it returns, None where a newer question took its place, a Fault where it raised; NotKnown passes."""
        try:
            return what()
        except NotKnown:
            raise
        except Superseded:
            return None
        except Exception:  # the boundary: one broken tile never darkens the page
            code = secrets.token_hex(3).upper()
            log.exception("view failed", view=self.name, step=step, code=code)
            return Fault(code)

    def _say_fault(self, found: Any) -> bool:
        """Whether it is a Fault, which is then shown."""
        if not isinstance(found, Fault):
            return False
        self.fault.put(render("fault", words=self.scene.words, code=found.code, when=self._when()))
        return True

    def _when(self) -> str:
        """The city's time at which the picture was drawn that still stands; nothing where there is none."""
        scene = self.scene
        return scene.words.moment(self._shown_at, scene.city.profile.time_zone) if self._shown_at else ""
