"""Files of a local folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from datasets.connectors.delivery import Delivery


def folder_deliveries(folder: Path, paths: list[Path]) -> Iterator[Delivery]:
    """The files as they lie there; two of one name are told apart by their folders."""
    counts = Counter(path.name for path in paths)
    for path in paths:
        name = path.name if counts[path.name] == 1 else path.relative_to(folder).as_posix()
        yield Delivery(name=name, path=path)
