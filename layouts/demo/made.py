"""The demo city's files: made once for a seed, a scale and a day, and found again at the next start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from datasets.demo.generator.made import PORTAL, generated
from datasets.demo.generator.run import TIME_ZONE, generate

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Wanted:
    """Which demo city: `as_of` fixes the day that it stands at (its end); None is the present minute."""

    seed: int = 1
    scale: float = 1.0
    as_of: date | None = None


@dataclass(frozen=True)
class Made:
    """A demo city on disk: `folder` of the generator, `as_of` the last second that its files cover, in UTC."""

    folder: Path
    as_of: datetime

    @property
    def portal(self) -> Path:
        """The folder that refreshes read."""
        return self.folder / PORTAL


def make(home: Path, wanted: Wanted, progress: Progress) -> Made:
    """The wanted city's files, generated only where they are not there yet.

    Without a fixed day any city of the seed and scale will do: time goes on from where it stands.
    """
    folder = Path(home) / "demo" / f"seed-{wanted.seed}-scale-{wanted.scale:g}{_day(wanted.as_of)}"
    if generated(folder) is None:
        folder.mkdir(parents=True, exist_ok=True)
        generate(folder, wanted.seed, wanted.scale, wanted.as_of, progress)
    marker = generated(folder) or {}
    return Made(folder, moment(datetime.fromisoformat(marker["as_of"])) - timedelta(seconds=1))


def local(instant: datetime) -> datetime:
    """The city's local time, without a zone, of a moment."""
    return instant.astimezone(ZoneInfo(TIME_ZONE)).replace(tzinfo=None)


def moment(local_time: datetime) -> datetime:
    """The moment, in UTC, of a local time of the city."""
    return local_time.replace(tzinfo=ZoneInfo(TIME_ZONE)).astimezone(UTC)


def _day(as_of: date | None) -> str:
    return f"-at-{as_of.isoformat()}" if as_of else ""
