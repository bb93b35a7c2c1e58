"""The moment that a snapshot's answers are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

NEARLY_OVER = timedelta(hours=1)


@dataclass(frozen=True)
class Moment:
    """The snapshot's `as_of`: the moment in UTC without an offset, and the city's local date then."""

    utc: datetime
    day: date
    zone: str = "UTC"

    def end_of(self, day: date) -> datetime:
        """The end of a local day in UTC without an offset, or the snapshot's moment where that comes before it."""
        return min(self._midnight(day), self.utc)

    @property
    def last_whole_day(self) -> date:
        """The last local day of which no more than an hour is to come."""
        return self.day if self._midnight(self.day) - self.utc < NEARLY_OVER else self.day - timedelta(days=1)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.max, ZoneInfo(self.zone)).astimezone(UTC).replace(tzinfo=None)
