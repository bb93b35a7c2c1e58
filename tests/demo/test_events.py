"""Each known event is visible in the raw files, by the size that truth.yaml says; for two seeds."""

import numpy as np
import pandas as pd
import pytest

DRAINS = "下穿道路积水点"


def between(frame, column, event, end="to"):
    return frame[(frame[column] >= event["from"]) & (frame[column] < event[end])]


def test_cloudburst_fills_gauge_drains_and_hotline(made):
    event = made.event("cloudburst")
    rain = between(made.table("weather_hourly", ("观测时间",)), "观测时间", event)
    assert rain["降水量"].sum() == pytest.approx(event["size"]["rain_mm"], rel=0.25)
    levels = made.table("water_levels", ("监测时间",), unique=False)
    drains = between(levels[levels["站点类型"] == DRAINS], "监测时间", event)
    assert (drains.groupby("站点编码")["水位"].max() > drains.groupby("站点编码")["警戒水位"].max()).all()
    tickets = made.table("hotline_tickets", ("受理时间",))
    mine = tickets[tickets["街道"].isin(event["sub_districts"]) & tickets["二级分类"].isin(event["subcategories"])]
    until = event["size"]["tickets_until"]
    during = mine[(mine["受理时间"] >= event["from"]) & (mine["受理时间"] < until)]
    extra = event["size"]["extra_tickets"]
    assert 0.9 * extra <= len(during) <= 1.4 * extra + 3
    assert len(during) > 20 * len(mine) / 1096 * 2


def test_heat_wave_is_hot_and_its_ozone_high(made):
    event = made.event("heat_wave")
    weather = made.table("weather_hourly", ("观测时间",)).set_index("观测时间")["气温"].resample("D").mean()
    air = made.table("air_quality", ("监测时间",), unique=False)
    air["O3"] = pd.to_numeric(air["O3"], errors="coerce")
    ozone = air.set_index("监测时间")["O3"].resample("D").mean()
    first, last = pd.Timestamp(event["from"]), pd.Timestamp(event["to"])
    around = pd.date_range(first - pd.Timedelta(days=15), last + pd.Timedelta(days=15)).difference(
        pd.date_range(first, last)
    )
    assert weather[first:last].mean() > weather[around].mean() + 0.7 * event["size"]["warmer_c"]
    assert ozone[first:last].mean() > (1 + 0.5 * (event["size"]["o3_factor"] - 1)) * ozone[around].mean()


def test_a_closed_line_has_no_passengers_and_no_departures(made):
    event = made.event("line_closure")
    riders = made.table("metro_ridership", ("时段",), unique=False)
    closed = between(riders[riders["线路"] == event["line"]], "时段", event)
    assert len(closed) >= 6
    assert pd.to_numeric(closed["进站量"], errors="coerce").sum() == event["size"]["entries"] == 0
    departures = made.table("departures", ("计划发车时间",))
    trips = between(departures[departures["线路"] == event["line"]], "计划发车时间", event)
    assert len(trips) > 20
    assert set(trips["状态"]) == {"取消"}
    tickets = made.table("hotline_tickets", ("受理时间",))
    metro = tickets[tickets["二级分类"] == "地铁服务"]
    end = pd.Timestamp(event["to"]) + pd.Timedelta(hours=2)
    shown = metro[(metro["受理时间"] >= event["from"]) & (metro["受理时间"] < end)]
    assert 0.9 * event["size"]["extra_tickets"] <= len(shown) <= event["size"]["extra_tickets"] + 3


def test_the_burglary_series_stands_out_of_its_sub_districts(made):
    event = made.event("burglary_series")
    offences = made.table("offences", ("发案时间",))
    mine = offences[(offences["案件类别"] == event["category"]) & offences["街道"].isin(event["sub_districts"])]
    end = pd.Timestamp(event["to"]) + pd.Timedelta(days=1, hours=5)
    during = mine[(mine["发案时间"] >= event["from"]) & (mine["发案时间"] < end)]
    ordinary = (len(mine) - len(during)) / 1096 * 42
    assert len(during) == pytest.approx(event["size"]["extra_offences"] + ordinary, abs=3 + 3 * np.sqrt(ordinary))
    assert len(during) > 5 * max(ordinary, 1)


