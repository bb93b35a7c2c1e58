"""The profile of a city (`city.yaml`), its agencies (`agencies.yaml`) and categories (`categories.yaml`)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, get_args
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from datasets.problems import did_you_mean
from datasets.shapes import Id, MonthDay

Language = Literal["en", "zh"]


class Strict(BaseModel):
    """A mapping in a YAML file: unknown keys are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _named_in_both(names: dict[Language, str]) -> dict[Language, str]:
    missing = [language for language in get_args(Language) if not names.get(language)]
    if missing:
        raise ValueError(f"a name in {' and '.join(missing)} is missing")
    return names


def _named_in_english(names: dict[Language, str]) -> dict[Language, str]:
    if not names.get("en"):
        raise ValueError("a name in en is missing")
    return names


def _known_time_zone(zone: str) -> str:
    if zone not in available_timezones():
        meant = did_you_mean(zone, available_timezones())
        raise ValueError("not a time zone of the IANA database", zone, meant)
    return zone


Names = Annotated[dict[Language, str], AfterValidator(_named_in_both)]


class Level(Strict):
    """A level of districts; `boundaries` is the id of the data set that draws them."""

    id: Id
    names: Names
    parent: str | None = None
    boundaries: str


class Target(Strict):
    """A dated target: it holds from that day on."""

    from_: date = Field(alias="from")
    value: float


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
    targets: dict[str, list[Target]] = {}
    period_days: Annotated[int, Field(ge=1)] = 365


class Agency(Strict):
    """An agency under one id, whatever number or name a publisher uses for it."""

    id: str
    names: Annotated[dict[Language, str], AfterValidator(_named_in_english)]
    codes: list[str] = []


class Category(Strict):
    """A category as its publisher writes it, and what a page calls it."""

    id: str
    names: Names
