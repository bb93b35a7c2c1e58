"""Plain files at known addresses, and what lies in zip files there."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from datasets.connectors.delivery import Delivery, Job
from datasets.connectors.fetcher import Fetched, Fetcher
from datasets.problems import Problem
from datasets.sources import GtfsSource, HttpSource

LATE_MONTHS = 2


class HttpConnector:
    """Each address of the source is one file, fetched where it has changed."""

    def __init__(self, source: HttpSource, fetcher: Fetcher) -> None:
        self.source, self.fetcher = source, fetcher

    def deliveries(self, job: Job) -> Iterator[Delivery | Problem]:
        """A delivery or a Problem an address; a month that is not out yet is neither."""
        for template in self.source.addresses:
            addresses = list(addresses_of(template, self.source.since, job.today))
            for behind, address in enumerate(reversed(addresses)):
                try:
                    yield from self._delivery(address, job)
                except Problem as problem:
                    if not (_is_absent(problem) and "{month}" in template and behind < LATE_MONTHS):
                        yield problem

    def _delivery(self, address: str, job: Job) -> Iterator[Delivery]:
        name = self.source.name or file_name(address)
        fetched = self.fetcher.fetch(address, name, job)
        if self.source.member is None or fetched.path is None:
            yield delivered(name, address, fetched)
            return
        for member in _unpacked(fetched.path, self.source.member, address):
            yield delivered(member.name, address, fetched, member)


class GtfsConnector:
    """A GTFS feed: one zip, whose members the landing verifies."""

    def __init__(self, source: GtfsSource, fetcher: Fetcher) -> None:
        self.source, self.fetcher = source, fetcher

    def deliveries(self, job: Job) -> Iterator[Delivery | Problem]:
        """The feed, or that it has not changed."""
        name = file_name(self.source.address)
        yield delivered(name, self.source.address, self.fetcher.fetch(self.source.address, name, job))


def addresses_of(template: str, since: date | None, today: date) -> Iterator[str]:
    """The address with the city's date filled in, once for each month from `since` where it names a month."""
    dated = template.replace("{today}", today.isoformat())
    if "{month}" not in dated or since is None:
        yield dated
        return
    for month in range(since.year * 12 + since.month - 1, today.year * 12 + today.month):
        yield dated.replace("{month}", f"{month // 12:04}{month % 12 + 1:02}")


def file_name(address: str) -> str:
    """The last part of an address's path."""
    return PurePosixPath(unquote(urlsplit(address).path)).name or "index"


def delivered(name: str, address: str, fetched: Fetched, path: Path | None = None) -> Delivery:
    """The delivery of what was fetched, or of a file that was unpacked from it."""
    return Delivery(
        name=name,
        path=path or fetched.path,
        address=address,
        validators=fetched.validators,
        published_at=fetched.published_at,
        moves=True,
    )


def _is_absent(problem: Problem) -> bool:
    return problem.what.startswith(("answered 404", "answered 403"))


def _unpacked(archive: Path, pattern: str, address: str) -> Iterator[Path]:
    """Members whose name matches, each beside the archive; hidden ones and copies of macOS are left."""
    try:
        with zipfile.ZipFile(archive) as zipped:
            members = [name for name in zipped.namelist() if _is_wanted(name, pattern)]
            if not members:
                raise Problem(f"holds no file that is named {pattern}", address)
            for member in members:
                target = archive.with_name(PurePosixPath(member).name)
                with zipped.open(member) as reader, target.open("wb") as writer:
                    while chunk := reader.read(1 << 20):
                        writer.write(chunk)
                yield target
    except zipfile.BadZipFile:
        raise Problem("is not a zip file, or a damaged one", address) from None
    finally:
        archive.unlink(missing_ok=True)


def _is_wanted(member: str, pattern: str) -> bool:
    path = PurePosixPath(member)
    hidden = any(part.startswith((".", "__")) for part in path.parts)
    return not hidden and fnmatchcase(path.name.lower(), pattern.lower())
