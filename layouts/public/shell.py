"""The frame of a public page, for the server and for plain files: one template, one object of words and views."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from dashboards.look import TOKENS
from dashboards.words import LANGUAGES, Words, catalogue
from layouts.page import FOLDER
from layouts.public.outline import Outline
from pipelines.privacy.reader import PublicData

PREFIX = "public."
SCRIPTS = (
    "public-words.js",
    "public-data.js",
    "public-map.js",
    "public-charts.js",
    "public-tiles.js",
    "public-deeds.js",
    "public.js",
)
SHEETS = ("tokens.css", "public.css")
ASSETS: Mapping[str, tuple[str, ...]] = {"public.css": SHEETS, "public.js": SCRIPTS, "icon.svg": ("icon.svg",)}
"""What is served, and the files that each is made of: a page asks for few, as each request takes a phone a while."""
FRAME, PAGE = "frame", "page/"
"""Names of data files: what all pages share, and how those of one page's metrics begin."""
PRIVACY = "privacy"


@dataclass(frozen=True)
class Site:
    """What all pages share. `suffix` ends the address of a page: nothing on a server, .html in a folder."""

    data: PublicData
    dashboards: Mapping[str, Outline]
    suffix: str = ""

    def page(self, name: str, language: str = "", base: str = "", embed: Mapping[str, str] | None = None) -> str:
        """The HTML of a dashboard or of the page about privacy; `base` leads from it to the root."""
        language = language if language in LANGUAGES else ""
        shown = Words(language or self.data.meta["language"])
        outline = self.dashboards.get(name)
        return _template().render(
            words=shown,
            title=shown.name(outline.page.title) if outline else shown("public.privacy"),
            names=shown.name(json.loads(self.data.meta["names"])),
            name=name,
            base=base,
            suffix=self.suffix,
            embed=embed,
            asset=asset,
            data=[f"data/{one}.js?v={self.data.snapshot}" for one in self._data(name, embed)],
            dashboards=self.dashboards,
            privacy=PRIVACY,
            told=self._told(name, language, base, embed),
        )

    def _data(self, name: str, embed: Mapping[str, str] | None) -> list[str]:
        """The data files of a page: the frame, and all of its metrics in one, or the one that is embedded."""
        its = [embed["metric"]] if embed else [PAGE + name] if name in self.dashboards else []
        return [FRAME, *its]

    def _told(self, name: str, language: str, base: str, embed: Mapping[str, str] | None) -> dict[str, Any]:
        outline = self.dashboards.get(name)
        return {
            "page": name,
            "views": outline.told()["views"] if outline else [],
            "nav": [*self.dashboards, PRIVACY],
            "pages": {
                key: {"title": one.page.title.model_dump(), "question": one.page.question.model_dump()}
                for key, one in self.dashboards.items()
            },
            "base": base,
            "suffix": self.suffix,
            "language": language,
            "fallback": self.data.meta["language"],
            "served": not self.suffix,
            "embed": dict(embed) if embed else None,
            "words": {one: strings(one) for one in LANGUAGES},
        }


@cache
def strings(language: str) -> dict[str, Any]:
    """The words of the public edition, without their prefix."""
    its = catalogue(language)
    return {key.removeprefix(PREFIX): text for key, text in its.items() if key.startswith(PREFIX) or key == "product"}


@cache
def asset(name: str) -> str:
    """The address of one of our files from the root, with its version."""
    return f"assets/{name}?v={sha256(asset_bytes(name)).hexdigest()[:12]}"


@cache
def asset_bytes(name: str) -> bytes:
    """One of ASSETS."""
    folders = {TOKENS.name: TOKENS.parent}
    return b"\n".join((folders.get(one, FOLDER / "static") / one).read_bytes() for one in ASSETS[name])


@cache
def _template() -> Template:
    loader = FileSystemLoader(FOLDER / "templates")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.get_template("public.html")
