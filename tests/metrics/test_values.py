"""Values against figures counted by hand from the literal rows of rows.py."""

import math

import pytest

from datasets.problems import Problem
from pipelines.query.predicate import Predicate
from pipelines.query.service import QueryService
from tests.metrics.snapshot_files import day

WEEK = Predicate(start=day("2024-07-01"), end=day("2024-07-07"))
BY_HAND = {
    "tickets_opened": (7, 7, None, 7),
    "tickets_closed": (5, 5, None, 5),
    "backlog_open": (2, 2, None, 2),
    "on_time_pct": (50, 2, 4, 4),
    "on_time_closed_pct": (50, 2, 4, 4),
    "hours_to_close_median": (24, None, None, 5),
    "hours_to_close_p90": (91.2, None, None, 5),
    "collisions": (4, 4, None, 4),
    "injured": (3, 3, None, 3),
    "killed": (1, 1, None, 4),
    "shootings": (3, 3, None, 3),
    "murders": (1, 1, None, 1),
    "complaints_reported": (2, 2, None, 2),
    "pm25_ug_m3": (12, 12, 1, 1),
    "ridership": (7_100_000, 7_100_000, None, 3),
    "vehicle_crossings": (900_000, 900_000, None, 1),
    "bike_trips": (2, 2, None, 2),
    "for_hire_trips": (412, 412, None, 1),
    "scheduled_departures": (115, 115, None, 2),
    "rain_mm": (7, 7, None, 3),
    # not stated before 2026
    "budget_adopted": (None, None, None, 0),
}


def one(service: QueryService, metric: str, predicate: Predicate = WEEK) -> tuple:
    frame = service.values([metric], predicate)[metric].frame
    row = frame[["value", "numerator", "denominator", "n"]].to_dict("records")[0]
    return tuple(None if math.isnan(value) else value for value in row.values())


def grouped(service: QueryService, metric: str, by: str, predicate: Predicate = WEEK, level=None) -> dict:
    frame = service.values([metric], predicate, by=by, level=level)[metric].frame
    values = [None if math.isnan(value) else value for value in frame["value"]]
    return dict(zip(frame["group"].astype(str), values, strict=True))


@pytest.mark.parametrize("metric", BY_HAND)
def test_value_of_one_week(service: QueryService, metric: str) -> None:
    assert one(service, metric) == pytest.approx(BY_HAND[metric])


def test_metrics_of_one_fact_and_time_are_one_statement(service: QueryService) -> None:
    service.values(["collisions", "injured", "killed"], WEEK)
    assert service.counters.run == 1
    service.values(["tickets_opened", "tickets_closed", "on_time_closed_pct", "hours_to_close_median"], WEEK)
    assert service.counters.run == 3


def test_metrics_of_two_kinds_in_one_statement_keep_their_own_rows(service: QueryService) -> None:
    answers = service.values(["collisions", "shootings", "murders", "injured"], WEEK)
    assert service.counters.run == 1
    assert [float(answer.frame["value"].iloc[0]) for answer in answers.values()] == [4, 3, 1, 3]


def test_the_same_question_is_asked_once(service: QueryService) -> None:
    service.values(["collisions"], WEEK)
    service.values(["collisions"], WEEK)
    assert (service.counters.asked, service.counters.run, service.counters.cache_hits) == (2, 1, 1)


def test_districts_without_a_place_come_last(service: QueryService) -> None:
    assert list(grouped(service, "tickets_opened", "district").items()) == [
        ("101", 2),
        ("104", 2),
        ("301", 2),
        ("unspecified", 1),
    ]
    everything = grouped(service, "tickets_opened", "district", Predicate())
    assert list(everything)[-2:] == ["unspecified", "unknown"]


def test_a_district_without_rows_is_zero_where_no_rows_mean_zero(service: QueryService) -> None:
    assert grouped(service, "collisions", "district")["104"] == 0
    assert "104" not in grouped(service, "hours_to_close_median", "district")


def test_a_metric_without_the_map_level_answers_at_the_finest_level_it_has(service: QueryService) -> None:
    answer = service.values(["shootings"], WEEK, by="district")["shootings"]
    assert answer.level == "precinct"
    assert answer.frame["name"].tolist() == ["Precinct 75", "Precinct 1", "Unknown"]
    assert answer.frame["name_zh"].tolist() == ["第75警区", "第1警区", "未知"]


def test_days_of_the_period_are_complete_and_zero_for_counts(service: QueryService) -> None:
    assert grouped(service, "tickets_opened", "day") == {
        "2024-07-01": 2,
        "2024-07-02": 2,
        "2024-07-03": 1,
        "2024-07-04": 0,
        "2024-07-05": 1,
        "2024-07-06": 1,
        "2024-07-07": None,
    }


