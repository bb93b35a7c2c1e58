"""What the whole city has beside a part of it: the same question without the clauses of place."""

from __future__ import annotations

from dashboards.asking import Told
from dashboards.scene import Scene
from dashboards.selection import Period
from dashboards.views.chips import chips_of

PLACES = ("districts", "polygon")


def is_narrowed(scene: Scene, told: Told) -> bool:
    """Whether an answer is of a part of the city."""
    return any(clause in scene.selection.active() and clause not in told.ignored for clause in PLACES)


def whole_city(
    scene: Scene, told: Told, own: tuple[str, ...] = (), period: Period | None = None, by: str | None = None
) -> Told | None:
    """The answer of the whole city to the question of a narrowed one; None where that is of the whole city itself."""
    if not is_narrowed(scene, told):
        return None
    return scene.ask(told.metric.id, (*own, *PLACES), period, by)


def chosen_places(scene: Scene) -> str:
    """The part of the city that is selected, in words; nothing where none is any more."""
    return next((chip.text for chip in chips_of(scene) if chip.clause in PLACES), "")
