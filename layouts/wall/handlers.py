"""The routes of the wall and of its remote control."""

from __future__ import annotations

import asyncio
import json
import re
import time
from typing import Any

from tornado.iostream import StreamClosedError

from dashboards.words import LANGUAGES, Words
from datasets.problems import Problem
from layouts.page import template
from layouts.routes import Quiet
from layouts.wall.access import COOKIE
from layouts.wall.links import MOST_DAYS
from layouts.wall.playlist import Look
from layouts.wall.room import Room
from layouts.wall.state import as_event, type_scale

PHONE = "onescreen_remote"
LOOK_SECONDS, BEAT_SECONDS = 1.0, 3.0
WALL_ID = re.compile(r"[0-9a-f]{16}")
ACTS = ("pause", "go_on", "next", "previous", "show", "alert", "district", "clear")
LONGEST_VALUE = 60


class Handler(Quiet):
    """A route that knows the room; pages are never kept by a browser."""

    def initialize(self, room: Room) -> None:
        self.room = room

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-store")

    def _request_summary(self) -> str:
        """What the log says of a request: never its query, which may hold the key of a link."""
        return f"{self.request.method} {self.request.path} ({self.request.remote_ip})"

    @property
    def words(self) -> Words:
        given = self.get_query_argument("lang", self.room.access.language)
        return Words(given if given in LANGUAGES else self.room.access.language)

    @property
    def look(self) -> Look:
        theme = self.get_query_argument("theme", "dark")
        return Look(self.words.language, theme if theme in ("dark", "light") else "dark")

    def is_from_our_page(self) -> bool:
        """Whether a script of ours sent it: a form of another site can neither send JSON nor set this header."""
        return self.request.headers.get("X-OneScreen", "") == "1" and "json" in self.request.headers.get(
            "Content-Type", ""
        )

    def sent(self) -> dict[str, str]:
        """The texts of a JSON object; whatever else was sent is not looked at."""
        try:
            content = json.loads(self.request.body or b"{}")
        except ValueError:
            return {}
        pairs = content.items() if isinstance(content, dict) else ()
        return {str(key): str(value) for key, value in pairs if isinstance(value, str | int)}

    def keep(self, name: str, value: str, path: str, days: int) -> None:
        """A cookie that no script reads and no other site sends."""
        secure = self.request.protocol == "https"
        self.set_cookie(name, value, path=path, expires_days=days, httponly=True, samesite="Strict", secure=secure)

    def link_holds(self) -> bool:
        """Whether the browser holds a link to the wall; otherwise it is answered with a sentence."""
        link = self.room.access.read(self.get_cookie(COOKIE, "") or "")
        if link.verdict == "good":
            return True
        self.set_status(403)
        self.finish(self.room.access.sentence(link, self.words.language))
        return False


class WallPage(Handler):
    """The wall's frame; opened with `?key=...`, which becomes a cookie and leaves the address."""

    def get(self) -> None:
        key = self.get_query_argument("key", "")
        link = self.room.access.read(key or self.get_cookie(COOKIE, "") or "")
        if link.verdict != "good":
            self.set_status(403)
            sentence = self.room.access.sentence(link, self.words.language)
            self.finish(template("wall_refused.html").render(words=self.words, sentence=sentence))
            return
        if key:
            self.keep(COOKIE, key, "/wall", MOST_DAYS)
            self.redirect(f"/wall?lang={self.look.language}&theme={self.look.theme}")
            return
        try:
            city = self.room.state.city
        except Problem as problem:
            self.set_status(503)
            self.finish(template("wall_refused.html").render(words=self.words, sentence=str(problem)))
            return
        values = {"words": self.words, "profile": city.profile, "look": self.look, "scale": type_scale(city)}
        self.finish(template("wall.html").render(values))


