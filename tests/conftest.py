"""What tests of every floor share: the real files beside the checkout, a home of their own, a browser."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from datasets.catalogue import load_city
from pipelines.refresh import Request, refresh
from tests.demo_city import DemoCity, shared_demo_city
from tests.run_folder import one_at_a_time, run_folder
from tests.serving import chromium, chromium_path

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_collection_finish() -> None:
    """What is imported and collected stays: no collection of garbage need look through it."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long goes first, in the order of which workers get files: none is left alone with one at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def shared_folder(name: str) -> Path:
    folder = SHARED_DATA / name
    if not folder.is_dir():
        pytest.skip(f"../shared/data/{name} is absent")
    return folder


@pytest.fixture(scope="session")
def nyc_data() -> Path:
    """New York's files as published; the test skips where they are absent."""
    return shared_folder("nyc")


@pytest.fixture(scope="session")
def trap_data() -> Path:
    """Files that are easily read wrong; the test skips where they are absent."""
    return shared_folder("traps")


@pytest.fixture(scope="session")
def nyc_home(nyc_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with New York published from its files, by the first worker that asks; it is only read."""
    folder = run_folder(tmp_path_factory) / "new_york"
    with one_at_a_time(folder.with_suffix(".lock")):
        if not (folder / "snapshots" / "nyc" / "current").exists():
            refresh(load_city("nyc"), folder, Request(folder=nyc_data))
    return folder


@pytest.fixture(scope="session")
def demo_city(tmp_path_factory: pytest.TempPathFactory) -> DemoCity:
    """The demo city at scale 0.05, published; shared by all tests of the run, which only read it."""
    return shared_demo_city(tmp_path_factory)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty ONESCREEN_HOME."""
    folder = tmp_path / "var"
    monkeypatch.setenv("ONESCREEN_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; the test skips where it is not installed."""
    if chromium_path() is None:
        pytest.skip("Chromium is not installed (make test installs it where it may)")
    with chromium() as started:
        yield started
