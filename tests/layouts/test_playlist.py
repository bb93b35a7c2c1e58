"""Where an alert takes the wall, and what its banner says: the days are those of the rule."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboards import City
from dashboards.pages import pages
from dashboards.words import Words
from layouts.wall.playlist import FEWEST_DAYS, Look, Playlist
from layouts.wall.ticker import Ticker
from pipelines.alerts.reading import Reading
from pipelines.alerts.store import AlertStore
from pipelines.metrics.forms import Texts
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


@pytest.mark.parametrize(("language", "said"), [("en", "Burglaries reported in 42 days"), ("zh", "42天内入室盗窃案件")])
def test_a_banner_says_of_how_many_days_its_value_is(city: City, language: str, said: str) -> None:
    cause = Reading("110101", Texts(en="East", zh="东区"), True, True, 29.0, 6.0, "offences")
    store = AlertStore(None, "demo")
    assert store.fire("burglaries", 2, cause, "s", datetime(2026, 3, 31, 8, tzinfo=UTC))
    (row,) = Ticker(city, Words(language), datetime(2026, 3, 31, 9, tzinfo=UTC)).rows(store.alerts())
    assert row.measure == said


def test_a_row_of_several_alerts_says_how_many_they_are(city: City) -> None:
    store, began = AlertStore(None, "demo"), datetime(2026, 3, 31, 8, tzinfo=UTC)
    for area, rule in (("110101", "burglaries"), ("110102", "burglaries"), ("110101", "ozone")):
        cause = Reading(area, Texts(en=area, zh=area), True, True, 29.0, 6.0, "offences")
        assert store.fire(rule, 2, cause, "s", began)
    rows = Ticker(city, Words("en"), began + timedelta(hours=1)).together(store.alerts(), 4)
    assert sorted((row.alert.rule, len(row.areas)) for row in rows) == [("burglaries", 2), ("ozone", 1)]
    assert sum(len(row.areas) for row in rows) == store.counts()[1] == 3
