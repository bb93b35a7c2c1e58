"""A notebook as the source of a served page: its code cells are run for every session."""

from __future__ import annotations

import secrets
from pathlib import Path
from types import CodeType
from typing import Any

import structlog
from bokeh.application.handlers.handler import Handler
from bokeh.document import Document
from bokeh.io.doc import patch_curdoc
from jinja2 import Template

from dashboards.city import served
from dashboards.pages import Page, read_notebook
from datasets.problems import Problem
from layouts.mount import mount

log = structlog.get_logger("layouts")


class NotebookPage(Handler):
    """Runs a notebook that ends with `Dashboard(...).servable()` and mounts it in the page's template.

    `city` is what `City()` means in it: name or folder, and the folder of all state. A notebook that has been saved
    anew is read anew for the next session. One that raises gives a page that says which cell raised what; all others
    stay as they are.
    """

    def __init__(self, page: Page, city: tuple[str, Path], template: Template, variables: dict[str, Any]) -> None:
        super().__init__()
        self._page, self._city = page, city
        self._template = template
        self._variables = variables
        self._read_at = 0
        self._cells: list[tuple[int, CodeType]] = []

    def modify_document(self, doc: Document) -> None:
        doc.template = self._template
        doc.template_variables.update(self._variables)
        cell = 0
        try:
            names = {"__name__": "__main__"}
            with patch_curdoc(doc), served(*self._city):
                for cell, code in self._code():  # noqa: B007 (the cell that raised is named below)
                    exec(code, names)
            if doc.template_variables.get("dashboard") is None:
                raise Problem("the notebook ends without Dashboard(...).servable()", self._page.notebook.name)
            mount(doc, doc.template_variables["dashboard"])
        except Problem as problem:
            doc.template_variables.update({"problem": str(problem), "cell": cell})
        except Exception as error:
            code = secrets.token_hex(3).upper()
            log.exception("page failed", page=self._page.name, cell=cell, code=code)
            doc.template_variables.update({"fault": code, "cell": cell, "raised": f"{type(error).__name__}: {error}"})

    def _code(self) -> list[tuple[int, CodeType]]:
        """Number (from 1, among all cells) and code of each code cell, as the file has them now."""
        saved_at = self._page.notebook.stat().st_mtime_ns
        if saved_at != self._read_at:
            cells = enumerate(read_notebook(self._page.notebook).cells, start=1)
            named = f"{self._page.notebook.name}, cell {{}}"
            self._cells = [
                (number, compile(cell.source, named.format(number), "exec", dont_inherit=True))
                for number, cell in cells
                if cell.cell_type == "code"
            ]
            self._read_at = saved_at
        return self._cells
