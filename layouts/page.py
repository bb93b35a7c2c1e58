"""The page frame: one template for every dashboard, with our own style sheet and script and nothing from outside."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import bokeh
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from dashboards.look import TOKENS, VIEWS
from dashboards.markup import glyph
from dashboards.pages import Page
from dashboards.part import Part
from dashboards.words import Words
from layouts.routes import BOKEH_SCRIPT

FOLDER = Path(__file__).parent
STYLES = TOKENS.parent
SHARED_STYLES = (TOKENS.name, VIEWS.name)


@cache
def template(name: str) -> Template:
    """The Jinja template of that name."""
    loader = FileSystemLoader(FOLDER / "templates")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.tests["part"] = lambda slot: isinstance(slot, Part)
    environment.globals |= {"glyph": glyph, "asset": asset}
    return environment.get_template(name)


def page_variables(pages: dict[str, Page]) -> dict[str, Any]:
    """What every page's template is given beside its dashboard."""
    return {
        "pages": pages,
        "dashboard": None,
        "problem": "",
        "fault": "",
        "cell": 0,
        "raised": "",
        "bokeh_script": f"/assets/{BOKEH_SCRIPT.name}?v={bokeh.__version__}",
        "asset": asset,
        "plain_words": {language: Words(language) for language in ("en", "zh")},
    }


@cache
def asset(name: str) -> str:
    """The address of one of our own files, with its version."""
    folder = STYLES if name in SHARED_STYLES else FOLDER / "static"
    version = sha256((folder / name).read_bytes()).hexdigest()[:12]
    return f"/assets/{name}?v={version}"
