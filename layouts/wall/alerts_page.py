"""The desk's page of alerts: what happened, and what has been done about it."""

from __future__ import annotations

from typing import Any

from datasets.problems import Problem
from layouts.page import template
from layouts.wall.city_time import now
from layouts.wall.handlers import Handler

LISTED = 200
NEXT = {
    "fired": ("acknowledged", "assigned", "resolved"),
    "assigned": ("assigned", "resolved"),
    "resolved": ("evaluated",),
}


class AlertsPage(Handler):
    """The list; with `?rows=1` only its rows, which the page fetches again and again."""

    def get(self) -> None:
        try:
            values = self._values()
        except Problem as problem:
            self.set_status(503)
            self.finish(template("wall_refused.html").render(words=self.words, sentence=str(problem)))
            return
        name = "alerts_rows.html" if self.get_query_argument("rows", "") else "alerts.html"
        self.finish(template(name).render(values))

    def _values(self) -> dict[str, Any]:
        state, words = self.room.state, self.words
        total, unresolved = state.store.counts()
        theme = self.get_query_argument("theme", "light")
        zone = state.city.profile.time_zone
        return {
            "words": words,
            "theme": theme if theme in ("dark", "light") else "light",
            "profile": state.city.profile,
            "pages": state.pages,
            "rows": state.rows(words, LISTED),
            "total": total,
            "unresolved": unresolved,
            "rules": state.city.profile.alerts,
            "next_steps": NEXT,
            "moment": lambda at: words.moment(at, zone),
        }


class AlertSteps(Handler):
    """A step that somebody took."""

    def post(self) -> None:
        if not self.is_from_our_page():
            self.send_error(400)
            return
        sent = self.sent()
        alert_id = int(sent["alert"]) if sent.get("alert", "").isdigit() else 0
        try:
            at = now(self.room.state.city)
            self.room.state.store.take(alert_id, sent.get("step", ""), sent.get("who", ""), sent.get("note", ""), at)
        except Problem as problem:
            self.set_status(422)
            self.finish({"sentence": str(problem)})
            return
        self.finish({})
