"""Which views a dashboard has, read from its notebook without running it: the public process has no city."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from dashboards.pages import Page, pages, read_notebook
from datasets.problems import Problem

DRAWN = {
    "Card": "card",
    "DistrictMap": "map",
    "Trend": "trend",
    "Ranking": "ranking",
    "HourGrid": "hours",
    "DistrictTable": "table",
}


@dataclass(frozen=True)
class View:
    """A view of the public page: how it is drawn, and the public metrics that it shows."""

    kind: str
    metrics: tuple[str, ...]
    by: str = ""
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outline:
    """A dashboard with the views that have something to show in public."""

    page: Page
    views: tuple[View, ...]

    def told(self) -> dict[str, Any]:
        """For the page's script."""
        return {"name": self.page.name, "views": [asdict(view) for view in self.views]}


def outlines(metrics: Collection[str], packs: Collection[str] = ()) -> dict[str, Outline]:
    """The dashboards that show at least one of these metrics, in their order."""
    found = {}
    for name, page in pages(packs).items():
        try:
            views = tuple(_views(_code(page), metrics))
        except (Problem, SyntaxError):
            continue
        if views:
            found[name] = Outline(page, views)
    return found


def _code(page: Page) -> ast.Module:
    cells = read_notebook(page.notebook).cells
    return ast.parse("\n\n".join(cell.source for cell in cells if cell.cell_type == "code"))


def _views(code: ast.Module, metrics: Collection[str]) -> Iterator[View]:
    """A view that is drawn in another way on the desk is here a card a metric, unless it has one already."""
    carded: set[str] = set()
    for call in (node for node in ast.walk(code) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        assert isinstance(call.func, ast.Name)
        named = tuple(
            dict.fromkeys(text for text in _texts([*call.args, *_keyword(call, "metrics")]) if text in metrics)
        )
        if not named:
            continue
        kind = DRAWN.get(call.func.id, "card")
        if kind == "card":
            new = [name for name in named if name not in carded]
            carded.update(new)
            yield from (View("card", (name,)) for name in new)
        else:
            by = next(iter(_texts(_keyword(call, "by"))), "category" if kind == "ranking" else "")
            drawn = _keyword(call, "shown") or _keyword(call, "points")
            yield View(kind, named, by, tuple(_texts(drawn)))


def _keyword(call: ast.Call, name: str) -> list[ast.expr]:
    return [keyword.value for keyword in call.keywords if keyword.arg == name]


def _texts(nodes: list[ast.expr]) -> Iterator[str]:
    """Text constants in these expressions, but not in calls inside them: those are views of their own."""
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.List | ast.Tuple):
            yield from _texts(node.elts)
