"""A small snapshot of seeded rows for New York's profile: twelve square districts in four square boroughs."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from tests.metrics.snapshot_files import publish, write_snapshot

FIRST, LAST = date(2024, 1, 1), date(2024, 12, 30)
SIDE_M = 8_000.0
CATEGORIES = ("Noise", "Heat", "Parking", "Water", "Rodents", "Trees", "Graffiti", "Lights", "Sewer", "Snow")
NAME = "20241231T060000Z-d1"


def write_city(home: Path, name: str = NAME, seed: int = 7, requests: int = 3_000) -> Path:
    """The snapshot file, published under a home folder."""
    rng = np.random.default_rng(seed)
    facts = {
        "ticket": [_request(rng) for _ in range(requests)],
        "incident": [
            *(_incident(rng, "collision") for _ in range(900)),
            *(_incident(rng, "shooting") for _ in range(60)),
        ],
    }
    path = write_snapshot(home / "building", name, facts, "2024-12-31")
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create table if not exists category(fact varchar, category varchar, name_en varchar, name_zh varchar)"
        )
        connection.execute("insert into category values ('ticket', 'Noise', 'Noise', '噪声')")
        connection.execute("delete from district where rings is not null")
        connection.executemany(f"insert into district values ({', '.join('?' * 11)})", _districts())
    folder = home / "snapshots" / "nyc"
    folder.mkdir(parents=True, exist_ok=True)
    finished = path.rename(folder / path.name)
    publish(finished)
    return finished


def middle(district: int) -> tuple[float, float]:
    """The middle of the square of a district, 0 to 11, in Web Mercator metres."""
    return (district % 4 + 0.5) * SIDE_M, (district // 4 + 0.5) * SIDE_M


def district_id(place: int) -> str:
    """Ids run 101 to 112 from the south-west, a row of four after the other."""
    return str(101 + place)


def _when(rng: np.random.Generator) -> datetime:
    day = FIRST + timedelta(days=int(rng.integers(0, (LAST - FIRST).days + 1)))
    return datetime(day.year, day.month, day.day, int(np.clip(rng.normal(13, 5), 0, 23)), 30)


def _where(rng: np.random.Generator) -> dict[str, Any]:
    place = int(rng.integers(0, 12))
    x, y = place % 4 + rng.random(), place // 4 + rng.random()
    return {
        "community_district_id": district_id(place),
        "borough_id": str(place % 4 + 1),
        "precinct_id": district_id(place),
        "x": x * SIDE_M,
        "y": y * SIDE_M,
    }


def _request(rng: np.random.Generator) -> dict[str, Any]:
    opened = _when(rng)
    closed = opened + timedelta(hours=float(rng.gamma(2, 16)))
    return {
        "kind": "request",
        "opened_at": opened,
        "due_at": opened + timedelta(hours=72),
        "closed_at": closed,
        "is_closed": True,
        "category": str(rng.choice(CATEGORIES, p=np.arange(10, 0, -1) / 55)),
        "agency": str(rng.choice(["dot", "nypd"])),
    } | _where(rng)


def _incident(rng: np.random.Generator, kind: str) -> dict[str, Any]:
    where = _where(rng)
    if kind == "shooting":
        where["community_district_id"] = None
    people = {"injured": int(rng.poisson(0.4)), "killed": int(rng.random() < 0.01)} if kind == "collision" else {}
    return {"kind": kind, "occurred_at": _when(rng), "category": "Speeding"} | people | where


def _districts() -> list[list[Any]]:
    squares = [
        (level, district_id(n), f"{word} {n + 1}", f"第{n + 1}{word_zh}", str(n % 4 + 1), (n % 4, n // 4, 1, 1))
        for level, word, word_zh in (("community_district", "District", "区"), ("precinct", "Precinct", "警区"))
        for n in range(12)
    ]
    squares += [("borough", str(n + 1), f"Borough {n + 1}", f"第{n + 1}行政区", None, (n, 0, 1, 3)) for n in range(4)]
    return [_district(*square) for square in squares]


def _district(level: str, name: str, en: str, zh: str, parent: str | None, square: tuple[int, ...]) -> list[Any]:
    west, south, wide, high = (SIDE_M * edge for edge in square)
    corners = [(west, south), (west + wide, south), (west + wide, south + high), (west, south + high), (west, south)]
    ring = [list(corner) for corner in corners]
    return [level, name, en, zh, parent, None, 50_000, 64.0, [ring], west + wide / 2, south + high / 2]
