"""A CSV in the shape of New York's collisions: the columns that are taken, from a seed."""

from __future__ import annotations

from pathlib import Path

import duckdb

BOROUGHS = ("MANHATTAN", "BRONX", "BROOKLYN", "QUEENS", "STATEN ISLAND")
FACTORS = ("Driver Inattention/Distraction", "Unspecified", "Following Too Closely", "Failure to Yield", "Speeding")
VEHICLES = ("Sedan", "Station Wagon/Sport Utility Vehicle", "Taxi", "Bike", "Bus")


def write_collisions(path: Path, rows: int, seed: int = 311) -> None:
    """Writes `rows` collisions of the years 2023 to 2025; a third of them names no borough."""
    columns = ", ".join(f'{sql} as "{name}"' for name, sql in _columns().items())
    with duckdb.connect() as connection:
        connection.execute(f"create macro dice_of(row, k, faces) as (hash(row, k, {seed}) % faces)::bigint")
        moment = f"timestamp '2023-01-01' + to_seconds({_dice(1, 94608000)})"
        rolled = f"select i, {moment} as happened from range({rows}) as numbers(i)"
        connection.execute(f"copy (select {columns} from ({rolled})) to '{path}' (header)")


def _dice(column: int, faces: int) -> str:
    return f"dice_of(i, {column}, {faces})"


def _columns() -> dict[str, str]:
    return {
        "CRASH DATE": "strftime(happened, '%m/%d/%Y')",
        "CRASH TIME": "strftime(happened, '%H:%M')",
        "BOROUGH": f"case when {_dice(2, 3)} > 0 then {list(BOROUGHS)}[1 + {_dice(3, 5)}] end",
        "LATITUDE": f"40.50 + {_dice(4, 400000)} / 1e6",
        "LONGITUDE": f"-74.25 + {_dice(5, 550000)} / 1e6",
        "NUMBER OF PERSONS INJURED": f"greatest({_dice(6, 5)} - 2, 0)",
        "NUMBER OF PERSONS KILLED": f"case when {_dice(7, 400)} = 0 then 1 else 0 end",
        "CONTRIBUTING FACTOR VEHICLE 1": f"{list(FACTORS)}[1 + {_dice(8, 5)}]",
        "COLLISION_ID": "4600000 + i",
        "VEHICLE TYPE CODE 1": f"{list(VEHICLES)}[1 + {_dice(9, 5)}]",
    }
