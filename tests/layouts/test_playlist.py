"""Where an alert takes the wall: what its banner says is what the map shows."""

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboards import City
from dashboards.pages import pages
from layouts.wall.playlist import FEWEST_DAYS, Look, Playlist
from tests.demo_city import AS_OF, DemoCity


@pytest.fixture
def city(demo_city: DemoCity, monkeypatch: pytest.MonkeyPatch) -> City:
    monkeypatch.setenv("ONESCREEN_HOME", str(demo_city.home))
    return City(str(demo_city.city.folder))


def test_a_take_over_shows_the_days_that_its_rule_looks_at(city: City) -> None:
    playlist, compared = Playlist(city, pages()), {}
    for rule in city.profile.alerts:
        query = parse_qs(urlsplit(playlist.stop_of(["110101"], rule, Look("en", "dark"))["src"]).query)
        if rule.kind == "stale":
            continue
        first, last = map(date.fromisoformat, query["period"][0].split(".."))
        assert last == AS_OF
        compared[rule.id] = (last - first + timedelta(days=1)).days
    assert compared["burglaries"] == 42
    assert compared["late_agency"] == 56
    assert compared["ozone"] == compared["flooded_roads"] == FEWEST_DAYS
