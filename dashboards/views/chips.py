"""The selection in words: a chip a clause with a cross, undo, clear all, and what was ignored."""

from __future__ import annotations

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
        chips = [Chip(clause, words(f"clause.{clause}"), self._text(clause)) for clause in selection.active()]
        values = {"chips": chips, "words": words, "undo": selection.can_undo, "notices": self.notices}
        spans = [(length, selection.period == self.span(length)) for length in SPANS]
        self.part.put(render("selection", **values, spans=spans, period=words.period(*selection.period)))

    def span(self, length: str) -> Period:
        """The period of that length, up to the last event of the dashboard's data."""
        first, last = self.extent
        return (first if length == "all" else last - timedelta(days=int(length) - 1)), last

    def _text(self, clause: str) -> str:
        return getattr(self, f"_{clause}")()

    def _time(self) -> str:
        words, period = self.scene.words, self.scene.selection.time
        assert period is not None
        days = (period[1] - period[0]).days + 1
        return f"{words.period(*period)}, {words('days', n=days)}"

    def _districts(self) -> str:
        frame = self.scene.city.districts(self.scene.selection.level)
        column = frame["name_en" if self.scene.words.language == "en" else "name_zh"]
        return self._some([column[district] for district in self.scene.selection.districts])

    def _categories(self) -> str:
        fact, *categories = self.scene.selection.categories
        return self._some([self.scene.category_name(fact, category) for category in categories])

    def _agencies(self) -> str:
        agencies = self.scene.city.catalogue.agencies
        return self._some([self.scene.words.name(agencies[agency].names) for agency in self.scene.selection.agencies])

    def _polygon(self) -> str:
        return self.scene.words("clause.drawn")

    def _hours(self) -> str:
        words = self.scene.words
        spans = [
            words("hours.span", days=_ends(words.weekday(a), words.weekday(b)), first=f"{c:02d}", last=f"{d + 1:02d}")
            for a, b, c, d in hour_spans(self.scene.selection.hours)
        ]
        return self._some(spans)

    def _some(self, names: list[str]) -> str:
        words = self.scene.words
        text = words("list.comma").join(names[:NAMED])
        return text if len(names) <= NAMED else words("list.more", names=text, n=len(names) - NAMED)


def _ends(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"
