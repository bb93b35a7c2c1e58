"""Small pieces by hand: colour classes, ticks, outlines, spark lines, bins, holes."""

from datetime import date

import pandas as pd
import pytest

from dashboards.scene import bin_end, bin_of, bin_starts
from dashboards.series import meets
from dashboards.views.axes import date_ticks, round_step, value_ticks
from dashboards.views.bars import period_of_brush
from dashboards.views.classes import classes_of
from dashboards.views.hour_grid import cells_within
from dashboards.views.outlines import Outlines
from dashboards.views.spark import spark
from dashboards.words import Words

SQUARE = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]
SHIFTED = [[x + 10, y] for x, y in SQUARE]


def outlines() -> Outlines:
    frame = pd.DataFrame({"district_id": ["a", "b"], "parent_id": ["p", "p"], "rings": [[SQUARE], [SHIFTED]]})
    return Outlines(frame.set_index("district_id", drop=False), 1)


@pytest.mark.parametrize(("days", "size"), [(1, "day"), (120, "day"), (121, "week"), (900, "week"), (901, "month")])
def test_bins_are_chosen_by_the_span(days: int, size: str) -> None:
    first = date(2024, 1, 1)
    assert bin_of((first, date.fromordinal(first.toordinal() + days - 1))) == size


def test_bins_cover_the_period_and_meet() -> None:
    period = date(2024, 1, 31), date(2024, 3, 1)
    assert bin_starts(period, "month") == [date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)]
    assert bin_end(date(2024, 2, 1), "month") == date(2024, 2, 29)
    assert bin_end(date(2023, 12, 1), "month") == date(2023, 12, 31)
    assert bin_starts((date(2024, 1, 3), date(2024, 1, 9)), "week") == [date(2024, 1, 1), date(2024, 1, 8)]


def test_a_brush_takes_whole_bins_inside_the_period() -> None:
    day = 86_400_000.0
    within = date(1970, 1, 5), date(1970, 1, 30)
    assert period_of_brush(7.5 * day, 15.2 * day, within, "week") == (date(1970, 1, 5), date(1970, 1, 18))
    assert period_of_brush(7.5 * day, 7.6 * day, within, "day") == (date(1970, 1, 8), date(1970, 1, 8))
    assert period_of_brush(90 * day, 95 * day, within, "day") is None


def test_classes_hold_about_as_many_and_their_breaks_are_round() -> None:
    classes = classes_of(range(1, 601))
    assert classes.breaks == (100.0, 200.0, 300.0, 400.0, 500.0)
    assert [classes.of(value) for value in (0, 99, 100, 600)] == [0, 0, 1, 5]


def test_classes_of_nothing_and_of_one_value() -> None:
    assert classes_of([]).high == 0
    assert classes_of([0, 0, float("nan")]).breaks == ()
    assert classes_of([5, 5, 5]).of(5) == 0


@pytest.mark.parametrize(("high", "end", "ticks"), [(0, 1, [0, 1]), (7, 10, [0, 5, 10]), (89, 100, [0, 50, 100])])
def test_value_axes_start_at_zero_and_have_three_lines(high: float, end: float, ticks: list[float]) -> None:
    found = value_ticks(high)
    assert found[0] == end
    assert found[1] == ticks


@pytest.mark.parametrize(("size", "step"), [(0.3, 0.5), (1, 1), (3, 5), (7, 10), (44.5, 50)])
def test_steps_are_one_two_or_five(size: float, step: float) -> None:
    assert round_step(size) == pytest.approx(step)


def test_dates_on_an_axis_are_few_and_inside() -> None:
    words = Words("en")
    assert next(iter(date_ticks(date(2024, 6, 1), date(2024, 7, 31), words).values())) == "1 Jun"
    months = list(date_ticks(date(2025, 11, 3), date(2026, 3, 29), words).values())
    assert months == ["Dec 2025", "Jan 2026", "Feb", "Mar"]
    years = date_ticks(date(2010, 1, 7), date(2025, 9, 7), words)
    assert list(years.values()) == ["2015", "2020", "2025"]
    assert len(date_ticks(date(2024, 1, 1), date(2024, 12, 31), words)) <= 5


def test_a_place_is_in_its_district_or_in_none() -> None:
    found = outlines()
    assert (found.at(5, 5), found.at(15, 5), found.at(25, 5)) == ("a", "b", None)


def test_districts_of_one_parent_have_one_limit() -> None:
    assert len(outlines().limits["xs"]) == 1


def test_the_map_keeps_its_shape_whatever_the_box() -> None:
    west, south, east, north = outlines().box(1.0)
    assert east - west == pytest.approx(north - south)
    assert west < 0 < 20 < east


def test_the_legend_goes_to_the_emptiest_corner() -> None:
    lower = Outlines(outlines().frame.iloc[:1], 2)
    assert lower.emptiest_corner((0.0, 0.0, 40.0, 40.0), 0.3, 0.3) in ("se", "ne", "nw")
    assert lower.emptiest_corner((-30.0, -30.0, 10.0, 10.0), 0.3, 0.3) != "ne"


def test_cells_of_a_box_are_cut_to_the_week() -> None:
    assert cells_within(-3, 0.5, 6.2, 9) == ((0, 0),)
    assert cells_within(22.1, 99, 0.1, 1.1) == ((5, 22), (5, 23), (6, 22), (6, 23))


def test_a_spark_line_breaks_where_nothing_is_known() -> None:
    drawn = str(spark([1, 2, None, 3, None, 4, 5], None, "", True, "a run"))
    assert drawn.count('class="line"') == 2
    assert drawn.count('class="alone"') == 1
    assert str(spark([None, None], None, "", True, "nothing")) == ""


def test_stretches_meet_a_period_by_a_day() -> None:
    reach = [(date(2024, 6, 30), date(2024, 7, 7))]
    assert meets(reach, (date(2024, 7, 7), date(2024, 8, 1)))
    assert not meets(reach, (date(2024, 7, 8), date(2024, 8, 1)))
