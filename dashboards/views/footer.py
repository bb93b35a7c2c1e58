"""The foot of a page: how fresh each data set is, and the snapshot that every number is of."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from dashboards.markup import render
from dashboards.scene import Scene
from pipelines.query.sources import Source


@dataclass(frozen=True)
class Freshness:
    """One data set: its name, its state, how far it reaches, who publishes it under which licence."""

    name: str
    state: str
    last: str
    about: str


def footer(scene: Scene) -> Markup:
    """HTML of the data sets behind what is shown, and of the snapshot."""
    told = list(scene.asking.last.values())
    sources = {source.dataset: source for one in told for source in one.answer.sources}
    shown = [_freshness(scene, source) for source in sources.values()]
    return render("footer", words=scene.words, sources=shown, snapshot=scene.city.service.snapshot.id)


def _freshness(scene: Scene, source: Source) -> Freshness:
    words = scene.words
    last = words.date(scene.local_date(source.last_event)) if source.last_event else words("none")
    about = words("footer.about", publisher=source.publisher, licence=source.licence)
    return Freshness(words.name(source.names), source.state, last, about)
