"""Socrata portals: the export first, then pages of changes, and what goes wrong between pages."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from datasets.catalogue import load_city
from datasets.connectors import Patience
from tests.datasets.live import Live
from tests.datasets.portal import Handler, Portal, file, plain, refused
from tests.datasets.small_city import edit

EXPORT = "/api/views/abcd-efgh/rows.csv"
PAGES = "/resource/abcd-efgh.csv"
HEADER = b"Number,Opened\n"


def rows(*numbers: int) -> bytes:
    return HEADER + b"".join(b"%d,2025-01-01\n" % number for number in numbers)


@pytest.fixture
def live(small: Path, portal: Portal, impatient: Patience) -> Live:
    """Two rows a page, ordered by number."""
    source = f"connector: socrata, portal: '{portal.address}', dataset: abcd-efgh"
    return Live(small, impatient, f'{{{source}, order: number, cursor: ":updated_at", page_rows: 2}}')


def paged(*numbers: int):
    """Serves the rows by the offset and limit that are asked for."""

    def answer(handler: Handler) -> None:
        query = parse_qs(urlsplit(handler.path).query)
        start, limit = int(query["$offset"][0]), int(query["$limit"][0])
        handler.reply(200, rows(*numbers[start : start + limit]))

    return answer


def queries(portal: Portal) -> list[dict[str, list[str]]]:
    return [parse_qs(urlsplit(seen.path).query) for seen in portal.seen if seen.path.startswith(PAGES)]


def test_first_the_whole_export(live: Live, portal: Portal) -> None:
    portal.on(EXPORT, file(rows(1, 2)))
    (landed,) = live.land().new
    assert landed.name == "repairs.csv"
    assert portal.seen[0].path == f"{EXPORT}?accessType=DOWNLOAD"
    assert live.contents() == [rows(1, 2)]


def test_then_pages_of_what_changed_since_an_hour_before_the_export(live: Live, portal: Portal) -> None:
    portal.on(EXPORT, file(rows(1, 2)))
    portal.on(PAGES, paged(2, 3, 4))
    live.land()
    report = live.land()
    assert [landed.name for landed in report.new] == [
        "repairs-since-20250106090000-0001.csv",
        "repairs-since-20250106090000-0002.csv",
    ]
    assert live.contents() == [rows(1, 2), rows(2, 3), rows(4)]
    assert queries(portal) == [
        {
            "$where": [":updated_at > '2025-01-06T09:00:00'"],
            "$order": ["number"],
            "$limit": ["2"],
            "$offset": [offset],
        }
        for offset in ("0", "2")
    ]


def test_full_last_page_is_followed_by_an_empty_one_that_is_not_kept(live: Live, portal: Portal) -> None:
    portal.on(EXPORT, file(rows(1)))
    portal.on(PAGES, paged(2, 3))
    live.land()
    assert len(live.land().new) == 1
    assert [query["$offset"] for query in queries(portal)] == [["0"], ["2"]]


def test_cursor_moves_on_even_where_nothing_changed(live: Live, portal: Portal) -> None:
    portal.on(EXPORT, file(rows(1)))
    portal.on(PAGES, paged())
    live.land()
    report = live.land()
    assert (report.new, report.unchanged, report.problem) == ([], 1, None)
    live.land()
    first, second = (query["$where"][0] for query in queries(portal))
    assert first == ":updated_at > '2025-01-06T09:00:00'"
    assert second > first


def test_portal_down_in_the_middle_keeps_no_page_and_the_old_cursor(live: Live, portal: Portal) -> None:
    portal.on(EXPORT, file(rows(1)))
    portal.on(PAGES, plain(rows(2, 3)), refused(500))
    live.land()
    assert live.sentence().endswith("answered 500 Internal Server Error.")
    assert live.contents() == [rows(1)]
    portal.on(PAGES, paged(2, 3, 4))
    assert len(live.land().new) == 2
    assert {query["$where"][0] for query in queries(portal)} == {":updated_at > '2025-01-06T09:00:00'"}


def test_schema_that_changes_between_pages_is_a_sentence(live: Live, portal: Portal) -> None:
    portal.on(EXPORT, file(rows(1)))
    portal.on(PAGES, plain(rows(2, 3)), plain(b"Number,Closed,Opened at\n4,,2025-01-01\n"))
    live.land()
    assert live.sentence() == (
        "abcd-efgh: the columns changed between page 1 and page 2 (gone: Opened; new: Closed, Opened at); "
        "nothing of this fetch was kept."
    )
    assert live.contents() == [rows(1)]


def test_login_page_between_pages_is_a_sentence(live: Live, portal: Portal) -> None:
    portal.on(EXPORT, file(rows(1)))
    portal.on(PAGES, plain(rows(2, 3)), plain(b"<!doctype html>", "text/html"))
    live.land()
    assert live.sentence().endswith(": answered with a web page instead of data, perhaps to ask for a login.")


def test_rows_with_line_breaks_are_one_row_each(live: Live, portal: Portal) -> None:
    page = HEADER + b'2,"2025\n01\n01"\n'
    portal.on(EXPORT, file(rows(1)))
    portal.on(PAGES, plain(page))
    live.land()
    assert [landed.path.read_bytes() for landed in live.land().new] == [page]
    assert len(queries(portal)) == 1


def test_without_a_cursor_the_export_is_asked_for_again(small: Path, portal: Portal, impatient: Patience) -> None:
    live = Live(small, impatient, f"{{connector: socrata, portal: '{portal.address}', dataset: abcd-efgh}}")
    portal.on(EXPORT, file(rows(1)))
    live.land()
    assert live.land().unchanged == 1
    assert [seen.path for seen in portal.seen] == [f"{EXPORT}?accessType=DOWNLOAD"] * 2


def test_export_without_a_row_key_takes_the_place_of_all_files_before(
    small: Path, portal: Portal, impatient: Patience, tmp_path: Path
) -> None:
    live = Live(small, impatient, f"{{connector: socrata, portal: '{portal.address}', dataset: abcd-efgh}}")
    edit(small, "repairs.yaml", "identity: [ticket_id]", "identity: row")
    keyless = load_city(small).datasets["repairs"]
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / "repairs.csv").write_bytes(rows(1))
    live.landing.land(keyless, tmp_path / "given")
    portal.on(EXPORT, file(rows(1, 2)), file(rows(1, 2, 3), etag='"two"'))
    live.landing.land(keyless)
    assert live.contents() == [rows(1, 2)]
    live.landing.land(keyless)
    assert live.contents() == [rows(1, 2, 3)]
    assert len(live.landing.prune([])) == 2


def test_page_that_is_not_csv_is_a_sentence(live: Live, portal: Portal) -> None:
    portal.on(EXPORT, file(rows(1)))
    portal.on(PAGES, plain(HEADER + b'"' + b"x" * 200_000 + b'"\n'))
    live.land()
    name = "repairs-since-20250106090000-0001.csv"
    assert live.sentence() == f"{name}, line 2: is not CSV: field larger than field limit (131072)."


def test_boundaries_come_as_geojson(small: Path, portal: Portal, impatient: Patience) -> None:
    source = f"{{connector: socrata, portal: '{portal.address}', dataset: abcd-efgh, format: geojson}}"
    live = Live(small, impatient, source)
    portal.on("/resource/abcd-efgh.geojson", file(b'{"features": [{"properties": {"number": 1}}]}'))
    (landed,) = live.land().new
    assert (landed.name, landed.header) == ("repairs.geojson", "number")


def test_token_of_the_environment_is_sent(
    small: Path, portal: Portal, impatient: Patience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONESCREEN_SOCRATA_TOKEN", "let me in")
    live = Live(small, impatient, f"{{connector: socrata, portal: '{portal.address}', dataset: abcd-efgh}}")
    portal.on(EXPORT, file(rows(1)))
    live.land()
    assert portal.seen[0].headers["x-app-token"] == "let me in"
