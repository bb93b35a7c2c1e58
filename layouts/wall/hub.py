"""Walls that are connected, and what a phone or a desk has told them."""

from __future__ import annotations

import asyncio
from typing import Any

MOST_WAITING = 20


class Hub:
    """Queues by wall; everything runs in the server's loop."""

    def __init__(self) -> None:
        self._walls: dict[str, asyncio.Queue[dict[str, Any]]] = {}

    def connect(self, wall: str) -> asyncio.Queue[dict[str, Any]]:
        """The acts for a wall; a newer connection of the same wall takes the place of the older."""
        self._walls[wall] = asyncio.Queue(MOST_WAITING)
        return self._walls[wall]

    def leave(self, wall: str, queue: asyncio.Queue[dict[str, Any]]) -> None:
        """The connection is gone."""
        if self._walls.get(wall) is queue:
            del self._walls[wall]

    def tell(self, wall: str, act: dict[str, Any]) -> bool:
        """Whether the wall is there to hear it."""
        queue = self._walls.get(wall)
        if queue is None or queue.full():
            return False
        queue.put_nowait(act)
        return True

    def __contains__(self, wall: str) -> bool:
        return wall in self._walls

    def __len__(self) -> int:
        return len(self._walls)
