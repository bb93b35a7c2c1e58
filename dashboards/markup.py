"""HTML of the views: Jinja templates that escape what they are given."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

GLYPHS = {
    "on": '<circle cx="10" cy="10" r="7"/>',
    "watch": '<path d="M10 2 19 18H1Z"/>',
    "off": '<path d="M10 1 19 10 10 19 1 10Z"/>',
    "none": '<circle cx="10" cy="10" r="7" fill="none" stroke="currentColor" stroke-width="2.4" '
    'stroke-dasharray="5 3.8"/>',
    "stale": '<path d="M4 2H16V5L12 10 16 15V18H4V15L8 10 4 5Z" fill="none" stroke="currentColor" '
    'stroke-width="2.2" stroke-linejoin="round"/><path d="M7 16 10 12 13 16Z"/>',
}


def glyph(state: str) -> Markup:
    """The shape of a state, in the colour of its text."""
    return Markup('<svg class="gl" viewBox="0 0 20 20" aria-hidden="true" fill="currentColor">{}</svg>').format(
        Markup(GLYPHS[state])
    )


@cache
def _environment() -> Environment:
    folder = Path(__file__).parent / "templates"
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["glyph"] = glyph
    return environment


def render(template: str, **values: Any) -> Markup:
    """The template of that name, filled; text among the values is escaped."""
    return Markup(_environment().get_template(f"{template}.html").render(values))
