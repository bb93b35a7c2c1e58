"""Views under one selection: opened for a session, brought up to date together, each inside its boundary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from bokeh.document import Document
from bokeh.io import curdoc
from bokeh.models import Plot

from dashboards.address import from_query, to_query
from dashboards.city import City
from dashboards.look import Look
from dashboards.markup import render
from dashboards.part import Part
from dashboards.scene import Scene
from dashboards.selection import CLAUSES, SETTINGS, Selection
from dashboards.tile import Tile
from dashboards.views.chips import SPANS, SelectionBar
from dashboards.views.definition import definition
from dashboards.views.footer import footer
from dashboards.views.ranking import Ranking
from dashboards.views.view import Canvas, View
from dashboards.words import Words

LONGEST_VALUE = 500
NOT_CLAUSES = ("lang", "theme")


class Dashboard:
    """What a notebook builds: `Dashboard(city, Card("injured"), ...).servable()`."""

    def __init__(self, city: City, *views: View) -> None:
        self.city = city
        self.views = views
        self.document: Document | None = None
        self.tiles: list[Tile] = []

    def servable(self) -> Dashboard:
        """In a served session: open it with the request's language, theme and selection. In Jupyter: itself."""
        document = curdoc()
        context = document.session_context
        if context is None:
            return self.open(self.city.profile.language)
        pairs = [(k, v.decode(errors="replace")) for k, vs in context.request.arguments.items() for v in vs]
        given = dict(pairs)
        query = urlencode([pair for pair in pairs if pair[0] not in NOT_CLAUSES])
        self.document = document
        self.open(given.get("lang", self.city.profile.language), given.get("theme", ""), query)
        document.template_variables["dashboard"] = self
        return self

    def open(self, language: str, theme: str = "light", query: str = "") -> Dashboard:
        """Settle the views, take the selection from an address, ask and show."""
        self.selection = self._opening_selection()
        home = self.selection.state()
        self.scene = Scene(self.city, self.selection, Words(language), Look(theme), home)
        self.bar = SelectionBar(self.scene, self.city.whole_extent(self._metric_ids()))
        self.address, self.dialog, self.foot = Part("address"), Part("dialog"), Part("footer")
        self._take_address(query)
        self.tiles = [Tile(view, self.scene, f"{view.kind}{place}") for place, view in enumerate(self.views)]
        self.selection.param.watch(lambda *_events: self._changed(), [*SETTINGS, *CLAUSES])
        self.refresh()
        return self

    def parts(self) -> Iterator[Part]:
        """Every piece of HTML, those of the page first."""
        yield from (self.bar.part, self.foot, self.dialog, self.address)
        for tile in self.tiles:
            for slot in tile.slots():
                part = slot.over if isinstance(slot, Canvas) else slot
                if part is not None:
                    yield part

    def figures(self) -> Iterator[Plot]:
        """Every canvas."""
        for tile in self.tiles:
            yield from (slot.figure for slot in tile.slots() if isinstance(slot, Canvas))

    def refresh(self) -> None:
        """Ask everything from one snapshot, then show it in one message."""
        with self.city.service.batch() as snapshot:
            self._snapshot = snapshot.id
            found = [(tile, tile.fetch()) for tile in self.tiles]
            if self.document is not None:
                self.document.hold("combine")
            try:
                for tile, data in found:
                    tile.show(data)
                self.bar.show()
                self.foot.put(footer(self.scene))
            finally:
                if self.document is not None:
                    self.document.unhold()

    def poll(self) -> None:
        """Move to a newer snapshot, keeping the selection."""
        self.city.service.poll()
        if self.city.service.snapshot.id != self._snapshot:
            self.refresh()

    def hear(self, deed: Mapping[str, Any]) -> None:
        """A deed done in the page's HTML. It comes from a browser: anything not understood is passed over."""
        do, value, view = (deed.get(key) for key in ("do", "value", "view"))
        texts = all(
            text is None or (isinstance(text, str) and len(text) <= LONGEST_VALUE) for text in (do, value, view)
        )
        if not texts or do is None:
            return
        if view is not None:
            for tile in self.tiles:
                if tile.name == view:
                    tile.hear(do, value or "")
            return
        handler = getattr(self, f"_do_{do}", None) if do in DEEDS else None
        if handler is not None:
            handler(value or "")

    def _do_clear(self, clause: str) -> None:
        if clause in CLAUSES:
            self.selection.clear(clause)

    def _do_clear_all(self, _value: str) -> None:
        self.selection.clear_all()

    def _do_undo(self, _value: str) -> None:
        self.selection.undo()

    def _do_span(self, length: str) -> None:
        if length in SPANS:
            self.selection.choose(period=self.bar.span(length), time=None)

    def _do_district(self, district: str) -> None:
        if district in self.city.districts(self.selection.level).index:
            self.selection.toggle_district(district)

    def _do_go(self, query: str) -> None:
        """The address changed under us (back, forward)."""
        read = from_query(query, self._known(), self.scene.home["level"])
        self.selection.choose(**(self.scene.home | self._possible(read.changes)))

    def _do_define(self, name: str) -> None:
        told = next((tile.view.told() for tile in self.tiles if tile.name == name), None)
        if told is not None:
            self.dialog.put(definition(self.scene, told))

    def _do_twin(self, name: str) -> None:
        tile = next((tile for tile in self.tiles if tile.name == name), None)
        twin = tile.view.twin() if tile else None
        if tile is not None and twin is not None:
            title = self.scene.words.name(tile.view.told().metric.names)
            self.dialog.put(render("twin", title=title, columns=twin.columns, rows=twin.rows))

    def _do_close(self, _value: str) -> None:
        self.dialog.put(render("nothing"))

    def _metric_ids(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(metric_id for view in self.views for metric_id in view.metric_ids))

    def _opening_selection(self) -> Selection:
        metric_ids = self._metric_ids()
        period = self.city.opening_period(metric_ids)
        maps = [view for view in self.views if view.kind == "map"]
        fill = maps[0].metric_ids[0] if maps else metric_ids[0]
        layers = maps[0].shown if maps else ()
        return Selection(period=period, level=self.city.profile.map_level, fill=fill, layers=layers)

    def _take_address(self, query: str) -> None:
        if not query:
            return
        read = from_query(query, self._known(), self.selection.level)
        self.selection.param.update(**self._possible(read.changes))
        words = self.scene.words
        self.bar.notices = [words("notice.ignored", name=words(f"clause.{name}")) for name in read.ignored]

    def _possible(self, changes: dict[str, Any]) -> dict[str, Any]:
        fills = {metric for view in self.views if view.kind == "map" for metric in view.metric_ids}
        return {name: value for name, value in changes.items() if name != "fill" or value in fills}

    def _known(self) -> Any:
        ranked = (view for view in self.views if isinstance(view, Ranking) and view.by == "category")
        return self.city.known(tuple(view.metric_ids[0] for view in ranked))

    def _changed(self) -> None:
        self.bar.notices = []
        self.refresh()
        self.address.put(render("address", query=to_query(self.selection, self.scene.home)))


DEEDS = ("clear", "clear_all", "undo", "span", "district", "go", "define", "twin", "close")
