"""Answers as they are kept: compressed once, sent many times."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True)
class Packed:
    """Content compressed with gzip, and the mark by which a cache asks whether it is still the same."""

    content: bytes
    mark: str

    @classmethod
    def of(cls, text: str | bytes) -> Packed:
        """Packs a text."""
        plain = text.encode() if isinstance(text, str) else text
        return cls(gzip.compress(plain, mtime=0), f'W/"{sha256(plain).hexdigest()[:20]}"')

    def plain(self) -> bytes:
        """What was packed."""
        return gzip.decompress(self.content)
