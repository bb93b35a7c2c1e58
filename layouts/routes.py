"""Routes beside the pages: the way in, health, figures for monitoring, our own static files, what is not there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from tornado.web import RequestHandler, StaticFileHandler

from dashboards.city import City, served
from datasets.problems import Problem

STATIC = Path(__file__).parent / "static"
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


class Assets(StaticFileHandler):
    """Our own style sheets and scripts; an address with a version may be kept."""

    def set_extra_headers(self, path: str) -> None:  # noqa: ARG002 (tornado's signature)
        kept = f"public, max-age={YEAR_SECONDS}, immutable" if self.get_argument("v", None) else "no-cache"
        self.set_header("Cache-Control", kept)
