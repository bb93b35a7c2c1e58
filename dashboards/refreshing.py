"""Bringing the tiles of a session up to date: at once from the index, then exactly, the newest question last."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import structlog
from bokeh.document import Document

from dashboards.quick import Quick, key_of
from dashboards.scene import Scene
from dashboards.selection import Period
from dashboards.tile import Tile
from pipelines.query.chosen import CHOICES
from pipelines.query.pair_index import ACTIVE
from pipelines.query.runner import NotKnown

log = structlog.get_logger("dashboards")
Found = list[tuple[Tile, Any]]
Run = Callable[[Callable[[], Found], Callable[[Found], None]], None]


def here(ask: Callable[[], Found], show: Callable[[Found], None]) -> None:
    """Ask and show in this thread, one after the other."""
    show(ask())


class Refreshing:
    """`run` says where questions are asked, `meanwhile` when the index's answers are shown if the exact ones have not
    come, `together` is entered while answers are shown; that is done in the thread that owns the document."""

    def __init__(self, scene: Scene, tiles: list[Tile], around: Callable[[], None]) -> None:
        self.scene, self.tiles, self._around = scene, tiles, around
        self.document: Document | None = None
        self.run: Run = here
        self.meanwhile: Callable[[Callable[[], None]], object] = lambda show: show()
        self.together: Callable[[], AbstractContextManager[object]] = nullcontext
        self.snapshot_id = ""
        self._asked = self._ended = 0
        self._brush: Period | None = None
        self._quick: Quick | None = None
        self._followed: tuple[Any, Any] | None = None

    def exactly(self, answered: Quick | None = None, at_once: bool = False) -> None:
        """Ask everything from one snapshot but what an index has answered, then show it in one message; what was asked
        before is passed over. at_once: it may all be known, and then a worker would only come between."""
        self._asked += 1
        number = self._asked

        def ask() -> Found:
            try:
                return self._ask(answered)
            except NotKnown:
                raise
            except BaseException:
                self._ended = max(self._ended, number)
                raise

        def show(found: Found) -> None:
            self._ended = max(self._ended, number)
            if number == self._asked:
                self._show(found)

        known = self._known(ask) if at_once else None
        if known is None:
            self.run(ask, show)
        else:
            show(known)

    def _known(self, ask: Callable[[], Found]) -> Found | None:
        """The answers where nothing has to be asked of the database, otherwise None."""
        try:
            with self.scene.city.service.only_known():
                return ask()
        except NotKnown:
            return None

    def follow(self, snapshot_id: str) -> None:
        """Ask everything again where that snapshot is not the one shown, unless answers are still on their way: where
        snapshots come faster than answers, a page that starts again with each would never show any."""
        if snapshot_id != self.snapshot_id and self._ended == self._asked:
            self.exactly()

    def changed(self, names: set[str]) -> None:
        """The selection has changed in these; where one clause did, its index answers first."""
        self._brush = None
        active = next(iter(names)) if len(names) == 1 else ""
        value = getattr(self.scene.selection, active) if active in ACTIVE else None
        quick = self._indexed(active, value) if active in ACTIVE else None
        held = quick.held() if quick else None
        if held is not None:
            self._show_meanwhile(held, value)
        self.exactly(held, at_once=active in CHOICES)

    def _show_meanwhile(self, quick: Quick, value: Any) -> None:
        number = self._asked + 1

        def show() -> None:
            if self._ended < number and self._asked <= number:
                self._follow(quick, value)

        self.meanwhile(show)

    def brushed(self, period: Period) -> None:
        """A brush is on its way; of what comes faster than it can be shown, the newest counts."""
        waiting, self._brush = self._brush is not None, period
        if self.document is None:
            self._follow_brush()
        elif not waiting:
            self.document.add_next_tick_callback(self._follow_brush)

    def _follow_brush(self) -> None:
        if self._brush is not None:
            self.scene.brushed, self._brush = self._brush, None
            quick = self._indexed("time", self.scene.brushed)
            if quick is not None:
                self._follow(quick, self.scene.brushed)

    def _ask(self, answered: Quick | None) -> Found:
        with self.scene.city.service.batch() as snapshot:
            self.snapshot_id = snapshot.id
            if answered is not None and answered.index.snapshot_id != snapshot.id:
                answered = None
            with self.scene.asking.starting_from(answered):
                return self._fetched()

    def _fetched(self) -> Found:
        found = [(tile, tile.fetch()) for tile in self.tiles]
        self.scene.asking.settle()
        return found

    def _show(self, found: Found) -> None:
        self._followed = None
        with self._one_message():
            for tile, data in found:
                tile.show(data)
            self._around()

    def _indexed(self, active: str, value: Any) -> Quick | None:
        """The index with its answers for a value of the clause."""
        quick = self._index(active)
        if quick is None:
            return None
        if active == "time":
            quick.between(value or self.scene.selection.period)
        else:
            quick.among(value[1:] if active == "categories" else value)
        return quick

    def _follow(self, quick: Quick, value: Any) -> None:
        """Shows the answers for a value of the clause; where the drag has shown them already, only what is around."""
        if self._followed == (quick.key, value):
            with self._one_message():
                self._around()
            return
        with self.scene.asking.quickly(quick):
            self._show([(tile, tile.fetch()) for tile in self.tiles])
        self._followed = quick.key, value

    def _index(self, active: str) -> Quick | None:
        """The index of a clause under the others; None where it cannot be had, and the exact answer must do."""
        asking = self.scene.asking
        if self._quick is None or self._quick.key != key_of(asking, active):
            try:
                self._quick = Quick(asking, active)
            except Exception:  # the exact answer follows; what failed stands in the log
                log.exception("index failed", active=active)
                self._quick = None
        return self._quick

    @contextmanager
    def _one_message(self) -> Any:
        if self.document is not None:
            self.document.hold("combine")
        try:
            with self.together():
                yield
        finally:
            if self.document is not None:
                self.document.unhold()
