"""A dashboard in a served document: figures as roots, HTML through one data source, deeds through another."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import structlog
from bokeh.document import Document
from bokeh.models import ColumnDataSource

from dashboards.dashboard import Dashboard
from dashboards.deeds import hear
from dashboards.part import Part
from dashboards.refreshing import Found, Run

POLL_MS = 2_000
ASKING = ThreadPoolExecutor(4, thread_name_prefix="asking")
FIELDS = ("do", "value", "view")
log = structlog.get_logger("layouts")


def mount(document: Document, dashboard: Dashboard) -> None:
    """Give the document its roots, and the page its two channels, named `parts` and `deeds`."""
    for figure in dashboard.figures():
        document.add_root(figure)
    parts = list(dashboard.parts())
    source = ColumnDataSource({"part": [part.name for part in parts], "html": [""] * len(parts)}, name="parts")
    for place, part in enumerate(parts):
        _listen(source, place, part)
    deeds = ColumnDataSource({field: [] for field in FIELDS}, name="deeds")
    deeds.on_change("data", lambda _name, _old, new: hear(dashboard, _deed(new)))
    dashboard.refreshing.run = _beside(document)
    document.add_root(source)
    document.add_root(deeds)
    document.add_periodic_callback(dashboard.poll, POLL_MS)


def _beside(document: Document) -> Run:
    """Questions are asked in a worker, so that other sessions are served meanwhile."""

    def run(ask: Callable[[], Found], show: Callable[[Found], None]) -> None:
        def done(asked: Future[Found]) -> None:
            document.add_next_tick_callback(lambda: show(asked.result()))

        ASKING.submit(ask).add_done_callback(done)

    return run


def _listen(source: ColumnDataSource, place: int, part: Part) -> None:
    part.listen(lambda changed: source.patch({"html": [(place, str(changed.html))]}))


def _deed(data: Any) -> dict[str, Any]:
    """The first row of what a browser sent; anything else about it is not looked at."""
    columns = {field: data.get(field) for field in FIELDS} if isinstance(data, dict) else {}
    return {field: column[0] for field, column in columns.items() if isinstance(column, list) and column}
