"""GTFS feeds: landed only where the zip is whole and has the mandatory files."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from datasets.catalogue import City, load_city
from datasets.connectors import Patience
from datasets.landing import Landing
from datasets.landing.heads import GTFS_MEMBERS
from tests.datasets.portal import Portal, cut, file, plain

FEED = """\
id: tram
names: {en: Tram timetable, zh: 有轨电车时刻表}
publisher: Tramway
licence: CC0
grain: one feed
fact: scheduled_service
source: {connector: gtfs, address: "ADDRESS/tram.zip"}
files: "*tram*.zip"
"""


def feed(*left_out: str, calendar: str = "calendar.txt") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for member in (*GTFS_MEMBERS, calendar):
            if member not in left_out:
                archive.writestr(member, f"header of {member}\n" * 50)
    return stream.getvalue()


@pytest.fixture
def city(small: Path, portal: Portal) -> City:
    (small / "tram.yaml").write_text(FEED.replace("ADDRESS", portal.address), encoding="utf-8")
    return load_city(small)


def land(city: City, home: Path, patience: Patience) -> tuple[list[str], str | None]:
    """Names of what landed and the sentence of what went wrong."""
    report = Landing(home, city, patience).land(city.datasets["tram"])
    return [landed.name for landed in report.new], report.problem and str(report.problem)


def test_whole_feed_lands(city: City, portal: Portal, tmp_path: Path, impatient: Patience) -> None:
    portal.on("/tram.zip", file(feed(calendar="calendar_dates.txt")))
    assert land(city, tmp_path, impatient) == (["tram.zip"], None)
    (landed,) = Landing(tmp_path, city).landed("tram")
    assert landed.header == "agency.txt,stops.txt,routes.txt,trips.txt,stop_times.txt,calendar_dates.txt"


def test_feed_that_breaks_off_is_resumed(city: City, portal: Portal, tmp_path: Path, impatient: Patience) -> None:
    whole = feed()
    portal.on("/tram.zip", cut(whole, len(whole) // 2), file(whole))
    assert land(city, tmp_path, impatient) == (["tram.zip"], None)


BAD = [
    (feed("stop_times.txt"), "is not a GTFS feed: stop_times.txt is missing"),
    (feed("calendar.txt"), "is not a GTFS feed: calendar.txt or calendar_dates.txt is missing"),
    (feed()[:-30], "is not a zip file, or one that is cut off"),
    (b"stop_id,stop_name\n", "is not a zip file, or one that is cut off"),
    (b"", "is empty"),
]


@pytest.mark.parametrize(("body", "what"), BAD, ids=[what for _, what in BAD])
def test_bad_feed_keeps_the_one_before(
    city: City, portal: Portal, tmp_path: Path, impatient: Patience, body: bytes, what: str
) -> None:
    whole = feed()
    portal.on("/tram.zip", plain(whole))
    land(city, tmp_path, impatient)
    portal.on("/tram.zip", plain(body))
    assert land(city, tmp_path, impatient) == ([], f"tram.zip: {what}.")
    assert [file.path.read_bytes() for file in Landing(tmp_path, city).landed("tram")] == [whole]


def test_damaged_member_is_found(city: City, portal: Portal, tmp_path: Path, impatient: Patience) -> None:
    body = feed().replace(b"header of trips.txt", b"header of trips.tXt", 1)
    portal.on("/tram.zip", plain(body))
    sentence = 'tram.zip: is a damaged zip file: a member does not have the checksum stated; found "trips.txt".'
    assert land(city, tmp_path, impatient) == ([], sentence)
