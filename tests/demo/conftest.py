"""Two small demo cities of different seeds, generated once a run."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd
import pytest
import yaml

from datasets.demo.generator import generate

AS_OF = date(2026, 3, 31)
SCALE = 0.05


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


@pytest.fixture(scope="session", params=[1, 5], ids=["seed 1", "seed 5"])
def made(request, tmp_path_factory) -> Made:
    folder = tmp_path_factory.mktemp(f"demo{request.param}")
    generate(folder, seed=request.param, scale=SCALE, as_of=AS_OF)
    return Made(folder)
