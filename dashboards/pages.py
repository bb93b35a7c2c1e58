"""The pages of a city: each notebook of `dashboards/` is one, named by its first cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import nbformat

from datasets.problems import Problem
from pipelines.metrics.record import Texts

FOLDER = Path(__file__).parent
FIRST = "overview"
BETWEEN = "\u00b7"


@dataclass(frozen=True)
class Page:
    """A notebook as a page: its address is `name`; its title and question stand in its first cell."""

    name: str
    notebook: Path
    title: Texts
    question: Texts


def pages(packs: Iterable[str] = (), folder: Path = FOLDER) -> dict[str, Page]:
    """The notebooks of a folder by name: the overview, the packs in their order, then all others by name."""
    order = {name: place for place, name in enumerate((FIRST, *packs))}
    names = sorted(path.stem for path in folder.glob("*.ipynb"))
    ranked = sorted(names, key=lambda name: order.get(name, len(order)))
    return {name: read_page(folder / f"{name}.ipynb") for name in ranked}


def read_page(notebook: Path) -> Page:
    """The page that a notebook is.

    Its first cell says `# Citizen · 民生`, then the question in English and, as the next paragraph, in Chinese. What is
    said in one language only stands for both. A notebook that cannot be read is a page under its file's name.
    """
    try:
        lines = _first_cell(notebook)
    except Problem:
        lines = []
    heading = next((line.lstrip("# ") for line in lines if line.startswith("# ")), notebook.stem)
    said = [line for line in lines if not line.startswith("#")]
    return Page(notebook.stem, notebook, _texts(heading.split(BETWEEN)), _texts(said or [heading]))


def _texts(said: list[str]) -> Texts:
    words = [word.strip() for word in said]
    return Texts(en=words[0], zh=words[1] if len(words) > 1 else words[0])


def _first_cell(notebook: Path) -> list[str]:
    """Paragraphs of the first markdown cell, each on one line."""
    cells = read_notebook(notebook).cells
    first = next((cell.source for cell in cells if cell.cell_type == "markdown"), "")
    paragraphs = "\n".join(f"{line}\n" if line.startswith("#") else line for line in first.splitlines()).split("\n\n")
    return [" ".join(part.split()) for part in paragraphs if part.strip()]


def read_notebook(notebook: Path) -> nbformat.NotebookNode:
    """The notebook's content; raises Problem where it is none."""
    try:
        return nbformat.read(notebook, as_version=4)
    except Exception as error:
        raise Problem("this is not a notebook", notebook.name, str(error).splitlines()[0][:120]) from error
