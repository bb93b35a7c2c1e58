"""The profile of a city (`city.yaml`), its agencies (`agencies.yaml`) and categories (`categories.yaml`)."""

from __future__ import annotations

from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field

from datasets.alerting import AlertRule
from datasets.events import Event
from datasets.holidays import Holiday
from datasets.problems import did_you_mean
from datasets.public_edition import PublicEdition
from datasets.shapes import Id, MonthDay
from datasets.strict import Language, Names, Strict
from datasets.targets import Change, Target
from datasets.wall import Wall


def _named_in_english(names: dict[Language, str]) -> dict[Language, str]:
    if not names.get("en"):
        raise ValueError("a name in en is missing")
    return names


def _known_time_zone(zone: str) -> str:
    if zone not in available_timezones():
        meant = did_you_mean(zone, available_timezones())
        raise ValueError("not a time zone of the IANA database", zone, meant)
    return zone


class Level(Strict):
    """A level of districts; `boundaries` is the id of the data set that draws them."""

    id: Id
    names: Names
    parent: str | None = None
    boundaries: str


class Profile(Strict):
    """What `city.yaml` says; every key is described in docs/adding-a-data-set.md."""

    id: Id
    names: Names
    synthetic: bool = False
    time_zone: Annotated[str, AfterValidator(_known_time_zone)]
    fiscal_year_starts: MonthDay
    fiscal_year_named: Literal["start", "end"] = "end"
    week_starts: Literal["monday", "sunday", "saturday"] = "monday"
    language: Language = "en"
    bounds: tuple[float, float, float, float]
    levels: list[Level]
    map_level: str
    packs: list[Literal["citizen", "performance", "budget", "policing"]]
    snapshots_kept: Annotated[int, Field(ge=1)] = 7
    targets: dict[str, list[Target]] = Field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    events: tuple[Event, ...] = ()
    period_days: Annotated[int, Field(ge=1)] = 365
    public: PublicEdition | None = None
    wall: Wall = Wall()
    alerts: tuple[AlertRule, ...] = ()


class Agency(Strict):
    """An agency under one id, whatever number or name a publisher uses for it."""

    id: str
    names: Annotated[dict[Language, str], AfterValidator(_named_in_english)]
    codes: list[str] = Field(default_factory=list)


class Category(Strict):
    """A category as its publisher writes it, and what a page calls it."""

    id: str
    names: Names
