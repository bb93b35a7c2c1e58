"""Literal rows: every figure that the tests expect is counted from these lines by hand."""

from tests.metrics.snapshot_files import at, day

AS_OF = "2024-07-07"


def ticket(opened, due, closed, district, category, agency="dot", is_closed=None, **more):
    return {
        "kind": "request",
        "opened_at": at(opened),
        "due_at": at(due) if due else None,
        "closed_at": at(closed) if closed else None,
        "is_closed": bool(closed) if is_closed is None else is_closed,
        "community_district_id": district,
        "borough_id": {"101": "1", "104": "1", "301": "3"}.get(district, district),
        "category": category,
        "agency": agency,
    } | more


def incident(kind, occurred, district, category, **more):
    level = "precinct_id" if kind == "shooting" else "community_district_id"
    return {"kind": kind, "occurred_at": at(occurred), level: district, "category": category} | more


def reading(kind, measured, value, level="station", span="hour", **more):
    return {"kind": kind, "measured_at": at(measured), "value": value, "level": level, "span": span} | more


def counted(kind, served, value, category):
    return {"kind": kind, "served_at": at(served), "value": value, "category": category}


def budget(published, year, agency, adopted, modified, is_latest):
    return {
        "kind": "expense",
        "publication_date": day(published),
        "month": day(published).replace(day=1),
        "fiscal_year": year,
        "agency": agency,
        "adopted": adopted,
        "modified": modified,
        "is_latest": is_latest,
    }


TICKETS = [
    # closed on time: 2 hours
    ticket("2024-07-01T08:00", "2024-07-02T08:00", "2024-07-01T10:00", "101", "Noise", x=5.0, y=5.0),
    # closed late: 48 hours
    ticket("2024-07-01T09:00", "2024-07-02T09:00", "2024-07-03T09:00", "101", "Noise", x=15.0, y=5.0),
    # open and past due
    ticket("2024-07-02T09:00", "2024-07-03T09:00", None, "104", "Water", "nypd", x=5.0, y=9.0),
    # open and not yet due
    ticket("2024-07-02T10:00", "2024-07-20T09:00", None, "104", "Noise"),
    # closed on time: 10 hours, on the next day
    ticket("2024-07-05T20:00", "2024-07-06T20:00", "2024-07-06T06:00", "301", "Water"),
    # closed at a time not known
    ticket("2024-07-03T12:00", "2024-07-04T12:00", None, "301", "Water", is_closed=True),
    # no due time, no district: 24 hours
    ticket("2024-07-06T12:00", None, "2024-07-07T12:00", "unspecified", None, None),
    # the month before: closed late, in July, after 120 hours; district that the boundaries do not know
    ticket("2024-06-28T12:00", "2024-06-30T12:00", "2024-07-03T12:00", "unknown", "Noise"),
]
COLLISIONS = [
    incident("collision", "2024-07-01T08:30", "101", "Speeding", injured=2, killed=0),
    incident("collision", "2024-07-01T17:10", "101", "Distraction", injured=0, killed=0),
    incident("collision", "2024-07-03T17:45", "301", "Speeding", injured=1, killed=1),
    incident("collision", "2024-07-07T23:59", "unspecified", None, injured=None, killed=0),
    incident("collision", "2024-06-25T10:00", "104", "Speeding", injured=3, killed=0),
]
SHOOTINGS = [
    incident("shooting", "2024-07-01T22:00", "75", "street", is_murder=True),
    incident("shooting", "2024-07-01T22:00", "75", "street", is_murder=False),
    incident("shooting", "2024-07-04T02:00", "unknown", "street", is_murder=False),
]
COMPLAINTS = [
    incident("complaint", "2024-06-20T02:00", "75", "ROBBERY", reported_date=day("2024-07-02")),
    incident("complaint", "2024-07-03T02:00", "1", "BURGLARY", reported_date=day("2024-07-03")),
    incident("complaint", "2024-07-06T02:00", "1", "BURGLARY", reported_date=day("2024-07-09")),
]
READINGS = [
    reading("rain_mm", "2024-07-01T01:00", 2.5),
    reading("rain_mm", "2024-07-01T02:00", 0.5),
    reading("rain_mm", "2024-07-03T02:00", 4.0),
    reading("pm25", "2024-01-01T00:00", 8.0, "city", "year"),
    reading("pm25", "2024-01-01T00:00", 9.0, "borough", "year", borough_id="1"),
    reading("pm25", "2024-01-01T00:00", 7.0, "borough", "year", borough_id="3"),
    reading("pm25", "2024-01-01T00:00", 30.0, "city", "season"),
    reading("pm25", "2024-07-01T00:00", 12.0, "station", "hour", borough_id="1"),
]
MOBILITY = [
    counted("ridership", "2024-07-01T00:00", 3_000_000, "subway"),
    counted("ridership", "2024-07-01T00:00", 1_000_000, "bus"),
    counted("ridership", "2024-07-02T00:00", 3_100_000, "subway"),
    counted("vehicle_crossings", "2024-07-01T00:00", 900_000, "bridges_and_tunnels"),
    counted("bike_trips", "2024-07-01T08:00", 1, "subscriber"),
    counted("bike_trips", "2024-07-01T09:00", 1, "customer"),
    counted("for_hire_trips", "2024-07-02T00:00", 412, "B00001"),
    counted("scheduled_departures", "2024-07-01T06:00", 55, "A"),
    counted("scheduled_departures", "2024-07-01T07:00", 60, "A"),
]
BUDGET = [
    budget("2026-02-17", 2027, "nypd", 100, 110, False),
    budget("2026-05-12", 2027, "nypd", 100, 120, True),
    budget("2026-05-12", 2027, "dot", 50, 40, True),
    budget("2025-05-12", 2026, "nypd", 90, 95, True),
]
FACTS = {
    "ticket": TICKETS,
    "incident": COLLISIONS + SHOOTINGS + COMPLAINTS,
    "reading": READINGS,
    "mobility": MOBILITY,
    "budget_line": BUDGET,
}
