"""A dashboard in a served document: figures as roots, HTML through one data source, deeds through another."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

import structlog
from bokeh.core.serialization import Serialized
from bokeh.document import Document
from bokeh.models import ColumnDataSource

from dashboards.dashboard import Dashboard
from dashboards.deeds import hear
from dashboards.refreshing import Found, Run
from layouts.pieces import Pieces

POLL_MS = 500
PATIENCE_MS = 120
"""What is kept is asked and shown in less; a second repaint within it would only hold up the first."""
ASKING = ThreadPoolExecutor(4, thread_name_prefix="asking")
FIELDS = ("do", "value", "view")
log = structlog.get_logger("layouts")


def mount(document: Document, dashboard: Dashboard) -> None:
    """Give the document its roots, and the page its two channels, named `parts` and `deeds`."""
    pieces = Pieces(list(dashboard.parts()))
    deeds = ColumnDataSource({field: [] for field in FIELDS}, name="deeds")
    deeds.on_change("data", lambda _name, _old, new: _hear(dashboard, pieces, _deed(new)))
    dashboard.refreshing.run = _beside(document)
    dashboard.refreshing.meanwhile = lambda show: document.add_timeout_callback(show, PATIENCE_MS)
    dashboard.refreshing.together = pieces.together
    document.to_json = partial(_in_one_message, document)  # type: ignore[method-assign]
    with document.models.freeze():
        for root in (*dashboard.figures(), pieces.source, deeds):
            document.add_root(root)
    document.add_periodic_callback(dashboard.poll, POLL_MS)


def _in_one_message(document: Document, *, deferred: bool = True) -> Any:
    """The document with its columns in the text, where Bokeh sends each as two messages more: a page has some 170, most
    of them an outline of a few hundred bytes."""
    inline = Document.to_json(document, deferred=False)
    return Serialized(inline, []) if deferred else inline


def has_reported(document: Document) -> bool:
    """Whether the page of a document has done something: the first is to say that it follows. What is no dashboard
    does nothing."""
    deeds = document.get_model_by_name("deeds")
    return deeds is None or bool(deeds.data["do"])


def _beside(document: Document) -> Run:
    """Questions are asked in a worker, so that other sessions are served meanwhile."""

    def run(ask: Callable[[], Found], show: Callable[[Found], None]) -> None:
        def done(asked: Future[Found]) -> None:
            document.add_next_tick_callback(lambda: show(asked.result()))

        ASKING.submit(ask).add_done_callback(done)

    return run


def _hear(dashboard: Dashboard, pieces: Pieces, deed: dict[str, Any]) -> None:
    """What the page's own script does, or what a person did."""
    if deed.get("do") == "follow":
        pieces.follow()
    elif deed.get("do") == "again":
        pieces.again(str(deed.get("value")))
    else:
        with pieces.together():
            hear(dashboard, deed)


def _deed(data: Any) -> dict[str, Any]:
    """The first row of what a browser sent; anything else about it is not looked at."""
    columns = {field: data.get(field) for field in FIELDS} if isinstance(data, dict) else {}
    return {field: column[0] for field, column in columns.items() if isinstance(column, list) and column}
