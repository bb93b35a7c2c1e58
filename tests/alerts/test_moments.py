"""Events of cities that no rule was tuned on, read as their portal stood at the time: the right rule, the right place,
and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from datasets.demo.generator.geography.names import SUB_DISTRICTS
from pipelines.alerts.alert import Alert
from pipelines.alerts.store import AlertStore
from pipelines.alerts.watch import AlertWatch
from tests.demo_moment import Moment, Story, publish_moment

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
SEEDS = (5, 9)
Fired = Callable[[Story, Moment], set[tuple[str, str]]]


@pytest.fixture
def fired(tmp_path: Path) -> Fired:
    """Rules and English names of places that fire in a city at a moment, evaluated once."""

    def read(story: Story, moment: Moment) -> set[tuple[str, str]]:
        city = publish_moment(tmp_path, story, moment)
        watch = AlertWatch(city.service, AlertStore(None, "demo"))
        assert watch.evaluate().problems == ()
        return {(alert.rule, place(alert)) for alert in watch.store.alerts()}

    return read


def place(alert: Alert) -> str:
    return alert.names.zh


def sub_districts(numbers: tuple[int, ...]) -> set[str]:
    return {f"{SUB_DISTRICTS[number][0]}街道" for number in numbers}


def instant(when: object) -> datetime:
    return datetime.fromisoformat(str(when))
