"""What stands on a time axis beside the run: target, usual range, partial and provisional ends, and what happened."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from dashboards import City, Dashboard, Trend
from dashboards.views.axes import line_ticks
from dashboards.views.happenings import Happening, brackets, happenings
from dashboards.views.runs import (
    Run,
    band_columns,
    bar_columns,
    end_columns,
    end_notes,
    line_columns,
    partial_columns,
)
from datasets.events import Event
from pipelines.comparison.band import usual_bands
from pipelines.comparison.outlook import usual_ranges
from pipelines.metrics.forms import Texts
from pipelines.metrics.registry import Break
from pipelines.query.moment import Moment

MONDAY = date(2024, 1, 1)
WEEKS = [MONDAY + timedelta(weeks=week) for week in range(6)]


@pytest.fixture
def trend(city: City) -> Callable[..., Any]:
    def opens(*metrics: str, query: str = "") -> Trend:
        return Dashboard(city, Trend(*metrics)).open("en", "light", query).tiles[0].view

    return opens


def run(**more: Any) -> Run:
    period = (MONDAY + timedelta(days=2), WEEKS[-1] + timedelta(days=3))
    return replace(Run(WEEKS, "week", [5.0, 6.0, None, 8.0, 7.0, 6.0], period), **more)


def test_a_share_is_a_line_with_its_target_and_a_count_is_bars(trend: Callable[..., Trend]) -> None:
    share, count = trend("on_time_pct", "tickets_opened").rows
    assert len(share.source.data["top"]) == 0
    assert len(share.models["firm"].data["xs"]) > 40
    assert share.models["target"].visible
    assert share.models["target"].location == trend("on_time_pct").told().metric.target_on(date(2024, 12, 30)).value
    assert len(count.source.data["top"]) > 40
    assert count.models["firm"].data["xs"] == []
    assert not count.models["target"].visible
    assert share.figure.y_range.start > 0


def test_the_band_is_what_the_outlook_says(trend: Callable[..., Trend], city: City) -> None:
    view = trend("tickets_opened")
    shown = view._data.rows[0].bands
    said = [band for _, band in usual_ranges(city.service, "tickets_opened", view.scene.selection.period) if band]
    assert shown == said
    assert shown
    assert sum(len(xs) for xs in view.rows[0].models["band"].data["xs"]) == 2 * len(shown)


def test_a_partial_bin_is_hatched_and_a_provisional_one_pale(light: Any) -> None:
    columns = bar_columns(run(settled=WEEKS[4] + timedelta(days=6)), None, light, "plum")
    partial = partial_columns(columns, run())
    assert list(partial["left"]) == [columns["left"][0], columns["left"][-1]]
    assert list(columns["alpha"]) == [1.0, 1.0, 1.0, 1.0, 0.45]
    early = run(until=WEEKS[3] + timedelta(days=1))
    columns = bar_columns(early, None, light, "plum")
    assert list(partial_columns(columns, early)["top"]) == [5.0, 8.0, 7.0, 6.0]


def test_a_line_breaks_where_nothing_is_known_and_ends_dashed_and_hollow(light: Any) -> None:
    firm, loose = line_columns(run(as_line=True), None, light, "plum")
    assert (len(firm["xs"]), len(loose["xs"])) == (2, 1)
    assert end_columns(run(as_line=True), light)["fill"] == [light["ground"]]
    whole = run(as_line=True, period=(MONDAY, WEEKS[-1] + timedelta(days=6)))
    assert end_columns(whole, light)["fill"] == [light["ink"]]


@pytest.mark.parametrize(
    ("ends", "sides"),
    [
        ((60.0, 40.0), [(60.0, "bottom", -7), (40.0, "top", 7)]),
        ((95.0, 90.0), [(90.0, "top", 7), (90.0, "top", 20)]),
        ((9.0, 5.0), [(9.0, "bottom", -20), (9.0, "bottom", -7)]),
    ],
)
def test_the_names_of_both_lines_stand_where_there_is_room(light: Any, ends: Any, sides: Any) -> None:
    both = run(as_line=True, values=[ends[0]] * 6, city=[ends[1]] * 6, name="Part", city_name="City")
    notes = end_notes(both, light, 0.0, 100.0)
    assert [(note.y, note.baseline, note.dy) for note in notes] == sides
    assert [note.text for note in notes] == ["Part", "City"]


def test_the_band_stops_where_a_week_has_none() -> None:
    from pipelines.comparison.band import Week

    weeks = [Week(MONDAY + timedelta(weeks=n), 10.0 + n % 3) for n in range(40)]
    bands = [band for band in usual_bands(weeks, [weeks[n] for n in (30, 31, 32, 35, 36)]) if band]
    assert [len(xs) // 2 for xs in band_columns(run(bands=bands))["xs"]] == [3, 2]


@pytest.mark.parametrize(("low", "high"), [(70.1, 100.0), (0.0, 3.0), (-4.0, 2.0), (88.0, 88.0), (1200.0, 5100.0)])
def test_the_ticks_of_a_line_hold_it_and_are_few(low: float, high: float) -> None:
    start, ticks = line_ticks(low, high)
    assert start == ticks[0] <= low
    assert ticks[-1] >= high
    assert 2 <= len(ticks) <= 5


def test_holidays_events_and_changes_stand_above_the_axis(trend: Callable[..., Trend], city: City) -> None:
    view = trend("tickets_opened")
    storm = Event(names={"en": "Flood", "zh": "洪水"}, kind="storm", days=(date(2024, 6, 3),))
    city.profile = city.profile.model_copy(update={"events": (storm,)})
    view.scene.city = city
    period = view.scene.selection.period
    found = happenings(view.scene, ("tickets_opened",), period)
    assert {one.sort for one in found} >= {"holiday", "event"}
    placed = brackets(view.scene, found, period)
    (flood,) = [one for one in placed if one.sort == "event"]
    assert flood.name == "Flood"
    assert "storm" in flood.title
    assert flood.left == pytest.approx(100 * (date(2024, 6, 3) - period[0]).days / ((period[1] - period[0]).days + 1))
    assert "Independence Day" in str(view.above[0].html)


def test_a_moved_boundary_is_not_called_a_new_definition(
    trend: Callable[..., Trend], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, day = trend("tickets_opened").scene, date(2024, 6, 3)
    names = Texts(en="Hill moved from Here to There", zh="某地由甲区划入乙区")
    for districts, said in {("101", "102"): "new boundary", (): "new definition"}.items():
        monkeypatch.setattr(scene.city.service, "breaks", lambda _, d=districts: (Break(day, names, (), d),))
        found = happenings(scene, ("tickets_opened",), scene.selection.period)
        (change,) = [one for one in brackets(scene, found, scene.selection.period) if one.sort == "change"]
        assert change.name == said
        assert "Hill moved" in change.title


def test_names_do_not_stand_on_each_other(trend: Callable[..., Trend]) -> None:
    scene, period = trend("tickets_opened").scene, (date(2024, 1, 1), date(2024, 12, 30))
    days = [date(2024, 3, 1) + timedelta(days=3 * n) for n in range(5)]
    crowd = [Happening("holiday", f"Holiday {n}", day, day) for n, day in enumerate(days)]
    assert sum(bool(one.name) for one in brackets(scene, crowd, period)) == 1
    assert all("Holiday" in one.title for one in brackets(scene, crowd, period))


def test_a_spark_line_has_whole_bins_only() -> None:
    period = (WEEKS[0], WEEKS[2] + timedelta(days=3))
    drawn = Run(WEEKS[:3], "week", [5.0, 6.0, 2.0], period)
    assert drawn.whole_bins() == [5.0, 6.0, None]
    assert replace(drawn, period=(WEEKS[0], WEEKS[0])).whole_bins() == [5.0, 6.0, 2.0]


@pytest.mark.parametrize(
    ("utc", "day", "whole"),
    [
        (datetime(2026, 3, 30, 19), date(2026, 3, 31), date(2026, 3, 30)),
        (datetime(2026, 3, 31, 15, 30), date(2026, 3, 31), date(2026, 3, 31)),
    ],
)
def test_a_day_is_whole_once_it_is_nearly_over_where_the_city_is(utc: datetime, day: date, whole: date) -> None:
    assert Moment(utc, day, "Asia/Shanghai").last_whole_day == whole
