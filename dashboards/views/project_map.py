"""Capital projects at their places: how large, whether late, and in which districts they run late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Any

import pandas as pd
from bokeh.events import Tap
from bokeh.models import ColumnDataSource, HoverTool

from dashboards.markup import render
from dashboards.views.district_map import DistrictMap, MapData
from dashboards.views.feeding import feed
from dashboards.views.project_schedule import FACT, KIND, MOST, day, project_id
from dashboards.views.view import Twin

FIELDS = (
    "project_id",
    "project",
    "agency",
    "planned_finish",
    "expected_finish",
    "actual_finish",
    "baseline_cost",
    "estimated_cost",
    "x",
    "y",
)
STATES = ("late", "due", "done")
SMALL_PX, LARGE_PX = 6.0, 22.0
NEAR = 0.015
"""How near a tap must be to a project, in widths of the map."""
COLUMNS = ("x", "y", "size", "fill", "line", "id", "project", "told")


@dataclass(frozen=True)
class Site:
    """A project with its place in Web Mercator metres; cost is the newest estimate, in the city's currency."""

    id: str
    project: str
    agency: str
    state: str
    delay: int | None
    finish: date | None
    cost: float | None
    x: float
    y: float


@dataclass(frozen=True)
class ProjectMapData(MapData):
    """The map's answers, and the projects that have a place; `unplaced` counts those that have none."""

    sites: tuple[Site, ...] = ()
    unplaced: int = 0


