"""The desk's frame around a page: what is late, what is new since the last visit, alerts, selections kept by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from dashboards.city import City
from dashboards.words import Words
from layouts.wall.ages import age
from layouts.wall.freshness import late_sources
from pipelines.alerts.store import AlertStore

NAMED = 3


@dataclass(frozen=True)
class News:
    """`late` is a sentence, empty where nothing is; `held` is what the browser compares with its last visit."""

    late: str
    unresolved: int
    held: dict[str, Any]


def news(city: City, words: Words, store: AlertStore) -> News:
    """What the desk's first page says of the city's data and alerts now."""
    total, unresolved = store.counts()
    ends = {
        source.dataset: {"name": words.name(source.names), "last": source.last_event.isoformat()}
        for source in city.service.sources()
        if source.last_event
    }
    held = {"city": city.id, "snapshot": city.service.snapshot.id, "datasets": ends, "alerts": total}
    return News(_late(city, words), unresolved, held)


def _late(city: City, words: Words) -> str:
    late = late_sources(city)
    if not late:
        return ""
    named = [
        words("desk.late.one", name=words.name(source.names), age=age(words, timedelta(hours=source.lag_hours or 0)))
        for source in late[:NAMED]
    ]
    text = words("list.comma").join(named)
    if len(late) > NAMED:
        text = words("list.more", names=text, n=len(late) - NAMED)
    return words("desk.late", names=text)


class Desk:
    """The frame of one server's pages; a template asks it when a page is opened."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._stores: dict[str, AlertStore] = {}

    def __call__(self, dashboard: Any) -> News:
        city = dashboard.city
        store = self._stores.setdefault(city.id, AlertStore(self._home, city.id))
        return news(city, dashboard.scene.words, store)
