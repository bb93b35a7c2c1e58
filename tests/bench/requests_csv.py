"""A CSV in the shape of New York's 311 export: its 41 columns, lengths and shares of empty cells.

Every value comes from `hash(row, column, seed)`, so that the same seed gives the same bytes. Lengths and
shares of empty cells follow an export of October 2018: 544 bytes a row, addresses of 18 letters, 114
resolutions of 168 letters, 36 % of the requests closed with a date.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

MOMENT = "'%m/%d/%Y %I:%M:%S %p'"
AGENCIES = {
    "NYPD": "New York City Police Department",
    "HPD": "Department of Housing Preservation and Development",
    "DOT": "Department of Transportation",
    "DSNY": "Department of Sanitation",
    "DEP": "Department of Environmental Protection",
    "DOB": "Department of Buildings",
    "DPR": "Department of Parks and Recreation",
    "DOHMH": "Department of Health and Mental Hygiene",
    "DHS": "Department of Homeless Services",
    "TLC": "Taxi and Limousine Commission",
}
SUBJECTS = (
    "Noise",
    "Heating",
    "Street Condition",
    "Illegal Parking",
    "Water System",
    "Rodent",
    "Damaged Tree",
)
PLACES = ("Residential", "Commercial", "Park", "Street/Sidewalk", "Vehicle", "House of Worship", "School")
STREETS = ("BROADWAY", "ATLANTIC AVENUE", "GRAND CONCOURSE", "QUEENS BOULEVARD", "VICTORY BOULEVARD")
BOROUGHS = ("MANHATTAN", "BRONX", "BROOKLYN", "QUEENS", "STATEN ISLAND")
DISTRICTS = (12, 12, 18, 14, 3)
RESOLUTION = (
    "The Police Department responded to the complaint and, with the information available, observed "
    "no evidence of the violation at that time. Reference "
)


def write_requests(path: Path, rows: int, seed: int = 311) -> None:
    """Writes `rows` requests of the years 2023 to 2025 with a header of 41 names."""
    columns = ", ".join(f'{sql} as "{name}"' for name, sql in _columns().items())
    with duckdb.connect() as connection:
        connection.execute(f"create macro dice_of(row, k, faces) as (hash(row, k, {seed}) % faces)::bigint")
        connection.execute(f"copy (select {columns} from ({_requests(rows)})) to '{path}' (header)")


def _dice(column: int, faces: int | str) -> str:
    """An even number from 0 up to below `faces`, the same wherever one column names it."""
    return f"dice_of(i, {column}, {faces})"


def _often(column: int, faces: int) -> str:
    """A number from 0 up to below `faces` of which the low ones are far more frequent."""
    return f"floor({faces} * pow({_dice(column, 1000003)} / 1000003, 2.5))::bigint"


def _requests(rows: int) -> str:
    """What several columns of a request share: moments, borough, district, agency, point."""
    return f"""
        select *, opened + to_seconds({_dice(2, 900000)}) as closed,
               1 + {_dice(17, f"{list(DISTRICTS)}[borough]")} as board
        from (select i, timestamp '2023-01-01' + to_seconds({_dice(1, 94608000)}) as opened,
                     1 + {_often(3, 5)} as borough, 1 + {_often(4, len(AGENCIES))} as agency,
                     {_dice(5, 100)} < 36 as is_closed,
                     40.50 + {_dice(22, 400000)} / 1e6 as latitude,
                     -74.25 + {_dice(23, 550000)} / 1e6 as longitude
              from range({rows}) as numbers(i))"""


def _columns() -> dict[str, str]:
    moved = f"strftime(closed, {MOMENT})"
    borough = f"{list(BOROUGHS)}[borough]"
    board = f"lpad(board::varchar, 2, '0') || ' ' || {borough}"
    unspecified = f"{_dice(18, 100)} < 2"
    return {
        "Unique Key": "60000000 + i",
        "Created Date": f"strftime(opened, {MOMENT})",
        "Closed Date": f"case when is_closed then {moved} end",
        "Agency": f"{list(AGENCIES)}[agency]",
        "Agency Name": f"{list(AGENCIES.values())}[agency]",
        "Complaint Type": f"{_pick(SUBJECTS, 6)} || ' - ' || {_pick(PLACES, 7)}",
        "Descriptor": f"{_pick(PLACES, 8)} || ' case ' || {_often(9, 40)}",
        "Location Type": _sparse(9, f"{_pick(PLACES, 7)} || ' Building'", 10),
        "Incident Zip": _sparse(1, f"10001 + {_dice(11, 1400)}", 11),
        "Incident Address": _sparse(7, f"(1 + {_dice(12, 3000)}) || ' ' || {_pick(STREETS, 13)}", 12),
        "Street Name": _sparse(7, _pick(STREETS, 13), 12),
        "Cross Street 1": _sparse(47, f"(1 + {_dice(14, 200)}) || ' STREET WEST'", 14),
        "Cross Street 2": _sparse(47, f"(2 + {_dice(14, 200)}) || ' STREET, \"EXT\"'", 14),
        "Intersection Street 1": _sparse(94, _pick(STREETS, 15), 15),
        "Intersection Street 2": _sparse(94, f"(1 + {_dice(15, 200)}) || ' AVENUE'", 15),
        "Address Type": f"case when {_dice(16, 9)} < 8 then 'ADDRESS' else 'INTERSECTION' end",
        "City": _sparse(1, borough, 16),
        "Landmark": "null",
        "Facility Type": "case when agency = 1 then 'Precinct' else 'N/A' end",
        "Status": f"case when is_closed then 'Closed' else ['Open', 'In Progress'][1 + {_dice(19, 2)}] end",
        "Due Date": _sparse(55, f"strftime(opened + to_days(10), {MOMENT})", 19),
        "Resolution Description": _sparse(5, f"'{RESOLUTION}' || {_often(20, 114)} || '.'", 20),
        "Resolution Action Updated Date": _sparse(16, moved, 21),
        "Community Board": f"case when {unspecified} then '0 Unspecified' else {board} end",
        "BBL": _sparse(12, f"(1000000000 + {_dice(21, 4000000000)})::varchar", 24),
        "Borough": f"case when {unspecified} then 'Unspecified' else {borough} end",
        "X Coordinate (State Plane)": _sparse(2, f"950000 + {_dice(25, 110000)}", 26),
        "Y Coordinate (State Plane)": _sparse(2, f"125000 + {_dice(27, 145000)}", 26),
        "Open Data Channel Type": _pick(("PHONE", "ONLINE", "MOBILE", "UNKNOWN"), 28),
        "Park Facility Name": "'Unspecified'",
        "Park Borough": borough,
        **dict.fromkeys(("Vehicle Type", "Taxi Company Borough", "Taxi Pick Up Location"), "null"),
        **dict.fromkeys(("Bridge Highway Name", "Bridge Highway Direction"), "null"),
        **dict.fromkeys(("Road Ramp", "Bridge Highway Segment"), "null"),
        "Latitude": _sparse(2, "latitude", 26),
        "Longitude": _sparse(2, "longitude", 26),
        "Location": _sparse(2, "'(' || latitude || '0123456789, ' || longitude || '0123456789)'", 26),
    }


def _pick(choices: tuple[str, ...], column: int) -> str:
    return f"{list(choices)}[1 + {_often(column, len(choices))}]"


def _sparse(empty_pct: int, sql: str, column: int) -> str:
    return f"case when {_dice(column + 100, 100)} >= {empty_pct} then {sql} end"
