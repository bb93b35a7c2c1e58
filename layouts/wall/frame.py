"""A dashboard composed for the wall, inside the wall's frame; without a link that holds, a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookies import Morsel
from typing import Any

from bokeh.document import Document

from layouts.notebook import NotebookPage
from layouts.wall.access import COOKIE, Access
from layouts.wall.state import type_scale

MOST_CARDS, MOST_CHARTS = 6, 3
NOT_SHOWN = ("table", "absent")


class WallFrame(NotebookPage):
    """The notebook's page with the wall's template; `access` says who may see it."""

    access: Access

    def modify_document(self, doc: Document) -> None:
        link = self.access.read(_cookie(doc))
        if link.verdict != "good":
            doc.template = self._template
            doc.template_variables.update(self._variables | {"problem": self.access.sentence(link, "en")})
            return
        super().modify_document(doc)
        dashboard = doc.template_variables.get("dashboard")
        if dashboard is not None:
            doc.template_variables.update(places=placed(dashboard.tiles), scale=type_scale(dashboard.city))


def placed(tiles: list[Any]) -> dict[str, list[Any]]:
    """Cards on the left, one hero in the middle, charts on the right; what is left over is not on the wall."""
    cards = [tile for tile in tiles if tile.kind == "card"][:MOST_CARDS]
    others = [tile for tile in tiles if tile.kind != "card"]
    heroes = [tile for tile in others if tile.kind == "map"] or [tile for tile in others if tile.kind not in NOT_SHOWN]
    hero = heroes[:1]
    charts = [tile for tile in others if tile not in hero and tile.kind not in ("map", *NOT_SHOWN)]
    return {"cards": cards, "hero": hero, "charts": charts[:MOST_CHARTS]}


def _cookie(doc: Document) -> str:
    context = doc.session_context
    cookies: Mapping[str, Any] = context.request.cookies if context and context.request else {}
    held = cookies.get(COOKIE, "")
    return held.value if isinstance(held, Morsel) else str(held)
