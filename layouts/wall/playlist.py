"""The stops of the wall: addresses of dashboards with what each opens with, and where an alert takes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from dashboards.city import City
from dashboards.pages import Page
from dashboards.words import Words
from datasets.alerting import AlertRule
from datasets.wall import PlaylistEntry
from layouts.wall.city_time import local, now

FRAMES = "/wall/page"
FEWEST_DAYS = 7
CLAUSES = {"district": "districts", "agency": "agencies"}


@dataclass(frozen=True)
class Look:
    """Language and theme of one wall."""

    language: str
    theme: str

    def query(self) -> dict[str, str]:
        """With no points: the map of a wall carries the alerts' numbers."""
        return {"lang": self.language, "theme": self.theme, "layers": ""}


class Playlist:
    """The stops of a city's wall; a dashboard that does not exist is passed over."""

    def __init__(self, city: City, pages: Mapping[str, Page]) -> None:
        self.city, self.pages = city, pages

    def stops(self, by_day: bool, look: Look) -> list[dict[str, Any]]:
        """The stops of the day or of the night, as the browser needs them."""
        entries = self.city.profile.wall.entries(by_day, self.pages)
        known = [entry for entry in entries if entry.dashboard in self.pages]
        return [self._stop(entry, look) for entry in known or map(_plain, self.pages)]

    def stop_of(self, areas: Sequence[str], rule: AlertRule | None, look: Look) -> dict[str, Any]:
        """Where alerts of a rule lead: its page over the days that the rule looks at, a week at least, its metric on
        the map, its places selected."""
        name = next(name for name in (rule.dashboard if rule else None, *self._order()) if name in self.pages)
        entries = [entry for entry in self.city.profile.wall.playlist if entry.dashboard == name]
        query = self._opening(entries[0], look) if entries else dict(look.query())
        query.pop("districts", None)
        if rule is not None and rule.by != "category" and rule.metric and self.city.is_placed(rule.metric):
            query["fill"] = rule.metric
        if rule is not None and rule.kind != "stale":
            query["period"] = self._last_days(max(rule.days, rule.lasting, FEWEST_DAYS))
        query |= self._clauses(areas, rule)
        return self._shown(name, look, query, self.city.profile.wall.takeover_seconds)

    def _order(self) -> list[str]:
        return [*(entry.dashboard for entry in self.city.profile.wall.playlist), *self.pages]

    def _stop(self, entry: PlaylistEntry, look: Look) -> dict[str, Any]:
        return self._shown(entry.dashboard, look, self._opening(entry, look), entry.seconds)

    def _opening(self, entry: PlaylistEntry, look: Look) -> dict[str, Any]:
        query: dict[str, Any] = dict(look.query())
        if entry.metric:
            query["fill"] = entry.metric
        if entry.area:
            query["districts"] = entry.area
        if entry.days:
            query["period"] = self._last_days(entry.days)
        return query

    def _last_days(self, days: int) -> str:
        last = self._last_day()
        return f"{last - timedelta(days=days - 1)}..{last}"

    def _shown(self, name: str, look: Look, query: Mapping[str, Any], seconds: int) -> dict[str, Any]:
        words = Words(look.language)
        title = self.pages[name].title
        return {
            "name": name,
            "title": words.name(title),
            "other": words.other.name(title),
            "seconds": seconds,
            "src": f"{FRAMES}/{name}?{urlencode(query, doseq=True)}",
        }

    def _clauses(self, areas: Sequence[str], rule: AlertRule | None) -> dict[str, Any]:
        if rule is None or rule.by is None or rule.kind == "stale":
            return {}
        if rule.by == "category":
            fact = self.city.metrics[str(rule.metric)].fact
            return {"categories": [fact, *areas]}
        clauses = {CLAUSES[rule.by]: ",".join(areas)}
        if rule.by == "district" and rule.level_of not in (None, self.city.profile.map_level):
            clauses["level"] = str(rule.level_of)
        return clauses

    def _last_day(self) -> date:
        """The newest local date of the data, at most today."""
        moment = now(self.city)
        lasts = [source.last_event for source in self.city.service.sources() if source.last_event]
        newest = max(lasts, default=moment.replace(tzinfo=None))
        return local(self.city, min(newest.replace(tzinfo=moment.tzinfo), moment)).date()


def _plain(page: str) -> PlaylistEntry:
    return PlaylistEntry(dashboard=page)
