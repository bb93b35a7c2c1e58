"""Literal rows for the citizen pack: every figure that its test expects is counted from these lines by hand."""

from tests.metrics.rows import counted, incident, reading, ticket
from tests.metrics.snapshot_files import at, day

PLACED = {"community_district_id": "101", "borough_id": "1"}


def air_day(when, aqi, standard="hj633_2012", in_force=True, category=None, is_valid=True, **more):
    kind = "cn_aqi" if standard.startswith("hj") else "us_aqi"
    own = {"kind": kind, "day": day(when), "standard": standard, "in_force": in_force, "aqi": aqi, "level": "city"}
    return own | {"category": category, "is_valid": is_valid, "is_good": aqi <= 100} | more


def gap(served, scheduled, observed, is_frequent=True, **more):
    """Scheduled and observed gaps of one hour, as many of the one as of the other."""
    off = [seen - planned for planned, seen in zip(scheduled, observed, strict=True)]
    sums = {"scheduled": len(scheduled), "observed": len(observed), "paired": len(off)}
    sums |= {"scheduled_min": sum(scheduled), "scheduled_min2": sum(gap * gap for gap in scheduled)}
    sums |= {"observed_min": sum(observed), "observed_min2": sum(gap * gap for gap in observed)}
    sums |= {"paired_min": sum(scheduled), "deviation_min": sum(off), "deviation_min2": sum(gap * gap for gap in off)}
    return {"kind": "departure_gap", "served_at": at(served), "is_frequent": is_frequent, "station": "S"} | sums | more


def departure(served, observed, is_cancelled=False):
    seen = at(observed) if observed else None
    return counted("departure", served, 1, "1") | {"observed_at": seen, "is_cancelled": is_cancelled}


def call(called, outcome="answered", answer_s=None):
    answered = outcome == "answered"
    own = {"kind": "hotline_call", "called_at": at(called), "outcome": outcome}
    return own | {"is_answered": answered, "answer_s": answer_s}


def assessed(called_back, satisfaction, channel):
    opened = ("2024-06-01T08:00", "2024-06-09T08:00", "2024-06-02T08:00")
    return ticket(*opened, "101", "Noise", called_back_at=at(called_back), satisfaction=satisfaction, channel=channel)


def station(kind, when, value, name, **more):
    return reading(kind, when, value, station=name, **more)


def utility(kind, when, value):
    return reading(kind, when, value, level="city", station="city")