class ProjectMap(DistrictMap):
    """A DistrictMap of `metric_ids` (delay, number and cost growth where none is named) with a disc a project:
    its area is the cost, its colour whether it ends later than planned.

    A tap on a disc marks the project here and in the ProjectSchedule of the same page, and a tap on a row of
    the schedule marks its disc; a tap beside discs selects the district.
    """

    def __init__(self, *metric_ids: str) -> None:
        named = metric_ids or ("project_delay_days", "project_count", "project_cost_growth_pct")
        super().__init__(*named)
        self._sites: tuple[Site, ...] = ()
        self._unplaced = 0

    def prepare(self) -> None:
        super().prepare()
        look = self.scene.look
        self.discs = ColumnDataSource({name: [] for name in COLUMNS}, name="projects")
        drawn = self.figure.scatter(
            "x",
            "y",
            size="size",
            source=self.discs,
            fill_color="fill",
            line_color="line",
            fill_alpha=0.85,
            line_width=1.2,
        )
        self.ring = ColumnDataSource({"x": [], "y": [], "size": []}, name="project-ring")
        ring = {"fill_color": None, "line_color": look["sel"], "line_width": 3}
        self.figure.scatter("x", "y", size="size", source=self.ring, **ring)
        self._words_last()
        self.figure.add_tools(HoverTool(renderers=[drawn], tooltips=[("", "@project"), ("", "@told")]))
        self.scene.on_focus.append(self._put_ring)

    def _words_last(self) -> None:
        """Names of places above the discs."""
        drawn = self.figure.renderers
        words = [one for one in drawn if getattr(one, "data_source", None) in (self.names, self.labels)]
        self.figure.renderers = [*(one for one in drawn if one not in words), *words]

    def fetch(self) -> ProjectMapData:
        scene = self.scene
        base = super().fetch()
        predicate = scene.selection.predicate(FACT, self.own)
        found = scene.city.service.rows(FACT, predicate, FIELDS, limit=MOST, kinds=(KIND,))
        placed = found.frame[found.frame["x"].notna()]
        sites = tuple(_site(row) for row in placed.to_dict("records"))
        return ProjectMapData(**vars(base), sites=sites, unplaced=len(found.frame) - len(sites))

    def show(self, data: Any) -> None:
        self._sites, self._unplaced = data.sites, data.unplaced
        super().show(data)
        feed(self.discs, self._discs(data.sites))
        self._put_ring()

    def twin(self) -> Twin | None:
        """A row a project that has a place."""
        words = self.scene.words
        named = ("project", "agency", "state", "expected", "delay", "estimate")
        rows = [
            (
                site.project,
                self._agency(site),
                words(f"projects.is_{site.state}"),
                words.date(site.finish) if site.finish else words("none"),
                words("none") if site.delay is None else words.signed(site.delay),
                words.number(site.cost),
            )
            for site in self._sites
        ]
        return Twin(tuple(words(f"projects.{name}") for name in named), rows)

    def _discs(self, sites: tuple[Site, ...]) -> dict[str, list[Any]]:
        look, most = self.scene.look, max((site.cost or 0 for site in sites), default=0) or 1
        fills = {"late": look["off"], "due": look["mark"], "done": look["ground"]}
        ordered = sorted(sites, key=lambda site: -(site.cost or 0))
        return {
            "x": [site.x for site in ordered],
            "y": [site.y for site in ordered],
            "size": [max(SMALL_PX, LARGE_PX * sqrt((site.cost or 0) / most)) for site in ordered],
            "fill": [fills[site.state] for site in ordered],
            "line": [look["ink"] if site.state == "done" else look["ground"] for site in ordered],
            "id": [site.id for site in ordered],
            "project": [site.project for site in ordered],
            "told": [self._told(site) for site in ordered],
        }

    def _told(self, site: Site) -> str:
        words = self.scene.words
        parts = [words(f"projects.is_{site.state}"), words.compact(site.cost) if site.cost else ""]
        parts += [words("projects.days", n=site.delay)] if site.delay else []
        return " \u00b7 ".join(part for part in (self._agency(site), *parts) if part)

    def _agency(self, site: Site) -> str:
        known = self.scene.city.catalogue.agencies.get(site.agency)
        return self.scene.words.name(known.names) if known else site.agency

    def _put_ring(self) -> None:
        """Around the project that is looked at."""
        held = self.discs.data
        at = [place for place, name in enumerate(held["id"]) if name == self.scene.focused]
        feed(
            self.ring,
            {
                "x": [held["x"][i] for i in at],
                "y": [held["y"][i] for i in at],
                "size": [held["size"][i] + 7 for i in at],
            },
        )

    def _tapped(self, event: Tap) -> None:
        site = None if self.drawing.way else self._at(event)
        if site is None:
            super()._tapped(event)
        else:
            self.scene.focus("" if self.scene.focused == site.id else site.id)

    def _at(self, event: Tap) -> Site | None:
        """The nearest project, where it is near."""
        if not isinstance(event.x, (int, float)) or not isinstance(event.y, (int, float)):
            return None
        reach = NEAR * (self.figure.x_range.end - self.figure.x_range.start)
        away = {site: (site.x - event.x) ** 2 + (site.y - event.y) ** 2 for site in self._sites}
        nearest = min(away, key=lambda site: away[site], default=None)
        return nearest if nearest is not None and away[nearest] <= reach**2 else None

    def _put_legend(self, data: MapData) -> None:
        super()._put_legend(data)
        counts = {state: sum(site.state == state for site in self._sites) for state in STATES}
        words = self.scene.words
        keys = [(state, words(f"projects.is_{state}"), words.number(counts[state])) for state in STATES]
        unplaced = words("projects.unplaced", n=self._unplaced) if self._unplaced else ""
        self.legend.put(self.legend.html + render("project_keys", keys=keys, unplaced=unplaced, words=words))


def _site(row: dict[str, Any]) -> Site:
    planned, done = day(row["planned_finish"]), day(row["actual_finish"])
    finish = done or day(row["expected_finish"])
    delay = (finish - planned).days if finish and planned else None
    state = "late" if delay is not None and delay > 0 else "done" if done else "due"
    cost = next((float(row[name]) for name in ("estimated_cost", "baseline_cost") if not pd.isna(row[name])), None)
    said = project_id(row), str(row["project"]), str(row["agency"] or "")
    return Site(*said, state, delay, finish, cost, float(row["x"]), float(row["y"]))
