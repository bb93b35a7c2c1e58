"""The call-back after a ticket is closed: was contact made, was it solved, how satisfied is the caller."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from datasets.demo.generator.agencies import agencies
from datasets.demo.generator.clock import seconds
from datasets.demo.generator.streams import lognormal, pick_by_row
from datasets.demo.generator.tickets import planted
from datasets.demo.generator.tickets.block import Opened
from datasets.demo.generator.tickets.handling import NEVER, Handled

YES, NO = 0, 1
ANSWERS = ("是", "否")
GRADES = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
GRADE_SHARE = np.array([[0.46, 0.36, 0.14, 0.03, 0.01], [0.05, 0.14, 0.22, 0.38, 0.21]])
ASKED_DIRECT, ASKED = 0.15, 0.56
REACHED = 0.86


@dataclass(frozen=True)
class Callback:
    """When the caller was rung back and what was answered; codes of ANSWERS and GRADES, -1 where not reached."""

    time: np.ndarray
    contacted: np.ndarray
    solved: np.ndarray
    grade: np.ndarray


def called_back(rng: np.random.Generator, tickets: Opened, life: Handled) -> Callback:
    """Being late costs a solved and a satisfied caller; so does being closed in bulk."""
    rows = len(tickets.time)
    asked = rng.random(rows) < np.where(tickets.direct, ASKED_DIRECT, ASKED)
    closed = np.where(np.isnat(life.reclosed), life.first_closed, life.reclosed)
    time = np.where(asked, _rung(rng, closed), NEVER)
    late = ~(life.first_closed <= life.due)
    slow = (life.responded - tickets.time).astype(float) > 86_400
    contacted = rng.random(rows) < np.where(tickets.cause == planted.BULK, 0.62, np.where(slow, 0.962, 0.992))
    logit = 2.15 - 1.5 * late + 0.9 * tickets.direct + agencies().courtesy[life.agency]
    logit -= 2.6 * (tickets.cause == planted.BULK) + 0.5 * ~np.isnat(life.reopened)
    solved = rng.random(rows) < 1 / (1 + np.exp(-logit))
    grade = pick_by_row(rng, GRADE_SHARE, (~solved).astype(int))
    reached = asked & (rng.random(rows) < REACHED)
    codes = (np.where(contacted, YES, NO), np.where(solved, YES, NO), grade)
    return Callback(time, *(np.where(reached, code, -1) for code in codes))


def _rung(rng: np.random.Generator, closed: np.ndarray) -> np.ndarray:
    """The call-back comes a day or more after the closing, between 9 and 19."""
    days = np.maximum(1, np.round(lognormal(rng, 1.4, 0.6, len(closed))))
    day = closed.astype("datetime64[D]") + days.astype("timedelta64[D]")
    return day.astype("datetime64[s]") + seconds(rng.integers(9 * 3600, 19 * 3600, len(closed)))
