"""A town of its own for each test."""

from pathlib import Path

import pytest

from tests.pipelines.town import Town


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """A town with boundaries in its inbox and nothing else."""
    return Town(tmp_path)