AIR_DAYS = [
    air_day("2024-07-01", 40),
    air_day("2024-07-02", 100, category="o3"),
    air_day("2024-07-03", 130, category="o3"),
    air_day("2024-07-04", 300, category="pm25", is_valid=False),
    air_day("2024-07-05", 150, "hj633_2026", False, category="o3"),
    air_day("2024-07-01", 60, "us_aqi_2024"),
    air_day("2024-07-02", 90, "us_aqi_2024"),
    air_day("2024-07-01", 55, "us_aqi_2012", False),
]
NOWCASTS = [("2024-07-06T10:00", 99, "A"), ("2024-07-06T11:00", 20, "A"), ("2024-07-06T09:00", 30, "B")]
AIR_HOURS = [
    {"kind": "nowcast_pm25", "measured_at": at(when), "value": value, "station": name, "level": "station"}
    for when, value, name in [
        ("2024-07-06T10:00", 99, "A"),
        ("2024-07-06T11:00", 20, "A"),
        ("2024-07-06T09:00", 30, "B"),
    ]
]
GAPS = [
    gap("2024-07-01T08:00", [10, 10], [15, 5]),
    gap("2024-07-01T09:00", [10, 10], [10, 10]),
    gap("2024-07-01T23:00", [60], [90], is_frequent=False),
]
MOBILITY = [
    departure("2024-07-01T08:00:00", "2024-07-01T07:59:00"),  # a minute early: on time
    departure("2024-07-01T08:10:00", "2024-07-01T08:14:59"),  # on time
    departure("2024-07-01T08:20:00", "2024-07-01T08:25:00"),  # five minutes late: not; within seven
    departure("2024-07-01T12:30:00", "2024-07-01T12:28:00"),  # two minutes early: not; within two
    departure("2024-07-01T17:30:00", None, is_cancelled=True),
    counted("journey", "2024-07-01T00:00", 100, "1") | {"platform_min": 1.0, "train_min": 0.5, "on_time": 90},
    counted("journey", "2024-07-02T00:00", 300, "1") | {"platform_min": 2.0, "train_min": 0.5, "on_time": 240},
    # 1 km at 20 and 40 km/h with 100 and 300 vehicles: 5 + 7.5 vehicle hours, empty 2.5 + 7.5
    counted("road_speed_kmh", "2024-07-01T08:00", 20, "1")
    | {"free_flow_kmh": 40, "vehicles_per_h": 100, "length_m": 1000},
    counted("road_speed_kmh", "2024-07-01T12:00", 40, "1")
    | {"free_flow_kmh": 40, "vehicles_per_h": 300, "length_m": 1000},
    counted("bikes_available", "2024-07-01T08:00", 7, "docked") | {"subcategory": "D1", "docks_available": 3},
    counted("bikes_available", "2024-07-01T11:00", 10, "docked") | {"subcategory": "D1", "docks_available": 0},
    counted("bikes_available", "2024-07-01T08:00", 0, "docked") | {"subcategory": "D2", "docks_available": 5},
    counted("bikes_available", "2024-07-01T11:00", 2, "docked") | {"subcategory": "D2", "docks_available": None},
    counted("scheduled_trips", "2024-07-01T00:00", 12, "access_a_ride"),
]
HOURLY = {
    "pm10": (50, 70),
    "o3": (100, 120),
    "no2": (20, 30),
    "so2": (5, 8),
    "co": (0.4, 0.8),
    "temperature_c": (20, 31),
    "humidity_pct": (50, 70),
    "wind_speed_m_s": (1, 3),
    "pressure_hpa": (1000, 1010),
    "temperature_max_c": (28, 33),
    "temperature_min_c": (18, 16),
    "rain_day_mm": (0, 12.5),
    "snow_day_mm": (3, 4),
    "snow_depth_mm": (30, 20),
    "rain_mm": (0, 41),
}
READINGS = [
    station(kind, f"2024-07-0{place}T12:00", value, "A")
    for kind, values in HOURLY.items()
    for place, value in enumerate(values, 1)
]
READINGS += [
    reading("no2_ppb", "2024-07-01T00:00", 14, "city", "year"),
    reading("no2_ppb", "2024-07-01T00:00", 30, "city", "season"),
    reading("o3_ppb", "2024-07-01T00:00", 31, "city", "season"),
    station("river_level_m", "2024-07-01T08:00", 18.0, "R1", warning_level=19.0),
    station("river_level_m", "2024-07-01T09:00", 19.5, "R1", warning_level=19.0),
    station("river_level_m", "2024-07-01T09:00", 17.0, "R2", warning_level=17.2),
    station("drain_depth_m", "2024-07-01T08:00", 0.3, "P1", warning_level=0.15),
    station("drain_depth_m", "2024-07-01T09:00", 0.2, "P1", warning_level=0.15),
    station("noise_dba", "2024-07-01T12:00", 60, "N1"),
    station("noise_dba", "2024-07-01T23:00", 50, "N1"),
    utility("cpi", "2024-07-01T00:00", 101.5),
]
for name, unit, demands, supplies in [
    ("electricity", "mw", (100, 80), (120, 120)),
    ("gas", "m3_h", (50, 40), (50, 44)),
    ("water", "m3_h", (10, 20), (15, 24)),
]:
    for hour in (0, 1):
        READINGS.append(utility(f"{name}_demand_{unit}", f"2024-07-01T0{hour}:00", demands[hour]))
        READINGS.append(utility(f"{name}_supply_{unit}", f"2024-07-01T0{hour}:00", supplies[hour]))
CALLS = [
    call("2024-07-01T08:00", answer_s=15),
    call("2024-07-01T09:00", answer_s=16),
    call("2024-07-01T10:00", answer_s=31),
    call("2024-07-01T11:00", "abandoned in the queue"),
    call("2024-07-01T12:00", "abandoned in the menu"),
]
TICKETS = [
    assessed("2024-07-01T08:00", "very satisfied", "ONLINE"),
    assessed("2024-07-01T09:00", "fairly satisfied", "手机应用"),
    assessed("2024-07-02T09:00", "dissatisfied", "PHONE"),
    assessed("2024-07-02T10:00", None, "电子邮件"),
]
COLLISIONS = [
    incident("collision", "2024-07-01T08:30", "101", "Speeding", killed=1, seriously_injured=2),
    incident("collision", "2024-07-02T08:30", "101", "Speeding", killed=0, seriously_injured=1),
]
FACTS = {
    "air_day": AIR_DAYS,
    "air_hour": AIR_HOURS,
    "departure_gap": GAPS,
    "mobility": MOBILITY,
    "reading": READINGS,
    "call": CALLS,
    "ticket": TICKETS,
    "incident": COLLISIONS,
}
