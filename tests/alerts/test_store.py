"""Episodes and steps: never two alerts for one cause, whoever looks, and nothing out of order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from datasets.problems import Problem
from pipelines.alerts.reading import Reading
from pipelines.alerts.store import AlertStore
from pipelines.metrics.record import Texts
from tests.alerts.conftest import moment

NOON = moment("2024-07-05T12:00")
FLOOD = Reading("101", Texts(en="East", zh="东区"), True, True, 52.5, 50.0, "mm", ("52.5 > 50",))


def stored(home: Path | None) -> AlertStore:
    return AlertStore(home, "nyc")


def test_an_alert_is_kept_with_everything_that_was_seen(tmp_path: Path) -> None:
    assert stored(tmp_path).fire("flood", 1, FLOOD, "s1", NOON)
    (alert,) = stored(tmp_path).alerts()
    assert (alert.rule, alert.area, alert.names.zh, alert.level) == ("flood", "101", "东区", 1)
    assert (alert.value, alert.limit, alert.unit, alert.arithmetic) == (52.5, 50.0, "mm", ("52.5 > 50",))
    assert (alert.began, alert.ended, alert.snapshot_id) == (NOON, None, "s1")
    assert [(step.name, step.at, step.who) for step in alert.steps] == [("fired", NOON, "OneScreen")]


def test_one_cause_fires_once_however_many_look(tmp_path: Path) -> None:
    stored(tmp_path)
    with ThreadPoolExecutor(8) as crowd:
        fired = list(crowd.map(lambda n: stored(tmp_path).fire("flood", 1, FLOOD, f"s{n}", NOON), range(24)))
    assert sum(fired) == 1
    assert len(stored(tmp_path).alerts()) == 1


def test_when_the_data_have_cleared_it_the_cause_may_fire_again() -> None:
    store = stored(None)
    store.fire("flood", 1, FLOOD, "s1", NOON)
    (first,) = store.alerts()
    store.end(first.id, NOON + timedelta(hours=1))
    assert store.fire("flood", 1, FLOOD, "s2", NOON + timedelta(days=1))
    assert [alert.ended is None for alert in store.alerts()] == [True, False]


def test_what_people_resolve_does_not_fire_again_while_it_lasts() -> None:
    store = stored(None)
    store.fire("flood", 1, FLOOD, "s1", NOON)
    (alert,) = store.alerts()
    store.take(alert.id, "resolved", "Li", "pumped dry", NOON + timedelta(minutes=20))
    assert not store.fire("flood", 1, FLOOD, "s2", NOON + timedelta(hours=1))
    assert store.counts() == (1, 0)


def test_every_step_has_who_and_when() -> None:
    store = stored(None)
    store.fire("flood", 1, FLOOD, "s1", NOON)
    steps = [("acknowledged", ""), ("assigned", "Drainage team"), ("resolved", "dry"), ("evaluated", "in time")]
    for minute, (step, note) in enumerate(steps, start=1):
        store.take(1, step, " Wang ", note, NOON + timedelta(minutes=minute))
    (alert,) = store.alerts()
    assert [step.name for step in alert.steps] == ["fired", "acknowledged", "assigned", "resolved", "evaluated"]
    assert {step.who for step in alert.steps[1:]} == {"Wang"}
    assert alert.steps[2].note == "Drainage team"
    assert alert.used(NOON + timedelta(days=9)) == timedelta(minutes=3)
    assert alert.is_done


@pytest.mark.parametrize(
    ("step", "who", "note", "sentence"),
    [
        ("evaluated", "Li", "", "an alert is evaluated after it has been resolved."),
        ("assigned", "Li", " ", "note: say whom it is assigned to."),
        ("resolved", " ", "", "who: say who does this."),
        ("closed", "Li", "", 'no such step; there are acknowledged, assigned, resolved, evaluated; found "closed".'),
        ("resolved", "L" * 61, "", "who: at most 60 characters."),
    ],
)
def test_a_step_that_cannot_be_is_refused(step: str, who: str, note: str, sentence: str) -> None:
    store = stored(None)
    store.fire("flood", 1, FLOOD, "s1", NOON)
    with pytest.raises(Problem) as refused:
        store.take(1, step, who, note, NOON)
    assert str(refused.value) == sentence
    assert len(store.alerts()[0].steps) == 1


def test_an_alert_that_is_not_there_and_one_that_is_over_take_no_step() -> None:
    store = stored(None)
    with pytest.raises(Problem, match="no such alert"):
        store.take(7, "acknowledged", "Li", "", NOON)
    store.fire("flood", 1, FLOOD, "s1", NOON)
    store.take(1, "resolved", "Li", "", NOON)
    with pytest.raises(Problem, match="has been resolved"):
        store.take(1, "assigned", "Li", "Zhao", NOON)


def test_unresolved_ones_come_first_the_most_serious_before_the_newest() -> None:
    store = stored(None)
    for level, area, hour in ((3, "a", 5), (1, "b", 1), (3, "c", 6), (2, "d", 2)):
        cause = Reading(area, Texts(en=area, zh=area), True, True)
        store.fire("r", level, cause, "s1", NOON + timedelta(hours=hour))
    store.take(2, "resolved", "Li", "", NOON)
    assert [alert.area for alert in store.alerts()] == ["d", "c", "a", "b"]
