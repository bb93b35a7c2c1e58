"""What time it is in the city: ours, unless a demonstration stands still or plays faster."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class CityClock:
    """A clock that showed `at` when ours showed `real` (both with a zone), and runs `speed` times as fast as ours."""

    at: datetime
    real: datetime
    speed: float = 1.0

    @classmethod
    def ours(cls) -> "CityClock":
        """The clock of a real city."""
        now = datetime.now(UTC)
        return cls(now, now)

    @classmethod
    def of(cls, meta: Mapping[str, str]) -> "CityClock":
        """The clock that a snapshot was built by; ours where it states none."""
        if "clock_at" not in meta:
            return cls.ours()
        at, real = (datetime.fromisoformat(meta[key]) for key in ("clock_at", "clock_real"))
        return cls(at, real, float(meta["clock_speed"]))

    def now(self, real: datetime | None = None) -> datetime:
        """City time at `real`, our time; now where it is not given."""
        return self.at + ((real or datetime.now(UTC)) - self.real) * self.speed

    def meta(self) -> dict[str, str]:
        """The rows of `meta` by which readers of a snapshot know the clock."""
        return {
            "clock_at": self.at.isoformat(),
            "clock_real": self.real.isoformat(),
            "clock_speed": str(self.speed),
        }
