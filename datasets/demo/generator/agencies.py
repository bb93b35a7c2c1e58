"""The agencies of the city folder, by index, with what makes them differ at work."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import yaml

from datasets.demo.generator.geography.districts import GEOGRAPHY_SEED
from datasets.demo.generator.streams import stream

FILE = Path(__file__).parents[1] / "agencies.yaml"


@dataclass(frozen=True)
class Agencies:
    """Ids and Chinese names; `pace` is the share of its time limit that an agency usually needs."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    pace: np.ndarray
    courtesy: np.ndarray

    def index(self, agency: str) -> int:
        """The index of an agency's id."""
        return self.ids.index(agency)


@cache
def agencies() -> Agencies:
    """The agencies, the same for every seed."""
    listed = yaml.safe_load(FILE.read_text("utf-8"))
    rng = stream(GEOGRAPHY_SEED, "agencies")
    pace = rng.uniform(0.38, 0.56, len(listed))
    courtesy = rng.normal(0, 0.35, len(listed))
    ids = tuple(agency["id"] for agency in listed)
    return Agencies(ids, tuple(agency["names"]["zh"] for agency in listed), pace, courtesy)
