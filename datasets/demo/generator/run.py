"""Writes a whole demo city to a folder, month by month."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from datasets.demo.generator.blocks import Block
from datasets.demo.generator.dirt import soiled
from datasets.demo.generator.events.truth import write_truth
from datasets.demo.generator.geography.publish import publish_base_map, publish_boundaries
from datasets.demo.generator.publishing import Publication
from datasets.demo.generator.registry import streams, whole_files
from datasets.demo.generator.world import World, build_world

PORTAL, MARKER, LIVE = "portal", "generated.json", "live.json"
VERSION = 1
TIME_ZONE = "Asia/Shanghai"

Progress = Callable[[str, int, int], None]


def generate(
    folder: Path,
    seed: int = 1,
    scale: float = 1.0,
    as_of: date | datetime | None = None,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Writes the city of that seed and scale as a portal would publish it at `as_of`; rows by data set.

    `as_of` is a day, which is covered to its end, or an instant, in the city's local time; the present minute
    where it is not given. Files go to `<folder>/portal`, what is planted in them to `<folder>/truth.yaml`, and
    `<folder>/generated.json` is written last: where it is there, the city is whole. `progress` hears
    (what, steps done, steps in all).
    """
    world = build_world(seed, scale, as_of or _now())
    shutil.rmtree(folder / PORTAL, ignore_errors=True)
    for stale in (MARKER, LIVE):
        (folder / stale).unlink(missing_ok=True)
    publication = Publication(folder / PORTAL)
    _write(world, publication, progress or (lambda *_: None))
    write_truth(world, folder)
    _mark(folder, world, publication.rows)
    return publication.rows


def generated(folder: Path) -> dict | None:
    """Seed, scale, as-of instant and rows of the city in the folder; None where it is not there or not whole."""
    marker = folder / MARKER
    return json.loads(marker.read_text("utf-8")) if marker.is_file() else None


def _now() -> datetime:
    """The present minute in the demo city."""
    return datetime.now(ZoneInfo(TIME_ZONE)).replace(second=0, microsecond=0, tzinfo=None)


def _write(world: World, publication: Publication, progress: Progress) -> None:
    publish_boundaries(world, publication)
    publish_base_map(publication)
    for publish in whole_files():
        publish(world, publication)
    months, sources = world.clock.months(), streams(world)
    for step, month in enumerate(months):
        for stream in sources:
            progress(f"{month} {stream.dataset}", step, len(months))
            for days in world.spans(month, stream.rows_a_day(world)):
                _publish(world, stream.dataset, stream.block(world, days), publication)
    publication.close()
    progress("done", len(months), len(months))


def _publish(world: World, dataset: str, block: Block, publication: Publication) -> None:
    """Each row goes to the file of the year in which it became known; a replacing report has its month's."""
    shown = block.visible(world.clock.first_day.astype("datetime64[s]"), world.clock.as_of)
    if not shown.any():
        return
    table = block.publish(world.clock.as_of).filter(pa.array(shown))
    part, key = block.known_at[shown].astype(f"datetime64[{'M' if block.replaces else 'Y'}]"), block.key[shown]
    if block.replaces:
        publication.withdraw(dataset)
    for each in np.unique(part):
        own = part == each
        rows = table if own.all() else table.filter(pa.array(own))
        publication.csv(dataset, str(each), soiled(world, dataset, rows, key[own]))


def _mark(folder: Path, world: World, rows: dict[str, int]) -> None:
    facts = {
        "version": VERSION,
        "seed": world.seed,
        "scale": world.scale,
        "first_day": str(world.clock.first_day),
        "as_of": str(world.clock.as_of),
        "rows": rows,
    }
    (folder / MARKER).write_text(json.dumps(facts, indent=1), "utf-8")
