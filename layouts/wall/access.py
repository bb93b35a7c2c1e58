"""Who may see the wall: whoever holds a link that has not ended."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from dashboards.words import Words
from datasets.catalogue import load_city
from layouts.wall.links import Link, Links

COOKIE = "onescreen_wall"


class Access:
    """The links of the served city."""

    def __init__(self, city: tuple[str, Path]) -> None:
        profile = load_city(city[0]).profile
        self.city_id, self.language = profile.id, profile.language
        self._zone = profile.time_zone
        self._links = Links(city[1])

    def read(self, key: str) -> Link:
        """Whether a key opens the wall now; links end by our time, not by that of a demonstration."""
        return self._links.read(self.city_id, key, datetime.now(UTC))

    def sentence(self, link: Link, language: str) -> str:
        """Why a link does not open the wall, and what to do."""
        words = Words(language)
        if link.verdict == "expired" and link.until:
            return words("wall.link.expired", when=words.moment(link.until, self._zone), city=self.city_id)
        return words(f"wall.link.{link.verdict}", city=self.city_id)
