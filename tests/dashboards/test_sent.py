"""What a brush costs on the demo city: bytes to the browser, questions, canvases that are drawn again. No clock."""

import json
import zlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from bokeh.document import Document
from bokeh.document.events import DocumentPatchedEvent
from bokeh.io.doc import patch_curdoc
from bokeh.models import ColumnDataSource
from bokeh.protocol import Protocol

from dashboards import Dashboard
from dashboards.pages import pages, read_notebook
from dashboards.refreshing import here
from layouts.mount import mount
from layouts.site import COMPRESSION_LEVEL
from tests.demo_city import DemoCity

FRAMES = 6
BRUSH_BUDGET_BYTES = 20_000
PAGES = ("overview", "performance")


@dataclass(eq=False)
class Wire:
    """The messages that a browser would get, one for all that changes at a time, compressed as by the socket."""

    document: Document
    deflate: Any = field(default_factory=lambda: zlib.compressobj(COMPRESSION_LEVEL, wbits=-15))
    events: list[DocumentPatchedEvent] = field(default_factory=list)
    messages: list[int] = field(default_factory=list)
    drawn: list[set[str]] = field(default_factory=list)

    def _document_patched(self, event: DocumentPatchedEvent) -> None:
        self.events.append(event)

    def send(self) -> None:
        if not self.events:
            return
        message = Protocol().create("PATCH-DOC", self.events)
        content = message.content_json.encode() + b"".join(buffer.to_bytes() for buffer in message.buffers)
        self.messages.append(len(self.deflate.compress(content) + self.deflate.flush(zlib.Z_SYNC_FLUSH)))
        self.drawn.append({self._canvas(event) for event in self.events} - {""})
        self.events.clear()

    def _canvas(self, event: Any) -> str:
        """The name of the figure that a change is drawn in; empty for HTML."""
        model = getattr(event, "column_source", None) or event.model
        roots = [root for root in self.document.roots if not isinstance(root, ColumnDataSource)]
        return next((root.name for root in roots if model in root.references()), "")


@dataclass
class Opened:
    dashboard: Dashboard
    wire: Wire

    def run(self) -> int:
        """Statements that DuckDB has run so far."""
        return self.dashboard.city.service.counters.run

    def brush(self, start: int, days: int = 40, final: bool = True) -> None:
        """Drags over days of the page's period, frame by frame, and lets go."""
        self.wire.messages.clear()
        self.wire.drawn.clear()
        first = self.dashboard.selection.period[0] + timedelta(days=start)
        for frame in range(1, FRAMES + 1):
            end = first + timedelta(days=days * frame // FRAMES)
            self.dashboard._brushed((first, end), final and frame == FRAMES)
            self.wire.send()


@pytest.fixture
def page(demo_city: DemoCity, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Opened:
    """A page of the demo city as it is served, without a browser; the browser follows."""
    monkeypatch.setenv("ONESCREEN_HOME", str(demo_city.home))
    monkeypatch.setenv("ONESCREEN_CITY", str(demo_city.city.folder))
    document = Document()
    held: dict[str, Any] = {}
    monkeypatch.setattr(Dashboard, "servable", lambda board: held.setdefault("board", board))
    with patch_curdoc(document):
        for cell in read_notebook(pages()[request.param].notebook).cells:
            if cell.cell_type == "code":
                exec(cell.source, held)
    board: Dashboard = held["board"]
    board.open("en", "light", "", document)
    mount(document, board)
    board.refreshing.document, board.refreshing.run = None, here
    document.get_model_by_name("deeds").data = {"do": ["follow"], "value": [""], "view": [""]}
    wire = Wire(document)
    document.callbacks.on_change_dispatch_to(wire)
    return Opened(board, wire)


@pytest.mark.parametrize("page", PAGES, indirect=True)
def test_a_brush_sends_less_than_its_budget(page: Opened) -> None:
    page.brush(40)
    page.brush(150)
    assert len(page.wire.messages) >= FRAMES
    assert sum(page.wire.messages) <= BRUSH_BUDGET_BYTES, page.wire.messages


@pytest.mark.parametrize("page", ["overview"], indirect=True)
def test_a_page_comes_in_one_message_with_every_column_in_it(page: Opened) -> None:
    document = page.wire.document
    message = Protocol().create("PULL-DOC-REPLY", "1", document)
    assert message.buffers == []
    arrived = Document.from_json(json.loads(message.content_json)["doc"])
    compared = 0
    for root in document.roots:
        for source in root.select({"type": ColumnDataSource}):
            there = arrived.get_model_by_id(source.id).data
            assert there.keys() == source.data.keys()
            for name, column in source.data.items():
                assert [repr(cell) for cell in there[name]] == [repr(cell) for cell in column], (source.name, name)
                compared += len(column)
    assert compared > 1_000


@pytest.mark.parametrize("page", ["overview"], indirect=True)
def test_a_drag_asks_nothing_and_draws_only_what_it_changes(page: Opened) -> None:
    page.brush(40, final=False)
    asked = page.run()
    page.brush(150, final=False)
    assert page.run() == asked
    assert len(page.wire.messages) <= FRAMES
    strips = {root.name for root in page.wire.document.roots if "strip" in (root.name or "")}
    assert strips
    assert not strips & set().union(*page.wire.drawn)


@pytest.mark.parametrize("page", ["overview"], indirect=True)
def test_what_was_brushed_before_is_not_asked_again(page: Opened) -> None:
    page.brush(17)
    asked = page.run()
    page.brush(201)
    assert page.run() > asked
    asked = page.run()
    page.brush(17)
    assert page.run() == asked
