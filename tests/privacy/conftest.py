"""The small edition, made once a run."""

import os

import pytest

from tests.demo_city import DemoCity
from tests.privacy.editions import SmallEdition, small_edition


@pytest.fixture(scope="session")
def edition(demo_city: DemoCity, tmp_path_factory: pytest.TempPathFactory) -> SmallEdition:
    base = tmp_path_factory.getbasetemp()
    return small_edition(demo_city, base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)
