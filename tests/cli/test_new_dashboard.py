"""A starting notebook that runs, a name that is none, a metric that is none."""

import re
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

import onescreen
from dashboards import City
from dashboards.pages import pages
from datasets.problems import Problem
from layouts.public.addresses import addresses
from layouts.public.outline import outlines
from layouts.server import _site
from layouts.terminal.starting import OWN, new_dashboard
from layouts.wall.playlist import Look, Playlist
from tests.dashboards.synthetic import write_city


def test_the_starting_notebook_is_a_page_and_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_city(tmp_path / "var")
    monkeypatch.setenv("ONESCREEN_HOME", str(tmp_path / "var"))
    line = ["new", "dashboard", "rats", "--city", "nyc", "--metric", "tickets_opened", "--metric", "collisions"]
    done = CliRunner().invoke(onescreen.app, [*line, "--into", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert "in the folder dashboards/" in done.output
    assert list(pages(folder=tmp_path)) == ["rats"]
    cells = nbformat.read(tmp_path / "rats.ipynb", as_version=4).cells
    monkeypatch.setenv("ONESCREEN_CITY", "nyc")
    *before, last = [cell.source for cell in cells if cell.cell_type == "code"]
    names: dict = {}
    exec("\n".join(before), names)
    dashboard = eval(last, names)
    assert isinstance(names["city"], City)
    assert [tile.kind for tile in dashboard.tiles][:3] == ["card", "card", "map"]
    assert not any(tile.fault.html for tile in dashboard.tiles)
    found = pages(folder=tmp_path)
    assert [stop["name"] for stop in Playlist(names["city"], found).stops(True, Look("en", "dark"))] == ["rats"]
    monkeypatch.setattr("layouts.public.outline.pages", lambda packs=(): pages(packs, tmp_path))
    assert {view.metrics for view in outlines({"collisions"})["rats"].views} == {("collisions",)}
    assert outlines({"satisfied_pct"}) == {}


@pytest.mark.parametrize("name", ["Rats", "../rats", "1rat", "", "a-b", "r" * 41])
def test_a_name_that_is_no_address_is_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(Problem, match="lower-case letters"):
        new_dashboard(name, {}, (), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["wall", "privacy", "health"])
def test_an_address_of_our_own_is_no_dashboard(tmp_path: Path, name: str) -> None:
    with pytest.raises(Problem, match="OneScreen's own"):
        new_dashboard(name, {}, (), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_every_address_that_either_edition_answers_is_known_as_our_own(tmp_path: Path) -> None:
    site = _site(("nyc", tmp_path), ("127.0.0.1",), 0)
    patterns = [rule.matcher.regex.pattern for rule in site.wildcard_router.rules]
    patterns += [pattern for pattern, *_ in addresses({})]
    first = {found[1] for pattern in patterns if (found := re.match(r"\^?/([a-z]+)\b", pattern))}
    assert {"wall", "embed", "health", "citizen"} <= first
    assert first - set(pages()) - {"favicon"} <= OWN
    assert OWN - first <= {"privacy", "ws"}  # pages of the public edition stand under one pattern; `ws` is below each


def test_a_name_that_is_taken_is_a_sentence_and_nothing_is_lost(tmp_path: Path) -> None:
    (tmp_path / "rats.ipynb").write_text("mine", "utf-8")
    with pytest.raises(Problem, match="such a dashboard already"):
        new_dashboard("rats", {}, (), tmp_path)
    assert (tmp_path / "rats.ipynb").read_text("utf-8") == "mine"


def test_a_metric_that_is_none_is_guessed(tmp_path: Path) -> None:
    line = ["new", "dashboard", "rats", "--metric", "on_time_pc", "--into", str(tmp_path)]
    done = CliRunner().invoke(onescreen.app, line)
    assert done.exit_code == 1
    assert "on_time_pct" in done.output
    assert list(tmp_path.iterdir()) == []
