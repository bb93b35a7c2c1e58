"""The part of a profile that says how the operations centre's wall is composed: `wall:` of `city.yaml`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from datasets.shapes import Id
from datasets.strict import Names, Strict


def _clock_time(text: str) -> str:
    try:
        return time.fromisoformat(text).strftime("%H:%M")
    except ValueError:
        raise ValueError("must be a time of day such as 06:30, in quotes", text) from None


ClockTime = Annotated[str, AfterValidator(_clock_time)]
Seconds = Annotated[int, Field(ge=5, le=3600)]


class Hours(Strict):
    """A part of the day in the city's time; it may go over midnight."""

    from_: ClockTime = Field(alias="from")
    to: ClockTime

    def holds(self, moment: time) -> bool:
        """Whether the time of day lies in it."""
        first, last = time.fromisoformat(self.from_), time.fromisoformat(self.to)
        return first <= moment < last if first <= last else moment >= first or moment < last


class PlaylistEntry(Strict):
    """One stop of the rotation: a dashboard, for how long, and what it opens with."""

    dashboard: Id
    seconds: Seconds = 30
    metric: Id | None = None
    area: str | None = None
    days: Annotated[int, Field(ge=1, le=3660)] | None = None
    shown: Literal["always", "day", "night", "never"] = "always"


class Domain(Strict):
    """Data sets whose freshness the header states together."""

    id: Id
    names: Names
    datasets: Annotated[tuple[Id, ...], Field(min_length=1)]


class Wall(Strict):
    """Rotation, day and night, reading distance, and when alerts take over."""

    playlist: tuple[PlaylistEntry, ...] = ()
    day: Hours = Hours(from_="06:00", to="22:00")
    viewing_distance_m: Annotated[float, Field(gt=0, le=100)] = 8
    panel_height_m: Annotated[float, Field(gt=0, le=20)] = 2.05
    idle_seconds: Seconds = 60
    takeover_level: Annotated[int, Field(ge=0, le=4)] = 2
    takeover_seconds: Seconds = 45
    domains: tuple[Domain, ...] = ()

    @model_validator(mode="after")
    def _is_never_dark(self) -> Wall:
        for part in ("day", "night"):
            if self.playlist and not self.entries(part == "day"):
                raise ValueError(f"the playlist has nothing to show by {part}")
        return self

    def entries(self, by_day: bool, pages: Iterable[str] = ()) -> tuple[PlaylistEntry, ...]:
        """The stops of the day or of the night, then those of the pages that the playlist does not name."""
        part = "day" if by_day else "night"
        named = {entry.dashboard for entry in self.playlist}
        others = (PlaylistEntry(dashboard=page) for page in pages if page not in named)
        return (*(entry for entry in self.playlist if entry.shown in ("always", part)), *others)
