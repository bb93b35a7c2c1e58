"""A starting notebook for a new dashboard."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
import typer

from dashboards.pages import FOLDER as PAGES
from datasets.problems import Problem

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
OWN = frozenset(("alerts", "assets", "data", "embed", "health", "metrics", "privacy", "remote", "static", "wall", "ws"))
"""Addresses of either edition that are no dashboard."""
FIRST_CELL = """# {title} · {title}

Which question does this page answer?

这一页回答什么问题？"""
CODE = """from dashboards import Card, City, Dashboard, DistrictMap, DistrictTable, Ranking, Trend

city = City()"""
BUILT = """Dashboard(
    city,
{cards}
    DistrictMap({named}),
    Trend({first}),
    Ranking({first}),
    DistrictTable({named}),
).servable()"""
CARDS = 4


def new_dashboard(name: str, registry: Mapping[str, Any], metric_ids: Sequence[str], folder: Path) -> Path:
    """Writes the notebook; its address will be /NAME. Raises Problem for a name that is taken or no address."""
    if not NAME.fullmatch(name):
        raise Problem("a dashboard's name is lower-case letters, digits and _, and begins with a letter", found=name)
    if name in OWN:
        raise Problem("this address is one of OneScreen's own; choose another name", found=name)
    path = folder / f"{name}.ipynb"
    if path.exists():
        raise Problem("there is such a dashboard already", str(path), name)
    chosen = [registry[metric_id].id for metric_id in metric_ids] or list(registry)[:CARDS]
    nbformat.write(_notebook(name, chosen), path)
    return path


def say(path: Path) -> None:
    """What was written, and what to do next."""
    served = path.parent.resolve() == PAGES.resolve()
    where = (
        f"`onescreen serve CITY` shows it at /{path.stem}"
        if served
        else f"in the folder dashboards/ it is the page /{path.stem}"
    )
    typer.echo(f"Wrote {path}. Open it in JupyterLab; {where}.")


def _notebook(name: str, metric_ids: list[str]) -> nbformat.NotebookNode:
    first = FIRST_CELL.format(title=name.replace("_", " ").capitalize())
    cards = "\n".join(f'    Card("{metric_id}"),' for metric_id in metric_ids)
    named = ", ".join(f'"{metric_id}"' for metric_id in metric_ids)
    built = BUILT.format(cards=cards, named=named, first=f'"{metric_ids[0]}"')
    v4 = nbformat.v4
    cells = [v4.new_markdown_cell(first), v4.new_code_cell(CODE), v4.new_code_cell(built)]
    for place, cell in enumerate(cells):
        cell.id = f"{name}-{place}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
