"""Literal rows of a July: every figure that the policing tests expect is counted from these lines by hand."""

from datetime import timedelta

from tests.metrics.snapshot_files import at, day

BOROUGHS = {"101": "1", "104": "1", "301": "3"}


def incident(kind, occurred, district="101", **more):
    where = {"community_district_id": district, "borough_id": BOROUGHS[district]}
    return {"kind": kind, "dataset": kind, "occurred_at": at(occurred)} | where | more


def offence(reported, offence_class, clearance=None, cleared=None, occurred=None, district="101", **more):
    stated = {"reported_date": day(reported), "offence_class": offence_class, "category": offence_class}
    solved = {"clearance": clearance, "cleared_at": at(cleared) if cleared else None}
    return incident("complaint", occurred or f"{reported}T02:00", district, **stated, **solved, **more)


def sent(kind, occurred, answer_s, seconds, priority="1", **more):
    """seconds: from the call to dispatch, under way and arrival; None where it is not noted."""
    names = ("dispatched_at", "en_route_at", "arrived_at")
    known = {name: at(occurred) + timedelta(seconds=after) for name, after in zip(names, seconds, strict=True) if after}
    return incident(kind, occurred, priority=priority, answer_s=answer_s, **known, **more)


OFFENCES = [
    offence("2024-07-01", "murder", "arrest", "2024-07-20T12:00", x=1.0, y=1.0),
    offence("2024-07-02", "robbery", x=2.0, y=1.0),
    offence("2024-07-03", "burglary", "exceptional", "2024-07-09T12:00", x=3.0, y=1.0),
    offence("2024-07-03", "burglary", district="301"),
    offence("2024-07-04", "theft", "unfounded", "2024-07-05T12:00", district="301"),
    offence("2024-07-05", "fraud", district="104"),
    # happened in June
    offence("2024-07-06", "vehicle_theft", occurred="2024-06-30T23:00", district="104"),
    # reported in June, cleared in July
    offence("2024-06-15", "robbery", "arrest", "2024-07-02T12:00"),
    # happened in July, reported in August
    offence("2024-08-02", "rape", occurred="2024-07-30T02:00"),
]
CALLS = [
    sent("call_for_service", "2024-07-01T00:10", 5, (60, 120, 480), x=10.0, y=10.0),
    sent("call_for_service", "2024-07-01T00:20", 15, (120, 240, 600), x=11.0, y=10.0),
    sent("call_for_service", "2024-07-02T13:00", 16, (30, 60, 240), x=12.0, y=10.0),
    sent("call_for_service", "2024-07-02T14:00", 21, (60, None, None), x=500.0, y=10.0),
    sent("call_for_service", "2024-07-03T14:00", 8, (600, 900, 3600), "3", x=900.0, y=10.0),
]
RESCUES = [
    sent("fire", "2024-07-01T10:00", 10, (64, 144, 384)),
    sent("fire", "2024-07-02T10:00", 15, (65, 146, 387)),
    sent("fire", "2024-07-03T10:00", 20, (30, 60, 200)),
    sent("ambulance_run", "2024-07-01T11:00", 10, (64, 124, 400)),
    sent("ambulance_run", "2024-07-02T11:00", 16, (70, 131, 300)),
]
CONDUCT = [
    incident("stop", "2024-07-01T10:00"),
    incident("stop", "2024-07-02T10:00", "301"),
    incident("arrest", "2024-07-01T10:00"),
    incident("arrest", "2024-07-01T11:00", "301"),
    incident("arrest", "2024-07-02T10:00", "301"),
    incident("arrest", "2024-07-03T10:00"),
    incident("use_of_force", "2024-07-03T10:00"),
    incident("officer_complaint", "2024-07-01T10:00", outcome="sustained", ended_at=at("2024-07-20T10:00")),
    incident("officer_complaint", "2024-07-02T10:00", outcome="partly sustained", ended_at=at("2024-07-21T10:00")),
    incident("officer_complaint", "2024-06-02T10:00", outcome="not sustained", ended_at=at("2024-07-22T10:00")),
    incident("officer_complaint", "2024-06-03T10:00", outcome="withdrawn", ended_at=at("2024-07-22T10:00")),
    incident("officer_complaint", "2024-07-30T10:00"),
]
COLLISIONS = [
    incident("collision", "2024-07-01T10:00", injured=2, killed=0, x=1.0, y=1.0),
    incident("collision", "2024-07-02T10:00", injured=0, killed=0, x=1.0, y=1.0),
    incident("collision", "2024-07-03T10:00", "301", injured=0, killed=1),
    incident("collision", "2024-07-04T10:00", "301", injured=None, killed=None, x=1.0, y=1.0),
]
OFFICERS = [
    {"kind": "officers", "dataset": "staff", "measured_at": at(f"{month}-01T00:00"), "value": value, "station": agency,
     "level": "agency", "span": "month", "agency": agency}
    for month, agency, value in [("2024-06", "nypd", 300.0), ("2024-07", "nypd", 240.0), ("2024-07", "dot", 10.0)]
]  # fmt: skip
FACTS = {"incident": [*OFFENCES, *CALLS, *RESCUES, *CONDUCT, *COLLISIONS], "reading": OFFICERS}
EXPECTED = {
    # value, numerator, denominator, n
    "complaints_reported": (7, 7, None, 7),
    "complaints_occurred": (7, 7, None, 7),
    "offences_major": (5, 5, None, 5),
    "offences_major_occurred": (5, 5, None, 5),
    "offences_violent": (2, 2, None, 2),
    "offences_property": (4, 4, None, 4),
    "homicides": (1, 1, None, 1),
    "rapes_reported": (0, 0, None, 0),
    "robberies": (1, 1, None, 1),
    "serious_assaults": (0, 0, None, 0),
    "burglaries": (2, 2, None, 2),
    "grand_larcenies": (0, 0, None, 0),
    "vehicle_thefts": (1, 1, None, 1),
    "thefts": (1, 1, None, 1),
    "simple_assaults": (0, 0, None, 0),
    "frauds": (1, 1, None, 1),
    "emergency_calls": (5, 5, None, 5),
    # 4, 8 and 10 minutes: the ninth tenth lies at 0.8 of the way from 8 to 10
    "response_p90": (9.6, None, None, 3),
    "response_median": (8, None, None, 3),
    # 0.5, 1, 1 and 2 minutes
    "dispatch_p90": (1.7, None, None, 4),
    "dispatch_median": (1, None, None, 4),
    # 0.5, 1 and 2 minutes
    "turnout_p90": (1.8, None, None, 3),
    "turnout_median": (1, None, None, 3),
    # 3, 6 and 6 minutes
    "travel_p90": (6, None, None, 3),
    "travel_median": (6, None, None, 3),
    "arrival_known_pct": (75, 3, 4, 4),
    "call_answer_15s_pct": (60, 3, 5, 5),
    "call_answer_20s_pct": (80, 4, 5, 5),
    "call_answer_10s_pct": (40, 2, 5, 5),
    "fires": (3, 3, None, 3),
    "ambulance_runs": (2, 2, None, 2),
    # turnouts of 80, 81 and 30 s; travels of 240, 241 and 140 s; processing of 64, 65 and 30 s
    "fire_turnout_pct": (200 / 3, 2, 3, 3),
    "fire_travel_pct": (200 / 3, 2, 3, 3),
    "fire_processing_pct": (200 / 3, 2, 3, 3),
    "fire_answer_15s_pct": (200 / 3, 2, 3, 3),
    # turnouts of 60 and 61 s; travels of 276 and 169 s; processing of 64 and 70 s
    "ems_turnout_pct": (50, 1, 2, 2),
    "ems_travel_pct": (50, 1, 2, 2),
    "ems_processing_pct": (50, 1, 2, 2),
    "ems_answer_15s_pct": (50, 1, 2, 2),
    # 200, 384 and 387 s
    "fire_response_p90": (386.4 / 60, None, None, 3),
    # 300 and 400 s
    "ems_response_p90": (390 / 60, None, None, 2),
    "police_stops": (2, 2, None, 2),
    "arrests": (4, 4, None, 4),
    "force_used": (1, 1, None, 1),
    "force_per_1000_arrests": (250, 1, 4, 4),
    "officer_complaints": (3, 3, None, 3),
    # decided in July: sustained, partly sustained, not sustained, withdrawn
    "complaints_sustained_pct": (50, 2, 4, 4),
    "officers": (250, 250, None, 2),
    "complaints_per_100_officers": (1.2, 3, 250, 2),
    "injury_collisions": (2, 2, None, 2),
    "offences_mapped_pct": (300 / 7, 3, 7, 7),
    "collisions_mapped_pct": (75, 3, 4, 4),
    "offences_known": (6, 6, None, 6),
    # one of them reported in June
    "offences_cleared": (3, 3, None, 3),
    "offences_cleared_exceptionally": (1, 1, None, 1),
    "clearance_pct": (50, 3, 6, 6),
    "clearance_exceptional_pct": (100 / 6, 1, 6, 6),
    "violent_known": (2, 2, None, 2),
    "violent_cleared": (2, 2, None, 2),
    "clearance_violent_pct": (100, 2, 2, 2),
    "property_known": (3, 3, None, 3),
    "property_cleared": (1, 1, None, 1),
    "clearance_property_pct": (100 / 3, 1, 3, 3),
    "clearance_cohort_pct": (100 / 3, 2, 6, 6),
    # three calls within 50 m of each other
    "repeat_places_in_period": (1, 1, None, 5),
    "repeat_calls_in_period_pct": (60, 3, 5, 5),
    # 2 to 31 July: the two calls of 1 July are too old
    "repeat_places": (0, 0, None, 3),
    "repeat_calls_pct": (0, 0, 3, 3),
    # 3 of 7 at 101, 2 at 104, 2 at 301; 101 and one more hold half
    "concentration_areas": (2, 2, None, 7),
    "concentration_residents_pct": (200 / 3, 2000, 3000, 7),
    "calls_hour_profile": (1, 5, 5, 5),
    "offences_hour_profile": (1, 7, 7, 7),
}
PER_RESIDENT = {
    # two boroughs of 1,000 residents
    "offences_per_100k": (7 * 50, 7, 2000, 7),
    "violent_per_100k": (2 * 50, 2, 2000, 2),
    "property_per_100k": (4 * 50, 4, 2000, 4),
    "homicides_per_100k": (50, 1, 2000, 1),
    "officers_per_100k": (250 * 50, 250, 2000, 2),
    "injury_crashes_per_1000": (1, 2, 2000, 2),
    "stops_per_1000": (1, 2, 2000, 2),
    "arrests_per_1000": (2, 4, 2000, 4),
}
