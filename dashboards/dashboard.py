"""Views under one selection: opened for a session, brought up to date together, each inside its boundary."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
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
from dashboards.refreshing import Refreshing
from dashboards.scene import Scene
from dashboards.selection import CLAUSES, SETTINGS, Period, Selection
from dashboards.series import stretches_of
from dashboards.tile import Tile
from dashboards.views.chips import SelectionBar
from dashboards.views.footer import footer
from dashboards.views.view import Canvas, View
from dashboards.words import Words

NOT_CLAUSES = ("lang", "theme")
NOTHING_FROM_OUTSIDE = ("PANEL_INLINE", "true")
"""Panel's and HoloViews' scripts stand in the notebook: JupyterLab may have no way to a content network."""


class Dashboard:
    """What a notebook builds: `Dashboard(city, Card("injured"), ..., days=28).servable()`.

    It opens with the last `days` of its data (without them as many as the city's `period_days`), or where what colours
    the map ends before them with the last that it has; an address, a stop of the wall and a hand choose others.
    """

    def __init__(self, city: City, *views: View, days: int | None = None) -> None:
        self.city = city
        self.views = views
        self.days = days
        self.tiles: list[Tile] = []

    def servable(self) -> Dashboard:
        """In a served session: open it with the request's language, theme and selection. In Jupyter: itself."""
        document = curdoc()
        context = document.session_context
        if context is None:
            os.environ.setdefault(*NOTHING_FROM_OUTSIDE)
            return self.open(self.city.profile.language)
        pairs = [(k, v.decode(errors="replace")) for k, vs in context.request.arguments.items() for v in vs]
        given = dict(pairs)
        query = urlencode([pair for pair in pairs if pair[0] not in NOT_CLAUSES])
        self.open(given.get("lang", self.city.profile.language), given.get("theme", ""), query, document)
        document.template_variables["dashboard"] = self
        return self

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        import panel

        from dashboards.notebook import layout

        panel.extension(inline=True)
        return layout(self)._repr_mimebundle_(include, exclude)

    def open(self, language: str, theme: str = "light", query: str = "", document: Document | None = None) -> Dashboard:
        """Settle the views, take the selection from an address, ask and show."""
        self.shown = tuple(view for view in self.views if view.narrow(self.city) is None)
        self.selection = self._opening_selection()
        self.scene = Scene(self.city, self.selection, Words(language), Look(theme), self.selection.state())
        self.scene.on_brush = self._brushed
        self.bar = SelectionBar(self.scene, self.city.whole_extent(self._metric_ids()))
        self.address, self.dialog, self.foot = Part("address"), Part("dialog"), Part("footer")
        self._take_address(query)
        self.tiles = [Tile(view, self.scene, f"{view.kind}{place}") for place, view in enumerate(self.views)]
        self.refreshing = Refreshing(self.scene, self.tiles, self._show_frame)
        self.refreshing.exactly()
        self.refreshing.document = document
        self.selection.param.watch(self._changed, [*SETTINGS, *CLAUSES])
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

    def as_python(self, view: View) -> str:
        """The lines that make one of the views in a notebook, with the language, theme and selection of now."""
        scene = self.scene
        opened = f'"{scene.words.language}", "{scene.look.theme}", "{to_query(self.selection, {"layers": None})}"'
        return (
            f"from dashboards import City, Dashboard, {type(view).__name__}\n\n"
            f"Dashboard(City({self.city.id!r}), {view.as_python()}).open({opened})"
        )

    def poll(self) -> None:
        """Move to a newer snapshot, keeping the selection; a period up to the newest day goes on with the days."""
        self.city.service.poll()
        if self.city.service.snapshot.id != self.refreshing.snapshot_id:
            self._go_on()
        self.refreshing.follow(self.city.service.snapshot.id)

    def _go_on(self) -> None:
        old, new = self.bar.extent, self.city.whole_extent(self._metric_ids())
        opened, opens = self.scene.home["period"], self._opening_period()
        if (new, opens) == (old, opened):
            return
        self.bar.extent, self.scene.home["period"] = new, opens
        start, end = self.selection.period
        if (start, end) == opened:
            self.selection.param.update(period=opens)
        elif end == old[1]:
            begins = new[0] if start == old[0] else start + (new[1] - old[1])
            self.selection.param.update(period=(begins, new[1]))

    def go(self, query: str) -> None:
        """The state that an address says; what it does not say is as the page opens."""
        read = from_query(query, self.city.known(), self.scene.home["level"])
        self.selection.choose(**(self.scene.home | self._possible(read.changes)))

    def _metric_ids(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(metric_id for view in self.shown for metric_id in view.metric_ids))

    def _opening_period(self) -> Period:
        last = self.city.whole_extent(self._metric_ids())[1]
        length = timedelta(days=(self.days or self.city.profile.period_days) - 1)
        coloured = stretches_of(self.city, self._fill())
        end = coloured[-1][1] if coloured and coloured[-1][1] < last - length else last
        return end - length, end

    def _fill(self) -> str:
        """What colours the map when the page opens."""
        maps = (view.metric_ids[0] for view in self.shown if view.kind == "map")
        return next(iter((*maps, *self._metric_ids(), *self.city.metrics)))

    def _opening_selection(self) -> Selection:
        maps = [view for view in self.shown if view.kind == "map"]
        return Selection(
            period=self._opening_period(),
            level=self.city.profile.map_level,
            fill=self._fill(),
            layers=maps[0].shown if maps else (),
        )

    def _take_address(self, query: str) -> None:
        if not query:
            return
        read = from_query(query, self.city.known(), self.selection.level)
        self.selection.param.update(**self._possible(read.changes))
        words = self.scene.words
        self.bar.notices = [words("notice.ignored", name=words(f"clause.{name}")) for name in read.ignored]

    def _possible(self, changes: dict[str, Any]) -> dict[str, Any]:
        """Without a fill that no map can show: one that is not offered there, and whose rows name no district."""
        fills = {metric for view in self.shown if view.kind == "map" for metric in view.metric_ids}
        fill = changes.get("fill")
        can_fill = fill in fills or (fill is not None and self.city.is_placed(fill))
        return {name: value for name, value in changes.items() if name != "fill" or can_fill}

    def _changed(self, *events: Any) -> None:
        self.bar.notices = []
        self.scene.brushed = None
        self.refreshing.changed({event.name for event in events})
        self.address.put(render("address", query=to_query(self.selection, self.scene.home)))

    def _brushed(self, period: Period, final: bool) -> None:
        if final:
            self.scene.brushed = None
            self.selection.choose(time=period)
        else:
            self.refreshing.brushed(period)

    def _show_frame(self) -> None:
        self.bar.show()
        self.foot.put(footer(self.scene))