def test_the_late_agency_is_late_by_as_much_as_stated(made):
    event = made.event("missed_deadlines")
    tickets = made.table("hotline_tickets", ("受理时间", "截止时间", "首次办结时间"))
    names = {"market": "市场监督管理局", "environment": "生态环境局", "transport": "交通运输局", "water": "水务局"}
    names["labour"] = "人力资源和社会保障局"
    mine = tickets[(tickets["承办单位"] == names[event["agency"]]) & (tickets["办理方式"] == "转办")]
    start, as_of = pd.Timestamp(event["from"]), pd.Timestamp(event["to"])
    windows = {"before": (-56, 0), "after": (42, 150)}
    for name, (since, until) in windows.items():
        low, high = start + pd.Timedelta(days=since), min(start + pd.Timedelta(days=until), as_of)
        due = mine[(mine["截止时间"] >= low) & (mine["截止时间"] < high)]
        share = (due["首次办结时间"] <= due["截止时间"]).mean()
        assert share == pytest.approx(event["size"][f"on_time_share_{name}"], abs=0.05)
    assert event["size"]["on_time_share_before"] > 0.85
    assert event["size"]["on_time_share_after"] < event["size"]["on_time_share_before"] - 0.3


def test_the_bulk_closure_closes_its_tickets_within_ten_minutes(made):
    event = made.event("bulk_closure")
    tickets = made.table("hotline_tickets", ("首次办结时间",))
    closed = between(tickets[tickets["二级分类"] == event["subcategory"]], "首次办结时间", event)
    assert event["size"]["tickets"] == 200
    assert 198 <= len(closed) <= 202


def test_the_overrun_programme_has_less_than_nothing_available(made):
    event = made.event("budget_overrun")
    books = made.table("budget_execution", unique=False)
    mine = books[(books["财政年度"] == event["fiscal_year"]) & (books["项目"] == event["programme"])]
    at = mine[mine["月份"] == event["by_month"]].iloc[0]
    assert at["累计支出"] / at["调整后预算"] == pytest.approx(event["size"]["expended_share_of_modified"], abs=1e-6)
    assert at["可用余额"] < 0
    others = books[(books["财政年度"] != event["fiscal_year"]) | (books["项目"] != event["programme"])]
    assert (others["可用余额"] >= 0).all()


def test_the_drifting_sensor_climbs_away_from_the_others(made):
    event = made.event("sensor_drift")
    air = made.table("air_quality", ("监测时间",), unique=False)
    air["PM2.5"] = pd.to_numeric(air["PM2.5"], errors="coerce").where(lambda value: value >= 0)
    daily = air.pivot_table(index=air["监测时间"].dt.date, columns="站点编码", values="PM2.5", aggfunc="median")
    gap = daily[event["station"]] - daily.drop(columns=event["station"]).mean(axis=1)
    since = gap[gap.index >= pd.Timestamp(event["from"]).date()].to_numpy()
    slope = np.polyfit(np.arange(len(since)), since, 1)[0]
    assert slope == pytest.approx(event["size"]["ug_m3_a_day"], rel=0.3)


def test_the_dead_feed_is_silent_to_the_end(made):
    event = made.event("dead_feed")
    column = {"noise": "监测时间", "bike_docks": "last_reported", "road_speeds": "时段"}[event["datasets"][0]]
    last = made.table(event["datasets"][0], (column,), unique=False)[column].max()
    died = pd.Timestamp(event["from"])
    assert died - pd.Timedelta(hours=10) <= last < died


def test_the_redefined_category_loses_its_share(made):
    event = made.event("redefinition")
    tickets = made.table("hotline_tickets", ("受理时间",))
    start = pd.Timestamp(event["from"])
    after, before = tickets[tickets["受理时间"] >= start], tickets[tickets["受理时间"] < start]
    lost, gained = (
        [(part["二级分类"] == event[name]).sum() / len(part) for part in (after, before)]
        for name in ("subcategory", "into")
    )
    assert lost[0] / lost[1] == pytest.approx(1 - event["size"]["share"], abs=0.27)
    assert (gained[0] - gained[1]) * len(after) == pytest.approx(event["size"]["tickets_moved"], abs=25)


def test_decoys_do_not_touch_what_is_planted(made):
    decoys = made.truth["decoys"]
    assert len([decoy for decoy in decoys if decoy["kind"] == "noise"]) == 24
    planted = {made.event("bulk_closure")["subcategory"], made.event("redefinition")["subcategory"]}
    assert not planted & {decoy.get("subcategory") for decoy in decoys}
    burst, wave = made.event("cloudburst")["from"][:10], made.event("heat_wave")
    assert all(not (decoy["from"] <= burst <= decoy["to"]) for decoy in decoys if decoy["kind"] == "rain")
    assert all(not (wave["from"] <= decoy["from"] <= wave["to"]) for decoy in decoys if decoy["kind"] == "heat")
