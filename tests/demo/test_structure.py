"""The structure that real data have: order of stamps, calendar, weather, over-dispersion, provisional counts."""

import zipfile
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

AS_OF = pd.Timestamp("2026-04-01")
LIFE = ("受理时间", "派单时间", "首次响应时间", "首次办结时间", "重办时间", "回访时间")


@pytest.fixture(scope="module")
def tickets(made):
    return made.table("hotline_tickets", (*LIFE, "截止时间", "办结时间")).dropna(subset=["受理时间"])


def test_a_tickets_life_runs_forwards_and_ends_before_the_as_of(tickets):
    sent = tickets[tickets["办理方式"] == "转办"]
    assert sent["派单时间"].dropna().ge(sent["受理时间"].loc[sent["派单时间"].notna()]).all()
    for earlier, later in (
        ("受理时间", "首次办结时间"),
        ("首次响应时间", "首次办结时间"),
        ("首次办结时间", "重办时间"),
    ):
        both = tickets[[earlier, later]].dropna()
        assert len(both) > 100
        assert (both[later] >= both[earlier]).all(), (earlier, later)
    assert (tickets[list(LIFE)].max() < AS_OF).all()


def test_what_is_answered_at_once_is_never_dispatched(tickets):
    direct = tickets[tickets["办理方式"] == "直接答复"]
    assert direct["派单时间"].isna().all()
    assert set(direct["承办单位"]) == {"政务热线服务中心"}


def test_the_queue_adds_up_day_by_day(tickets):
    days = pd.date_range("2026-01-01", "2026-03-30")
    opened, closed = tickets["受理时间"], tickets["首次办结时间"]
    again, final = tickets["重办时间"], tickets["办结时间"].where(tickets["重办时间"].notna())

    def still_open(day):
        end = day + pd.Timedelta(days=1)
        first = (opened < end) & ~(closed < end)
        return (first | ((again < end) & ~(final < end))).sum()

    def in_day(times, day):
        return ((times >= day) & (times < day + pd.Timedelta(days=1))).sum()

    for before, day in pairwise(days):
        change = in_day(opened, day) + in_day(again, day) - in_day(closed, day) - in_day(final, day)
        assert still_open(day) == still_open(before) + change


def test_days_off_are_quieter_and_counts_over_dispersed(tickets):
    daily = tickets.groupby(tickets["受理时间"].dt.normalize()).size()
    plain = daily[(daily.index.month >= 3) & (daily.index.month <= 6)]
    assert plain[plain.index.day_of_week >= 5].mean() < 0.85 * plain[plain.index.day_of_week < 5].mean()
    assert daily.var() / daily.mean() > 1.3


def test_rain_brings_drainage_tickets(made, tickets):
    weather = made.table("weather_hourly", ("观测时间",))
    rain = weather.set_index("观测时间")["降水量"].resample("D").sum()
    drains = tickets[tickets["二级分类"].isin(["排水管堵塞", "道路积水", "道路破损", "井盖缺损"])]
    daily = drains.groupby(drains["受理时间"].dt.normalize()).size().reindex(rain.index, fill_value=0)
    assert daily[rain > 25].mean() > 1.6 * daily[rain < 0.1].mean()


def test_callers_are_hashes_and_some_call_again_and_again(tickets):
    assert tickets["来电人编码"].str.fullmatch("[0-9a-f]{16}").all()
    counts = tickets["来电人编码"].value_counts()
    assert (counts >= 3).sum() >= 10
    assert (counts == 1).mean() > 0.8


def test_a_few_texts_hold_an_invented_telephone_number(tickets):
    holds = tickets["诉求内容"].str.contains("联系电话1990000")
    assert 0.006 < holds.mean() < 0.014


def test_units_are_sent_then_leave_then_arrive(made):
    for dataset in ("emergency_calls", "fires", "ambulance_runs"):
        times = ("派警时间", "出动时间", "到达时间", "结束时间")
        calls = made.table(dataset)
        stamps = calls[list(times)].apply(pd.to_datetime, errors="coerce").dropna()
        assert len(stamps) > 300
        assert (stamps.diff(axis=1).iloc[:, 1:] > pd.Timedelta(0)).all(axis=None), dataset


def test_the_newest_serious_injuries_are_not_graded_yet(made):
    collisions = made.table("collisions", ("发生时间",))
    newest = collisions[collisions["发生时间"] >= AS_OF - pd.Timedelta(days=20)]
    older = collisions[collisions["发生时间"] < AS_OF - pd.Timedelta(days=80)]
    assert newest["重伤人数"].sum() == 0
    assert older["重伤人数"].sum() > 20


def test_the_timetable_and_what_was_observed_name_the_same_trips(made):
    with zipfile.ZipFile(made.folder / "portal" / "gtfs.zip") as feed:
        trips = set(pd.read_csv(feed.open("trips.txt"))["trip_id"])
        stops = pd.read_csv(feed.open("stops.txt"))
        times = pd.read_csv(feed.open("stop_times.txt"))
    departures = made.table("departures", ("计划发车时间",))
    assert set(departures["班次编号"].str.partition("/")[2]) <= trips
    assert set(departures["站点编码"]) <= set(stops["stop_id"])
    one = departures.iloc[0]
    trip = times[(times["trip_id"] == one["班次编号"].partition("/")[2]) & (times["stop_id"] == one["站点编码"])]
    assert trip["departure_time"].item() == one["计划发车时间"].strftime("%H:%M:%S")


def test_congestion_has_two_rush_hours_on_working_days(made):
    roads = made.table("road_speeds", ("时段",), unique=False)
    roads = roads[roads["时段"].dt.day_of_week < 5]
    index = (roads["自由流速度"] / roads["平均速度"]).groupby(roads["时段"].dt.hour).mean()
    assert index.idxmax() in (17, 18)
    assert index[8] > index[12] < index[17]
    assert np.isfinite(index).all()


def test_supply_is_made_ready_with_the_reserve_that_systems_plan(made):
    """The tightest hour of a day has 10 to 20 % of electricity left at the median, that of a month never under 7 %."""
    table = made.table("utilities", ("时间",))
    numbers = table.drop(columns=["时间", "区域"]).apply(pd.to_numeric, errors="coerce")
    for demand, supply, least, most in (
        ("电力负荷", "电力供应能力", 10, 20),
        ("燃气需求", "燃气供应", 5, 15),
        ("用水量", "供水量", 8, 18),
    ):
        left = 100 * (numbers[supply] / numbers[demand] - 1)
        by_day = left.groupby(table["时间"].dt.date).min()
        assert least <= by_day.median() <= most, demand
        assert by_day.min() > least - 5, demand
        assert by_day.max() < 30, demand
