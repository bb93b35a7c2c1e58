"""Deeds done in a page's HTML. They come from a browser: anything not understood is passed over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dashboards.markup import render
from dashboards.selection import CLAUSES
from dashboards.views.chips import SPANS
from dashboards.views.definition import definition, notes, twin_table

if TYPE_CHECKING:
    from dashboards.dashboard import Dashboard

LONGEST_VALUE = 8_000


def hear(dashboard: Dashboard, deed: Mapping[str, Any]) -> None:
    """Do what `do` says with `value`, in the view `view` where one is named."""
    do, value, view = (deed.get(key) for key in ("do", "value", "view"))
    texts = [text for text in (do, value, view) if text is not None]
    if do is None or not all(isinstance(text, str) and len(text) <= LONGEST_VALUE for text in texts):
        return
    if view:
        for tile in dashboard.tiles:
            if tile.name == view:
                tile.hear(do, value or "")
    elif do in DEEDS:
        DEEDS[do](dashboard, value or "")


def _clear(dashboard: Dashboard, clause: str) -> None:
    if clause in CLAUSES:
        dashboard.selection.clear(clause)


def _clear_all(dashboard: Dashboard, _value: str) -> None:
    dashboard.selection.clear_all()


def _undo(dashboard: Dashboard, _value: str) -> None:
    dashboard.selection.undo()


def _span(dashboard: Dashboard, length: str) -> None:
    if length in SPANS:
        dashboard.selection.choose(period=dashboard.bar.span(length), time=None)


def _district(dashboard: Dashboard, district: str) -> None:
    if district in dashboard.city.districts(dashboard.selection.level).index:
        dashboard.selection.toggle_district(district)


def _go(dashboard: Dashboard, query: str) -> None:
    """The address changed under us (back, forward)."""
    dashboard.go(query)


def _define(dashboard: Dashboard, name: str) -> None:
    view = next((tile.view for tile in dashboard.tiles if tile.name == name), None)
    told = view.told() if view else None
    if view is not None and told is not None:
        dashboard.dialog.put(definition(dashboard.scene, told, view.arithmetic()))


def _twin(dashboard: Dashboard, name: str) -> None:
    view = next((tile.view for tile in dashboard.tiles if tile.name == name), None)
    twin, told = (view.twin(), view.told()) if view else (None, None)
    if twin is not None and told is not None:
        dashboard.dialog.put(twin_table(dashboard.scene, told, twin))


def _notes(dashboard: Dashboard, name: str) -> None:
    told = next((tile.view.told() for tile in dashboard.tiles if tile.name == name), None)
    if told is not None:
        dashboard.dialog.put(notes(dashboard.scene, told))


def _python(dashboard: Dashboard, name: str) -> None:
    view = next((tile.view for tile in dashboard.tiles if tile.name == name), None)
    if view is not None:
        dashboard.dialog.put(render("python", words=dashboard.scene.words, code=dashboard.as_python(view)))


def _close(dashboard: Dashboard, _value: str) -> None:
    dashboard.dialog.put(render("nothing"))


DEEDS = {
    "clear": _clear,
    "clear_all": _clear_all,
    "undo": _undo,
    "span": _span,
    "district": _district,
    "go": _go,
    "define": _define,
    "twin": _twin,
    "notes": _notes,
    "python": _python,
    "close": _close,
}