def test_days_without_a_rate_are_null(service: QueryService) -> None:
    rates = grouped(service, "on_time_pct", "day")
    assert rates["2024-07-02"] == 50
    assert rates["2024-07-03"] == 0
    assert rates["2024-07-05"] is None


def test_days_without_a_reading_are_not_known(service: QueryService) -> None:
    assert grouped(service, "rain_mm", "day")["2024-07-02"] is None


def test_the_backlog_at_the_end_of_each_day(service: QueryService) -> None:
    # 1 of June; +2-1; +2; +0-2 (the one closed at a time not known never counts); 0; +1; +1-1; -1
    assert list(grouped(service, "backlog_open", "day").values()) == [2, 4, 2, 2, 3, 3, 2]


def test_the_backlog_at_the_end_of_each_month(service: QueryService) -> None:
    assert grouped(service, "backlog_open", "month", Predicate()) == {"2024-06-01": 1, "2024-07-01": 2}


def test_a_period_that_the_data_do_not_reach_is_not_known(service: QueryService) -> None:
    before = Predicate(start=day("2020-01-01"), end=day("2020-12-31"))
    assert one(service, "collisions", before) == (None, None, None, 0)


def test_weeks_start_on_monday(service: QueryService) -> None:
    weeks = grouped(service, "collisions", "week", Predicate())
    assert weeks == {"2024-06-24": 1, "2024-07-01": 4}


def test_hours_are_those_of_the_event(service: QueryService) -> None:
    hours = grouped(service, "collisions", "hour")
    assert len(hours) == 24
    assert {hour: n for hour, n in hours.items() if n} == {"8": 1, "17": 2, "23": 1}


def test_hours_of_the_week(service: QueryService) -> None:
    frame = service.values(["collisions"], WEEK, by="hour_of_week")["collisions"].frame
    assert len(frame) == 168
    assert frame.loc[frame["value"] > 0, "name"].tolist() == ["Mon 08:00", "Mon 17:00", "Wed 17:00", "Sun 23:00"]


def test_budget_takes_the_newest_publication_unless_one_is_named(service: QueryService) -> None:
    assert one(service, "budget_adopted", Predicate()) == (150, 150, None, 2)
    assert one(service, "budget_modified", Predicate(end=day("2025-12-31"))) == (95, 95, None, 1)
    assert one(service, "budget_modified", Predicate(where=(("fiscal_year", "2027"),)))[0] == 160
    named = (("fiscal_year", "2027"), ("publication_date", "2026-02-17"))
    assert one(service, "budget_modified", Predicate(where=named))[0] == 110
    police = (("fiscal_year", "2027"), ("agency", "Police Department"))
    assert one(service, "budget_modified", Predicate(where=police))[0] == 120


def test_areas_are_never_added_up_across_levels(service: QueryService) -> None:
    year = Predicate(start=day("2024-01-01"), end=day("2024-06-30"))
    assert one(service, "pm25_ug_m3", year)[0] == 8
    assert grouped(service, "pm25_ug_m3", "district", year, level="borough") == {"1": 9, "3": 7}
    manhattan = Predicate(start=year.start, end=year.end, level="borough", districts=("1",))
    assert one(service, "pm25_ug_m3", manhattan)[0] == 9


def test_below_min_n_is_flagged_and_the_value_is_given(service: QueryService) -> None:
    frame = service.values(["on_time_pct"], WEEK)["on_time_pct"].frame
    assert frame["below_min_n"].tolist() == [True]
    assert frame["value"].tolist() == [50]


def test_a_grouping_that_the_rows_do_not_carry_is_refused(service: QueryService) -> None:
    with pytest.raises(Problem, match="cannot be grouped by agency"):
        service.values(["collisions"], WEEK, by="agency")


def test_a_metric_without_rows_in_the_snapshot_is_not_known(random_service: QueryService) -> None:
    assert one(random_service, "shootings", Predicate()) == (None, None, None, 0)
    answer = random_service.values(["shootings"], Predicate(), by="district")["shootings"]
    assert answer.frame.empty
    assert answer.sources == ()


def test_an_unknown_grouping_is_refused(service: QueryService) -> None:
    with pytest.raises(Problem) as caught:
        service.values(["collisions"], WEEK, by="weeks")
    assert str(caught.value).endswith('found "weeks". Did you mean "week"?')


def test_an_unknown_metric_is_refused(service: QueryService) -> None:
    with pytest.raises(Problem) as caught:
        service.values(["ticket_opened"], WEEK)
    assert str(caught.value) == 'no such metric; found "ticket_opened". Did you mean "tickets_opened"?'
