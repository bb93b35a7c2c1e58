"""One seed, one city: the same bytes again, other bytes for another seed, and a mark when it is whole."""

import hashlib
import json
from datetime import date, datetime

import pandas as pd
import pytest
import yaml

from datasets.catalogue import check_city, load_city
from datasets.dataset import normal_name
from datasets.demo.generator import generate, generated
from datasets.facts import load_facts
from datasets.problems import Problem

AS_OF = date(2025, 9, 30)
NOT_TABLES = ("definition_change", "district", "base_map", "scheduled_service")


def digests(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    folder = tmp_path_factory.mktemp("first")
    generate(folder, seed=3, scale=0.01, as_of=AS_OF)
    return folder


def test_the_same_seed_gives_the_same_bytes(first, tmp_path):
    generate(tmp_path, seed=3, scale=0.01, as_of=AS_OF)
    assert digests(tmp_path) == digests(first)


def test_another_seed_gives_another_city_on_the_same_land(first, tmp_path):
    generate(tmp_path, seed=4, scale=0.01, as_of=AS_OF)
    one, other = digests(first), digests(tmp_path)
    assert one["portal/base_map.geojson"] == other["portal/base_map.geojson"]
    assert one["truth.yaml"] != other["truth.yaml"]
    same = {name for name in one.keys() & other.keys() if one[name] == other[name]}
    assert {name for name in same if name.endswith(".csv")} <= {"portal/staff_hours_2022.csv"}


def test_generating_again_leaves_no_file_of_the_city_before_and_tells_its_progress(tmp_path):
    stale = tmp_path / "portal" / "hotline_tickets_1999.csv"
    stale.parent.mkdir()
    (tmp_path / "portal" / ".synthetic").touch()
    stale.write_text("old")
    (tmp_path / "live.json").write_text("{}")
    heard = []
    generate(tmp_path, seed=3, scale=0.005, as_of=AS_OF, progress=lambda *step: heard.append(step))
    assert not stale.exists()
    assert not (tmp_path / "live.json").exists()
    assert heard[0] == ("2022-10 hotline_tickets", 0, 36)
    assert heard[-1] == ("done", 36, 36)


def test_files_of_others_are_never_removed(tmp_path):
    theirs = tmp_path / "portal" / "budget.csv"
    theirs.parent.mkdir()
    theirs.write_text("theirs")
    with pytest.raises(Problem) as raised:
        generate(tmp_path, seed=3, scale=0.005, as_of=AS_OF)
    what = "holds files that the demo city's generator did not write; name another folder."
    assert str(raised.value) == f"{theirs.parent}: {what}"
    assert theirs.read_text() == "theirs"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"scale": 0}, 'the scale must be above 0; found "0".'),
        ({"as_of": date(2040, 1, 1)}, 'the demo city knows public holidays from 2019 to 2032; found "2037".'),
    ],
)
def test_what_cannot_be_generated_gets_a_sentence(tmp_path, given, sentence):
    with pytest.raises(Problem) as raised:
        generate(tmp_path, **({"seed": 3, "scale": 0.005, "as_of": AS_OF} | given))
    assert str(raised.value) == sentence


def test_a_folder_that_cannot_be_written_gets_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Problem) as raised:
        generate(tmp_path / "file", seed=3, scale=0.005, as_of=AS_OF)
    assert str(raised.value) == f"{tmp_path / 'file'}: the demo city cannot be written: Not a directory."


def test_the_mark_says_what_was_generated(first):
    mark = generated(first)
    assert (mark["seed"], mark["scale"], mark["as_of"]) == (3, 0.01, "2025-10-01T00:00:00")
    assert 2_500 < mark["rows"]["hotline_tickets"] < 3_500
    assert generated(first / "portal") is None


def test_the_catalogue_describes_every_published_column(first):
    assert check_city("demo") == []
    datasets = load_city("demo").datasets
    for dataset in datasets.values():
        if dataset.fact in NOT_TABLES:
            continue
        known = {normal_name(name) for name in dataset.published}
        files = [*(first / "portal").glob(f"{dataset.id}_*.csv"), *(first / "portal").glob(f"{dataset.id}.csv")]
        assert files, dataset.id
        for file in files:
            header = file.open(encoding="utf-8").readline().strip().split(",")
            assert {normal_name(name.strip('"')) for name in header} <= known, file.name


def test_everything_says_that_it_is_synthetic(first):
    city = load_city("demo")
    assert city.profile.synthetic
    assert all("synthetic" in dataset.publisher for dataset in city.datasets.values())
    assert "synthetic: true" in (first / "truth.yaml").read_text("utf-8")


def test_bike_stations_are_gbfs(first):
    content = json.loads((first / "portal" / "bike_station_information.json").read_text("utf-8"))
    stations = content["data"]["stations"]
    assert set(stations[0]) == {"station_id", "name", "lon", "lat", "capacity"}
    assert len(stations) == 16


def test_nothing_but_the_dead_feed_is_older_than_its_publisher_promises(tmp_path):
    as_of = datetime(2025, 9, 30, 4, 30)
    generate(tmp_path, seed=3, scale=0.5, as_of=as_of)
    dead = next(event for event in _truth(tmp_path)["events"] if event["id"] == "dead_feed")["datasets"]
    for dataset in load_city("demo").datasets.values():
        if dataset.interval_hours is None or dataset.fact in NOT_TABLES:
            continue
        lag = (as_of - _last_event(tmp_path, dataset)).total_seconds() / 3600
        assert (lag > 2 * dataset.interval_hours) is ([dataset.id] == dead), (dataset.id, lag)


def _truth(folder):
    return yaml.safe_load((folder / "truth.yaml").read_text("utf-8"))


def _last_event(folder, dataset):
    column = dataset.columns[load_facts()[dataset.fact].event].from_[0]
    newest = sorted((folder / "portal").glob(f"{dataset.id}_*.csv"))[-1]
    return pd.to_datetime(pd.read_csv(newest, usecols=[column])[column], errors="coerce").max()
