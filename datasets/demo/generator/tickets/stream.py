"""The data set of the hotline's tickets."""

from __future__ import annotations

from functools import partial

import numpy as np

from datasets.demo.generator.blocks import Block, reported_late
from datasets.demo.generator.dirt import LATE_SALT, SOILS
from datasets.demo.generator.tickets.block import Opened, opened
from datasets.demo.generator.tickets.callback import called_back
from datasets.demo.generator.tickets.demand import TICKETS_A_DAY
from datasets.demo.generator.tickets.handling import Handled, handled, on_time_counts
from datasets.demo.generator.tickets.planted import BULK, CLOSURE, CLOUDBURST, planted
from datasets.demo.generator.tickets.published import ticket_table
from datasets.demo.generator.world import World

CAUSES = {CLOUDBURST: "cloudburst", CLOSURE: "line_closure", BULK: "bulk_closure"}
BEFORE_DAYS, AFTER_DAYS = (-56, 0), (42, 150)


class Tickets:
    """One row a ticket; the ordinary ones and those that the known events bring."""

    dataset = "hotline_tickets"

    def rows_a_day(self, world: World) -> float:
        """Tickets expected on an average day."""
        return TICKETS_A_DAY * world.scale

    def block(self, world: World, days: np.ndarray) -> Block:
        """The tickets opened on those days."""
        tickets = opened(world, days, planted(world))
        rng = world.rng("ticket handling", str(days[0]))
        life = handled(world, rng, tickets)
        answers = called_back(rng, tickets, life)
        _tally(world, tickets, life)
        soil = SOILS[self.dataset]
        known_at = reported_late(tickets.time, tickets.number, world.seed + LATE_SALT, soil.late, soil.late_days)
        changes = (life.dispatched, life.responded, life.first_closed, life.reopened, life.reclosed, answers.time)
        publish = partial(ticket_table, world, tickets, life, answers)
        return Block(tickets.time, known_at, tickets.number, publish, changes)


def _tally(world: World, tickets: Opened, life: Handled) -> None:
    """Counts what truth.yaml says of the events that show in tickets."""
    for cause, event in CAUSES.items():
        world.count(event, "tickets", (tickets.cause == cause).sum())
    for name, (since, until) in {"before": BEFORE_DAYS, "after": AFTER_DAYS}.items():
        due, on_time = on_time_counts(world, life, since, until)
        world.count("missed_deadlines", f"due_{name}", due)
        world.count("missed_deadlines", f"on_time_{name}", on_time)
    moved = tickets.recorded != tickets.category
    world.count("redefinition", "moved", (moved & (tickets.time <= world.clock.as_of)).sum())
