"""The literal snapshot of the metric tests, with rules of a test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from datasets.alerting import AlertRule
from datasets.catalogue import load_city
from pipelines.alerts.store import AlertStore
from pipelines.alerts.watch import AlertWatch
from pipelines.query.service import QueryService
from tests.metrics.rows import AS_OF, FACTS
from tests.metrics.snapshot_files import write_snapshot

Watching = Callable[..., AlertWatch]


@pytest.fixture(scope="session")
def literal_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("alerts") / "var"
    write_snapshot(home, "20240708T060000Z-a1", FACTS, AS_OF)
    return home


def rule(**said: Any) -> AlertRule:
    """A rule with what every rule needs."""
    return AlertRule.model_validate({"id": "r", "names": {"en": "R", "zh": "规"}, "owner": "dot"} | said)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def watching(literal_home: Path) -> Iterator[Watching]:
    """A watch with these rules over the literal rows, and alerts in memory."""
    opened: list[QueryService] = []

    def make(*rules: AlertRule) -> AlertWatch:
        city = load_city("nyc")
        ours = replace(city, profile=city.profile.model_copy(update={"alerts": rules}))
        opened.append(QueryService(literal_home, ours))
        return AlertWatch(opened[-1], AlertStore(None, "nyc"))

    yield make
    for service in opened:
        service.close()
