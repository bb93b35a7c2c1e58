"""The category tree of the hotline as arrays: one entry a second-level category."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from datasets.demo.generator.agencies import agencies
from datasets.demo.generator.draws import PROFILE_NAMES
from datasets.demo.generator.reference import table

LIMITS = ("2h", "24h", "5d", "15d")
DRIVERS = ("flat", "rain", "heat", "cold", "summer", "spring")


@dataclass(frozen=True)
class Tree:
    """Second-level categories by index; `top` is the first-level category of each."""

    top_names: tuple[str, ...]
    names: tuple[str, ...]
    problems: tuple[str, ...]
    top: np.ndarray
    share: np.ndarray
    agency: np.ndarray
    limit: np.ndarray
    direct_share: np.ndarray
    profile: np.ndarray
    driver: np.ndarray

    def index(self, name: str) -> int:
        """The index of a second-level category."""
        return self.names.index(name)


@cache
def tree() -> Tree:
    """The tree of `reference/categories.yaml`."""
    tops = table("categories")
    items = [(number, *item) for number, top in enumerate(tops) for item in top["items"]]
    top, names, _, weights, agency, limit, direct, profile, driver, problems = zip(*items, strict=True)
    share = np.array(weights, dtype=float)
    return Tree(
        tuple(entry["names"][0] for entry in tops),
        names,
        problems,
        np.array(top, dtype=np.int32),
        share / share.sum(),
        np.array([agencies().index(name) for name in agency], dtype=np.int32),
        np.array([LIMITS.index(name) for name in limit], dtype=np.int32),
        np.array(direct),
        np.array([PROFILE_NAMES.index(name) for name in profile], dtype=np.int32),
        np.array([DRIVERS.index(name) for name in driver], dtype=np.int32),
    )
