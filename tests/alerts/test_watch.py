"""Rules over literal rows: when they fire, when they stay, when they end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from datasets.problems import Problem
from tests.alerts.conftest import Watching, moment, rule

EVENING = moment("2024-07-02T23:00")


def test_a_threshold_fires_for_each_group_beyond_it(watching: Watching) -> None:
    watch = watching(rule(kind="threshold", metric="tickets_opened", by="category", days=7, over=2))
    assert watch.evaluate(moment("2024-07-07T20:00")).fired == 2
    found = {alert.area: (alert.value, alert.limit) for alert in watch.store.alerts()}
    assert found == {"Noise": (3.0, 2.0), "Water": (3.0, 2.0)}


def test_a_group_unlike_the_others_fires_against_their_median(watching: Watching) -> None:
    said = {"kind": "threshold", "metric": "tickets_opened", "by": "agency", "days": 7, "least": 1, "of": "median"}
    watch = watching(rule(**said, over=140), rule(**said, id="s", over=170))
    watch.evaluate(moment("2024-07-07T20:00"))
    ((fired, agency, value, limit),) = [(one.rule, one.area, one.value, one.limit) for one in watch.store.alerts()]
    # five tickets of one agency and one of the other: their median is three
    assert (fired, agency, value, limit) == ("r", "dot", 5.0, pytest.approx(4.2))


def test_a_value_on_the_threshold_does_not_fire(watching: Watching) -> None:
    watch = watching(rule(kind="threshold", metric="tickets_opened", by="category", days=7, over=3))
    assert watch.evaluate(moment("2024-07-07T20:00")).fired == 0


def test_it_goes_on_until_clear_is_passed_and_has_been_quiet(watching: Watching) -> None:
    watch = watching(rule(kind="threshold", metric="tickets_opened", over=1, clear=0.5, quiet_days=1))
    fired = [watch.evaluate(EVENING + timedelta(days=n)).fired for n in range(-1, 5)]
    # two on 1 July, two on the 2nd, one on the 3rd (stands, clear is 0.5), none on the 4th, one on the 5th and 6th
    assert fired == [1, 0, 0, 0, 0, 0]
    (alert,) = watch.store.alerts()
    assert alert.began == EVENING - timedelta(days=1)
    assert alert.ended is None or alert.ended > EVENING + timedelta(days=1)


def test_with_no_quiet_days_an_episode_ends_at_once_and_another_begins(watching: Watching) -> None:
    watch = watching(rule(kind="threshold", metric="tickets_opened", over=0.5, quiet_days=0))
    for n in range(-1, 4):
        watch.evaluate(EVENING + timedelta(days=n))
    spans = [(alert.began.day, alert.ended and alert.ended.day) for alert in watch.store.alerts()]
    assert sorted(spans, key=str) == [(1, 4), (5, None)]


def test_lasting_wants_every_window(watching: Watching) -> None:
    lasting = rule(kind="threshold", metric="tickets_opened", over=1, lasting=2)
    watch = watching(lasting)
    assert watch.evaluate(EVENING - timedelta(days=1)).fired == 0
    assert watch.evaluate(EVENING).fired == 1


def test_under_looks_at_complete_days(watching: Watching) -> None:
    watch = watching(rule(kind="threshold", metric="tickets_opened", days=1, under=1))
    assert watch.evaluate(moment("2024-07-04T13:00")).fired == 0
    assert watch.evaluate(moment("2024-07-05T13:00")).fired == 1


def test_least_passes_over_groups_with_few_rows(watching: Watching) -> None:
    few = rule(kind="threshold", metric="tickets_opened", by="agency", days=7, over=0, least=2)
    watch = watching(few)
    watch.evaluate(moment("2024-07-07T20:00"))
    assert [alert.area for alert in watch.store.alerts()] == ["dot"]


def test_a_silent_feed_fires_by_itself_and_ends_when_it_speaks(watching: Watching) -> None:
    watch = watching(rule(kind="stale", datasets=["requests_311"], quiet_days=0))
    (source,) = [one for one in watch.service.sources() if one.dataset == "requests_311"]
    assert source.last_event is not None
    assert source.interval_hours is not None
    spoke = source.last_event.replace(tzinfo=EVENING.tzinfo)
    promised = timedelta(hours=source.interval_hours)
    assert watch.evaluate(spoke + 3.9 * promised).fired == 0
    assert watch.evaluate(spoke + 4.1 * promised).fired == 1
    assert watch.evaluate(spoke + 9 * promised).fired == 0
    assert watch.evaluate(spoke + 1 * promised).ended == 1


def test_old_data_neither_fire_nor_end_anything(watching: Watching) -> None:
    watch = watching(rule(kind="threshold", metric="tickets_opened", days=7, over=2))
    assert watch.evaluate(moment("2024-07-07T20:00")).fired == 1
    later = watch.evaluate(moment("2025-07-07T20:00"))
    assert (later.fired, later.ended) == (0, 0)


def test_a_rule_without_its_metric_is_a_sentence(watching: Watching) -> None:
    with pytest.raises(Problem) as refused:
        watching(rule(kind="threshold", metric="ticket_opened", over=1))
    assert str(refused.value) == (
        'nyc/city.yaml, alerts.r.metric: no such metric; found "ticket_opened". Did you mean "tickets_opened"?'
    )


def test_a_rule_that_cannot_be_read_leaves_the_others(watching: Watching) -> None:
    broken = rule(id="b", kind="threshold", metric="tickets_opened", where={"nowhere": "1"}, over=1)
    watch = watching(broken, rule(kind="threshold", metric="tickets_opened", days=7, over=2))
    found = watch.evaluate(moment("2024-07-07T20:00"))
    assert found.fired == 1
    assert [problem.place for problem in found.problems] == ["alerts.b"]
