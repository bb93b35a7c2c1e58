"""What a wall shows around its dashboards: freshness, alerts, stops, the clock; one answer for all walls that look
alike."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from dashboards.city import City, served
from dashboards.pages import Page
from dashboards.words import Words
from layouts.page import template
from layouts.wall.city_time import clock_for_browser, now
from layouts.wall.freshness import domains
from layouts.wall.playlist import Look, Playlist
from layouts.wall.ticker import Row, Ticker
from pipelines.alerts.alert import Alert
from pipelines.alerts.store import AlertStore

ROWS, LOOKED_THROUGH, SERIOUS = 4, 60, 2
READ_AT_LEAST = 21.0
LARGEST, SMALLEST = 1.6, 1.0


class WallState:
    """One process's. Raises Problem where the city has no snapshot."""

    def __init__(self, city: tuple[str, Path], pages: Mapping[str, Page]) -> None:
        self._city, self.pages = city, pages
        self.boot = secrets.token_hex(4)

    @property
    def home(self) -> Path:
        return self._city[1]

    @property
    def city(self) -> City:
        with served(*self._city):
            return City()

    @cached_property
    def store(self) -> AlertStore:
        return AlertStore(self.home, self.city.id)

    def rows(self, words: Words, limit: int = ROWS) -> list[Row]:
        """The alerts that count most, those of one rule together."""
        return Ticker(self.city, words, now(self.city)).together(self.store.alerts(LOOKED_THROUGH), limit)

    def shown(self, look: Look) -> dict[str, Any]:
        """Everything but the clock; two answers that are equal look alike."""
        city, words = self.city, Words(look.language)
        rows, (total, unresolved) = self.rows(words), self.store.counts()
        profile, playlist = city.profile, Playlist(city, self.pages)
        rules = {rule.id: rule for rule in profile.alerts}
        values = {"words": words, "rows": rows, "total": total, "unresolved": unresolved}
        return {
            "boot": self.boot,
            "snapshot": city.service.snapshot.id,
            "freshness": template("wall_freshness.html").render(words=words, domains=domains(city, words)),
            "alerts": template("wall_alerts.html").render(values),
            "day": {"from": profile.wall.day.from_, "to": profile.wall.day.to},
            "stops": {part: playlist.stops(part == "day", look) for part in ("day", "night")},
            "idle_seconds": profile.wall.idle_seconds,
            "squares": [
                {"n": row.number, "x": x, "y": y, "serious": row.alert.level <= SERIOUS}
                for row in rows
                for x, y in row.places
            ],
            "rows": [
                self._row(row, playlist.stop_of(row.areas, rules.get(row.alert.rule), look), words) for row in rows
            ],
        }

    def beat(self) -> dict[str, Any]:
        """What is said every few seconds."""
        return {"boot": self.boot, "clock": clock_for_browser(self.city)}

    def _row(self, row: Row, stop: dict[str, Any], words: Words) -> dict[str, Any]:
        wall = self.city.profile.wall
        values = {"words": words, "row": row}
        return {
            "id": row.alert.id,
            "takes_over": takes_over(row.alert, wall.takeover_level),
            "banner": template("wall_banner.html").render(values),
            "stop": stop,
        }


def takes_over(alert: Alert, level: int) -> bool:
    """Whether the wall is given to an alert: serious enough, still so, and nobody has touched it."""
    return alert.level <= level and len(alert.steps) == 1 and alert.ended is None


def type_scale(city: City) -> float:
    """How much larger type is than drawn for 8 m and a picture 2.05 m high: body text is 1/200 of the distance."""
    wall = city.profile.wall
    millimetres = wall.viewing_distance_m * 1000 / 200
    needed = millimetres / (wall.panel_height_m * 1000 / 1080)
    return min(LARGEST, max(SMALLEST, needed / READ_AT_LEAST))


def as_event(name: str, content: Any) -> str:
    """One server-sent event."""
    return f"event: {name}\ndata: {json.dumps(content, ensure_ascii=False)}\n\n"
