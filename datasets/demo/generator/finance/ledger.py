"""The books of every fiscal year (a calendar year in China): what each line was given, committed and spent, by month.

Amounts are in fen (1/100 yuan) as integers, so that every identity holds to the last digit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from datasets.demo.generator.reference import table
from datasets.demo.generator.world import World

FUNDS = {"general": "一般公共预算", "land": "政府性基金预算"}
MILLION_FEN = 100_000_000
GROWTH_A_YEAR = 0.045
EVEN = np.array([8.2, 7.6, 8.3, 8.1, 8.1, 8.5, 8.2, 8.1, 8.6, 8.2, 8.4, 9.7])
LATE = np.array([2.0, 2.2, 4.2, 5.0, 6.0, 8.4, 7.4, 7.8, 9.8, 9.4, 12.8, 25.0])
WINTER = np.array([22, 18, 9, 1, 0.5, 0.5, 0.5, 0.5, 1, 4, 18, 25.0])
QUARTERLY = np.array([12, 5, 6, 12, 9, 7, 12, 5, 6, 12, 6, 8.0])
COURSES = {"even": EVEN, "late": LATE, "winter": WINTER, "quarterly": QUARTERLY}


@dataclass(frozen=True)
class Line:
    """A budget line: an agency's programme in one fund."""

    agency: str
    programme: str
    amount_million: float
    fund: str
    course: str


@dataclass(frozen=True)
class Year:
    """One fiscal year; arrays are [lines] or, at the end of each month, [12, lines], in fen."""

    adopted: np.ndarray
    transfers: np.ndarray
    supplements: np.ndarray
    encumbered: np.ndarray
    expended: np.ndarray

    @property
    def modified(self) -> np.ndarray:
        """Adopted with transfers and supplements so far."""
        return self.adopted + self.transfers + self.supplements


@cache
def lines() -> list[Line]:
    """All spending lines, in the order of the table."""
    programmes = table("programmes").items()
    spending = [(agency, entry) for agency, entries in programmes if agency != "revenue" for entry in entries]
    return [Line(agency, name, amount, fund, course) for agency, (name, _, amount, fund, course) in spending]


@cache
def sources() -> list[Line]:
    """All sources of revenue."""
    entries = table("programmes")["revenue"]
    return [Line("finance", name, amount, fund, course) for name, _, amount, fund, course in entries]


@lru_cache(maxsize=8)
def spending(world: World, year: int) -> Year:
    """The books of one year; the overrun of the known events is in them."""
    rng, found = world.rng("spending", year), lines()
    count = len(found)
    adopted = _adopted(found, year, rng, 0.03)
    transfers = _by_month(_transfers(rng, found, adopted), rng.integers(4, 10, count))
    grants = np.where(rng.random(count) < 0.3, adopted * rng.uniform(0.01, 0.07, count), 0)
    supplements = _by_month(_round(grants), rng.integers(6, 11, count))
    modified = adopted + transfers + supplements
    share = _overspent(world, year, found, _shares(rng, found, rng.uniform(0.94, 0.99, count)))
    expended = np.maximum.accumulate(_round(modified * share), axis=0)
    works = np.array([line.course == "late" for line in found])
    commitment = np.where(works, 0.24, 0.05) * np.sin(np.pi * (np.arange(12)[:, None] + 1.2) / 13.5)
    encumbered = _round(np.maximum(modified - expended, 0) * commitment)
    return Year(adopted, transfers, supplements, encumbered, expended)


@lru_cache(maxsize=8)
def revenue(world: World, year: int) -> Year:
    """Revenue of one year: budgeted, and received by the end of each month (as `expended`)."""
    rng, found = world.rng("revenue", year), sources()
    adopted = _adopted(found, year, rng, 0.02)
    nothing = np.zeros((12, len(found)), dtype=np.int64)
    received = _round(adopted * _shares(rng, found, rng.normal(1.0, 0.025, len(found))))
    return Year(adopted, nothing, nothing, nothing, np.maximum.accumulate(received, axis=0))


@cache
def usual_course(names: tuple[str, ...]) -> np.ndarray:
    """The usual share spent by the end of each month, as [12, lines]."""
    return np.cumsum(np.column_stack([COURSES[name] / COURSES[name].sum() for name in names]), axis=0)


def _adopted(found: list[Line], year: int, rng: np.random.Generator, spread: float) -> np.ndarray:
    amount = np.array([line.amount_million for line in found]) * (1 + GROWTH_A_YEAR) ** (year - 2025)
    whole = np.round(amount * np.exp(spread * rng.standard_normal(len(found))), 1)
    return _round(whole * MILLION_FEN)


def _transfers(rng: np.random.Generator, found: list[Line], adopted: np.ndarray) -> np.ndarray:
    """What moves between the lines of one agency; it adds up to nothing within each."""
    moved = _round(np.where(rng.random(len(found)) < 0.4, adopted * rng.normal(0, 0.02, len(found)), 0))
    for agency in sorted({line.agency for line in found}):
        own = [number for number, line in enumerate(found) if line.agency == agency]
        moved[own[-1]] -= moved[own].sum()
    return moved


def _by_month(amount: np.ndarray, from_month: np.ndarray) -> np.ndarray:
    """The amount from its month (1 to 12) on, nothing before, as [12, lines]."""
    return np.where(np.arange(1, 13)[:, None] >= from_month, amount, 0)


def _shares(rng: np.random.Generator, found: list[Line], final: np.ndarray) -> np.ndarray:
    """The share spent by the end of each month, as [12, lines]: the usual course with noise, up to the final share."""
    courses = np.column_stack([COURSES[line.course] for line in found])
    noisy = courses * rng.gamma(90, 1 / 90, courses.shape)
    return np.cumsum(noisy / noisy.sum(axis=0), axis=0) * final


def _overspent(world: World, year: int, found: list[Line], shares: np.ndarray) -> np.ndarray:
    """The shares with the planned overrun in them, which reaches its size in the event's month."""
    event = world.plan.budget_overrun
    if year != event.fiscal_year:
        return shares
    hit = np.array([(line.agency, line.programme) == (event.agency, event.programme) for line in found])
    return np.where(hit, shares * event.spent_share / shares[event.month - 1], shares)


def _round(amount: np.ndarray) -> np.ndarray:
    return np.round(amount).astype(np.int64)
