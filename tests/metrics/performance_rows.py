"""Literal rows of the performance pack; the snapshot's moment is the end of 7 July 2024 in New York, 04:00 UTC."""

from tests.metrics.rows import reading, ticket
from tests.metrics.snapshot_files import at

AS_OF = "2024-07-07"
TIMES = ("responded_at", "dispatched_at", "first_closed_at", "reopened_at", "called_back_at")


def handled(opened, due, closed, district="101", **more):
    times = {name: at(more.pop(name)) for name in TIMES if name in more}
    if closed and "first_closed_at" not in times:
        times["first_closed_at"] = at(closed)
    return ticket(opened, due, closed, district, "Noise", **times, **more)


TICKETS = [
    # answered at once: 2 hours
    handled(
        "2024-07-01T08:00", "2024-07-02T08:00", "2024-07-01T10:00", is_direct=True, responded_at="2024-07-01T08:00",
        caller_hash="a",
    ),
    # 72 hours, closed once before, opened again after a day
    handled(
        "2024-07-01T08:00", "2024-07-05T08:00", "2024-07-04T08:00", is_direct=False, transfers=0, caller_hash="a",
        dispatched_at="2024-07-01T08:30", responded_at="2024-07-01T20:00", first_closed_at="2024-07-02T08:00",
        reopened_at="2024-07-03T08:00", called_back_at="2024-07-05T08:00", is_contacted=True, is_solved=True,
        satisfaction="very satisfied",
    ),
    # 96 hours, late
    handled(
        "2024-07-02T08:00", "2024-07-03T08:00", "2024-07-06T08:00", "104", is_direct=False, transfers=2,
        caller_hash="b", dispatched_at="2024-07-02T10:00", responded_at="2024-07-05T08:00",
        called_back_at="2024-07-06T08:00",
        is_contacted=False, is_solved=False, satisfaction="dissatisfied",
    ),
    # open for 116 hours and past due
    handled(
        "2024-07-03T08:00", "2024-07-04T08:00", None, "104", is_direct=False, transfers=1,
        dispatched_at="2024-07-03T08:10", responded_at="2024-07-03T09:00",
    ),
    # open for 68 days and not yet due
    handled(
        "2024-05-01T04:00", "2024-07-20T08:00", None, "301", is_direct=False, transfers=0, caller_hash="b",
        dispatched_at="2024-05-01T05:00", responded_at="2024-05-02T04:00",
    ),
    # 1 hour, no due time, no contact stated
    handled(
        "2024-07-04T08:00", None, "2024-07-04T09:00", "301", called_back_at="2024-07-07T08:00", is_contacted=True,
        is_solved=False, satisfaction="fairly satisfied",
    ),
]  # fmt: skip
HOURS = [
    reading("overtime_hours", "2024-07-01T00:00", 10.0, "agency", "month", agency="dot"),
    reading("overtime_hours", "2024-07-01T00:00", 5.0, "agency", "month", agency="nypd"),
    reading("absence_hours", "2024-07-01T00:00", 4.0, "agency", "month", agency="dot"),
    reading("regular_hours", "2024-07-01T00:00", 100.0, "agency", "month", agency="dot"),
    reading("regular_hours", "2024-07-01T00:00", 100.0, "agency", "month", agency="nypd"),
]
FACTS = {"ticket": TICKETS, "reading": HOURS}
