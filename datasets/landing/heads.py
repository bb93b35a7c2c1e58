"""The first line of a file, as far as it tells which data set the file belongs to."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path

from datasets.dataset import Read

HEAD_BYTES = 1 << 18
GTFS_MEMBERS = ("agency.txt", "stops.txt", "routes.txt", "trips.txt", "stop_times.txt")


def header_of(path: Path, read: Read) -> list[str] | None:
    """Names of the columns, of a feature's properties or of a zip's members; None where there are none."""
    if zipfile.is_zipfile(path):
        return _members(path)
    if path.suffix.lower() in (".geojson", ".json"):
        return _properties(path)
    return _columns(path, read)


def header_line(path: Path, read: Read) -> str | None:
    """The header as one line of text, for the manifest."""
    names = header_of(path, read)
    return None if names is None else read.delimiter.join(names)


def _columns(path: Path, read: Read) -> list[str] | None:
    text = _head(path).decode(_codec(read.encoding), errors="replace")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[read.skip :]
    if not any(lines):
        return None
    try:
        row = next(csv.reader(lines, delimiter=read.delimiter, quotechar=read.quote), [])
    except csv.Error:
        return None
    return row or None


def _codec(encoding: str) -> str:
    return "utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(HEAD_BYTES)


def _members(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def _properties(path: Path) -> list[str] | None:
    try:
        features = json.loads(path.read_bytes()).get("features") or [{}]
    except (ValueError, AttributeError):
        return None
    return list(features[0].get("properties") or [])
