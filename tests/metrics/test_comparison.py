"""Comparisons on rows whose counts are known: ten collisions a day for 60 weeks, then a week of twenty a day."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from datasets.catalogue import City
from datasets.problems import Problem
from pipelines.comparison.compare import compare, compare_groups
from pipelines.comparison.periods import Calendar
from pipelines.query.predicate import Predicate
from pipelines.query.service import QueryService
from tests.metrics.snapshot_files import write_snapshot

FIRST = datetime(2023, 1, 2, 8)
LAST = date(2024, 3, 3)
WEEKS = 61
DOT = Predicate(agencies=("dot",))
CALENDAR = Calendar(date(2024, 3, 7))


def collision(day: int, district: str, injured: int = 0) -> dict:
    at = FIRST + timedelta(days=day)
    return {"kind": "collision", "occurred_at": at, "community_district_id": district, "injured": injured, "killed": 0}


def collisions() -> list[dict]:
    rows = [collision(day, "101" if n < 6 else "104") for day in range(7 * (WEEKS - 1)) for n in range(10)]
    last = range(7 * (WEEKS - 1), 7 * WEEKS)
    return [*rows, *(collision(day, "101" if n < 16 else "104", 1) for day in last for n in range(20))]


def ticket(day: int, on_time: bool, hours: int, agency: str = "dot") -> dict:
    opened = datetime(2024, 2, 7) + timedelta(days=day)
    due = opened + timedelta(hours=hours + (1 if on_time else -1))
    closed = opened + timedelta(hours=hours)
    times = {"opened_at": opened, "due_at": due, "closed_at": closed}
    return {"kind": "request", "is_closed": True, "agency": agency} | times


def tickets() -> list[dict]:
    """On 7 February 80 of 100 on time and 1 to 100 hours, on 15 February 60 of 100 and 51 to 150 hours; for twenty
    weeks before, 40 of 50 a week and 1 to 99 hours. Another agency keeps to that all the time."""
    weeks = [ticket(-7 * week, n < 40, 1 + 2 * n) for week in range(2, 22) for n in range(50)]
    before = [ticket(0, n < 80, 1 + n) for n in range(100)]
    steady = [ticket(7 * week + 1, n < 40, 1 + 2 * n, "nypd") for week in range(-21, 3) for n in range(50)]
    return weeks + steady + before + [ticket(8, n < 60, 51 + n) for n in range(100)]


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory, city: City) -> Iterator[QueryService]:
    home: Path = tmp_path_factory.mktemp("known") / "var"
    write_snapshot(home, "20240307T060000Z-c3", {"incident": collisions(), "ticket": tickets()}, "2024-03-07")
    service = QueryService(home, city)
    yield service
    service.close()


def test_a_doubled_week_is_a_signal(known: QueryService) -> None:
    compared = compare(known, "collisions", CALENDAR.read("2024-W09"), "previous")
    assert (compared.value, compared.previous, compared.change, compared.change_pct) == (140, 70, 70, 100)
    assert compared.words.en == "up 100.0 % (from 70 to 140)"
    assert compared.words.zh == "上升100.0%（由70到140）"
    assert compared.evidence.verdict == "signal"
    assert compared.evidence.phi == 1
    assert compared.evidence.z == pytest.approx(69 / 210**0.5)
    assert compared.evidence.sentence.en == "more than chance"
    assert compared.evidence.arithmetic == (
        "c = 140 (7 d), p = 70 (7 d)",
        "φ = max(1, s² ÷ x̄) = 1.00 (52 × 7 d)",
        "z = sign(c − p) · max(0, |c − p| − 1) ÷ √(φ · (c + p)) = 4.76; |z| ≥ 1.960",
    )


def test_two_equal_weeks_are_flat_and_noise(known: QueryService) -> None:
    compared = compare(known, "collisions", CALENDAR.read("2024-W08"), "last_year")
    assert compared.words.en == "flat (from 70 to 70)"
    assert (compared.evidence.verdict, compared.evidence.z) == ("noise", 0)


def test_a_zero_base_says_counts(known: QueryService) -> None:
    compared = compare(known, "injured", CALENDAR.read("2024-W09"), "previous")
    assert compared.words.en == "n/a (0 → 140)"
    assert compared.change_pct is None


def test_a_small_base_says_counts(known: QueryService) -> None:
    compared = compare(known, "collisions", CALENDAR.read("2024-02-26"), "previous")
    assert compared.words.en == "to 20 from 10"
    assert compared.evidence.method == "mid_p"


def test_months_of_unequal_length_are_tested_by_their_days(known: QueryService) -> None:
    compared = compare(known, "collisions", CALENDAR.read("2023-12"), "previous")
    assert (compared.value, compared.previous) == (310, 300)
    assert (compared.evidence.method, compared.evidence.verdict) == ("mid_p", "noise")
    assert compared.evidence.p == pytest.approx(1.0, abs=0.03)


def test_a_short_history_is_not_tested(known: QueryService) -> None:
    compared = compare(known, "collisions", CALENDAR.read("2023-02"), "previous")
    assert (compared.value, compared.previous) == (280, 300)
    reason = "not tested: fewer than 8 weeks of history to measure the usual variation"
    assert compared.evidence.sentence.en == reason


def test_a_period_that_the_data_reach_only_in_part_is_not_tested(known: QueryService) -> None:
    spring = Calendar(date(2024, 4, 20)).between(date(2024, 2, 20), date(2024, 4, 20))
    compared = compare(known, "collisions", spring, "previous")
    assert compared.evidence.sentence.en == "not tested: the data do not reach over the whole of both periods"


def test_a_partial_period_is_compared_over_equal_days_and_marked(known: QueryService) -> None:
    compared = compare(known, "collisions", Calendar(date(2024, 2, 28)).read("week"), "previous")
    assert (compared.value, compared.previous) == (60, 30)
    assert (compared.partial, compared.provisional) == (True, True)


def test_a_period_without_data_is_no_zero(known: QueryService) -> None:
    compared = compare(known, "collisions", CALENDAR.read("2023-W01"), "previous")
    assert (compared.value, compared.previous, compared.change) == (70, None, None)
    assert compared.words.en == "n/a (no data to compare)"
    assert compared.evidence.sentence.en == "not tested: one of the two periods has no data"


def test_shares_change_in_percentage_points(known: QueryService) -> None:
    period = CALENDAR.between(date(2024, 2, 15), date(2024, 2, 22))
    compared = compare(known, "on_time_pct", period, "previous", DOT)
    assert (compared.value, compared.previous, compared.change_pct) == (60, 80, None)
    assert compared.words.en == "down 20.0 percentage points (from 80.0 % to 60.0 %)"
    assert (compared.evidence.method, compared.evidence.verdict) == ("two_proportions", "signal")
    assert compared.evidence.arithmetic[0] == "c = 60 ÷ 100 = 60.0 % (Wilson 95 %: 50.2 – 69.1)"


def test_quantiles_are_judged_by_their_order_statistics(known: QueryService) -> None:
    period = CALENDAR.between(date(2024, 2, 15), date(2024, 2, 22))
    compared = compare(known, "hours_to_close_median", period, "previous", DOT)
    assert (compared.value, compared.previous) == (100.5, 50.5)
    assert (compared.evidence.method, compared.evidence.verdict) == ("order_statistics", "signal")
    assert compared.evidence.arithmetic[:2] == (
        "c = 100.5 ∈ [90.0, 111.0] (95 %, n = 100)",
        "p = 50.5 ∈ [40.0, 61.0] (95 %, n = 100)",
    )


def test_stocks_are_judged_by_their_weeks(known: QueryService) -> None:
    """Weeks that all had as many open requests, then more: what is usual cannot be told from them."""
    compared = compare(known, "backlog_open", CALENDAR.read("2024-W07"), "previous")
    assert compared.value > compared.previous
    assert compared.evidence.sentence.en == (
        "not tested: the weeks before were all equal, so that the usual variation is not known"
    )


def test_groups_are_judged_together(known: QueryService) -> None:
    compared = compare_groups(known, "collisions", CALENDAR.read("2024-W09"), "previous", "district")
    found = {one.group: (one.value, one.previous, one.evidence.verdict) for one in compared}
    assert found == {"101": (112, 42, "signal"), "104": (28, 28, "noise"), "301": (0, 0, "not tested")}
    assert compared[0].evidence.arithmetic[-1] == "Benjamini–Hochberg, q = 0.05, k = 2: signal"
    assert compared[0].name_zh == "曼哈顿1区"


def test_groups_of_the_period_before_are_kept(known: QueryService) -> None:
    only = Predicate(districts=("104",))
    compared = compare_groups(known, "collisions", CALENDAR.read("2024-03-04"), "previous", "district", only)
    assert [(one.group, one.value, one.previous) for one in compared] == [("104", 0, 4)]


def test_a_comparison_by_day_is_refused(known: QueryService) -> None:
    with pytest.raises(Problem) as caught:
        compare_groups(known, "collisions", CALENDAR.read("week"), "previous", "day")
    sentence = 'a comparison is by district, category, agency, hour or hour_of_week; found "day".'
    assert str(caught.value).startswith(sentence)


def test_a_headline_picked_from_many_lines_needs_more(known: QueryService) -> None:
    compared = compare(known, "collisions", CALENDAR.read("2024-W09"), "previous", lines=8)
    assert compared.evidence.threshold == pytest.approx(2.734, abs=0.001)


def test_quantiles_and_shares_are_judged_by_group(known: QueryService) -> None:
    period = CALENDAR.between(date(2024, 2, 15), date(2024, 2, 22))
    for metric in ("hours_to_close_median", "on_time_pct"):
        compared = {one.group: one for one in compare_groups(known, metric, period, "previous", "agency")}
        assert compared["dot"].evidence.verdict == "signal"
        assert compared["nypd"].evidence.verdict == "noise"
        assert compared["dot"].evidence.arithmetic[-1] == "Benjamini–Hochberg, q = 0.05, k = 2: signal"
