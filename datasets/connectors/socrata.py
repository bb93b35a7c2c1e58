"""Socrata portals: the bulk export the first time, then pages of what changed since.

Pages are ordered by a key that never changes. A row that is updated while pages are read enters the set
`:updated_at > cursor` and never leaves it, so paging by offset may give a row twice but never skips one.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path
from urllib.parse import urlencode

from datasets.connectors.delivery import Delivery, Job
from datasets.connectors.fetcher import Fetched, Fetcher
from datasets.connectors.http import delivered
from datasets.problems import Problem
from datasets.sources import SocrataSource

OVERLAP = timedelta(hours=1)


class SocrataConnector:
    """One data set of a portal."""

    def __init__(self, source: SocrataSource, fetcher: Fetcher, dataset_id: str) -> None:
        self.source, self.fetcher, self.dataset_id = source, fetcher, dataset_id

    def deliveries(self, job: Job) -> Iterator[Delivery | Problem]:
        """The whole export, or the pages of what changed since the cursor."""
        if self.source.cursor and job.known.cursor:
            yield from self._changes(job, job.known.cursor)
        else:
            yield self._export(job)

    def _export(self, job: Job) -> Delivery:
        name = f"{self.dataset_id}.{self.source.format}"
        address = self._address(
            f"api/views/{self.source.dataset}/rows.csv?accessType=DOWNLOAD"
            if self.source.format == "csv"
            else f"resource/{self.source.dataset}.geojson?$limit={self.source.page_rows}"
        )
        fetched = self.fetcher.fetch(address, name, job)
        cursor = _cursor(fetched) if self.source.cursor and fetched.path else None
        return replace(delivered(name, address, fetched), cursor=cursor, is_whole=True)

    def _changes(self, job: Job, since: str) -> Iterator[Delivery]:
        """All pages, once all of them are here: a schema that changes between two spoils the fetch."""
        pages: list[Delivery] = []
        header: list[str] | None = None
        while True:
            page, fetched = self._page(job, since, len(pages))
            columns, rows = _columns_and_rows(page)
            _refuse_new_schema(header, columns, len(pages), self.source.dataset)
            header = columns
            if rows:
                pages.append(self._page_delivery(page, fetched, since, len(pages)))
            if rows < self.source.page_rows:
                break
        yield from _closing(pages, _cursor(fetched), self._page_name(since, 0))

    def _page(self, job: Job, since: str, number: int) -> tuple[Path, Fetched]:
        name = self._page_name(since, number)
        fetched = self.fetcher.fetch(self._page_address(since, number), name, job)
        if fetched.path is None:
            raise Problem("answered that nothing changed without having been asked", self.source.portal)
        page = fetched.path.with_name(name)
        fetched.path.replace(page)
        return page, fetched

    def _page_delivery(self, page: Path, fetched: Fetched, since: str, number: int) -> Delivery:
        address = self._page_address(since, number)
        return Delivery(page.name, page, address, fetched.validators, fetched.answered_at, moves=True)

    def _page_name(self, since: str, number: int) -> str:
        stamp = "".join(letter for letter in since if letter.isdigit())[:14]
        return f"{self.dataset_id}-since-{stamp}-{number + 1:04}.csv"

    def _page_address(self, since: str, number: int) -> str:
        query = urlencode(
            {
                "$where": f"{self.source.cursor} > '{since}'",
                "$order": self.source.order,
                "$limit": self.source.page_rows,
                "$offset": number * self.source.page_rows,
            }
        )
        return self._address(f"resource/{self.source.dataset}.csv?{query}")

    def _address(self, rest: str) -> str:
        portal = self.source.portal
        return f"{portal if '://' in portal else f'https://{portal}'}/{rest}"


def _cursor(fetched: Fetched) -> str:
    """Where the next fetch starts: an hour before what was fetched was true, by the portal's clock."""
    true_at = min(filter(None, (fetched.published_at, fetched.answered_at)))
    return (true_at - OVERLAP).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _closing(pages: list[Delivery], cursor: str, name: str) -> Iterator[Delivery]:
    """The pages, of which the last moves the cursor; without pages nothing has changed."""
    if not pages:
        yield Delivery(name, cursor=cursor)
        return
    yield from pages[:-1]
    yield replace(pages[-1], cursor=cursor)


def _columns_and_rows(page: Path) -> tuple[list[str], int]:
    with page.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        reader = csv.reader(stream)
        try:
            return next(reader, []), sum(1 for row in reader if row)
        except csv.Error as error:
            raise Problem(f"is not CSV: {error}", f"{page.name}, line {reader.line_num}") from None


def _refuse_new_schema(before: list[str] | None, now: list[str], page: int, dataset: str) -> None:
    if before is None or before == now:
        return
    gone = ", ".join(name for name in before if name not in now) or "none"
    new = ", ".join(name for name in now if name not in before) or "none"
    what = f"the columns changed between page {page} and page {page + 1} (gone: {gone}; new: {new})"
    raise Problem(f"{what}; nothing of this fetch was kept", dataset)
