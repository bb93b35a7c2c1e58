"""The demo city, small and published: made once a run, whichever worker of pytest-xdist asks for it first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
import yaml

from datasets.catalogue import load_city
from datasets.city import City
from datasets.demo.generator import generate
from layouts.demo.made import moment
from pipelines.clock import CityClock
from pipelines.query.service import QueryService
from pipelines.refresh import Request, refresh
from tests.run_folder import one_at_a_time, run_folder

SEED, SCALE, AS_OF = 1, 0.05, date(2026, 3, 31)
SEEDS = (SEED, 2, 11)
"""Nothing was tuned on the last."""


@dataclass(frozen=True)
class DemoCity:
    """A published demo city that stands still at the end of `AS_OF`; only to be read: copy `home` to write to it."""

    folder: Path

    @property
    def home(self) -> Path:
        """Its ONESCREEN_HOME."""
        return self.folder / "var"

    @property
    def portal(self) -> Path:
        """The files that it was refreshed from."""
        return self.folder / "made" / "portal"

    @cached_property
    def city(self) -> City:
        return load_city("demo")

    @cached_property
    def service(self) -> QueryService:
        """A query service over it, shared by the tests of one process."""
        return QueryService(self.home, self.city)

    @cached_property
    def truth(self) -> dict[str, Any]:
        """What is planted in it."""
        return yaml.safe_load((self.folder / "made" / "truth.yaml").read_text("utf-8"))

    def event(self, name: str) -> dict[str, Any]:
        """One planted event of `truth.yaml`."""
        return next(event for event in self.truth["events"] if event["id"] == name)


def shared_demo_city(factory: pytest.TempPathFactory, seed: int = SEED) -> DemoCity:
    """The city of a seed, made by the first worker that asks; the others wait for it."""
    root = run_folder(factory)
    folder = root / f"demo_city_{seed}"
    with one_at_a_time(root / f"demo_city_{seed}.lock"):
        if not (folder / "var" / "snapshots" / "demo" / "current").exists():
            publish_demo_city(folder, seed)
    return DemoCity(folder)


def publish_demo_city(folder: Path, seed: int = SEED, scale: float = SCALE, as_of: date = AS_OF) -> DemoCity:
    """Generates and refreshes a city that stands still at the last second of its day."""
    generate(folder / "made", seed, scale, as_of)
    city = DemoCity(folder)
    end = moment(datetime.combine(as_of, datetime.min.time()) + timedelta(days=1)) - timedelta(seconds=1)
    report = refresh(city.city, city.home, Request(folder=city.portal, clock=CityClock(end, end, 0.0)))
    assert not [line.problem for line in report.datasets if line.problem]
    return city
