"""What a viewer has selected: clauses that every view follows, one object a session. It knows no widget."""

from __future__ import annotations

from datetime import date
from typing import Any

import param

from pipelines.query.predicate import Predicate

Period = tuple[date, date]
CLAUSES = ("time", "districts", "polygon", "hours", "categories", "agencies")
SETTINGS = ("period", "level", "fill", "layers")
HISTORY = 50


class Selection(param.Parameterized):
    """Clauses that are set narrow every view but the one that they were made in.

    `period` is what the page shows, `time` the brushed part of it; both are inclusive local dates.
    `categories` are values of the fact named first: ("ticket", "Noise", "Heat").
    """

    period: Period = param.Parameter(doc="first and last local date that the page shows")
    level: str = param.String(doc="district level of the map")
    fill: str = param.String(doc="metric that colours the map")
    layers: tuple[str, ...] = param.Parameter((), doc="kinds drawn as points")
    time: Period | None = param.Parameter(None, doc="first and last local date of the brush")
    districts: tuple[str, ...] = param.Parameter((), doc="ids of districts of `level`")
    polygon: tuple[tuple[float, float], ...] = param.Parameter((), doc="ring in Web Mercator metres")
    hours: tuple[tuple[int, int], ...] = param.Parameter((), doc="(weekday from Monday 0, hour) pairs")
    categories: tuple[str, ...] = param.Parameter((), doc="fact, then its values")
    agencies: tuple[str, ...] = param.Parameter((), doc="agency ids")

    def __init__(self, **params: Any) -> None:
        super().__init__(**params)
        self._history: list[dict[str, Any]] = []

    def state(self) -> dict[str, Any]:
        """Everything that the address says, by name."""
        return {name: getattr(self, name) for name in (*SETTINGS, *CLAUSES)}

    def active(self) -> tuple[str, ...]:
        """Names of the clauses that are set."""
        return tuple(name for name in CLAUSES if getattr(self, name))

    def choose(self, **changes: Any) -> None:
        """Take changes as one step that `undo` takes back."""
        before = self.state()
        if any(before[name] != value for name, value in changes.items()):
            self._history = [*self._history, before][-HISTORY:]
            self.param.update(**changes)

    def toggle_district(self, district: str, add: bool = False) -> None:
        """Select one district, or with `add` put it to the others; what is selected already is let go."""
        if district in self.districts:
            self.choose(districts=tuple(d for d in self.districts if d != district) if add else ())
        else:
            self.choose(districts=(*self.districts, district) if add else (district,))

    def toggle_category(self, fact: str, category: str) -> None:
        """Select a category beside the others of its fact; what is selected already is let go."""
        chosen = self.chosen_categories(fact)
        rest = tuple(c for c in chosen if c != category)
        kept = rest if category in chosen else (*chosen, category)
        self.choose(categories=(fact, *kept) if kept else ())

    def chosen_categories(self, fact: str) -> tuple[str, ...]:
        return self.categories[1:] if self.categories[:1] == (fact,) else ()

    def clear(self, clause: str) -> None:
        """Let one clause go."""
        self.choose(**{clause: self.param[clause].default})

    def clear_all(self) -> None:
        """Let every clause go; the period and what the map shows stay."""
        self.choose(**{clause: self.param[clause].default for clause in CLAUSES})

    @property
    def can_undo(self) -> bool:
        return bool(self._history)

    def undo(self) -> None:
        """Back to the state before the last step."""
        if self._history:
            self.param.update(**self._history.pop())

    def unheard(self, fact: str) -> tuple[str, ...]:
        """Clauses that no row of this fact can answer: a category belongs to the fact it was picked from."""
        return ("categories",) if self.categories and self.categories[0] != fact else ()

    def predicate(self, fact: str | None = None, without: tuple[str, ...] = ()) -> Predicate:
        """The clauses as a filter on rows of `fact` (None: of any), leaving out those named in `without`."""
        left_out = {*without, *(self.unheard(fact) if fact else ())}
        start, end = self.period if "time" in left_out or not self.time else self.time
        return Predicate(
            start=start,
            end=end,
            level=self.level,
            districts=() if "districts" in left_out else self.districts,
            polygon=() if "polygon" in left_out else self.polygon,
            hours=() if "hours" in left_out else self.hours,
            categories=() if "categories" in left_out else self.categories[1:],
            agencies=() if "agencies" in left_out else self.agencies,
        )
