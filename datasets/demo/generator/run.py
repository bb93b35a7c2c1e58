"""Writes a whole demo city to a folder, month by month."""

from __future__ import annotations

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
from datasets.demo.generator.made import make_room, mark
from datasets.demo.generator.publishing import Publication
from datasets.demo.generator.registry import streams, whole_files
from datasets.demo.generator.world import World, build_world
from datasets.problems import Problem

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
    (what, steps done, steps in all). Raises Problem where the scale is not above 0, the years are beyond the
    calendar of holidays, or the folder cannot be written.
    """
    if not scale > 0:
        raise Problem("the scale must be above 0", found=scale)
    world = build_world(seed, scale, as_of or _now())
    try:
        publication = Publication(make_room(folder))
        _write(world, publication, progress or (lambda *_: None))
        write_truth(world, folder)
        mark(folder, world, publication.rows)
    except OSError as error:
        raise Problem(f"the demo city cannot be written: {error.strerror or error}", folder) from error
    return publication.rows


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
