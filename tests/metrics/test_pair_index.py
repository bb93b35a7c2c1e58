"""The pair index against SQL on random rows: counts exactly, quantiles within the stated bound."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from datasets.problems import Problem
from pipelines.query.buckets import BOUND_PCT
from pipelines.query.index_build import MOST_CELLS
from pipelines.query.pair_index import IndexAnswer, Question
from pipelines.query.predicate import Predicate
from pipelines.query.service import QueryService
from tests.metrics.snapshot_files import day

COUNTED = ["tickets_opened", "tickets_closed", "backlog_open", "on_time_pct", "collisions", "injured", "killed"]
QUANTILES = ["hours_to_close_median", "hours_to_close_p90"]
RANGES = [(date(2023, 12, 25), date(2024, 1, 7)), (date(2024, 1, 31), date(2024, 1, 31)), (date(2024, 1, 1), None)]
OTHERS = [
    Predicate(),
    Predicate(districts=("101", "unknown"), agencies=("dot",)),
    Predicate(categories=("Noise",), hours=tuple((dow, hour) for dow in range(5) for hour in range(8, 18))),
    Predicate(polygon=((10.0, 10.0), (80.0, 20.0), (40.0, 90.0))),
]


def by_sql(service: QueryService, question: Question, predicate: Predicate) -> dict:
    answers = service.values([question.metric_id], predicate, by=question.by, level=question.level)
    frame = answers[question.metric_id].frame
    return dict(zip(frame["group"], frame["value"], strict=True))


def by_index(answer: IndexAnswer) -> dict:
    return dict(zip(answer.groups, answer.value, strict=True))


def assert_equal(found: dict, expected: dict, **tolerance: float) -> None:
    for group in {*found, *expected}:
        here, there = found.get(group, 0), expected.get(group, 0)
        here, there = (0 if np.isnan(value) else value for value in (here, there))
        assert here == pytest.approx(there, **tolerance), group


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("by", [None, "district", "category", "hour", "hour_of_week"])
def test_dragging_time_equals_sql(random_service: QueryService, other: Predicate, by: str | None) -> None:
    questions = [Question(metric, by) for metric in COUNTED]
    index = random_service.index("time", questions, other)
    for start, end in RANGES:
        answers = index.answer(start, end)
        for question in questions:
            expected = by_sql(random_service, question, replace(other, start=start, end=end))
            assert_equal(by_index(answers[question]), expected)


def test_dragging_districts_equals_sql(random_service: QueryService) -> None:
    time = Predicate(start=day("2024-01-01"), end=day("2024-01-31"))
    questions = [Question(metric, by) for metric in COUNTED for by in (None, "day", "category", "hour")]
    index = random_service.index("districts", questions, time)
    assert index.not_indexed == (Question("backlog_open", "day"),)
    questions.remove(Question("backlog_open", "day"))
    for chosen in [("101",), ("104", "unspecified"), ("301", "unknown", "101")]:
        answers = index.among(chosen)
        for question in questions:
            expected = by_sql(random_service, question, replace(time, districts=chosen))
            assert_equal(by_index(answers[question]), expected)


def test_dragging_hours_equals_sql(random_service: QueryService) -> None:
    hours = ((0, 8), (0, 9), (6, 23))
    questions = [Question(metric, "district") for metric in COUNTED]
    answers = random_service.index("hours", questions, Predicate()).among(hours)
    for question in questions:
        assert_equal(by_index(answers[question]), by_sql(random_service, question, Predicate(hours=hours)))


@pytest.mark.parametrize("by", [None, "district"])
def test_quantiles_stay_within_the_stated_bound(random_service: QueryService, by: str | None) -> None:
    questions = [Question(metric, by) for metric in QUANTILES]
    index = random_service.index("time", questions, Predicate())
    for start, end in RANGES:
        answers = index.answer(start, end)
        for question in questions:
            assert answers[question].approximate
            assert answers[question].bound_pct == pytest.approx(BOUND_PCT)
            expected = by_sql(random_service, question, Predicate(start=start, end=end))
            assert_equal(by_index(answers[question]), expected, rel=BOUND_PCT / 100, abs=0.01)


def test_an_index_too_large_to_be_dense_says_the_same(
    random_service: QueryService, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = Question("tickets_opened", "hour_of_week")
    other = Predicate(agencies=("nypd",))
    dense = random_service.index("time", [question], other).answer(*RANGES[0])[question]
    monkeypatch.setattr("pipelines.query.index_build.MOST_CELLS", 10)
    assert MOST_CELLS > 10
    random_service._indexes.clear()
    sparse = random_service.index("time", [question], other).answer(*RANGES[0])[question]
    assert np.array_equal(dense.value, sparse.value)
    random_service._indexes.clear()


def test_a_view_is_not_filtered_by_its_own_clause(random_service: QueryService) -> None:
    chosen = Predicate(districts=("101",))
    everything, filtered = Question("collisions", "district", own=("districts",)), Question("collisions")
    answers = random_service.index("time", [everything, filtered], chosen).answer(None, None)
    assert answers[everything].value.sum() == 1500
    assert answers[filtered].value.sum() < 1500


def test_an_index_is_built_once_for_all(random_service: QueryService) -> None:
    questions = [Question("collisions", "category"), Question("injured", "category")]
    where = Predicate(where=(("severity", "felony"),))
    before = random_service.counters.run
    for _ in range(3):
        random_service.index("time", questions, where)
    assert random_service.counters.run == before + 1


def test_what_cannot_follow_the_clause_is_named(random_service: QueryService) -> None:
    budget, opened = Question("budget_modified"), Question("tickets_opened")
    index = random_service.index("time", [budget, opened], Predicate())
    assert index.not_indexed == (budget,)
    assert set(index.answer(None, None)) == {opened}


def test_days_outside_the_data_are_empty(random_service: QueryService) -> None:
    question = Question("tickets_opened")
    index = random_service.index("time", [question], Predicate())
    past = date(1999, 1, 1)
    assert index.answer(past, past + timedelta(days=9))[question].value.tolist() == [0]


def test_only_clauses_can_be_dragged(random_service: QueryService) -> None:
    with pytest.raises(Problem) as caught:
        random_service.index("district", [Question("collisions")], Predicate())
    sentence = 'only time, districts, categories, agencies, hours can be dragged; found "district".'
    assert str(caught.value) == sentence + ' Did you mean "districts"?'
    with pytest.raises(Problem) as caught:
        random_service.index("time", [Question("collisions", "day")], Predicate())
    assert str(caught.value) == "a series by day does not change while the time range is dragged."
