"""A small snapshot with rows that can be counted by hand; the city is New York's profile."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from datasets.catalogue import City, load_city
from pipelines.query.service import QueryService
from tests.demo_city import SEEDS, DemoCity, shared_demo_city
from tests.metrics import random_rows
from tests.metrics.rows import AS_OF, FACTS
from tests.metrics.snapshot_files import write_snapshot


@pytest.fixture(scope="session")
def city() -> City:
    return load_city("nyc")


@pytest.fixture(scope="session")
def literal_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("metrics") / "var"
    write_snapshot(home, "20240708T060000Z-a1", FACTS, AS_OF)
    return home


@pytest.fixture
def service(literal_home: Path, city: City) -> Iterator[QueryService]:
    opened = QueryService(literal_home, city)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def random_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("random") / "var"
    write_snapshot(home, "20240218T060000Z-b2", random_rows.FACTS, random_rows.AS_OF)
    return home


@pytest.fixture(scope="session")
def random_service(random_home: Path, city: City) -> Iterator[QueryService]:
    opened = QueryService(random_home, city)
    yield opened
    opened.close()


@pytest.fixture(scope="session", params=SEEDS, ids=[f"seed {seed}" for seed in SEEDS])
def sown_city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> DemoCity:
    """Demo cities of several seeds, published."""
    return shared_demo_city(tmp_path_factory, request.param)
