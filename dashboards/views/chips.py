"""The selection in words: a chip a clause with a cross, undo, clear all, and what was ignored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from dashboards.address import hour_spans
from dashboards.markup import render
from dashboards.part import Part
from dashboards.scene import Scene
from dashboards.selection import Period

NAMED = 2
SPANS = ("28", "91", "365", "all")


@dataclass(frozen=True)
class Chip:
    """One clause in words."""

    clause: str
    label: str
    text: str


class SelectionBar:
    """The bar above the tiles."""

    def __init__(self, scene: Scene, extent: Period) -> None:
        self.scene, self.extent = scene, extent
        self.part = Part("selection")
        self.notices: list[str] = []

    def show(self) -> None:
        words, selection = self.scene.words, self.scene.selection
        values = {"chips": chips_of(self.scene), "words": words, "undo": selection.can_undo, "notices": self.notices}
        spans = [(length, selection.period == self.span(length)) for length in SPANS]
        self.part.put(render("selection", **values, spans=spans, period=words.period(*selection.period)))

    def span(self, length: str) -> Period:
        """The period of that length, up to the last event of the dashboard's data."""
        first, last = self.extent
        return (first if length == "all" else last - timedelta(days=int(length) - 1)), last


def chips_of(scene: Scene) -> list[Chip]:
    """Every clause that is set, in words."""
    names = scene.selection.active()
    return [Chip(clause, scene.words(f"clause.{clause}"), _TEXTS[clause](scene)) for clause in names]


def _time(scene: Scene) -> str:
    words, period = scene.words, scene.selection.time
    assert period is not None
    days = (period[1] - period[0]).days + 1
    return f"{words.period(*period)}, {words('days', n=days)}"


def _districts(scene: Scene) -> str:
    frame = scene.city.districts(scene.selection.level)
    column = frame["name_en" if scene.words.language == "en" else "name_zh"]
    return _some(scene, [column[district] for district in scene.selection.districts])


def _categories(scene: Scene) -> str:
    fact, *categories = scene.selection.categories
    return _some(scene, [scene.category_name(fact, category) for category in categories])


def _agencies(scene: Scene) -> str:
    agencies = scene.city.catalogue.agencies
    return _some(scene, [scene.words.name(agencies[agency].names) for agency in scene.selection.agencies])


def _polygon(scene: Scene) -> str:
    return scene.words("clause.drawn")


def _hours(scene: Scene) -> str:
    words = scene.words
    spans = [
        words("hours.span", days=_ends(words.weekday(a), words.weekday(b)), first=f"{c:02d}", last=f"{d + 1:02d}")
        for a, b, c, d in hour_spans(scene.selection.hours)
    ]
    return _some(scene, spans)


def _some(scene: Scene, names: list[str]) -> str:
    words = scene.words
    text = words("list.comma").join(names[:NAMED])
    return text if len(names) <= NAMED else words("list.more", names=text, n=len(names) - NAMED)


def _ends(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"


_TEXTS: dict[str, Callable[[Scene], str]] = {
    "time": _time,
    "districts": _districts,
    "polygon": _polygon,
    "hours": _hours,
    "categories": _categories,
    "agencies": _agencies,
}
