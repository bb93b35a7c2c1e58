"""The small edition, made once a run."""

import pytest

from tests.demo_city import DemoCity
from tests.privacy.editions import SmallEdition, small_edition
from tests.run_folder import run_folder


@pytest.fixture(scope="session")
def edition(demo_city: DemoCity, tmp_path_factory: pytest.TempPathFactory) -> SmallEdition:
    return small_edition(demo_city, run_folder(tmp_path_factory))
