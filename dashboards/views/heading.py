"""What stands over every view: unit, period in words, as-of and state, and what it cannot follow."""

from __future__ import annotations

from datetime import date
from typing import Any

from dashboards.asking import Told
from dashboards.scene import Scene

WORST_FIRST = ("down", "never", "stale", "late", "live")


def heading(scene: Scene, told: Told, own: tuple[str, ...] = ()) -> dict[str, Any]:
    """Values of the head template, without its title."""
    words = scene.words
    return {
        "unit": scene.unit(told.metric),
        "period": words.period(*scene.span(own)),
        "as_of": as_of(scene, told),
        "state": state(told),
        "apart": apart(scene, told),
        "words": words,
        "other": "",
        "finding": "",
        "twin": False,
    }


def last_day(scene: Scene, told: Told) -> date | None:
    """The last local date that the sources of an answer reach; None where they have no rows."""
    lasts = [source.last_event for source in told.answer.sources if source.last_event is not None]
    return max(map(scene.local_date, lasts), default=None)


def as_of(scene: Scene, told: Told) -> str:
    """That date in words."""
    last = last_day(scene, told)
    return scene.words.date(last) if last else ""


def state(told: Told) -> str:
    """The worst state among the sources of an answer."""
    states = {source.state for source in told.answer.sources}
    return next((name for name in WORST_FIRST if name in states), "never")


def apart(scene: Scene, told: Told) -> list[str]:
    """A phrase for each clause that the data cannot follow: "whole city", "not by category"."""
    return [scene.words(f"apart.{clause}") for clause in told.ignored]
