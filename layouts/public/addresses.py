"""The addresses of the public server: pages, one view to embed, data files, the data address, what is not there."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from tornado.httputil import HTTPHeaders

from datasets.problems import Problem
from layouts.public.edition import VIEWS, Edition, Editions
from layouts.public.guard import Guarded, NotFound
from layouts.public.packed import Packed
from layouts.public.shell import ASSETS, asset_bytes
from pipelines.privacy.asked import as_csv, as_json, asked_of

MINUTE, FIXED = "public, max-age=60", f"public, max-age={365 * 24 * 3600}, immutable"
TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
LANGUAGES = ("zh", "en")


def preferred(headers: HTTPHeaders) -> str:
    """The language that a browser asks for first, of those that there are; empty where it asks for none of them."""
    wanted = []
    for place, part in enumerate(headers.get("Accept-Language", "")[:200].split(",")):
        name, _, weight = part.strip().partition(";q=")
        try:
            wanted.append((-float(weight or 1), place, name[:2].lower()))
        except ValueError:
            continue
    return next((name for _, _, name in sorted(wanted) if name in LANGUAGES), "")


class Shown(Guarded):
    """What all that shows the edition has in common."""

    editions: Editions

    def edition(self) -> Edition | None:
        """The edition; answers 503 where there is none yet."""
        try:
            return self.editions.current()
        except Problem as problem:
            self.set_status(503)
            self.set_header("Retry-After", "10")
            self.text(str(problem))
            return None

    def text(self, text: str, kind: str = "text/plain") -> None:
        """Finish with a short text that nobody keeps."""
        self.set_header("Content-Type", f"{kind}; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(text)

    def language(self) -> str:
        """That of the address, otherwise the browser's."""
        asked = self.query().get("lang", "")
        return asked if asked in LANGUAGES else preferred(self.request.headers)


class Home(Shown):
    """The way in is the first dashboard."""

    def get(self) -> None:
        edition = self.edition()
        if edition is not None:
            query = self.request.query
            self.redirect(f"/{edition.pages[0]}" + (f"?{query}" if query else ""))


class Page(Shown):
    """A dashboard, or the page about privacy."""

    def get(self, name: str) -> None:
        edition = self.edition()
        if edition is None:
            return
        if name not in edition.pages:
            self.send_error(404)
            return
        self.set_header("Vary", "Accept-Language")
        self.packed(edition.page(name, self.language()), "text/html", MINUTE)


class Embed(Shown):
    """One view, for other sites to show in a frame; the only address that may stand in one."""

    frame_ancestors = "*"

    def set_default_headers(self) -> None:
        super().set_default_headers()
        self.set_header("Cross-Origin-Resource-Policy", "cross-origin")

    def get(self, metric: str, view: str) -> None:
        edition = self.edition()
        if edition is None:
            return
        page = next((name for name, one in edition.site.dashboards.items() if _shows(one.views, metric)), None)
        if metric not in edition.data.metrics or view not in VIEWS:
            self.send_error(404)
            return
        told = {"metric": metric, "view": view}
        self.set_header("Vary", "Accept-Language")
        self.packed(edition.page(page or edition.pages[0], self.language(), "../../", told), "text/html", MINUTE)


def _shows(views: tuple[Any, ...], metric: str) -> bool:
    return any(metric in view.metrics for view in views)


class Script(Shown):
    """A data file of the pages; with the snapshot in its address it never changes."""

    def get(self, name: str) -> None:
        edition = self.edition()
        if edition is None:
            return
        told = edition.script(name)
        if told is None:
            self.send_error(404)
            return
        fixed = self.query().get("v") == edition.data.snapshot
        self.packed(told, "text/javascript", FIXED if fixed else "no-cache")


class Data(Shown):
    """The open data address: /data/v1/METRIC.csv and .json."""

    def get(self, metric: str, kind: str) -> None:
        edition = self.edition()
        if edition is None:
            return
        self.set_header("Access-Control-Allow-Origin", "*")
        query = self.query()
        make = as_csv if kind == "csv" else as_json
        try:
            asked = asked_of(metric, query)
            key = ("data", kind, metric, *(f"{name}={value}" for name, value in sorted(query.items())))
            told = edition.kept(key, lambda: make(edition.data, asked))
        except Problem as problem:
            self.set_status(404 if metric not in edition.data.metrics else 400)
            self.text(json.dumps({"problem": str(problem)}, ensure_ascii=False), "application/json")
            return
        self.packed(told, "text/csv" if kind == "csv" else "application/json", MINUTE)


class Metrics(Shown):
    """/data/v1/: which metrics there are, with names and definitions."""

    def get(self) -> None:
        edition = self.edition()
        if edition is None:
            return
        self.set_header("Access-Control-Allow-Origin", "*")
        self.packed(edition.kept(("metrics",), lambda: _listed(edition)), "application/json", MINUTE)


def _listed(edition: Edition) -> str:
    listed = [
        {key: record[key] for key in ("id", "names", "definition")} | {"unit": record["unit"]["en"]}
        for record in edition.data.metrics.values()
    ]
    return json.dumps({"snapshot": edition.data.snapshot, "metrics": listed}, ensure_ascii=False)


class Asset(Guarded):
    """Our own style sheets and scripts: names from a closed list, never a path."""

    def get(self, name: str) -> None:
        self.packed(_asset(name), TYPES[name.rsplit(".", 1)[1]], FIXED if self.query().get("v") else "no-cache")


@cache
def _asset(name: str) -> Packed:
    return Packed.of(asset_bytes(name))


class Health(Shown):
    """200 with the snapshot, 503 where there is none."""

    def get(self) -> None:
        edition = self.edition()
        if edition is not None:
            told = {"status": "ok", "city": edition.data.meta["city"], "snapshot": edition.data.snapshot}
            self.text(json.dumps(told), "application/json")


def addresses(shared: dict[str, Any]) -> list[tuple[str, type[Guarded], dict[str, Any]]]:
    """Every address that answers; `shared` is the allowance and the editions."""
    known = "|".join(name.replace(".", r"\.") for name in ASSETS)
    found: list[tuple[str, type[Guarded]]] = [
        (r"/", Home),
        (r"/health", Health),
        (rf"/assets/({known})", Asset),
        (r"/data/v1/?", Metrics),
        (r"/data/v1/([a-z0-9_]{1,80})\.(csv|json)", Data),
        (r"/data/((?:page/)?[a-z0-9_-]{1,80})\.js", Script),
        (r"/embed/([a-z0-9_]{1,80})/([a-z]{1,12})", Embed),
        (r"/([a-z0-9_-]{1,60})", Page),
        (r".*", NotFound),
    ]
    return [(pattern, handler, shared) for pattern, handler in found]