class WallEvents(Handler):
    """What a wall hears: what it shows when that changes, acts at once, a beat every few seconds."""

    async def get(self) -> None:
        wall = self.get_query_argument("wall", "")
        if not WALL_ID.fullmatch(wall):
            self.send_error(400)
            return
        if not self.link_holds():
            return
        self.set_header("Content-Type", "text/event-stream; charset=utf-8")
        queue = self.room.hub.connect(wall)
        try:
            await self._tell(queue)
        except StreamClosedError:
            return
        finally:
            self.room.hub.leave(wall, queue)

    async def _tell(self, queue: asyncio.Queue[dict[str, Any]]) -> None:
        last, beaten = "", float("-inf")
        while self.room.access.read(self.get_cookie(COOKIE, "") or "").verdict == "good":
            shown = self._shown()
            if shown != last:
                self.write(shown)
                last = shown
            if time.monotonic() - beaten >= BEAT_SECONDS:
                beaten = time.monotonic()
                self.write(as_event("beat", self.room.state.beat()))
            await self.flush()
            try:
                act = await asyncio.wait_for(queue.get(), LOOK_SECONDS)
                self.write(as_event("act", act))
            except TimeoutError:
                continue
        link = self.room.access.read(self.get_cookie(COOKIE, "") or "")
        self.write(as_event("over", self.room.access.sentence(link, self.words.language)))
        await self.flush()

    def _shown(self) -> str:
        """The state as an event; a city that cannot be read now is not a reason to hang up."""
        try:
            return self.room.shown(self.look)
        except Problem as problem:
            return as_event("trouble", str(problem))


class WallCode(Handler):
    """A code for the remote control, asked for by the wall itself."""

    def post(self) -> None:
        wall = self.sent().get("wall", "")
        if not self.is_from_our_page() or wall not in self.room.hub:
            self.send_error(400)
        elif self.link_holds():
            self.finish({"code": self.room.pairing.code_for(wall)})


class Remote(Handler):
    """The phone's page: a field for the code, or the buttons."""

    def get(self) -> None:
        wall = self.room.pairing.wall_of(self.get_cookie(PHONE, "") or "")
        values: dict[str, Any] = {
            "words": self.words,
            "paired": wall is not None,
            "stops": [],
            "rows": [],
            "places": [],
        }
        if wall is not None:
            values |= self._choices()
        self.finish(template("wall_remote.html").render(values))

    def _choices(self) -> dict[str, Any]:
        words, city = self.words, self.room.state.city
        titles = [(name, words.name(page.title)) for name, page in self.room.state.pages.items()]
        frame = city.districts(city.profile.map_level)
        places = [(row.district_id, words.place(row)) for row in frame.itertuples()]
        return {"stops": titles, "rows": self.room.state.rows(words), "places": places}


class Pair(Handler):
    """A code for a token, kept as a cookie."""

    def post(self) -> None:
        if not self.is_from_our_page():
            self.send_error(400)
            return
        token = self.room.pairing.pair(self.sent().get("code", ""))
        if token is None:
            self.set_status(403)
            self.finish({"sentence": self.words("wall.remote.wrong")})
            return
        self.room.hub.tell(self.room.pairing.wall_of(token) or "", {"act": "paired", "value": ""})
        self.keep(PHONE, token, "/remote", 1)
        self.finish({})


class Act(Handler):
    """What a paired phone tells its wall."""

    def post(self) -> None:
        wall = self.room.pairing.wall_of(self.get_cookie(PHONE, "") or "")
        sent = self.sent()
        act, value = sent.get("act", ""), sent.get("value", "")
        if not self.is_from_our_page() or act not in ACTS or len(value) > LONGEST_VALUE:
            self.send_error(400)
        elif wall is None:
            self.set_status(403)
            self.finish({"sentence": self.words("wall.remote.unpaired")})
        elif not self.room.hub.tell(wall, {"act": act, "value": value}):
            self.set_status(503)
            self.finish({"sentence": self.words("wall.remote.gone")})
        else:
            self.finish({})
