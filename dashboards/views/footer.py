"""The footer: snapshot, when it was built, whose data under which licence."""

from __future__ import annotations

from markupsafe import Markup

from dashboards.markup import render
from dashboards.scene import Scene


def footer(scene: Scene) -> Markup:
    """HTML of the page's last line."""
    snapshot = scene.city.service.snapshot
    return render("footer", words=scene.words, snapshot=snapshot.id)
