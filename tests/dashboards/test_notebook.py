"""The notebook is the page's source: it runs in Jupyter, shows the same numbers, and is kept without output."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from bokeh.document.models import DocumentModelManager
from nbclient import NotebookClient

import dashboards
from dashboards import Card, City, Dashboard, Trend
from tests.demo_city import DemoCity

NOTEBOOKS = sorted(Path(dashboards.__file__).parent.glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_short_and_stripped(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    assert cells[0].cell_type == "markdown"
    assert "?" in cells[0].source
    code = [cell for cell in cells if cell.cell_type == "code"]
    assert [(cell.outputs, cell.execution_count) for cell in code] == [([], None)] * len(code)
    assert sum(len(cell.source.splitlines()) for cell in code) <= 40
    assert code[-1].source.rstrip().endswith(").servable()")


@pytest.mark.timeout(240)
def test_the_notebook_runs_in_jupyter(synthetic_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONESCREEN_HOME", str(synthetic_home))
    monkeypatch.setenv("ONESCREEN_CITY", "nyc")
    monkeypatch.setenv("PYTHONPATH", str(Path(dashboards.__file__).parents[1]))
    notebook = nbformat.read(Path(dashboards.__file__).with_name("citizen.ipynb"), as_version=4)
    NotebookClient(notebook, timeout=200, resources={"metadata": {"path": str(synthetic_home)}}).execute()
    results = [output for output in notebook.cells[-1].outputs if output.output_type == "execute_result"]
    assert len(results) == 1
    shown = results[0].data["text/html"]
    assert "Requests opened" in shown
    assert "3,000" in shown
    assert shown.count('"Figure"') >= 4


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_notebook_runs_on_the_demo_city(demo_city: DemoCity) -> None:
    """With nbmake: each in a kernel of its own."""
    root = Path(dashboards.__file__).parents[1]
    env = os.environ | {"ONESCREEN_HOME": str(demo_city.home), "ONESCREEN_CITY": "demo", "PYTHONPATH": str(root)}
    line = [sys.executable, "-m", "pytest", "--nbmake", "--nbmake-timeout=240", "-q", "-p", "no:cacheprovider"]
    run = subprocess.run([*line, *map(str, NOTEBOOKS)], cwd=root, env=env, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-3000:]
    assert f"{len(NOTEBOOKS)} passed" in run.stdout


def test_style_sheets_are_taken_in_at_once(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """Panel sets them one by one, and Bokeh looks through all models for each: 15 of the 19 s that overview took."""
    looked: list[None] = []
    plain = DocumentModelManager.recompute
    monkeypatch.setattr(DocumentModelManager, "recompute", lambda held: looked.append(None) or plain(held))
    made = Dashboard(city, Card("tickets_opened"), Card("collisions"), Trend("tickets_opened")).servable()
    data, _ = made._repr_mimebundle_()
    assert "text/html" in data
    assert 0 < len(looked) <= 8
