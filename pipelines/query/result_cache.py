"""Results kept by snapshot, statement and parameters, the least recently used leaving first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Kept = TypeVar("Kept")


class ByteLru(Generic[Kept]):
    """A thread-safe cache bounded in bytes; a value larger than the whole bound is not kept."""

    def __init__(self, limit: int, weigh: Callable[[Kept], int]) -> None:
        self.limit = limit
        self.bytes = 0
        self._weigh = weigh
        self._kept: OrderedDict[Hashable, tuple[Kept, int]] = OrderedDict()
        self._guard = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> Kept | None:
        """The value of the key, which becomes the most recently used; None where there is none."""
        with self._guard:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: Kept) -> None:
        """Keeps the value and lets go of the least recently used until the bound holds."""
        weight = self._weigh(value)
        if weight > self.limit:
            return
        with self._guard:
            self.bytes += weight - self._kept.pop(key, (value, 0))[1]
            self._kept[key] = (value, weight)
            while self.bytes > self.limit:
                self.bytes -= self._kept.popitem(last=False)[1][1]

    def keep(self, wanted: Callable[[Hashable], bool]) -> None:
        """Lets go of every key that is not wanted."""
        with self._guard:
            for key in [key for key in self._kept if not wanted(key)]:
                self.bytes -= self._kept.pop(key)[1]

    def clear(self) -> None:
        """Lets go of everything."""
        with self._guard:
            self._kept.clear()
            self.bytes = 0
