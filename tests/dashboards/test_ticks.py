"""A page that stays open while snapshots come and go: one snapshot a round, and nothing that grows."""

from __future__ import annotations

import gc
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from bokeh.document import Document
from bokeh.model import Model

from dashboards import Card, City, Dashboard, DistrictMap, HourGrid, Ranking, Trend
from dashboards.city import close_services, served
from dashboards.tile import Tile
from tests.dashboards.synthetic import write_city
from tests.metrics.snapshot_files import publish

WARM, TICKS, KEPT = 12, 30, 3
FRAMES_A_TICK = 2  # of bounded caches; what a round is answered with is more than twenty
GROWN_BYTES = 16e6
TWO = ("20241231T060000Z-a", "20241231T070000Z-b")


class Ticking:
    """A home whose city is published again and again, in turn with the rows of two seeds."""

    def __init__(self, home: Path) -> None:
        self.home, self.ticks = home, 0
        self.sources = [
            write_city(home / str(n), name, seed=n, requests=300 + 50 * n).rename(home / f"{n}.duckdb")
            for n, name in enumerate(TWO)
        ]
        self.tick()

    def tick(self) -> str:
        folder = self.home / "snapshots" / "nyc"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"20250101T{self.ticks:06d}Z-{self.ticks % 2}.duckdb"
        shutil.copy(self.sources[self.ticks % 2], path)
        publish(path)
        for old in sorted(folder.glob("*.duckdb"))[:-KEPT]:
            if not old.is_symlink():
                old.unlink()
        self.ticks += 1
        return path.stem


@pytest.fixture
def ticking(tmp_path: Path) -> Iterator[Ticking]:
    yield Ticking(tmp_path / "var")
    close_services()


def dashboard(ticking: Ticking, document: Document | None = None) -> Dashboard:
    views = (
        Card("tickets_opened"),
        Card("on_time_pct"),
        DistrictMap("tickets_opened", "collisions"),
        Trend("tickets_opened", "collisions"),
        Ranking("tickets_opened"),
        HourGrid("tickets_opened"),
    )
    with served("nyc", ticking.home):
        opened = Dashboard(City(), *views).open("en")
    for figure in opened.figures() if document else ():
        document.add_root(figure)  # type: ignore[union-attr]
    return opened


def asked(shown: Dashboard) -> set[str]:
    """The snapshots that the answers on the page are from."""
    return {told.answer.snapshot_id for view in shown.shown if (told := view.told()) is not None}


def test_a_snapshot_that_comes_in_the_middle_of_a_round_is_not_mixed_in(
    ticking: Ticking, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = dashboard(ticking)
    second = ticking.tick()
    third: list[str] = []
    plain = Tile.fetch

    def fetch(tile: Tile) -> object:
        if tile is shown.tiles[3] and not third:
            third.append(ticking.tick())
            shown.city.service.poll()
        return plain(tile)

    monkeypatch.setattr(Tile, "fetch", fetch)
    shown.poll()
    assert third
    assert asked(shown) == {second}
    shown.poll()
    assert asked(shown) == set(third)


def test_a_week_of_ticks_leaves_nothing_behind(ticking: Ticking) -> None:
    """What is counted after so few ticks would show after the 120,000 of a week: every model, handle and megabyte."""
    document = Document()
    shown = dashboard(ticking, document)
    sizes = []
    for tick in range(WARM + TICKS):
        newest = ticking.tick()
        shown.poll()
        assert asked(shown) == {newest}
        if tick in (WARM - 1, WARM + TICKS - 1):
            sizes.append(measured(document))
    before, after = sizes
    assert after["models"] == before["models"]
    assert after["alive"] <= before["alive"]
    assert after["files"] <= before["files"]
    assert after["document"] == pytest.approx(before["document"], rel=0.02)
    assert after["frames"] - before["frames"] <= FRAMES_A_TICK * TICKS
    assert after["bytes"] - before["bytes"] < GROWN_BYTES


def measured(document: Document) -> Counter[str]:
    """Models of the document and of the process, frames, open files, length of the document, bytes of the process."""
    gc.collect()
    things = gc.get_objects()
    pages = int(Path("/proc/self/statm").read_text("utf-8").split()[1])
    return Counter(
        models=len(document.models),
        alive=sum(isinstance(thing, Model) for thing in things),
        frames=sum(isinstance(thing, pd.DataFrame) for thing in things),
        files=len(list(Path("/proc/self/fd").iterdir())),
        document=len(str(document.to_json())),
        bytes=pages * os.sysconf("SC_PAGE_SIZE"),
    )
