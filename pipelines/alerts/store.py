"""Alerts of one city in SQLite, beside its snapshots; several processes may use it at once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from datasets.problems import Problem
from pipelines.alerts.alert import STEPS, Alert, Step
from pipelines.alerts.reading import Reading
from pipelines.metrics.record import Texts

BUSY_SECONDS = 10
LONGEST = {"who": 60, "note": 500}
SCHEMA = """
CREATE TABLE IF NOT EXISTS alert (
    id INTEGER PRIMARY KEY, rule TEXT NOT NULL, area TEXT NOT NULL, name_en TEXT NOT NULL, name_zh TEXT NOT NULL,
    level INTEGER NOT NULL, began TEXT NOT NULL, held TEXT NOT NULL, ended TEXT, value REAL, limit_value REAL,
    unit TEXT NOT NULL, arithmetic TEXT NOT NULL, snapshot TEXT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS one_open_episode_a_cause ON alert (rule, area) WHERE ended IS NULL;
CREATE TABLE IF NOT EXISTS step (
    alert INTEGER NOT NULL REFERENCES alert (id), name TEXT NOT NULL, at TEXT NOT NULL, who TEXT NOT NULL,
    note TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS steps_of_alert ON step (alert);
"""
UNSEEN = "SELECT *, rowid FROM step WHERE alert IN ({}) ORDER BY rowid"


class AlertStore:
    """`HOME/alerts/CITY.sqlite`; a path of None keeps everything in memory."""

    def __init__(self, home: Path | None, city_id: str) -> None:
        self.path = None if home is None else Path(home) / "alerts" / f"{city_id}.sqlite"
        self._memory = None if self.path else self._opened(":memory:")
        if self.path:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self._connection() as con:
                con.executescript(SCHEMA)

    def open_episode(self, rule: str, area: str) -> Alert | None:
        """The episode of a cause that the data have not cleared."""
        found = self._alerts("WHERE rule = ? AND area = ? AND ended IS NULL", (rule, area))
        return found[0] if found else None

    def open_episodes(self, rule: str) -> list[Alert]:
        """All of a rule."""
        return self._alerts("WHERE rule = ? AND ended IS NULL", (rule,))

    def fire(self, rule: str, level: int, reading: Reading, snapshot_id: str, now: datetime) -> bool:
        """Begins an episode; False where one of that cause is open already, here or in another process."""
        at = _text(now)
        row = (
            rule, reading.area, reading.names.en, reading.names.zh, level, at, at, reading.value, reading.limit,
            reading.unit, json.dumps(reading.arithmetic), snapshot_id,
        )  # fmt: skip
        columns = "rule, area, name_en, name_zh, level, began, held, value, limit_value, unit, arithmetic, snapshot"
        with self._connection() as con:
            marks = ", ".join("?" * len(row))
            added = con.execute(f"INSERT OR IGNORE INTO alert ({columns}) VALUES ({marks})", row)
            if not added.rowcount:
                return False
            con.execute("INSERT INTO step VALUES (?, 'fired', ?, 'OneScreen', '')", (added.lastrowid, at))
            return True

    def hold(self, alert_id: int, value: float | None, now: datetime) -> None:
        """The condition was seen again."""
        with self._connection() as con:
            con.execute("UPDATE alert SET held = ?, value = ? WHERE id = ?", (_text(now), value, alert_id))

    def end(self, alert_id: int, now: datetime) -> None:
        """The data have cleared it."""
        with self._connection() as con:
            con.execute("UPDATE alert SET ended = ? WHERE id = ? AND ended IS NULL", (_text(now), alert_id))

    def take(self, alert_id: int, step: str, who: str, note: str, now: datetime) -> None:
        """Somebody took a step; raises Problem where that cannot be."""
        if step not in STEPS[1:]:
            raise Problem("no such step; there are acknowledged, assigned, resolved, evaluated", found=step)
        for name, text in (("who", who), ("note", note)):
            if len(text) > LONGEST[name]:
                raise Problem(f"at most {LONGEST[name]} characters", place=name)
        if not who.strip():
            raise Problem("say who does this", place="who")
        if step == "assigned" and not note.strip():
            raise Problem("say whom it is assigned to", place="note")
        with self._connection() as con:
            con.execute("BEGIN IMMEDIATE")
            taken = {name for (name,) in con.execute("SELECT name FROM step WHERE alert = ?", (alert_id,))}
            if not taken:
                raise Problem("no such alert", found=alert_id)
            _check_order(step, taken)
            con.execute(
                "INSERT INTO step VALUES (?, ?, ?, ?, ?)", (alert_id, step, _text(now), who.strip(), note.strip())
            )

    def alerts(self, limit: int = 200) -> list[Alert]:
        """Unresolved ones first, those that still stand before those that the data have cleared, the most serious and
        newest first among them; then the others, newest first."""
        resolved = "EXISTS (SELECT 1 FROM step WHERE step.alert = alert.id AND step.name = 'resolved')"
        rank = f"CASE WHEN {resolved} THEN 0 ELSE level + 10 * (ended IS NOT NULL) END"
        order = f"ORDER BY {resolved}, {rank}, began DESC, id LIMIT ?"
        return self._alerts(order, (limit,))

    def counts(self) -> tuple[int, int]:
        """How many there are, and how many of them nobody has resolved."""
        with self._connection() as con:
            (total,) = con.execute("SELECT count(*) FROM alert").fetchone()
            (resolved,) = con.execute("SELECT count(DISTINCT alert) FROM step WHERE name = 'resolved'").fetchone()
        return total, total - resolved

    def _alerts(self, clause: str, values: tuple[object, ...]) -> list[Alert]:
        with self._connection() as con:
            rows = con.execute(f"SELECT * FROM alert {clause}", values).fetchall()
            steps = self._steps(con, [row["id"] for row in rows])
        return [_alert(row, steps.get(row["id"], ())) for row in rows]

    def _steps(self, con: sqlite3.Connection, ids: Sequence[int]) -> dict[int, tuple[Step, ...]]:
        found: dict[int, tuple[Step, ...]] = {}
        for row in con.execute(UNSEEN.format(", ".join("?" * len(ids))), tuple(ids)):
            step = Step(row["name"], _moment(row["at"]), row["who"], row["note"])
            found[row["alert"]] = (*found.get(row["alert"], ()), step)
        return found

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """A transaction: kept when the block ends, taken back when it raises."""
        if self._memory is not None:
            with self._memory:
                yield self._memory
            return
        with closing(self._opened(str(self.path))) as con, con:
            yield con

    def _opened(self, path: str) -> sqlite3.Connection:
        con = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False)
        con.row_factory = sqlite3.Row
        if path == ":memory:":
            con.executescript(SCHEMA)
        else:
            con.execute("PRAGMA journal_mode = WAL")
        return con


def _check_order(step: str, taken: set[str]) -> None:
    if step == "evaluated" and "resolved" not in taken:
        raise Problem("an alert is evaluated after it has been resolved")
    if step == "evaluated" and "evaluated" in taken:
        raise Problem("this alert has been evaluated")
    if step != "evaluated" and "resolved" in taken:
        raise Problem("this alert has been resolved")


def _alert(row: sqlite3.Row, steps: tuple[Step, ...]) -> Alert:
    return Alert(
        id=row["id"],
        rule=row["rule"],
        area=row["area"],
        names=Texts(en=row["name_en"], zh=row["name_zh"]),
        level=row["level"],
        began=_moment(row["began"]),
        held=_moment(row["held"]),
        ended=_moment(row["ended"]) if row["ended"] else None,
        value=row["value"],
        limit=row["limit_value"],
        unit=row["unit"],
        arithmetic=tuple(json.loads(row["arithmetic"])),
        snapshot_id=row["snapshot"],
        steps=steps,
    )


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
