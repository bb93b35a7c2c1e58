"""The files of two small demo cities of different seeds, generated once a run."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd
import pytest
import yaml

from tests.demo_city import shared_demo_city

SEEDS = (1, 2)


@dataclass(frozen=True)
class Made:
    """A generated city: its folder, its published files and what is planted in them."""

    folder: Path

    @cached_property
    def truth(self) -> dict:
        return yaml.safe_load((self.folder / "truth.yaml").read_text("utf-8"))

    def event(self, name: str) -> dict:
        return next(event for event in self.truth["events"] if event["id"] == name)

    def table(self, dataset: str, times: tuple[str, ...] = (), unique: bool = True) -> pd.DataFrame:
        """All published rows; the given columns as times, unreadable ones as NaT."""
        files = sorted((self.folder / "portal").glob(f"{dataset}_[0-9]*.csv"))
        frame = pd.concat([pd.read_csv(file, low_memory=False) for file in files], ignore_index=True)
        for name in times:
            frame[name] = pd.to_datetime(frame[name], errors="coerce")
        return frame.drop_duplicates(frame.columns[0]) if unique else frame


@pytest.fixture(scope="session", params=SEEDS, ids=[f"seed {seed}" for seed in SEEDS])
def made(request, tmp_path_factory) -> Made:
    return Made(shared_demo_city(tmp_path_factory, request.param).folder / "made")
