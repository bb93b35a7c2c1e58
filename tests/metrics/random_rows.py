"""A larger snapshot of random rows, the same every time, to compare two ways of computing one number."""

from datetime import datetime, timedelta

import numpy as np

from tests.metrics.snapshot_files import day

FIRST, DAYS = datetime(2023, 12, 20), 60
DISTRICTS = ["101", "104", "301", "unspecified", "unknown"]


def tickets(count: int, seed: int = 7) -> list[dict]:
    draw = np.random.default_rng(seed)
    return [_ticket(draw) for _ in range(count)]


def _ticket(draw: np.random.Generator) -> dict:
    opened = FIRST + timedelta(minutes=int(draw.integers(0, DAYS * 1440)))
    hours = float(draw.lognormal(3, 1.5))
    closed = None if draw.random() < 0.15 else opened + timedelta(minutes=round(60 * hours))
    due = None if draw.random() < 0.2 else opened + timedelta(hours=48)
    district = str(draw.choice(DISTRICTS, p=[0.4, 0.3, 0.2, 0.06, 0.04]))
    place = {} if draw.random() < 0.1 else {"x": float(draw.uniform(0, 100)), "y": float(draw.uniform(0, 100))}
    return {
        "kind": "request",
        "opened_at": opened,
        "due_at": due,
        "closed_at": closed,
        "is_closed": closed is not None or draw.random() < 0.1,
        "community_district_id": district,
        "borough_id": {"101": "1", "104": "1", "301": "3"}.get(district, district),
        "category": None if draw.random() < 0.05 else str(draw.choice(["Noise", "Water", "Heat"])),
        "agency": str(draw.choice(["dot", "nypd"])),
    } | place


def collisions(count: int, seed: int = 8) -> list[dict]:
    draw = np.random.default_rng(seed)
    return [
        {
            "kind": "collision",
            "occurred_at": FIRST + timedelta(minutes=int(draw.integers(0, DAYS * 1440))),
            "community_district_id": str(draw.choice(DISTRICTS)),
            "category": str(draw.choice(["Speeding", "Distraction"])),
            "injured": None if draw.random() < 0.05 else int(draw.poisson(0.4)),
            "killed": int(draw.random() < 0.01),
            "x": float(draw.uniform(0, 100)),
            "y": float(draw.uniform(0, 100)),
        }
        for _ in range(count)
    ]


FACTS = {"ticket": tickets(4000), "incident": collisions(1500)}
AS_OF = str(day("2024-06-30"))
