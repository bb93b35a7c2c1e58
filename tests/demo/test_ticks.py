"""A generated city goes on: small files with what is new."""

import json
import shutil
from datetime import datetime

import pandas as pd
import pytest
import yaml

from datasets.demo.generator import Ticker, generate
from datasets.problems import Problem

AS_OF = datetime(2025, 9, 30, 8, 0)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ticks")
    generate(folder, seed=3, scale=0.03, as_of=AS_OF)
    return folder


@pytest.fixture
def city(untouched, tmp_path):
    """The generated city without its published files, which a ticker does not read."""
    (tmp_path / "portal").mkdir()
    for name in ("generated.json", "truth.yaml"):
        shutil.copy(untouched / name, tmp_path / name)
    return tmp_path


def rows(paths, dataset):
    own = [path for path in paths if path.name.startswith(f"{dataset}_live_")]
    return pd.concat([pd.read_csv(path, dtype=str) for path in own], ignore_index=True)


def test_an_hour_brings_the_tickets_opened_and_closed_in_it(city):
    paths = Ticker(city).append(datetime(2025, 9, 30, 11, 0))
    tickets = rows(paths, "hotline_tickets")
    opened = pd.to_datetime(tickets["受理时间"], errors="coerce")
    stamps = tickets[["派单时间", "首次响应时间", "首次办结时间", "重办时间", "办结时间", "回访时间"]]
    newest = stamps.apply(pd.to_datetime, errors="coerce").max(axis=1).combine(opened, max)
    late = opened < "2025-09-30 08:00:00"
    assert (opened > "2025-09-30 08:00:00").any()
    assert (newest <= "2025-09-30 11:00:00").all()
    assert late.any()
    assert (newest[late] > "2025-09-30 08:00:00").mean() > 0.9


def test_two_steps_end_where_one_does(city):
    ends = []
    for steps in ([14], [10, 14]):
        (city / "live.json").unlink(missing_ok=True)
        ticker = Ticker(city)
        paths = [path for hour in steps for path in ticker.append(datetime(2025, 9, 30, hour, 0))]
        last = rows(paths, "hotline_tickets").drop_duplicates("工单编号", keep="last")
        ends.append(last.set_index("工单编号").sort_index())
    pd.testing.assert_frame_equal(*ends)


def test_no_time_passed_writes_nothing(city):
    ticker = Ticker(city)
    assert ticker.append(AS_OF) == []
    assert ticker.append(datetime(2025, 9, 30, 8, 30)) != []
    assert ticker.append(datetime(2025, 9, 30, 8, 30)) == []


def test_another_ticker_goes_on_where_the_last_one_stopped(city):
    Ticker(city).append(datetime(2025, 9, 30, 9, 0))
    assert json.loads((city / "live.json").read_text())["until"] == "2025-09-30T09:00:00"
    assert str(Ticker(city).until) == "2025-09-30T09:00:00"


def test_a_day_of_ticks_is_one_file_a_data_set(city):
    ticker = Ticker(city)
    sizes = []
    for minute in range(1, 60):
        ticker.append(datetime(2025, 9, 30, 8 + minute // 6, minute % 6 * 10))
        sizes.append((city / "portal" / "air_quality_live_20250930.csv").stat().st_size)
    assert sizes == sorted(sizes)
    live = sorted(path.name for path in (city / "portal").glob("*_live_*.csv"))
    assert len(live) == len({name.partition("_live_")[0] for name in live})
    ticker.append(datetime(2025, 10, 1, 3, 0))
    assert (city / "portal" / "air_quality_live_20251001.csv").exists()


def test_what_a_killed_ticker_had_begun_to_write_is_written_again(city):
    path = city / "portal" / "air_quality_live_20250930.csv"
    Ticker(city).append(datetime(2025, 9, 30, 12, 0))
    whole = path.read_bytes()
    Ticker(city).append(datetime(2025, 9, 30, 14, 0))
    longer = path.read_bytes()
    assert longer.startswith(whole)
    live = json.loads((city / "live.json").read_text())
    live |= {"until": "2025-09-30T12:00:00", "lengths": live["lengths"] | {path.name: len(whole)}}
    (city / "live.json").write_text(json.dumps(live))
    path.write_bytes(longer[: len(whole) + 17])
    Ticker(city).append(datetime(2025, 9, 30, 14, 0))
    assert path.read_bytes() == longer


def test_the_dead_feed_stays_dead(city):
    truth = yaml.safe_load((city / "truth.yaml").read_text("utf-8"))
    dead = next(event for event in truth["events"] if event["id"] == "dead_feed")["datasets"][0]
    names = {path.name.partition("_live_")[0] for path in Ticker(city).append(datetime(2025, 9, 30, 14, 0))}
    assert dead not in names
    assert {"air_quality", "metro_ridership", "departures"} <= names


def test_a_folder_without_a_city_gets_a_sentence(tmp_path):
    with pytest.raises(Problem) as raised:
        Ticker(tmp_path)
    assert str(raised.value) == f"{tmp_path}: holds no demo city, or one that is not whole: generate it first."


def test_time_beyond_the_calendar_gets_a_sentence(city):
    with pytest.raises(Problem) as raised:
        Ticker(city).append(datetime(2028, 1, 1))
    assert str(raised.value) == 'the demo city\'s calendar ends on 2026-12-31; found "2028-01-01T00:00:00".'
