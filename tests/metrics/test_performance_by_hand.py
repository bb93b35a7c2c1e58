"""Every metric of the performance pack against figures counted by hand from performance_rows.py."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from datasets.catalogue import City
from datasets.problems import Problem
from pipelines.derived import composite
from pipelines.derived.ask import Ask
from pipelines.query.predicate import Predicate
from pipelines.query.service import QueryService
from tests.metrics.performance_rows import AS_OF, FACTS
from tests.metrics.snapshot_files import day, write_snapshot

WEEK = Predicate(start=day("2024-07-01"), end=day("2024-07-07"))
BY_HAND = {
    "on_time_pct": (50, 2, 4, 4),
    "on_time_closed_pct": (200 / 3, 2, 3, 3),
    "tickets_closed": (4, 4, None, 4),
    "backlog_open": (2, 2, None, 2),
    "hours_to_close_median": (37, None, None, 4),
    "hours_to_close_p90": (88.8, None, None, 4),
    # 1 h and 2 h on a Thursday and a Monday, 3 days, and 16 h and 3 days up to a Saturday
    "working_days_to_close_median": ((2 / 24 + 3) / 2, None, None, 4),
    "working_days_to_close_p90": (0.3 * 3 + 0.7 * (3 + 16 / 24), None, None, 4),
    "backlog_overdue": (1, 1, None, 1),
    # 4.833 and 68 days
    "backlog_age_median": ((4 + 20 / 24 + 68) / 2, None, None, 2),
    "backlog_age_p90": (0.1 * (4 + 20 / 24) + 0.9 * 68, None, None, 2),
    "backlog_over_30d_pct": (50, 1, 2, 2),
    "closed_per_opened": (0.8, 4, 5, 5),
    # 2 at the end - 1 before - 5 opened + 4 closed
    "queue_gap": (0, 0, None, 9),
    "closed_so_far_pct": (80, 4, 5, 5),
    # after 1 h 4/5, after 2 h 4/5 · 3/4, after 72 h 4/5 · 3/4 · 2/3 = 0.4
    "hours_to_close_km": (72, 4, 5, 5),
    "reopened_14d_pct": (25, 1, 4, 4),
    "response_hours_median": (6.5, None, None, 4),
    "response_2d_pct": (60, 3, 5, 5),
    "first_contact_pct": (25, 1, 4, 4),
    "contacted_pct": (200 / 3, 2, 3, 3),
    "solved_pct": (100 / 3, 1, 3, 3),
    "on_time_working_pct": (100 / 3, 1, 3, 3),
    "dispatched_1h_pct": (200 / 3, 2, 3, 3),
    "sent_back_pct": (200 / 3, 2, 3, 3),
    # two of a; of the two of b one was opened in May
    "repeat_requests_pct": (200 / 3, 2, 3, 3),
    "rated_very_satisfied_pct": (100 / 3, 1, 3, 3),
    "rated_satisfied_grade_pct": (0, 0, 3, 3),
    "rated_fairly_satisfied_pct": (100 / 3, 1, 3, 3),
    "rated_dissatisfied_pct": (100 / 3, 1, 3, 3),
    "rated_very_dissatisfied_pct": (0, 0, 3, 3),
    "overtime_pct": (7.5, 15, 200, 2),
    "absence_pct": (2, 4, 200, 2),
    # 50/90, 0.8/1, 5/25, 66.7/99 and 33.3/82
    "performance_score": ((50 / 90 + 0.8 + 0.2 + (200 / 3) / 99 + (100 / 3) / 82) / 5, None, None, 5),
}


@pytest.fixture(scope="module")
def performance(tmp_path_factory: pytest.TempPathFactory, city: City) -> Iterator[QueryService]:
    home = tmp_path_factory.mktemp("performance") / "var"
    write_snapshot(home, "20240708T060000Z-p1", FACTS, AS_OF)
    opened = QueryService(home, city)
    yield opened
    opened.close()


def one(service: QueryService, metric: str, predicate: Predicate = WEEK) -> tuple:
    row = service.values([metric], predicate)[metric].frame.iloc[0]
    return tuple(None if found != found else float(found) for found in row[["value", "numerator", "denominator", "n"]])


@pytest.mark.parametrize("metric", BY_HAND)
def test_value_of_one_week(performance: QueryService, metric: str) -> None:
    found, wanted = one(performance, metric), BY_HAND[metric]
    assert [part is None for part in found] == [part is None for part in wanted]
    known = [part for part in wanted if part is not None]
    assert [part for part in found if part is not None] == pytest.approx(known, rel=1e-5)


def test_the_age_of_the_backlog_is_that_of_the_end_of_each_day(performance: QueryService) -> None:
    days = performance.values(["backlog_age_median"], WEEK, by="day")["backlog_age_median"].frame
    # the end of 2 July in New York: the two of 1 July that are open, the one of 2 July and the one of 1 May
    opened = {"2024-07-02": [44 / 24, 20 / 24, 63], "2024-07-03": [68 / 24, 44 / 24, 20 / 24, 64]}
    for when, ages in opened.items():
        row = days[days["group"] == when].iloc[0]
        middle = sorted(ages)[len(ages) // 2] if len(ages) % 2 else sum(sorted(ages)[1:3]) / 2
        assert row["n"] == len(ages)
        assert row["value"] == pytest.approx(middle, rel=1e-4)


def test_the_last_day_of_a_series_is_the_stock_of_the_whole(performance: QueryService) -> None:
    for metric in ("backlog_open", "backlog_overdue", "backlog_over_30d_pct", "backlog_age_p90"):
        for by in ("day", "week", "month"):
            series = performance.values([metric], WEEK, by=by)[metric].frame
            assert series["value"].iloc[-1] == pytest.approx(one(performance, metric)[0]), (metric, by)


def test_components_share_the_scans_of_the_plain_metrics(performance: QueryService) -> None:
    before = performance.counters.run
    performance.values(["closed_per_opened", "tickets_closed", "tickets_opened"], replace(WEEK, end=day("2024-07-06")))
    assert performance.counters.run - before == 2


def test_the_contributions_add_up_and_what_is_missing_is_left_out(performance: QueryService) -> None:
    answer = performance.values(["performance_score"], WEEK, by="district")["performance_score"]
    assert answer.frame.set_index("group")["n"].to_dict() == {"101": 5, "104": 5, "301": 4}
    metric = performance.registry["performance_score"]
    with performance.batch() as snapshot:
        ask = Ask(performance, snapshot, metric, WEEK, "district", "community_district", None, ())
        told = composite.contributions(ask, metric)
        swings = composite.sensitivity(ask, metric)
    sums = told.groupby("group")["contribution"].sum()
    assert sums.to_dict() == pytest.approx(answer.frame.set_index("group")["value"].to_dict())
    assert told.groupby("group")["weight"].sum().to_dict() == pytest.approx(dict.fromkeys(sums.index, 1.0))
    assert told["ratio"].max() <= composite.CAP
    assert (swings["without"] - swings["doubled"]).abs().max() > 0


def test_a_score_of_one_metric_hangs_on_it_alone(performance: QueryService) -> None:
    """On 1 May one request was opened, and nothing was due, closed, reopened or rated."""
    before = Predicate(start=day("2024-05-01"), end=day("2024-05-01"))
    answer = performance.values(["performance_score"], before)["performance_score"]
    assert answer.frame["n"].iloc[0] == 1
    told = [line for line in answer.arithmetic if "against" in line]
    assert len(told) == 1
    assert told[0].endswith("the only one with a value and a target")


def test_residents_of_a_polygon_are_not_known(performance: QueryService) -> None:
    metric = performance.registry["tickets_per_1000"]
    assert one(performance, metric.id)[:3] == pytest.approx((5 / 2, 5, 2000))
    square = replace(WEEK, polygon=((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)))
    assert one(performance, metric.id, square)[0] is None
    by = performance.values([metric.id], WEEK, by="district")[metric.id].frame.set_index("group")
    assert by.loc["101", "value"] == pytest.approx(2.0)


def test_a_stock_by_an_unknown_grouping_gets_its_sentence(performance: QueryService) -> None:
    with pytest.raises(Problem, match="no such grouping"):
        performance.values(["backlog_age_median"], WEEK, by="dya")
