"""The public edition in memory: pages, data files and answers of one snapshot, exchanged when a newer one is there."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog

from datasets.problems import Problem
from layouts.public.outline import outlines
from layouts.public.packed import Packed
from layouts.public.shell import FRAME, PAGE, PRIVACY, Site
from pipelines.privacy.payload import frame_of, metric_of
from pipelines.privacy.reader import PublicData, read_public
from pipelines.privacy.store import PublicStore

KEPT_ANSWERS = 2_000
VIEWS = ("card", "map", "trend", "ranking", "hours")
log = structlog.get_logger("layouts")


class Edition:
    """One snapshot's content. Everything is made when it is first asked for, and kept."""

    def __init__(self, data: PublicData, suffix: str = "") -> None:
        self.data = data
        self.site = Site(data, outlines(data.metrics), suffix)
        self._kept: OrderedDict[tuple[str, ...], Packed] = OrderedDict()

    @property
    def pages(self) -> tuple[str, ...]:
        """Names of the pages."""
        return (*self.site.dashboards, PRIVACY)

    def page(self, name: str, language: str, base: str = "", embed: dict[str, str] | None = None) -> Packed:
        """The HTML of a page."""
        key = ("page", name, language, base, *(embed or {}).values())
        return self.kept(key, lambda: self.site.page(name, language, base, embed))

    def script(self, name: str) -> Packed | None:
        """The data file of the frame, of a metric, or of all metrics of a page (page/NAME); otherwise None."""
        if name == FRAME:
            return self.kept(("script", name), lambda: _taking(name, frame_of(self.data)))
        metrics = self._metrics_of(name)
        if not metrics:
            return None
        return self.kept(("script", name), lambda: "".join(_taking(one, metric_of(self.data, one)) for one in metrics))

    def _metrics_of(self, name: str) -> tuple[str, ...]:
        outline = self.site.dashboards.get(name.removeprefix(PAGE)) if name.startswith(PAGE) else None
        if outline is not None:
            return tuple(dict.fromkeys(metric for view in outline.views for metric in view.metrics))
        return (name,) if name in self.data.metrics else ()

    def kept(self, key: tuple[str, ...], make: Callable[[], str]) -> Packed:
        """What was made for a key before, or now."""
        if key in self._kept:
            self._kept.move_to_end(key)
        else:
            self._kept[key] = Packed.of(make())
            while len(self._kept) > KEPT_ANSWERS:
                self._kept.popitem(last=False)
        return self._kept[key]


def _taking(name: str, content: dict[str, Any]) -> str:
    """A line of script that hands content over."""
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
