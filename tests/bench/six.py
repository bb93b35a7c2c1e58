"""Serves a city with the pages of one folder: `python -m tests.bench.six CITY PORT FOLDER`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nbformat

from dashboards import pages
from layouts.server import serve

NAME = "six"
CODE = """
from dashboards import Card, City, Dashboard, DistrictMap, HourGrid, Ranking, Trend
Dashboard(
    City(), Card("tickets_opened"), DistrictMap("tickets_opened"), Trend("tickets_opened"),
    Ranking("tickets_opened", by="category", top=12), Ranking("tickets_opened", by="agency", top=12),
    HourGrid("tickets_opened"),
).servable()
"""


def write_six(folder: Path) -> None:
    """Writes the page of the six views that the peers draw too."""
    cells = [nbformat.v4.new_markdown_cell("# Six · 六图"), nbformat.v4.new_code_cell(CODE)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / f"{NAME}.ipynb")


def main() -> None:
    city, port, folder = sys.argv[1:4]
    pages.pages.__defaults__ = ((), Path(folder))
    serve(city, Path(os.environ["ONESCREEN_HOME"]), int(port))


if __name__ == "__main__":
    main()
