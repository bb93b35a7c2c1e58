"""The folder of a generated city: what is in it, whether it is whole, and how far it has gone on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from datasets.atomic import write_atomically
from datasets.demo.generator.world import World
from datasets.problems import Problem

PORTAL, MARKER, LIVE, OURS = "portal", "generated.json", "live.json", ".synthetic"
VERSION = 1


def generated(folder: Path) -> dict[str, Any] | None:
    """Seed, scale, as-of instant and rows of the city in the folder; None where it is not there or not whole."""
    marker = folder / MARKER
    return json.loads(marker.read_text("utf-8")) if marker.is_file() else None


def make_room(folder: Path) -> Path:
    """An empty `portal` folder for the files to come; raises Problem where it holds files that are not ours."""
    portal = folder / PORTAL
    ours = (portal / OURS).is_file() or generated(folder) is not None
    if portal.is_dir() and any(portal.iterdir()) and not ours:
        raise Problem("holds files that the demo city's generator did not write; name another folder", portal)
    for stale in (MARKER, LIVE):
        (folder / stale).unlink(missing_ok=True)
    if portal.is_dir():
        shutil.rmtree(portal)
    portal.mkdir(parents=True)
    (portal / OURS).write_text("All files in this folder are synthetic.\n", "utf-8")
    return portal


def mark(folder: Path, world: World, rows: dict[str, int]) -> None:
    """Says that the city is whole."""
    facts = {
        "version": VERSION,
        "seed": world.seed,
        "scale": world.scale,
        "first_day": str(world.clock.first_day),
        "as_of": str(world.clock.as_of),
        "rows": rows,
    }
    (folder / MARKER).write_text(json.dumps(facts, indent=1), "utf-8")


@dataclass(frozen=True)
class Progressed:
    """How far a city has gone on: the instant up to which files are written, and the length of each day's files."""

    until: np.datetime64
    lengths: Mapping[str, int]


def progressed(folder: Path) -> Progressed:
    """How far the city of the folder has gone on; raises Problem where the folder holds no whole city."""
    made = generated(folder)
    if made is None:
        raise Problem("holds no demo city, or one that is not whole: generate it first", folder)
    live = folder / LIVE
    told = json.loads(live.read_text("utf-8")) if live.is_file() else {"until": made["as_of"]}
    return Progressed(np.datetime64(told["until"], "s"), told.get("lengths", {}))


def go_on(folder: Path, reached: Progressed) -> None:
    """Keeps how far the city has gone on."""
    told = {"until": str(reached.until), "lengths": dict(reached.lengths)}
    write_atomically(folder / LIVE, json.dumps(told).encode())
