"""What staging must know of the city: where it lies, its clock, its districts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from datasets.profile import Profile


@dataclass(frozen=True)
class Place:
    """bounds: lon min, lat min, lon max, lat max in degrees; latest: local ISO time that no event can be after."""

    time_zone: str
    bounds: tuple[float, float, float, float]
    latest: str
    levels: tuple[str, ...]

    @classmethod
    def of(cls, profile: Profile, now: datetime) -> "Place":
        """The place of a city's profile; a day's grace is left for clocks that run ahead."""
        local = now.astimezone(ZoneInfo(profile.time_zone)) + timedelta(days=1)
        levels = tuple(level.id for level in profile.levels)
        return cls(profile.time_zone, profile.bounds, local.strftime("%Y-%m-%d %H:%M:%S"), levels)
