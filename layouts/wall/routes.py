"""The wall's part of a site: its applications and its routes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bokeh.application import Application

from dashboards.pages import Page
from layouts.page import template
from layouts.wall.alerts_page import AlertsPage, AlertSteps
from layouts.wall.frame import WallFrame
from layouts.wall.handlers import Act, Pair, Remote, WallCode, WallEvents, WallPage
from layouts.wall.playlist import FRAMES
from layouts.wall.room import Room


def wall_routes(room: Room) -> list[tuple[str, Any, dict[str, Any]]]:
    """Everything but the dashboards themselves."""
    shared = {"room": room}
    return [
        (r"/wall/?", WallPage, shared),
        (r"/wall/events", WallEvents, shared),
        (r"/wall/code", WallCode, shared),
        (r"/remote/?", Remote, shared),
        (r"/remote/pair", Pair, shared),
        (r"/remote/act", Act, shared),
        (r"/alerts/?", AlertsPage, shared),
        (r"/alerts/step", AlertSteps, shared),
    ]


def wall_applications(
    city: tuple[str, Path], pages: Mapping[str, Page], room: Room, variables: dict[str, Any]
) -> dict[str, Application]:
    """Each dashboard once more, composed for the wall."""
    found = {}
    for name, page in pages.items():
        frame = WallFrame(page, city, template("wall_frame.html"), variables | {"page": page})
        frame.access = room.access
        found[f"{FRAMES}/{name}"] = Application(frame)
    return found
