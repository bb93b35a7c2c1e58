"""Revisions between kept snapshots, break-even and fragility, on counts that are known."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from datasets.catalogue import City
from pipelines.comparison.compare import compare
from pipelines.comparison.counts import count_evidence
from pipelines.comparison.outlook import standing_of, usual_ranges, year_end
from pipelines.comparison.periods import Calendar
from pipelines.comparison.revisions import break_even, revisions, standing
from pipelines.query.service import QueryService
from tests.metrics.snapshot_files import write_snapshot

STEADY = [100.0] * 52


def collisions(last: date, late: int = 0) -> list[dict]:
    """Ten a day from 2023 on, and some that were added to 10 January 2024 afterwards."""
    days = (last - date(2023, 1, 2)).days + 1
    times = [datetime(2023, 1, 2, 8) + timedelta(days=day) for day in range(days) for _ in range(10)]
    times += [datetime(2024, 1, 10, 8)] * late
    return [{"kind": "collision", "occurred_at": at} for at in times]


@pytest.fixture
def revised(tmp_path: Path, city: City) -> QueryService:
    """A snapshot a week, the second with 14 more in a week that the first had published."""
    home = tmp_path / "var"
    for last, late in ((date(2024, 2, 4), 0), (date(2024, 2, 11), 14)):
        write_snapshot(home, f"{last:%Y%m%d}T060000Z-aa", {"incident": collisions(last, late)}, last.isoformat())
    return QueryService(home, city)


def test_r_is_what_was_added_to_published_days(revised: QueryService) -> None:
    (found,) = revisions(revised, "collisions")
    assert (found.earlier.to_date, found.later.to_date, found.new) == (340, 424, 70)
    assert (found.size, found.weekly) == (14, 14)
    assert found.line == "R = YTD(this) − YTD(last) − new(this) = 424 − 340 − 70 = 14"
    revised.close()


def test_a_standing_signal_of_a_metric(revised: QueryService) -> None:
    risen = compare(revised, "collisions", Calendar(date(2024, 2, 11)).read("2024-01-10"), "previous")
    assert (risen.value, risen.previous, risen.evidence.verdict) == (24, 10, "signal")
    found = standing_of(risen, revisions(revised, "collisions"))
    assert not found.fragile
    assert not count_evidence(24 - found.break_even, 10, STEADY, (1, 1)).is_signal
    assert count_evidence(25 - found.break_even, 10, STEADY, (1, 1)).is_signal
    revised.close()


def test_year_end_and_usual_weeks_of_a_metric(revised: QueryService) -> None:
    assert year_end(revised, "collisions", Calendar(date(2024, 2, 11))) is None
    pace = year_end(revised, "collisions", Calendar(date(2023, 6, 30)))
    assert pace.linear == pytest.approx(3640, abs=30)
    weeks = usual_ranges(revised, "collisions", (date(2024, 1, 1), date(2024, 2, 11)))
    assert [band.place(week.value) for week, band in weeks] == ["usual", "high", "usual", "usual", "usual", "usual"]
    revised.close()


def test_a_year_end_is_not_reckoned_from_days_that_are_being_completed(tmp_path: Path, city: City) -> None:
    """One death a day, of the last 30 days only every third known: 152 by 1 June, 152 ÷ (152 ÷ 365) = 365 a year."""
    today = date(2023, 7, 1)
    days = [date(2022, 1, 1) + timedelta(days=day) for day in range((today - date(2022, 1, 1)).days + 1)]
    known = [day for place, day in enumerate(days) if (today - day).days >= 30 or place % 3 == 0]
    rows = [{"kind": "collision", "occurred_at": datetime(*day.timetuple()[:3], 8), "killed": 1} for day in known]
    write_snapshot(tmp_path / "var", "20230702T060000Z-aa", {"incident": rows}, today.isoformat())
    service = QueryService(tmp_path / "var", city)
    pace = year_end(service, "killed", Calendar(today))
    assert (pace.linear, pace.seasonal) == (pytest.approx(365), pytest.approx(365))
    assert pace.low < 365 < pace.high
    assert pace.arithmetic[0] == "counted to 2023-06-01: the 30 days after it are still being completed"
    assert year_end(service, "killed", Calendar(date(2023, 1, 20))) is None
    assert year_end(service, "collisions", Calendar(today)).linear < 330
    service.close()


def test_break_even_by_hand() -> None:
    """c = 160, p = 100, φ = 1: z = 59 ÷ √260 = 3.66. At 130: 29 ÷ √230 = 1.91 < 1.96; at 131: 30 ÷ √231 = 1.974."""

    def judged(count: float):
        return count_evidence(count, 100, STEADY, (7, 7))

    assert break_even(160, 100, judged) == 30
    assert break_even(110, 100, judged) is None
    assert standing(160, 100, judged, -5.0).weeks == 6
    assert standing(160, 100, judged, -5.0).fragile
    assert not standing(160, 100, judged, -3.0).fragile
    assert not standing(160, 100, judged, 5.0).fragile


def test_a_fall_is_erased_from_below() -> None:
    def judged(count: float):
        return count_evidence(count, 100, STEADY, (7, 7))

    found = standing(60, 100, judged, 4.0)
    assert not judged(60 + found.break_even).is_signal
    assert judged(59 + found.break_even).is_signal
    assert found.weeks == found.break_even / 4
