"""Every data set of the demo city, in the order in which they are written."""

from __future__ import annotations

from collections.abc import Callable

from datasets.demo.generator.blocks import Stream
from datasets.demo.generator.publishing import Publication
from datasets.demo.generator.tickets.stream import Tickets
from datasets.demo.generator.world import World


def streams() -> list[Stream]:
    """The data sets that are published by the month."""
    return [Tickets()]


def whole_files() -> list[Callable[[World, Publication], None]]:
    """What writes data sets that are one file each."""
    return []
