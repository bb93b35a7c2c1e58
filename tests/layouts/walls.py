"""A served wall: New York's profile with a playlist and rules of the tests', over the synthetic snapshot."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Frame, Page

import datasets
from layouts.wall.links import Links
from pipelines.alerts.reading import Reading
from pipelines.alerts.store import AlertStore
from pipelines.metrics.record import Texts
from tests.dashboards.synthetic import district_id, write_city
from tests.layouts.conftest import Served

SHOWN = ".stage iframe:not(.coming):not(.going)"
WALL: dict[str, Any] = {
    "playlist": [
        {"dashboard": "citizen", "seconds": 600, "metric": "tickets_opened"},
        {"dashboard": "citizen", "seconds": 600, "metric": "collisions", "area": "103"},
        *({"dashboard": name, "shown": "never"} for name in ("overview", "performance", "budget", "policing")),
    ],
    "idle_seconds": 600,
    "takeover_seconds": 5,
}
NAMES = {"en": "Street under water", "zh": "道路积水"}
RULE = {"id": "flood", "names": NAMES, "kind": "threshold", "level": 1, "owner": "DOT"} | {
    "metric": "tickets_opened",
    "by": "district",
    "over": 1e6,
}


@dataclass
class Walls:
    """A city folder with a wall (named as its city), and its home; `served` once a server runs."""

    folder: Path
    home: Path
    served: Served | None = None

    def link(self, lang: str = "en", days: float = 1, base: str = "") -> str:
        key = Links(self.home).make(self.folder.name, days, datetime.now(UTC))
        return f"{base or (self.served.url if self.served else '')}/wall?key={key}&lang={lang}"

    def store(self) -> AlertStore:
        return AlertStore(self.home, self.folder.name)

    def flood(self, place: int = 5, level: int = 1, rule: str = "flood") -> None:
        """An alert in one of the twelve districts."""
        cause = Reading(district_id(place), Texts(en="East", zh="东区"), True, True, 52.0, 50.0, "requests")
        assert self.store().fire(rule, level, cause, "s", datetime.now(UTC))


def walled(folder: Path, wall: dict[str, Any] | None = None, alerts: list[dict[str, Any]] | None = None) -> Walls:
    """The folder of a city with a wall, and a home with its snapshot."""
    city = folder / "nyc"
    shutil.copytree(Path(datasets.__file__).parent / "nyc", city)
    profile = yaml.safe_load((city / "city.yaml").read_text("utf-8"))
    profile |= {"wall": WALL | (wall or {}), "alerts": [RULE] if alerts is None else alerts}
    (city / "city.yaml").write_text(yaml.safe_dump(profile, allow_unicode=True), "utf-8")
    write_city(folder / "var", requests=800)
    return Walls(city, folder / "var")


def shown(page: Page) -> Frame:
    """The dashboard that stands on the wall."""
    page.wait_for_selector(SHOWN)
    handle = page.query_selector(SHOWN)
    assert handle is not None
    frame = handle.content_frame()
    assert frame is not None
    return frame


def days_ago(days: float) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)
