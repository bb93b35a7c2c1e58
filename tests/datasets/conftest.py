"""A small city that a test may break, and a portal on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from datasets.connectors import Patience
from tests.datasets.portal import Portal, serve
from tests.datasets.small_city import write_city


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The folder of a valid city."""
    return write_city(tmp_path)


@pytest.fixture
def portal() -> Iterator[Portal]:
    """A portal that answers as the test tells it."""
    portal = Portal()
    server = serve(portal)
    yield portal
    portal.released.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def impatient() -> Patience:
    """Three attempts without waiting in between."""
    return Patience(attempts=3, first_wait_seconds=0, longest_wait_seconds=0, stall_seconds=20)
