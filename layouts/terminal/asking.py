"""The query service as a command uses it: opened for one question, closed after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from datasets.catalogue import City
from pipelines.query import QueryService


@contextmanager
def service(home: Path, city: City) -> Iterator[QueryService]:
    """The query service of a city, closed at the end."""
    opened = QueryService(home, city)
    try:
        yield opened
    finally:
        opened.close()
