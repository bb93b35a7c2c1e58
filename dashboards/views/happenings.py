"""Brackets with a name above a time axis: holidays, events, and where a definition changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup

from dashboards.markup import render
from dashboards.scene import Scene
from dashboards.selection import Period
from dashboards.views.text_fit import width_px

AXIS_PX, NAME_PX, APART_PX = 430.0, 11.0, 8.0
"""The narrowest that a time axis is on a desk: names that do not fit beside each other there are in the tooltip."""
BOUNDARY = "boundary"
FIRST = ("change", "event", "holiday")


@dataclass(frozen=True)
class Happening:
    """A stretch of days with its name; of a change the first day only."""

    sort: str
    name: str
    first: date
    last: date
    kind: str = ""


@dataclass(frozen=True)
class Bracket:
    """Where it stands, in percent of the axis; `name` is empty where its neighbours leave no room for one."""

    sort: str
    left: float
    width: float
    name: str
    at: float
    title: str


def happenings(scene: Scene, metric_ids: tuple[str, ...], period: Period) -> list[Happening]:
    """All that touches the period: holidays and events of the profile, and changes of what a metric means."""
    words, profile = scene.words, scene.city.profile
    found = [Happening("holiday", words.name(one.names), *span) for one in profile.holidays for span in one.spans]
    found += [
        Happening("event", words.name(one.names), *span, one.kind) for one in profile.events for span in one.spans
    ]
    changes = {one for metric_id in metric_ids for one in scene.city.service.breaks(metric_id)}
    found += [
        Happening("change", words.name(one.names), one.on, one.on, BOUNDARY if one.districts else "") for one in changes
    ]
    touching = [one for one in found if one.first <= period[1] and one.last >= period[0]]
    return sorted(touching, key=lambda one: (FIRST.index(one.sort), one.first))


def brackets(scene: Scene, found: list[Happening], period: Period) -> list[Bracket]:
    """From left to right; changes are named first, then events, then the longest holidays."""
    longest_first = sorted(found, key=lambda one: (FIRST.index(one.sort), one.first - one.last))
    taken: list[tuple[float, float]] = []
    placed = []
    for one in longest_first:
        bare = _bracket(scene, one, period)
        around = _around(bare)
        is_free = all(around[1] + APART_PX <= left or around[0] >= right + APART_PX for left, right in taken)
        if is_free:
            taken.append(around)
        placed.append(bare if is_free else replace(bare, name=""))
    return sorted(placed, key=lambda one: one.left)


def bracket_strip(scene: Scene, shown: list[Bracket]) -> Markup:
    """HTML that lies over a canvas with the margins of TimeBars."""
    return render("happenings", brackets=shown, words=scene.words)


def _bracket(scene: Scene, one: Happening, period: Period) -> Bracket:
    days = (period[1] - period[0]).days + 1
    left = 100 * max(0, (one.first - period[0]).days) / days
    right = 100 * min(days, (one.last - period[0]).days + 1) / days
    words = scene.words
    sort = words(f"event.{one.kind}") if one.kind else words(f"happening.{one.sort}")
    title = f"{one.name} \u00b7 {sort} \u00b7 {words.period(one.first, one.last)}"
    name = words(f"happening.new_{one.kind or 'definition'}") if one.sort == "change" else one.name
    half = 50 * width_px(name, NAME_PX) / AXIS_PX
    middle = left if one.sort == "change" else (left + right) / 2
    return Bracket(one.sort, left, right - left, name, min(max(middle, half), 100 - half), title)


def _around(bracket: Bracket) -> tuple[float, float]:
    """First and last px of the name on the narrowest axis."""
    middle, half = AXIS_PX * bracket.at / 100, width_px(bracket.name, NAME_PX) / 2
    return middle - half, middle + half
