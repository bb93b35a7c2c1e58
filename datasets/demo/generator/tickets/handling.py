"""What becomes of a ticket: dispatched, answered, due, closed, perhaps reopened, and the call-back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from datasets.demo.generator.agencies import agencies
from datasets.demo.generator.clock import SECOND, seconds
from datasets.demo.generator.geography.districts import districts
from datasets.demo.generator.geography.places import places
from datasets.demo.generator.streams import lognormal
from datasets.demo.generator.tickets import planted
from datasets.demo.generator.tickets.block import Opened
from datasets.demo.generator.tickets.tree import LIMITS, tree
from datasets.demo.generator.world import World

NEVER = np.datetime64("NaT", "s")
WORKING_DAYS = np.array([0, 1, 5, 15])
HOURS = np.array([2, 24, 0, 0])
RESPONSE_HOURS = np.array([0.3, 2.2, 9.0, 16.0])
SPREAD, LONGEST_DAYS, RAMP_DAYS = 0.52, 170, 21
NEVER_CLOSED, REOPENED = 0.008, 0.035


@dataclass(frozen=True)
class Handled:
    """The instants of each ticket's life; NaT where the step never comes. `transfers` counts returned dispatches."""

    agency: np.ndarray
    dispatched: np.ndarray
    responded: np.ndarray
    due: np.ndarray
    first_closed: np.ndarray
    reopened: np.ndarray
    reclosed: np.ndarray
    transfers: np.ndarray


def handled(world: World, rng: np.random.Generator, tickets: Opened) -> Handled:
    """The life of each ticket. An agency's pace, the district's and the planned events set how long it takes."""
    category, direct = tickets.category, tickets.direct
    agency, limit = tree().agency[category], tree().limit[category]
    rows = len(category)
    dispatched = tickets.time + seconds(lognormal(rng, 14 * 60, 0.9, rows))
    dispatched[direct] = NEVER
    responded = dispatched + seconds(lognormal(rng, RESPONSE_HOURS[limit] * 3600, 0.8, rows))
    responded[direct] = (tickets.time + 20 * SECOND)[direct]
    due = _due(world, tickets.time, limit)
    closed = _closed(world, rng, tickets, due)
    responded = np.where(closed < responded, closed, responded)
    again = (rng.random(rows) < REOPENED) & ~direct & (tickets.cause != planted.BULK)
    reopened = np.where(again, closed + seconds(rng.uniform(0.6, 26, rows) * 86_400), NEVER)
    reclosed = reopened + seconds(lognormal(rng, 3.2 * 86_400, 0.7, rows))
    transfers = np.where(direct, 0, rng.poisson(0.11, rows))
    return Handled(agency, dispatched, responded, due, closed, reopened, reclosed, transfers)


def _due(world: World, time: np.ndarray, limit: np.ndarray) -> np.ndarray:
    by_hours = time + seconds(HOURS[limit] * 3600)
    return np.where(limit < 2, by_hours, world.clock.add_working_days(time, WORKING_DAYS[limit]))


def _closed(world: World, rng: np.random.Generator, tickets: Opened, due: np.ndarray) -> np.ndarray:
    limit, rows = tree().limit[tickets.category], len(tickets.time)
    allowed = (due - tickets.time).astype(float)
    taken = allowed * lognormal(rng, _pace(world, tickets), SPREAD, rows)
    closed = tickets.time + seconds(np.clip(taken, 600, LONGEST_DAYS * 86_400))
    closed = np.where(limit < 2, closed, _in_office_hours(world, rng, tickets.time, closed))
    closed = np.where(tickets.direct, tickets.time + seconds(lognormal(rng, 330, 0.5, rows)), closed)
    closed[(rng.random(rows) < NEVER_CLOSED) & ~tickets.direct] = NEVER
    event = world.plan.bulk_closure
    bulk = tickets.cause == planted.BULK
    closed[bulk] = event.at + seconds(rng.integers(0, event.minutes * 60, int(bulk.sum())))
    return closed


def _pace(world: World, tickets: Opened) -> np.ndarray:
    """The median share of its time limit that each ticket needs."""
    agency = tree().agency[tickets.category]
    district = districts().district_of[places().sub_district[tickets.place]]
    of_district = np.exp(0.10 * world.rng("district pace").standard_normal(12))
    drift = 1 + 0.12 * np.sin((tickets.time - world.clock.first_day).astype(float) / 86_400 / 74 + agency)
    event = world.plan.missed_deadlines
    since = (tickets.time - event.first_day.astype("datetime64[s]")).astype(float) / 86_400
    ramp = np.clip(since / RAMP_DAYS, 0, 1) * (agency == agencies().index(event.agency))
    return agencies().pace[agency] * of_district[district] * drift * (1 + (event.slower - 1) * ramp)


def _in_office_hours(world: World, rng: np.random.Generator, opened: np.ndarray, closed: np.ndarray) -> np.ndarray:
    """Closings of slow matters are entered on working days between 8:30 and 17:25."""
    day = world.clock.next_workday(closed).astype("datetime64[s]")
    at = day + seconds(rng.integers(30_600, 62_700, len(closed)))
    return np.maximum(at, opened + seconds(rng.integers(900, 5_400, len(closed))))


def on_time_counts(world: World, life: Handled, since: int, until: int) -> tuple[int, int]:
    """Tickets of the late agency due in those days after its decline began, and those closed by then."""
    event = world.plan.missed_deadlines
    first = event.first_day.astype("datetime64[s]")
    low, high = first + seconds(since * 86_400), min(first + seconds(until * 86_400), world.clock.as_of)
    mine = (life.agency == agencies().index(event.agency)) & (life.due >= low) & (life.due < high)
    mine &= ~np.isnat(life.dispatched)
    return int(mine.sum()), int((mine & (life.first_closed <= life.due)).sum())


LIMIT_NAMES = dict(zip(LIMITS, ("2小时", "24小时", "5个工作日", "15个工作日"), strict=True))
