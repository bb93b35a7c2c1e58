"""The public edition as plain files: any web server shows them, and so does a folder on a stick."""

from __future__ import annotations

import html
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from datasets.problems import Problem
from layouts.public.edition import Edition
from layouts.public.shell import ASSETS, FRAME, PAGE, asset_bytes
from pipelines.privacy.asked import Asked, as_csv, as_json
from pipelines.privacy.reader import read_public
from pipelines.privacy.store import PublicStore

MARKER = "onescreen.json"
SUFFIX = ".html"


def write_static(home: Path, city: str, folder: Path) -> int:
    """Writes the published public edition into a folder; returns how many bytes.

    Raises Problem where nothing has been published, or where the folder holds something else.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / MARKER).exists():
        raise Problem("this folder holds something else; choose an empty one", "--static", str(folder))
    edition = Edition(read_public(PublicStore(home, city).current()), SUFFIX)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as name:
        made = Path(name) / "made"
        written = sum(_write(made / path, content) for path, content in _files(edition))
        if folder.exists():
            folder.rename(Path(name) / "before")
        shutil.move(made, folder)
    return written


def _files(edition: Edition) -> Iterator[tuple[str, bytes]]:
    for page in edition.pages:
        yield page + SUFFIX, edition.page(page, "").plain()
    yield "index.html", _way_in(edition.pages[0] + SUFFIX).encode()
    for name in ASSETS:
        yield f"assets/{name}", asset_bytes(name)
    for name in (FRAME, *(PAGE + page for page in edition.site.dashboards)):
        if (told := edition.script(name)) is not None:
            yield f"data/{name}.js", told.plain()
    for metric in edition.data.metrics:
        yield f"data/v1/{metric}.csv", as_csv(edition.data, Asked(metric)).encode()
        yield f"data/v1/{metric}.json", as_json(edition.data, Asked(metric)).encode()
    meta = {"city": edition.data.meta["city"], "snapshot": edition.data.snapshot, "as_of": edition.data.meta["as_of"]}
    yield MARKER, json.dumps(meta, indent=1).encode()


def _way_in(page: str) -> str:
    to = html.escape(page)
    return (
        f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={to}"><a href="{to}">→</a>\n'
    )


def _write(path: Path, content: bytes) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.write_bytes(content)
