"""The public edition in memory: pages, data files and answers of one snapshot, exchanged when a newer one is there."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import structlog

from datasets.problems import Problem
from layouts.public.outline import outlines
from layouts.public.shell import PRIVACY, Site
from pipelines.privacy.payload import frame_of, metric_of
from pipelines.privacy.reader import PublicData, read_public
from pipelines.privacy.store import PublicStore

KEPT_ANSWERS = 2_000
VIEWS = ("card", "map", "trend", "ranking", "hours")
FRAME = "frame"
log = structlog.get_logger("layouts")


class Edition:
    """One snapshot's content. Everything is made when it is first asked for, and kept."""

    def __init__(self, data: PublicData, suffix: str = "") -> None:
        self.data = data
        self.site = Site(data, outlines(data.metrics), suffix)
        self._kept: OrderedDict[tuple[str, ...], str] = OrderedDict()

    @property
    def pages(self) -> tuple[str, ...]:
        """Names of the pages."""
        return (*self.site.dashboards, PRIVACY)

    def page(self, name: str, language: str, base: str = "", embed: dict[str, str] | None = None) -> str:
        """The HTML of a page."""
        key = ("page", name, language, base, *(embed or {}).values())
        return self.kept(key, lambda: self.site.page(name, language, base, embed))

    def script(self, name: str) -> str | None:
        """The data file of the frame or of a metric; None where there is no such metric."""
        if name != FRAME and name not in self.data.metrics:
            return None
        return self.kept(("script", name), lambda: _script(self.data, name))

    def kept(self, key: tuple[str, ...], make: Callable[[], str]) -> str:
        """What was made for a key before, or now."""
        if key not in self._kept:
            self._kept[key] = make()
            while len(self._kept) > KEPT_ANSWERS:
                self._kept.popitem(last=False)
        return self._kept[key]


def _script(data: PublicData, name: str) -> str:
    content = frame_of(data) if name == FRAME else metric_of(data, name)
    told = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return f"onescreen.take({json.dumps(name)},{told});\n"


class Editions:
    """The published edition of a city, read again when another is published."""

    def __init__(self, home: Path, city: str) -> None:
        self._store = PublicStore(home, city)
        self._guard = threading.Lock()
        self._path: Path | None = None
        self._edition: Edition | None = None

    def current(self) -> Edition:
        """The edition that is served; raises Problem where none has been published."""
        if self._edition is None:
            self.poll()
        if self._edition is None:
            self._store.current()
            raise Problem("the public edition cannot be read")
        return self._edition

    def poll(self) -> bool:
        """Reads a newer edition if there is one; a file that does not open leaves the one before."""
        with self._guard:
            try:
                path = self._store.current()
                if path == self._path:
                    return False
                self._edition, self._path = Edition(read_public(path)), path
            except Problem as problem:
                log.warning("no newer public edition", problem=str(problem))
                return False
            return True
