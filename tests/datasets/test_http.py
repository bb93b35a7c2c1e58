"""Files over HTTP: conditional, resumed, retried, and the sentences of what cannot be had."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from datasets.connectors import Patience
from datasets.connectors.http import addresses_of, file_name
from tests.datasets.live import Live
from tests.datasets.portal import LAST_MODIFIED, Portal, cut, file, moved, plain, refused, stalled

BODY = b"Number,Opened\n" + b"".join(b"%d,2025-01-01\n" % number for number in range(5000))
NEW = BODY + b"5000,2025-01-02\n"


@pytest.fixture
def live(small: Path, portal: Portal, impatient: Patience) -> Live:
    """One file at /repairs.csv."""
    return Live(small, impatient, f'{{connector: http, addresses: ["{portal.address}/repairs.csv"]}}')


def test_file_lands_with_what_the_server_said(live: Live, portal: Portal) -> None:
    address = portal.on("/repairs.csv", file(BODY))
    (landed,) = live.land().new
    assert live.contents() == [BODY]
    assert (landed.name, landed.address, landed.etag) == ("repairs.csv", address, '"one"')
    assert landed.last_modified == LAST_MODIFIED
    assert landed.published_at is not None
    assert landed.published_at.isoformat() == "2025-01-06T10:00:00+00:00"


def test_second_fetch_is_conditional_and_brings_nothing(live: Live, portal: Portal) -> None:
    portal.on("/repairs.csv", file(BODY))
    live.land()
    report = live.land()
    assert (report.new, report.unchanged, report.problem) == ([], 1, None)
    assert portal.seen[-1].headers["if-none-match"] == '"one"'
    assert portal.seen[-1].headers["if-modified-since"] == LAST_MODIFIED


def test_changed_file_replaces_the_one_before(live: Live, portal: Portal) -> None:
    portal.on("/repairs.csv", file(BODY), file(NEW, etag='"two"'))
    live.land()
    assert [landed.etag for landed in live.land().new] == ['"two"']
    assert live.contents() == [NEW]


def test_same_bytes_under_a_new_tag_are_unchanged_and_the_tag_is_learnt(live: Live, portal: Portal) -> None:
    portal.on("/repairs.csv", file(BODY), file(BODY, etag='"two"'))
    live.land()
    assert live.land().unchanged == 1
    live.land()
    assert portal.seen[-1].headers["if-none-match"] == '"two"'


def test_broken_download_goes_on_where_it_broke(live: Live, portal: Portal) -> None:
    portal.on("/repairs.csv", cut(BODY, 30_000), file(BODY))
    assert live.land().problem is None
    assert live.contents() == [BODY]
    assert [seen.headers.get("range") for seen in portal.seen] == [None, "bytes=30000-"]
    assert portal.seen[1].headers["if-range"] == '"one"'


def test_broken_download_goes_on_in_the_next_run(live: Live, portal: Portal) -> None:
    portal.on("/repairs.csv", cut(BODY, 30_000), refused(404))
    assert live.sentence() == f"{portal.address}/repairs.csv: answered 404 Not Found."
    portal.on("/repairs.csv", file(BODY))
    assert live.land().problem is None
    assert portal.seen[-1].headers["range"] == "bytes=30000-"
    assert live.contents() == [BODY]


def test_portal_that_goes_on_elsewhere_is_not_believed(live: Live, portal: Portal) -> None:
    portal.on("/repairs.csv", cut(BODY, 30_000), refused(206, b"x", Content_Range="bytes 5-5/6"), file(BODY))
    assert live.land().problem is None
    assert live.contents() == [BODY]


def test_part_that_is_longer_than_the_file_is_fetched_anew(live: Live, portal: Portal) -> None:
    portal.on("/repairs.csv", cut(BODY, 30_000), refused(416), file(NEW, etag='"two"'))
    assert live.land().problem is None
    assert [seen.headers.get("range") for seen in portal.seen] == [None, "bytes=30000-", None]
    assert live.contents() == [NEW]


def test_nothing_unfinished_is_left(live: Live, portal: Portal) -> None:
    portal.on("/repairs.csv", cut(BODY, 30_000), file(BODY))
    live.land()
    assert {path.suffix for path in (live.landing.root / "repairs").iterdir()} == {".csv", ".json"}


def test_file_that_changed_since_it_broke_off_is_fetched_whole(live: Live, portal: Portal) -> None:
    portal.on("/repairs.csv", cut(BODY, 30_000), file(NEW, etag='"two"'))
    assert live.land().problem is None
    assert live.contents() == [NEW]


def test_download_that_breaks_off_each_time_keeps_what_landed_before(live: Live, portal: Portal) -> None:
    portal.on("/repairs.csv", file(BODY))
    live.land()
    portal.on("/repairs.csv", cut(NEW, 0, etag='"two"'))
    sentence = live.sentence()
    assert sentence.startswith(f"{portal.address}/repairs.csv: cannot be fetched, 3 times tried: peer closed")
    assert live.contents() == [BODY]


def test_stalled_portal_is_a_sentence(small: Path, portal: Portal) -> None:
    patience = Patience(attempts=3, first_wait_seconds=0, longest_wait_seconds=0, stall_seconds=0.2)
    live = Live(small, patience, f'{{connector: http, addresses: ["{portal.address}/repairs.csv"]}}')
    portal.on("/repairs.csv", stalled(portal))
    assert live.sentence() == f"{portal.address}/repairs.csv: sent no byte for 0.2 seconds, 3 times."


def test_portal_that_is_down_is_a_sentence(small: Path, impatient: Patience) -> None:
    live = Live(small, impatient, '{connector: http, addresses: ["http://127.0.0.1:9/repairs.csv"]}')
    sentence = "http://127.0.0.1:9/repairs.csv: cannot be fetched, 3 times tried: [Errno 111] Connection refused."
    assert live.sentence() == sentence


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_passing_refusal_is_tried_again(live: Live, portal: Portal, status: int) -> None:
    portal.on("/repairs.csv", refused(status), refused(status), file(BODY))
    assert live.land().problem is None
    assert len(portal.seen) == 3
    assert live.contents() == [BODY]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_lasting_refusal_is_not_tried_again(live: Live, portal: Portal, status: int) -> None:
    portal.on("/repairs.csv", refused(status))
    assert live.sentence().startswith(f"{portal.address}/repairs.csv: answered {status} ")
    assert len(portal.seen) == 1


def test_refusal_that_stays_is_a_sentence_with_what_the_portal_says(live: Live, portal: Portal) -> None:
    portal.on("/repairs.csv", refused(503, b'{"message": "back at noon"}', Content_Type="application/json"))
    assert live.sentence() == f"{portal.address}/repairs.csv: answered 503 Service Unavailable: back at noon."


def test_wait_that_the_portal_asks_for_is_kept(small: Path, portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    patience = Patience(attempts=3, first_wait_seconds=0, longest_wait_seconds=0, stall_seconds=5)
    live = Live(small, patience, f'{{connector: http, addresses: ["{portal.address}/repairs.csv"]}}')
    portal.on("/repairs.csv", refused(429, Retry_After="7"), file(BODY))
    assert live.land().problem is None
    assert waited == [7.0]


def test_redirect_is_followed_and_the_first_address_is_kept(live: Live, portal: Portal) -> None:
    address = portal.on("/repairs.csv", moved("/store/17"))
    portal.on("/store/17", file(BODY))
    (landed,) = live.land().new
    assert (landed.address, landed.name) == (address, "repairs.csv")
    assert live.contents() == [BODY]


@pytest.mark.parametrize("page", [b"<!DOCTYPE html><title>Sign in</title>", b"\xef\xbb\xbf\n <html lang=en>"])
def test_login_page_is_not_taken_for_data(live: Live, portal: Portal, page: bytes) -> None:
    portal.on("/repairs.csv", file(BODY))
    live.land()
    portal.on("/repairs.csv", moved("/login"))
    portal.on("/login", plain(page, "text/html"))
    sentence = f"{portal.address}/repairs.csv: answered with a web page instead of data, perhaps to ask for a login."
    assert live.sentence() == sentence
    assert live.contents() == [BODY]


def test_empty_answer_is_a_sentence(live: Live, portal: Portal) -> None:
    portal.on("/repairs.csv", plain(b""))
    assert live.sentence() == "repairs.csv: is empty."


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_members_of_a_zip_land_under_their_names(small: Path, portal: Portal, impatient: Patience) -> None:
    source = f'{{connector: http, addresses: ["{portal.address}/all.zip"], member: "*.csv"}}'
    live = Live(small, impatient, source)
    content = {"a/repairs1.csv": BODY, "repairs2.csv": NEW, "__MACOSX/repairs1.csv": b"x", "readme.txt": b"y"}
    portal.on("/all.zip", file(zipped(**content)))
    assert [landed.name for landed in live.land().new] == ["repairs1.csv", "repairs2.csv"]
    assert live.contents() == [BODY, NEW]
    assert live.land().unchanged == 1  # the zip, by its tag
    portal.on("/all.zip", plain(zipped(x=b"y")))
    assert live.sentence() == f"{portal.address}/all.zip: holds no file that is named *.csv."
    portal.on("/all.zip", plain(b"PK not a zip"))
    assert live.sentence() == f"{portal.address}/all.zip: is not a zip file, or a damaged one."


def test_months_land_until_today_and_the_newest_may_be_missing(
    small: Path, portal: Portal, impatient: Patience
) -> None:
    start = date.today().replace(day=1)
    months = [date(start.year, start.month, 1)]
    for _ in range(3):
        last = months[-1]
        months.append(date(last.year - (last.month == 1), (last.month - 2) % 12 + 1, 1))
    template = f"{portal.address}/repairs-{{month}}.csv"
    source = f'{{connector: http, addresses: ["{template}"], since: {months[-1].isoformat()}}}'
    live = Live(small, impatient, source)
    oldest = portal.on(f"/repairs-{months[3]:%Y%m}.csv", refused(404))
    portal.on(f"/repairs-{months[2]:%Y%m}.csv", file(BODY))
    report = live.land()
    assert [landed.name for landed in report.new] == [f"repairs-{months[2]:%Y%m}.csv"]
    assert str(report.problem) == f"{oldest}: answered 404 Not Found."


def test_addresses_are_filled_with_dates() -> None:
    assert list(addresses_of("http://x/a?end={today}", None, date(2025, 2, 3))) == ["http://x/a?end=2025-02-03"]
    months = addresses_of("http://x/{month}.zip", date(2024, 11, 30), date(2025, 2, 3))
    assert [file_name(address) for address in months] == ["202411.zip", "202412.zip", "202501.zip", "202502.zip"]
    assert file_name("http://x/a%20b.csv?c=d") == "a b.csv"
