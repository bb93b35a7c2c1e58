"""A small public edition of the demo city: a few metrics of each kind, built by the real build."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb
import pandas as pd

from datasets.city import City
from datasets.public_edition import PublicEdition
from pipelines.metrics.registry import Registry
from pipelines.privacy.build import PublicReport, publish_public
from pipelines.privacy.reader import PublicData, read_public
from pipelines.privacy.store import PublicStore
from tests.demo_city import DemoCity
from tests.run_folder import one_at_a_time

METRICS = (
    "tickets_opened", "on_time_pct", "hours_to_close_median", "collisions", "injured", "ridership",
    "complaints_reported", "backlog_open", "pm25_ug_m3", "injury_collisions", "offences_violent", "robberies",
    "serious_assaults", "homicides", "tickets_closed",
)  # fmt: skip
SENSITIVE = "强奸"


@dataclass(frozen=True)
class SmallEdition:
    """The edition, its city with the rules, and the home that both snapshots are in."""

    home: Path
    city: City
    report: PublicReport

    @property
    def path(self) -> Path:
        """The published file."""
        return PublicStore(self.home, self.city.id).current()

    @cached_property
    def data(self) -> PublicData:
        return read_public(self.path)

    @cached_property
    def cells(self) -> pd.DataFrame:
        with duckdb.connect(str(self.path), read_only=True) as con:
            return con.execute("SELECT * FROM cell").df()


def few_metrics(city: City) -> City:
    """The city with a public section that leaves out all but METRICS."""
    others = tuple(name for name in Registry(city) if name not in METRICS)
    rules = PublicEdition(
        months=13, area_months=4, days=70, places=("collision", "request"), sensitive=(SENSITIVE,), left_out=others
    )
    profile = city.profile.model_copy(update={"public": rules})
    return City(city.id, city.folder, profile, city.datasets, city.agencies, city.categories)


def small_edition(demo_city: DemoCity, root: Path) -> SmallEdition:
    """The edition of a run, made by the first worker that asks."""
    home = root / "public_edition"
    city = few_metrics(demo_city.city)
    with one_at_a_time(root / "public_edition.lock"):
        if not home.exists():
            shutil.copytree(demo_city.home / "snapshots", home / "snapshots", symlinks=True)
        report = publish_public(city, home)
    assert report is not None
    return SmallEdition(home, city, report)
