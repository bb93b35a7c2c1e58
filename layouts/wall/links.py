"""Links to the wall: signed with a secret of the home, read-only, and over on a day."""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Literal

from datasets.problems import Problem

Verdict = Literal["good", "missing", "expired", "forged"]
SECRET_BYTES = 32
MOST_DAYS = 400


@dataclass(frozen=True)
class Link:
    """What a link says, if it is ours."""

    verdict: Verdict
    until: datetime | None = None


class Links:
    """The links of one home; a new secret ends all that were made before."""

    def __init__(self, home: Path) -> None:
        self.path = Path(home) / "wall.secret"

    def make(self, city_id: str, days: float, now: datetime) -> str:
        """The key of a link that is over after so many days; raises Problem for a span that makes no sense."""
        if not 0 < days <= MOST_DAYS:
            raise Problem(f"a link holds for more than 0 and at most {MOST_DAYS} days", "--days", f"{days:g}")
        said = f"{city_id}:{int((now + timedelta(days=days)).timestamp())}"
        return _packed(said.encode()) + "." + _packed(self._sign(said))

    def read(self, city_id: str, key: str, now: datetime) -> Link:
        """Whether a key opens this city's wall now."""
        if not key:
            return Link("missing")
        try:
            said, signature = (_unpacked(part) for part in key.split("."))
            city, until_text = said.decode().split(":")
            until = datetime.fromtimestamp(int(until_text), UTC)
        except (ValueError, OverflowError, OSError):
            return Link("forged")
        if not self.path.exists() or not hmac.compare_digest(signature, self._sign(said.decode())) or city != city_id:
            return Link("forged")
        return Link("good" if now < until else "expired", until)

    def rotate(self) -> None:
        """A new secret: every link that was made is over."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        made = self.path.with_name(f".{self.path.name}-{secrets.token_hex(4)}")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
        made.replace(self.path)

    def _sign(self, said: str) -> bytes:
        if not self.path.exists():
            self.rotate()
        return hmac.new(self.path.read_bytes(), said.encode(), sha256).digest()


def _packed(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _unpacked(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
