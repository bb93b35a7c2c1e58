"""Phones as remote controls: a code on the wall, good once and for two minutes, makes a phone known to that wall."""

from __future__ import annotations

import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

CODE_SECONDS = 120.0
PAIRED_SECONDS = 12 * 3600.0
MOST_PAIRED = 100
WRONG_A_MINUTE = 10


@dataclass
class Pairing:
    """Codes and paired phones of one process; `clock` counts seconds."""

    clock: Callable[[], float] = time.monotonic
    _codes: dict[str, tuple[str, float]] = field(default_factory=dict)
    _phones: dict[str, tuple[str, float]] = field(default_factory=dict)
    _wrong: deque[float] = field(default_factory=deque)

    def code_for(self, wall: str) -> str:
        """A new code for a wall; its codes of before are void."""
        now = self.clock()
        kept = {code: held for code, held in self._codes.items() if held[0] != wall and held[1] > now}
        code = next(code for code in iter(lambda: f"{secrets.randbelow(10**6):06d}", "") if code not in kept)
        self._codes = kept | {code: (wall, now + CODE_SECONDS)}
        return code

    def pair(self, code: str) -> str | None:
        """The token of a phone that knew a code; None for a wrong one, and for all while too many were wrong."""
        now = self.clock()
        while self._wrong and self._wrong[0] < now - 60:
            self._wrong.popleft()
        if len(self._wrong) >= WRONG_A_MINUTE:
            return None
        wall, until = self._codes.pop(code, ("", 0.0))
        if until <= now:
            self._wrong.append(now)
            return None
        self._phones = {t: held for t, held in list(self._phones.items())[-MOST_PAIRED + 1 :] if held[1] > now}
        token = secrets.token_urlsafe(24)
        self._phones[token] = (wall, now + PAIRED_SECONDS)
        return token

    def wall_of(self, token: str) -> str | None:
        """The wall that a phone was paired with."""
        wall, until = self._phones.get(token, ("", 0.0))
        return wall if until > self.clock() else None
