"""A notebook dropped into the folder is a page: its first cell names it, packs give the order."""

import json
from pathlib import Path

import nbformat
import pytest

from dashboards.pages import pages, read_page


def write(folder: Path, name: str, *first: str) -> Path:
    content = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text) for text in first])
    path = folder / f"{name}.ipynb"
    nbformat.write(content, path)
    return path


def test_the_overview_comes_first_then_the_packs_then_all_others(tmp_path: Path) -> None:
    for name in ("zebra", "budget", "overview", "citizen", "apple"):
        write(tmp_path, name, "# Name")
    assert list(pages(("citizen", "performance", "budget"), tmp_path)) == [
        *("overview", "citizen", "budget"),
        *("apple", "zebra"),
    ]


@pytest.mark.parametrize(
    ("cell", "title", "question"),
    [
        (
            "# Rats · 鼠患\n\nWhere are\nthe rats?\n\n老鼠在哪里？",
            ("Rats", "鼠患"),
            ("Where are the rats?", "老鼠在哪里？"),
        ),
        ("# Rats\n\nWhere?", ("Rats", "Rats"), ("Where?", "Where?")),
        ("Where?", ("rats", "rats"), ("Where?", "Where?")),
        ("# Rats", ("Rats", "Rats"), ("Rats", "Rats")),
        ("# Rats\nWhere?", ("Rats", "Rats"), ("Where?", "Where?")),
    ],
)
def test_the_first_cell_names_the_page(
    tmp_path: Path, cell: str, title: tuple[str, str], question: tuple[str, str]
) -> None:
    page = read_page(write(tmp_path, "rats", cell))
    assert ((page.title.en, page.title.zh), (page.question.en, page.question.zh)) == (title, question)


@pytest.mark.parametrize("content", ["", "{", json.dumps({"cells": []}), "[]"])
def test_what_is_no_notebook_is_a_page_under_its_own_name(tmp_path: Path, content: str) -> None:
    (tmp_path / "odd.ipynb").write_text(content, "utf-8")
    assert read_page(tmp_path / "odd.ipynb").title.en == "odd"
