"""A notebook as the source of a served page: its code cells are run for every session."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import nbformat
import structlog
from bokeh.application.handlers.handler import Handler
from bokeh.document import Document
from bokeh.io.doc import patch_curdoc
from jinja2 import Template

from dashboards.city import served
from datasets.problems import Problem
from layouts.mount import mount

log = structlog.get_logger("layouts")


class NotebookPage(Handler):
    """Runs a notebook that ends with `Dashboard(...).servable()` and mounts it in the page's template.

    `city` is what `City()` means in it: name or folder, and the folder of all state.

    A notebook that raises gives a page that says so: the sentence of a Problem, otherwise a code that stands in
    the log.
    """

    def __init__(self, notebook: Path, city: tuple[str, Path], template: Template, variables: dict[str, Any]) -> None:
        super().__init__()
        self._city = city
        content = nbformat.read(notebook, as_version=4)
        source = "\n\n".join(cell.source for cell in content.cells if cell.cell_type == "code")
        self._code = compile(source, str(notebook), "exec", dont_inherit=True)
        self._template = template
        self._variables = variables

    def modify_document(self, doc: Document) -> None:
        doc.template = self._template
        doc.template_variables.update(self._variables)
        try:
            with patch_curdoc(doc), served(*self._city):
                exec(self._code, {"__name__": "__main__"})
            mount(doc, doc.template_variables["dashboard"])
        except Problem as problem:
            doc.template_variables["problem"] = str(problem)
        except Exception:
            code = secrets.token_hex(3).upper()
            log.exception("page failed", code=code)
            doc.template_variables["fault"] = code
