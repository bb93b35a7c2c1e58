"""Whether a delivered file is what it claims to be, before it takes the place of the one before."""

from __future__ import annotations

import zipfile
from pathlib import Path

from datasets.dataset import Dataset
from datasets.facts import SCHEDULED_SERVICE
from datasets.landing.heads import GTFS_MEMBERS
from datasets.problems import Problem

CALENDARS = ("calendar.txt", "calendar_dates.txt")


def verify(dataset: Dataset, path: Path, name: str) -> None:
    """Raises Problem where the file is empty, or not a whole GTFS feed though it should be one."""
    if path.stat().st_size == 0:
        raise Problem("is empty", name)
    if dataset.fact == SCHEDULED_SERVICE.name:
        _verify_feed(path, name)


def _verify_feed(path: Path, name: str) -> None:
    try:
        with zipfile.ZipFile(path) as feed:
            members = set(feed.namelist())
            damaged = feed.testzip()
    except zipfile.BadZipFile:
        raise Problem("is not a zip file, or one that is cut off", name) from None
    if damaged:
        raise Problem("is a damaged zip file: a member does not have the checksum stated", name, damaged)
    missing = [member for member in GTFS_MEMBERS if member not in members]
    if not members.intersection(CALENDARS):
        missing.append(" or ".join(CALENDARS))
    if missing:
        raise Problem(f"is not a GTFS feed: {', '.join(missing)} is missing", name)
