"""What the routes of one server share: state, access, connected walls, paired phones."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from dashboards.pages import Page
from layouts.wall.access import Access
from layouts.wall.hub import Hub
from layouts.wall.pairing import Pairing
from layouts.wall.playlist import Look
from layouts.wall.state import WallState, as_event

KEPT_SECONDS = 1.0


class Room:
    """The operations room of one city."""

    def __init__(self, city: tuple[str, Path], pages: Mapping[str, Page]) -> None:
        self.state = WallState(city, pages)
        self.access = Access(city)
        self.hub = Hub()
        self.pairing = Pairing()
        self._shown: dict[Look, tuple[float, str]] = {}

    def shown(self, look: Look) -> str:
        """The state as an event, made once a second for all walls that look alike."""
        made, event = self._shown.get(look, (float("-inf"), ""))
        if time.monotonic() - made > KEPT_SECONDS:
            event = as_event("state", self.state.shown(look))
            self._shown[look] = (time.monotonic(), event)
        return event
