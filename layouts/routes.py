"""Routes beside the pages: the way in, health, figures for monitoring, our own static files, what is not there."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

import bokeh
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from tornado.web import RequestHandler, StaticFileHandler

from dashboards.city import City, served
from datasets.problems import Problem

STATIC = Path(__file__).parent / "static"
BOKEH_SCRIPT = Path(bokeh.__file__).parent / "server" / "static" / "js" / "bokeh.min.js"
YEAR_SECONDS = 365 * 24 * 3600


class Quiet(RequestHandler):
    """An error reply is a line of text."""

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{status_code} {self._reason}\n")


class NotFound(Quiet):
    """Every address that no page has."""

    def prepare(self) -> None:
        self.send_error(404)


class Home(Quiet):
    """The way in goes to the first page, with its query."""

    def initialize(self, page: str) -> None:
        self.page = page

    def get(self) -> None:
        query = self.request.query
        self.redirect(f"{self.page}?{query}" if query else self.page)


class Health(Quiet):
    """200 with the snapshot that is served; 503 with a sentence where there is none."""

    def initialize(self, city: tuple[str, Path]) -> None:
        self.city = city

    def get(self) -> None:
        self.set_header("Cache-Control", "no-store")
        try:
            with served(*self.city):
                city = City()
            self.finish(json.dumps({"status": "ok", "city": city.id, "snapshot": city.service.snapshot.id}))
        except Problem as problem:
            self.set_status(503)
            self.finish(json.dumps({"status": "no snapshot", "problem": str(problem)}))


class Figures(Quiet):
    """Counters and gauges in Prometheus' text format."""

    def initialize(self, registry: CollectorRegistry) -> None:
        self.registry = registry

    def get(self) -> None:
        self.set_header("Content-Type", CONTENT_TYPE_LATEST)
        self.set_header("Cache-Control", "no-store")
        self.finish(generate_latest(self.registry))


@cache
def _packed(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), mtime=0)


class BokehScript(Quiet):
    """Bokeh's script, packed once a process: packing it takes longer than making a page."""

    def get(self) -> None:
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.set_header("Cache-Control", f"public, max-age={YEAR_SECONDS}, immutable")
        self.set_header("Vary", "Accept-Encoding")
        if "gzip" not in self.request.headers.get("Accept-Encoding", ""):
            self.finish(BOKEH_SCRIPT.read_bytes())
            return
        self.set_header("Content-Encoding", "gzip")
        self.finish(_packed(BOKEH_SCRIPT))


class Assets(StaticFileHandler):
    """Our own style sheets and scripts; an address with a version may be kept."""

    def set_extra_headers(self, path: str) -> None:  # noqa: ARG002 (tornado's signature)
        kept = f"public, max-age={YEAR_SECONDS}, immutable" if self.get_argument("v", None) else "no-cache"
        self.set_header("Cache-Control", kept)
