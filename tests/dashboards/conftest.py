"""The synthetic city: one snapshot a test run, one service; a dashboard as /citizen has it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dashboards import Card, City, Dashboard, DistrictMap, DistrictTable, HourGrid, Ranking, Trend
from dashboards.look import Look
from tests.dashboards.synthetic import write_city
from tests.demo_city import DemoCity


@pytest.fixture(scope="session")
def synthetic_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("dashboards") / "var"
    write_city(home)
    return home


@pytest.fixture
def city(synthetic_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[City]:
    monkeypatch.setenv("ONESCREEN_HOME", str(synthetic_home))
    return City("nyc")


@pytest.fixture
def demo(demo_city: DemoCity, monkeypatch: pytest.MonkeyPatch) -> City:
    """The shared demo city, as a notebook names it."""
    monkeypatch.setenv("ONESCREEN_HOME", str(demo_city.home))
    monkeypatch.setenv("ONESCREEN_CITY", "demo")
    return City()


@pytest.fixture
def opened(city: City) -> Callable[..., Dashboard]:
    """Opens the views of /citizen: language, theme, query of the address."""

    def opens(language: str = "en", theme: str = "light", query: str = "") -> Dashboard:
        views = (
            Card("tickets_opened"),
            Card("on_time_pct"),
            Card("collisions"),
            Card("ridership"),
            DistrictMap("tickets_opened", "collisions", "shootings", points=["request", "collision", "shooting"]),
            Trend("tickets_opened", "collisions"),
            Ranking("tickets_opened"),
            HourGrid("tickets_opened"),
            DistrictTable("tickets_opened", "collisions"),
        )
        return Dashboard(city, *views).open(language, theme, query)

    return opens


@pytest.fixture
def light() -> Look:
    return Look("light")
