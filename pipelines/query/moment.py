"""The moment that a snapshot's answers are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Moment:
    """The snapshot's `as_of`: the moment in UTC without an offset, and the city's local date then."""

    utc: datetime
    day: date
    zone: str = "UTC"

    def end_of(self, day: date) -> datetime:
        """The end of a local day in UTC without an offset, or the snapshot's moment where that comes before it."""
        end = datetime.combine(day, time.max, ZoneInfo(self.zone)).astimezone(UTC).replace(tzinfo=None)
        return min(end, self.utc)
